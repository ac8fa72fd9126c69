/**
 * A fresh socket's snapshot is truth (reliability.md): positions, orders and fills of each account are taken in, our
 * orders find what became of them, the leader's base is set, and the account moves offline → exits only → live. Fills
 * found here are recorded and never dispatched, however young.
 */
import type { ConnectionId, FillId } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import { closeEverything } from "../flatten.ts";
import { guarded } from "../gate.ts";
import type { AccountSnapshot, BrokerFill, PositionReport } from "../input.ts";
import { watchLeader } from "../leader-lost.ts";
import { confirmedOf, mergePosition, resetPosition, type PositionState } from "../positions.ts";
import { rememberBrokerOrder } from "../replication/foreign-trades.ts";
import { BUSTED } from "../replication/odd-fills.ts";
import { recordPosition, takeReadFills } from "../replication/own-fills.ts";
import { settleAll } from "../settle.ts";
import { positionOf, type AccountState, type GroupState } from "../state.ts";
import { askBooks } from "./ask-books.ts";
import { baseLeader, rebuildOrders } from "./leader-base.ts";
import { recordMissedFills } from "./missed-fills.ts";
import { makeUpExits } from "./outage.ts";
import { reconcileOrders } from "./own-orders.ts";
import { resolveAccount } from "./resolve.ts";

export function onSnapshot(step: Step, connection: ConnectionId, accounts: readonly AccountSnapshot[]): void {
  for (const snapshot of accounts) {
    const account = resolveAccount(step, connection, snapshot);
    if (account.connection !== connection) continue;
    account.phase = "offline";
    guarded(step, () => takeIn(step, account, snapshot));
  }
  for (const snapshot of accounts) {
    const account = step.state.accounts.get(snapshot.account);
    if (account?.connection === connection) guarded(step, () => afterRead(step, account, true));
  }
}

/** The answer to a read over REST: the same truth, for one account. */
export function onAccountRead(step: Step, snapshot: AccountSnapshot): void {
  const account = step.state.accounts.get(snapshot.account);
  if (!account) return;
  const outage = account.connected && account.phase === "offline";
  takeIn(step, account, snapshot);
  afterRead(step, account, outage);
}

function takeIn(step: Step, account: AccountState, snapshot: AccountSnapshot): void {
  if (!snapshot.complete) {
    incomplete(step, account);
    return;
  }
  const group = step.state.leaders.get(account.key);
  // While an account is live its fills come over the socket: a read that overtakes one must not mark it as missed.
  const fresh = account.connected && account.phase === "offline";
  const unseen = new Set<FillId>();
  for (const fill of snapshot.fills) {
    if (account.positions.get(fill.contract)?.fillIds.has(fill.fillId) !== true) unseen.add(fill.fillId);
  }
  if (snapshot.cash) account.cash = snapshot.cash.amount;
  const stood = new Map(Array.from(account.positions.values(), (each) => [each.contract, confirmedOf(each)]));
  const missing = takePositions(step, account, snapshot, fresh);
  if (group && fresh) recordMissedFills(step, group, account, snapshot.fills);
  for (const report of snapshot.orders) {
    if (report.byBroker === true) rememberBrokerOrder(account, report.orderId);
  }
  guarded(step, () => reconcileOrders(step, account, snapshot));
  if (!group) takeReadFills(step, account, snapshot.fills, { unseen, quiet: !account.liveOnce });
  for (const position of account.positions.values()) clampOwn(step, account, position);
  if (group && fresh) rebuildOrders(group, snapshot.fills, account);
  if (fresh) {
    if (group) baseLeader(step, group, account, account.seenBefore ? stood : undefined);
    account.phase = "live";
    account.seenBefore = true;
    account.liveOnce = true;
  }
  if (group && !fresh) believeBooks(step, group, account, snapshot);
  account.why = missing.length > 0 ? `not certain: ${missing.join(", ")}` : "";
  if (missing.length > 0) {
    askBooks(step, account);
  }
}

function afterRead(step: Step, account: AccountState, outage: boolean): void {
  const group = step.state.leaders.get(account.key);
  if (group) {
    step.out.dirty.groups.add(group.settings.id);
    watchLeader(step, group);
    for (const follower of group.followers) makeUpExits(step, follower, outage);
    return;
  }
  const follower = step.state.byAccount.get(account.key);
  if (!follower) return;
  if (follower.flattenedBy !== null)
    closeEverything(step, follower, account, { kind: "flatten", id: follower.flattenedBy });
  settleAll(step, follower);
  makeUpExits(step, follower, outage);
  step.out.dirty.followers.add(follower.settings.id);
}

