/**
 * Open legs that wait: for the other side to be closed (S4), or for the login's request budget (F5). They go as one order
 * for all that waited, or are stale two seconds after their fill, or are dropped as soon as the leader has left, the
 * follower's account is another one, or a clock jumped. Nothing here is ever sent twice.
 */
import type { ContractName } from "../../../src-shared/ids.ts";
import type { RefusalCode } from "../../../src-shared/refusal.ts";
import type { Step } from "../context.ts";
import { noteDrift } from "../drift.ts";
import type { Side } from "../input.ts";
import { projectedOf } from "../projected.ts";
import { entryHeldNs, holderOf } from "../requests.ts";
import type { AccountState, FollowerState, LeaderLine, Trade, WaitingEntry } from "../state.ts";
import { settleWaiting } from "../tape.ts";
import { roomOf } from "./caps.ts";
import {
  collarGate,
  ENTRY_AGE_MAX_NS,
  heldOn,
  openBlocked,
  sendEntry,
  takeFromPendingExit,
} from "./entries.ts";
import { sizeOf, type SizeRule } from "./sizing.ts";
import { recordTrade } from "./trades.ts";

/** Puts an entry to those that wait. Its event hears of it before anything can release it again. */
export function makeWait(
  step: Step,
  follower: FollowerState,
  trade: Trade,
  wait: { readonly side: Side; readonly entry: WaitingEntry },
): void {
  trade.waitingSide = wait.side;
  trade.waiting.push(wait.entry);
  const { eventId } = wait.entry;
  if (eventId !== null) step.state.tape.get(eventId)?.waitingEntries.add(follower.settings.id);
  waitingTimer(step, follower, trade);
}

/** Ends everything that waits in this trade. */
export function dropWaiting(step: Step, follower: FollowerState, trade: Trade, outcome: RefusalCode): void {
  for (const entry of trade.waiting) settleWaiting(step, entry.eventId, follower.settings.id, outcome);
  if (trade.waiting.length > 0) noteDrift(step, follower, trade, "denied");
  trade.waiting = [];
}

/** The same for all that wait of a follower, or of one contract of it. */
export function dropAllWaiting(
  step: Step,
  follower: FollowerState,
  outcome: RefusalCode,
  contract?: ContractName,
): void {
  for (const trade of follower.trades.values()) {
    if (contract === undefined || trade.contract === contract) dropWaiting(step, follower, trade, outcome);
  }
}

/** Comes back when the oldest waiting entry turns stale, or at `soonerNs`. */
function waitingTimer(step: Step, follower: FollowerState, trade: Trade, soonerNs = Infinity): void {
  const oldestNs = Math.min(...trade.waiting.map((entry) => entry.bornNs));
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "waiting-entry", follower: follower.settings.id, contract: trade.contract },
    atNs: Math.min(oldestNs + ENTRY_AGE_MAX_NS + 1, soonerNs),
  });
}

export interface Waited {
  readonly entries: readonly WaitingEntry[];
  readonly outcome: RefusalCode | "nothing" | "sent";
}

export interface Place {
  readonly follower: FollowerState;
  readonly account: AccountState;
  readonly trade: Trade;
}

/** Takes out what time, the leader or another account has decided against. */
export function expireWaiting(step: Step, place: Place, line: LeaderLine | undefined): Waited[] {
  const { account, trade } = place;
  const { monoNs } = step.now;
  // A sleep or a set clock: nobody knows how old anything is.
  const doubt = monoNs < step.state.clocks.doubtUntilNs;
  const stale: WaitingEntry[] = [];
  const left: WaitingEntry[] = [];
  const fresh: WaitingEntry[] = [];
  for (const entry of trade.waiting) {
    if (doubt || monoNs - entry.bornNs > ENTRY_AGE_MAX_NS) stale.push(entry);
    else if (entry.account !== account.key || leaderLeft(trade, entry, line)) left.push(entry);
    else fresh.push(entry);
  }
  trade.waiting = fresh;
  return [
    ...(stale.length > 0 ? [{ entries: stale, outcome: "stale" } as const] : []),
    ...(left.length > 0 ? [{ entries: left, outcome: "superseded" } as const] : []),
  ];
}

