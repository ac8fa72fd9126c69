/**
 * The open leg of one follower: checked, sized as a difference of the leader's cumulative position (S1, S5), first taken
 * from a pending exit (S6), capped (S7), then sent at once, as one order with a reversal's close, or made to wait (S4).
 */
import { venueOfAccount, type ContractName } from "../../../src-shared/ids.ts";
import type { DispositionCode, RefusalCode } from "../../../src-shared/refusal.ts";
import type { Step } from "../context.ts";
import type { LegDecision } from "../decision.ts";
import { legIdOf } from "../order-key.ts";
import { confirmedIn } from "../projected.ts";
import { entryHeldNs, holderOf } from "../requests.ts";
import {
  accountOf,
  openOrders,
  specOf,
  targetOn,
  type AccountState,
  type Trade,
  type WaitingEntry,
} from "../state.ts";
import { recordTarget } from "../targets.ts";
import { roomOf } from "./caps.ts";
import { oldestOf, type Deciding } from "./deciding.ts";
import {
  capped,
  collarGate,
  ENTRY_AGE_MAX_NS,
  draftOpenLeg,
  heldOn,
  openBlocked,
  sendEntry,
  takeFromPendingExit,
} from "./entries.ts";
import { lastCheck, leaderPhaseOf, openGates, type Verdict } from "./gates.ts";
import type { LeaderLegs } from "./legs.ts";
import { arithmeticOf, capWords, sizeCheck } from "./open-words.ts";
import { sizedFor, type Sized } from "./sized.ts";
import { sharedBy, tradeOf } from "./trades.ts";
import { makeWait } from "./waiting.ts";

/** Refusals of the contract itself, before any size. */
function contractRefusal(
  step: Step,
  deciding: Deciding,
  contract: ContractName | undefined,
  size: Sized,
): RefusalCode | null {
  const { follower, line, group } = deciding;
  if (contract === undefined) return "no-pair";
  if (sharedBy(follower, line.contract, contract) !== undefined) return "contract-shared";
  // A size rule was made of its specification.
  if (size.rule) return null;
  const venue = group.leader === null ? undefined : venueOfAccount(follower.account ?? group.leader);
  if (venue !== undefined && specOf(step.state, venue, contract) !== undefined) return null;
  const account = accountOf(step.state, follower.account);
  if (account) step.out.effects.push({ kind: "resolve-contract", connection: account.connection, contract });
  return "contract-unknown";
}

/** An order that nobody gave by hand: a copy that came back as the leader's own would go round in a circle. */
function isOwnOrder({ state }: Step, { group, fill }: Deciding): boolean {
  const leader = accountOf(state, group.leader);
  return leader !== undefined && leader.brokerOrders.size > 0 && leader.brokerOrders.has(fill.orderId);
}

export function decideOpen(step: Step, deciding: Deciding, contract: ContractName | undefined): LegDecision {
  const { state } = step;
  const { group, follower, line, legs } = deciding;
  const account = accountOf(state, follower.account);
  const size = sizedFor(step, deciding, account, contract);
  const gates = openGates(
    {
      state,
      nowNs: step.now.monoNs,
      wallMs: step.now.wallMs,
      group,
      follower,
      account,
      leaderPhase: leaderPhaseOf(state, group),
      line,
      legs,
      contract,
      sizeBefore: size.before,
    },
    deciding.alike.open,
  );
  const odd = contractRefusal(step, deciding, contract, size);
  const judged = { gates, size, ten: tenOf(odd, size) };
  if (isOwnOrder(step, deciding)) return told(deciding, judged, "own-order");
  if (gates.refusal !== null) return told(deciding, judged, gates.refusal);
  if (odd !== null) return told(deciding, judged, odd);
  if (!account || contract === undefined || !size.rule) return told(deciding, judged, "contract-unknown");
  if (!size.rule.certain) return told(deciding, judged, "equity-unknown");
  if (size.after === 0) return told(deciding, judged, "sized-to-zero");
  if (size.sized === 0) return told(deciding, judged, "nothing");
  return place(step, deciding, { account, contract, judged });
}

interface Judged {
  readonly gates: Verdict;
  readonly size: Sized;
  /** What check 10 says by itself, whatever the checks before it say. */
  readonly ten: RefusalCode | null;
}

/** Check 10 before caps: the contract and its size. The caps speak last, where the order is placed. */
function tenOf(odd: RefusalCode | null, size: Sized): RefusalCode | null {
  if (odd !== null) return odd;
  if (!size.rule) return "contract-unknown";
  if (!size.rule.certain) return "equity-unknown";
  return size.after === 0 ? "sized-to-zero" : null;
}