/** R2: an incomplete reading proves nothing: what was last known stays, flagged, and is read again. */
function incomplete(step: Step, account: AccountState): void {
  for (const position of account.positions.values()) position.unknown = "the broker's reading was incomplete";
  account.why = "the broker's reading was incomplete; it is read again";
  askBooks(step, account);
}

/** What is left of our own contracts once the reading's fills have been attributed; the rest is somebody else's. */
function clampOwn(step: Step, account: AccountState, position: PositionState): void {
  const held = confirmedOf(position);
  const own =
    held >= 0 ? Math.min(Math.max(position.own, 0), held) : Math.max(Math.min(position.own, 0), held);
  if (own === position.own) return;
  position.own = own;
  if (position.tradeDate)
    recordPosition(step, account, { contract: position.contract, tradeDate: position.tradeDate });
}

/** Returns the contracts whose row is missing although the ledger holds a position that no fill explains. */
function takePositions(
  step: Step,
  account: AccountState,
  snapshot: AccountSnapshot,
  fresh: boolean,
): string[] {
  const newest = new Map<string, PositionReport>();
  for (const report of snapshot.positions) {
    const known = newest.get(report.contract);
    if (!known || dateOf(report) > dateOf(known)) newest.set(report.contract, report);
  }
  const contracts = new Set([
    ...newest.keys(),
    ...account.positions.keys(),
    ...snapshot.fills.map((fill) => fill.contract),
  ]);
  const missing: string[] = [];
  for (const name of contracts) {
    const contract = name as PositionReport["contract"];
    const position = positionOf(account, contract);
    const report = newest.get(contract);
    const fills = snapshot.fills.filter((fill) => fill.contract === contract);
    const before = confirmedOf(position);
    // Only a fresh socket's snapshot replaces; a read over REST may be older than the newest fill.
    const older = position.date !== 0 && account.changedNs >= snapshot.beganNs;
    if (older || (!fresh && position.unknown === null)) {
      if (older && position.unknown !== null) askBooks(step, account);
      mergePosition(position, report, fills);
      if (position.tradeDate) recordPosition(step, account, { contract, tradeDate: position.tradeDate });
      continue;
    }
    if (!report && before !== 0 && !explainedFlat(position, before, fills)) {
      const second = position.unknown !== null;
      position.unknown = "the broker lists no position where one was known";
      missing.push(contract);
      if (!second) continue;
    } else {
      resetPosition(position, report, fills);
    }
    if (position.tradeDate) recordPosition(step, account, { contract, tradeDate: position.tradeDate });
  }
  return missing;
}

function dateOf(report: PositionReport): number {
  return report.tradeDate.year * 10_000 + report.tradeDate.month * 100 + report.tradeDate.day;
}

/** Today's fills take the last known position to flat. */
function explainedFlat(position: PositionState, before: number, fills: readonly BrokerFill[]): boolean {
  let rest = before;
  let sum = 0;
  let passed = false;
  for (const fill of fills) {
    if (!fill.active) continue;
    if (!position.fillIds.has(fill.fillId)) rest += fill.side * fill.quantity;
    sum += fill.side * fill.quantity;
    passed ||= sum === before;
  }
  if (position.date !== 0) return rest === 0;
  // After a restart nobody knows which fills were counted: the day went from flat through what we knew to flat again.
  return passed && sum === 0;
}

/** Fills of a leader are believed to be complete after this much quiet. */
const QUIET_NS = 1_000_000_000;

/**
 * A live leader's doubtful contract follows the broker's complete books once its fills have been quiet: what was missed is
 * recorded and never dispatched, and exits that followers missed are made up for as after an outage.
 */
function believeBooks(step: Step, group: GroupState, account: AccountState, snapshot: AccountSnapshot): void {
  for (const line of group.lines.values()) {
    if (line.unknown === null || line.unknown.startsWith(BUSTED)) continue;
    const position = account.positions.get(line.contract);
    if (!position || position.unknown !== null || snapshot.beganNs - line.lastFillNs < QUIET_NS) continue;
    recordMissedFills(
      step,
      group,
      account,
      snapshot.fills.filter((fill) => fill.contract === line.contract),
    );
    line.position = confirmedOf(position);
    line.completedAt = line.position;
    line.unknown = null;
    for (const follower of group.followers) guarded(step, () => makeUpExits(step, follower, true));
  }
}