function leaderLeft(trade: Trade, entry: WaitingEntry, line: LeaderLine | undefined): boolean {
  return line !== undefined && line.position * trade.waitingSide < entry.leaderAfter;
}

/** Sends what waits as one order once nothing stands in its way; says what became of the rest. */
export function releaseWaiting(
  step: Step,
  place: Place & { readonly line: LeaderLine },
  rule: SizeRule,
  refusal: RefusalCode | null,
): Waited[] {
  const { follower, account, trade } = place;
  const { contract, waitingSide: side } = trade;
  if (refusal !== null) return [takeAll(trade, refusal)];
  const reversal = trade.waiting.some((entry) => entry.reversal);
  if (openBlocked(account, contract, side, reversal) !== null) {
    trade.heldBy = "other side";
    waitingTimer(step, follower, trade);
    return [];
  }
  // Check 9 once more: the entry that an add relied on may have turned stale meanwhile.
  const inTrade = projectedOf(follower, account, contract) * side > 0;
  if (!inTrade && trade.waiting.every((entry) => entry.needsTrade)) return [takeAll(trade, "not-in-trade")];
  const freeNs = entryHeldNs(step, account, contract);
  if (freeNs > 0) {
    trade.heldBy = holderOf(step, account);
    waitingTimer(step, follower, trade, freeNs);
    return [];
  }
  const away = trade.waiting.filter(({ price }) =>
    collarGate(step, follower.group, { account, contract, side, price }),
  );
  const entries = trade.waiting.filter((entry) => !away.includes(entry));
  trade.waiting = [];
  const told: Waited[] = away.length > 0 ? [{ entries: away, outcome: "moved-away" }] : [];
  if (entries.length === 0) return told;
  return [...told, { entries, outcome: sendWaited(step, place, rule, entries) }];
}

function takeAll(trade: Trade, outcome: RefusalCode): Waited {
  const entries = trade.waiting;
  trade.waiting = [];
  return { entries, outcome };
}

function sendWaited(
  step: Step,
  place: Place & { readonly line: LeaderLine },
  rule: SizeRule,
  entries: readonly WaitingEntry[],
): Waited["outcome"] {
  const { follower, account, trade, line } = place;
  const { contract, waitingSide: side } = trade;
  const held = heldOn(follower, account, contract, side);
  const sum = entries.reduce((total, entry) => total + entry.sized, 0);
  const wanted = Math.min(sum, sizeOf(rule, Math.abs(line.position)) - held);
  if (wanted <= 0) return "nothing";
  const spot = { follower, account, contract, side, trade };
  const rest = takeFromPendingExit(step, spot, wanted);
  const shares = sharesOf(step, place, entries, rest);
  const quantity = shares.reduce((total, share) => total + share, 0);
  if (quantity <= 0) return rest <= 0 ? "nothing" : "at-cap";
  sendEntry(step, { ...spot, quantity, closing: 0, legs: entries, shares, closeLeg: null });
  // The anchor of S2 counted nothing of what waited; what goes out now belongs to it.
  trade.followerAnchor += side * quantity;
  recordTrade(step, follower, trade);
  return "sent";
}

/** What each entry opens: within the cap of its own leader order, and all of them within the order and position caps. */
function sharesOf(step: Step, place: Place, entries: readonly WaitingEntry[], wanted: number): number[] {
  const { follower, account, trade } = place;
  const { contract, waitingSide: side } = trade;
  const held = heldOn(follower, account, contract, side);
  const booked = new Map<string, number>();
  let left = Math.min(wanted, follower.settings.sizing.maxOrderContracts);
  return entries.map(({ leaderOrder, sized }) => {
    const room = roomOf(step.state, follower, account, { trade, contract, side, held }, leaderOrder);
    const used = [...booked.values()].reduce((total, share) => total + share, 0);
    const own = room.order - (booked.get(leaderOrder) ?? 0);
    const share = Math.max(0, Math.min(sized, own, room.position - used, left));
    booked.set(leaderOrder, (booked.get(leaderOrder) ?? 0) + share);
    left -= share;
    return share;
  });
}
