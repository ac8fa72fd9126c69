/**
 * After anything that touched a follower's contract: drive its targets, let waiting entries go or turn stale, end what
 * has ended. Idempotent: calling it once more changes nothing.
 */
import type { ContractName } from "../../src-shared/ids.ts";
import { isTerminal } from "../../src-shared/order-status.ts";
import { say, type Step } from "./context.ts";
import { followDrift, noteDrift } from "./drift.ts";
import { setEntriesOff } from "./entries-off.ts";
import { guarded } from "./gate.ts";
import { isOpen } from "./own-order.ts";
import { confirmedOf, filledPosition } from "./positions.ts";
import { confirmedIn } from "./projected.ts";
import { entryRefusal } from "./replication/gates.ts";
import { ruleFor } from "./replication/rule.ts";
import { endIfFlat, tradeIn } from "./replication/trades.ts";
import {
  dropAllWaiting,
  expireWaiting,
  releaseWaiting,
  type Place,
  type Waited,
} from "./replication/waiting.ts";
import { closeAtSessionEnd } from "./session-end.ts";
import {
  accountOf,
  openOrders,
  type AccountState,
  type FollowerState,
  type GroupState,
  type Trade,
} from "./state.ts";
import { settleWaiting } from "./tape.ts";
import { driveTargets } from "./targets.ts";

export function settle(step: Step, follower: FollowerState, contract: ContractName): void {
  const account = accountOf(step.state, follower.account);
  if (!account) {
    dropAllWaiting(step, follower, "follower-not-seen", contract);
    return;
  }
  settleLiquidations(account, contract);
  closeAtSessionEnd(step, follower, account, contract);
  driveTargets(step, follower, account, contract);
  for (const trade of follower.trades.values()) {
    if (trade.contract !== contract) continue;
    letWaitingGo(step, follower, account, trade);
    const line = follower.group.lines.get(trade.leaderContract);
    if (!line || endIfFlat(step, follower, account, trade, line)) continue;
    if (tradeIn(follower, contract) === trade) followDrift(step, follower, account, trade);
  }
  verifyFlatten(step, follower, account);
  liftFlattened(step, follower, account);
  step.out.dirty.followers.add(follower.settings.id);
}

/** Settles every contract that the follower has anything in. */
export function settleAll(step: Step, follower: FollowerState): void {
  const account = accountOf(step.state, follower.account);
  if (!account) return;
  const contracts = new Set<ContractName>(follower.targets.keys());
  for (const order of account.open.values()) contracts.add(order.row.contract);
  for (const trade of follower.trades.values()) contracts.add(trade.contract);
  for (const contract of contracts) guarded(step, () => settle(step, follower, contract));
  verifyFlatten(step, follower, account);
  liftFlattened(step, follower, account);
}

/** A liquidation's size is the broker's: terminal and flat is settled, whatever quantity we had expected. */
function settleLiquidations(account: AccountState, contract: ContractName): void {
  const position = account.positions.get(contract);
  // While a report runs ahead of its fill, the fill is still to come and belongs to the order.
  if (!position || confirmedOf(position) !== 0 || filledPosition(position) !== 0) return;
  for (const order of openOrders(account, contract)) {
    if (order.row.kind !== "liquidation" || !isTerminal(order.status)) continue;
    // Somebody else made it flat, and the broker says that ours has filled: its fills are on their way, and may open.
    if (order.counted && (order.reported ?? 0) > order.filled) continue;
    order.reported = order.filled;
    if (!isOpen(order)) account.open.delete(order.row.order);
  }
}

const staleBecause: Readonly<Record<Trade["heldBy"], string>> = {
  "other side": "the other side was still open after 2 seconds.",
  budget:
    "the login's request budget was short for 2 seconds. Spread the followers over more logins, or raise the budget if the broker allows this login more.",
  ticket: "the broker asked this login for a pause, and it did not end within 2 seconds.",
};

function letWaitingGo(step: Step, follower: FollowerState, account: AccountState, trade: Trade): void {
  if (trade.waiting.length === 0) return;
  const line = follower.group.lines.get(trade.leaderContract);
  const place = { follower, account, trade };
  tellWaited(step, place, expireWaiting(step, place, line));
  const rule = ruleFor(step.state, follower, trade.leaderContract, trade.contract);
  // Without its size it waits on, and is stale in the end.
  if (trade.waiting.length === 0 || !line || !rule) return;
  const refusal = entryRefusal(step, follower, account, trade.contract, line);
  tellWaited(step, place, releaseWaiting(step, { ...place, line }, rule, refusal));
}

function tellWaited(step: Step, { follower, account, trade }: Place, waited: readonly Waited[]): void {
  for (const { entries, outcome } of waited) {
    if (outcome !== "sent" && outcome !== "nothing") noteDrift(step, follower, trade, "denied");
    for (const entry of entries) settleWaiting(step, entry.eventId, follower.settings.id, outcome);
    if (outcome !== "stale") continue;
    say(step, {
      activity: "denied",
      severity: "notice",
      words: `An entry in ${trade.contract} on ${account.name} was not sent: ${staleBecause[trade.heldBy]} The follower may stand below the leader.`,
      group: follower.group.settings.id,
      follower: follower.settings.id,
      account: account.key,
      contract: trade.contract,
    });
  }
}

export function leaderFlat(group: GroupState): boolean {
  for (const line of group.lines.values()) if (line.position !== 0) return false;
  return true;
}

function followerFlat(account: AccountState): boolean {
  if (account.open.size > 0) return false;
  for (const contract of account.positions.keys()) if (confirmedIn(account, contract) !== 0) return false;
  return true;
}

/** A flatten is done when the account is verified flat. */
function verifyFlatten(step: Step, follower: FollowerState, account: AccountState): void {
  if (follower.flattenedBy === null || !followerFlat(account) || account.phase === "offline") return;
  follower.flattenedBy = null;
  say(step, {
    activity: "flatten",
    severity: "info",
    words: `${account.name} is verified flat.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
  });
}

/** F6: entries resume as soon as the leader is flat and the follower verified flat. */
function liftFlattened(step: Step, follower: FollowerState, account: AccountState): void {
  if (!follower.entriesOff.has("flattened")) return;
  if (!leaderFlat(follower.group) || !followerFlat(account) || account.phase === "offline") return;
  setEntriesOff(step, follower, "flattened", false);
  say(step, {
    activity: "entries-on",
    severity: "info",
    words: `Entries on ${account.name} are on again: the leader is flat and the account is verified flat.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
  });
}