/** The leg as it is recorded; one object for all followers with whom it is the same. */
function told(
  deciding: Deciding,
  { gates, size, ten }: Judged,
  verdict: RefusalCode | DispositionCode,
  quantity = 0,
  caps: string | null = null,
): LegDecision {
  const cut = caps !== null && verdict !== "at-cap";
  const { legs } = deciding.alike;
  for (let index = legs.length - 1; index >= oldestOf(legs); index -= 1) {
    const known = legs[index];
    if (
      known?.gates === gates &&
      known.size === size &&
      known.ten === ten &&
      known.leg.verdict === verdict &&
      known.leg.quantity === quantity &&
      known.caps === caps
    ) {
      return known.leg;
    }
  }
  const leg: LegDecision = {
    leg: "open",
    verdict,
    sized: size.sized,
    quantity,
    cut,
    arithmetic: arithmeticOf(deciding, size, quantity, cut),
    checks: [...gates.checks, sizeCheck(ten, verdict, size, { quantity, caps }), lastCheck],
  };
  legs.push({ gates, size, ten, caps, leg });
  return leg;
}

interface Placing {
  readonly account: AccountState;
  readonly contract: ContractName;
  readonly judged: Judged;
}

function place(step: Step, deciding: Deciding, { account, contract, judged }: Placing): LegDecision {
  const { follower, legs, line, fill } = deciding;
  const { size } = judged;
  const trade = tradeOf(follower, line.contract, contract);
  const side = legs.openSide;
  const spot = { follower, account, contract, side, trade };
  const held = heldOn(follower, account, contract, side);
  const asked = legs.reversal ? Math.max(0, Math.min(size.sized, size.after - held)) : size.sized;
  if (deciding.ageNs > ENTRY_AGE_MAX_NS) return told(deciding, judged, "stale");
  const { price } = deciding.alike;
  if (hasMoved(step, deciding, account, contract)) return told(deciding, judged, "moved-away");
  const wanted = takeFromPendingExit(step, spot, asked);
  if (wanted === 0) return told(deciding, judged, "nothing");
  const { cause } = deciding;
  const entry: WaitingEntry = {
    legId: legIdOf({ cause, account: account.key, contract, leg: "open" }),
    eventId: deciding.eventId,
    cause,
    leaderOrder: fill.orderId,
    sized: wanted,
    reversal: legs.reversal,
    bornNs: step.now.monoNs - deciding.ageNs,
    account: account.key,
    price,
    leaderAfter: Math.abs(legs.l1),
    needsTrade: isAdd(legs) && size.before !== 0 && held === 0,
  };
  // The pending exit that was used up is held now: caps count it.
  const capHeld = heldOn(follower, account, contract, side);
  const quantity = capped(step, spot, entry, wanted, capHeld);
  const caps =
    quantity < wanted
      ? capWords(follower, roomOf(step.state, follower, account, { ...spot, held: capHeld }, fill.orderId))
      : null;
  if (quantity === 0) return told(deciding, judged, "at-cap", 0, caps);
  draftOpenLeg(step, follower, account, contract, entry);
  const closing = reversalClosing(deciding, account, trade);
  if (closing === null && openBlocked(account, contract, side, legs.reversal) !== null) {
    trade.heldBy = "other side";
    makeWait(step, follower, trade, { side, entry });
    return told(deciding, judged, "waiting", quantity, caps);
  }
  // What waits already goes first, and with it. A reversal's close goes by itself then, at once.
  if (trade.waiting.length > 0 || entryHeldNs(step, account, contract) > 0) {
    if (trade.waiting.length === 0) trade.heldBy = holderOf(step, account);
    makeWait(step, follower, trade, { side, entry });
    return told(deciding, judged, "waiting", quantity, caps);
  }
  sendEntry(step, {
    ...spot,
    quantity,
    closing: closing?.quantity ?? 0,
    legs: [entry],
    shares: [quantity],
    closeLeg: closing?.legId ?? null,
  });
  if (closing) countClosing(step, deciding, account, contract);
  return told(deciding, judged, "send", quantity, caps);
}

/** The check at the socket, asked once for each contract of each venue. */
function hasMoved(step: Step, deciding: Deciding, account: AccountState, contract: ContractName): boolean {
  const { moved, price } = deciding.alike;
  const venue = venueOfAccount(account.key);
  for (const known of moved) if (known.contract === contract && known.venue === venue) return known.away;
  const side = deciding.legs.openSide;
  const away = collarGate(step, deciding.group, { account, contract, side, price });
  moved.push({ venue, contract, away });
  return away;
}

/** S4: where both legs pass and nothing of ours is in flight, they go as one order. */
function reversalClosing(
  deciding: Deciding,
  account: AccountState,
  trade: Trade,
): { readonly quantity: number; readonly legId: string } | null {
  const { legs, follower } = deciding;
  if (!legs.reversal || legs.closed === 0 || openOrders(account, trade.contract).length > 0) return null;
  const target = targetOn(follower, trade.contract, legs.closeSide);
  const held = confirmedIn(account, trade.contract) * legs.closeSide;
  if (!target || held <= 0 || target.most > 0) return null;
  return { quantity: held, legId: target.legId };
}

function countClosing(step: Step, deciding: Deciding, account: AccountState, contract: ContractName): void {
  const target = targetOn(deciding.follower, contract, deciding.legs.closeSide);
  if (!target) return;
  target.attempts += 1;
  recordTarget(step, deciding.follower, account, contract, target);
}

function isAdd(legs: LeaderLegs): boolean {
  return !legs.reversal && legs.l0 !== 0;
}
