/**
 * Fills on a follower's account: ours, or foreign. One whose order is not known as ours waits while an order of ours on
 * that account is unanswered, at most 3 s, then it is foreign (R6).
 */
import type { FillId } from "../../../src-shared/ids.ts";
import { say, signed, type Step } from "../context.ts";
import { noteDrift } from "../drift.ts";
import { endRejects } from "../entries-off.ts";
import type { BrokerFill, OrderReport } from "../input.ts";
import { fillOrder } from "../orders.ts";
import type { OwnOrder } from "../own-order.ts";
import { applyFill, attributeFill, confirmedOf } from "../positions.ts";
import { askBooks } from "../reconcile/ask-books.ts";
import { settle } from "../settle.ts";
import { leaderLineOf, positionOf, targetOn, type AccountState, type FollowerState } from "../state.ts";
import { setTarget } from "../targets.ts";
import { afterOrder } from "./after-order.ts";
import { answerForeign } from "./foreign-trades.ts";
import { anchor, tradeIn, tradeOf } from "./trades.ts";

/** How long an unanswered order of ours keeps a fill from being called foreign. */
export const FOREIGN_AFTER_NS = 3_000_000_000;

export function onFollowerFill(step: Step, account: AccountState, fill: BrokerFill): void {
  const position = positionOf(account, fill.contract);
  if (!fill.active) {
    position.unknown = "a fill was taken back by the exchange";
    say(step, {
      activity: "alarm",
      severity: "alarm",
      words: `Fill ${fill.fillId} on ${account.name} (${fill.contract}) was busted by the exchange. Entries there are off until the position is read again; check it at the broker.`,
      account: account.key,
      contract: fill.contract,
    });
    askBooks(step, account);
    return;
  }
  const order = account.ours.get(fill.orderId);
  if (!applyFill(position, fill)) {
    // A late fill of an older trade date is in the carried position already; its order still has to hear of it.
    const known = order?.fills.some((other) => other.fillId === fill.fillId) ?? true;
    if (order && !known) ownFill(step, account, order, fill);
    return;
  }
  // Its report may have come first: what was held before is told by the fill.
  const before = confirmedOf(position) - fill.side * fill.quantity;
  if (order) ownFill(step, account, order, fill);
  else if (waitsForAnswer(account)) holdFill(step, account, fill);
  else foreignFill(step, account, fill, before);
  account.changedNs = step.now.monoNs;
  recordPosition(step, account, fill);
}

/** Reports kept at most; the oldest goes first. */
const STRAY_REPORTS_MAX = 500;

/** A report may overtake the reply that tells whose order it is. */
export function keepStray(account: AccountState, report: OrderReport): void {
  if (!waitsForAnswer(account)) return;
  account.strayReports.push(report);
  if (account.strayReports.length > STRAY_REPORTS_MAX) account.strayReports.shift();
}

/** Takes out what was kept for this order; forgets the rest once nothing of ours is unanswered. */
export function takeStrays(account: AccountState, order: OwnOrder): OrderReport[] {
  const mine = account.strayReports.filter((report) => report.orderId === order.brokerOrderId);
  account.strayReports = waitsForAnswer(account)
    ? account.strayReports.filter((report) => report.orderId !== order.brokerOrderId)
    : [];
  return mine;
}

/**
 * Fills that a reading brought first: the position counts them already. Ours are attributed, or kept until their order is
 * known; the rest is foreign, and said unless this is the first look at the account in this run.
 */
export function takeReadFills(
  step: Step,
  account: AccountState,
  fills: readonly BrokerFill[],
  look: { readonly unseen: ReadonlySet<FillId>; readonly quiet: boolean },
): void {
  const { unseen, quiet } = look;
  for (const fill of fills) {
    if (!fill.active || account.pendingFills.some((held) => held.fillId === fill.fillId)) continue;
    const order = account.ours.get(fill.orderId);
    const before = confirmedOf(positionOf(account, fill.contract)) - fill.side * fill.quantity;
    if (order) {
      const known = order.fills.some((other) => other.fillId === fill.fillId);
      if (!known) ownFill(step, account, order, fill);
    } else if (!unseen.has(fill.fillId)) continue;
    else if (waitsForAnswer(account)) holdFill(step, account, fill);
    else if (quiet) recordForeign(step, account, fill);
    else foreignFill(step, account, fill, before);
  }
}

function waitsForAnswer(account: AccountState): boolean {
  for (const order of account.open.values()) if (order.brokerOrderId === null) return true;
  return false;
}

function holdFill(step: Step, account: AccountState, fill: BrokerFill): void {
  account.pendingFills.push(fill);
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "foreign-fill", account: account.key },
    atNs: step.now.monoNs + FOREIGN_AFTER_NS,
  });
  const follower = step.state.byAccount.get(account.key);
  if (follower) settle(step, follower, fill.contract);
}

/** A fill of an order of ours that the position counts already. */
function ownFill(step: Step, account: AccountState, order: OwnOrder, fill: BrokerFill): void {
  const position = positionOf(account, fill.contract);
  // Recorded as foreign before its order was known as ours: the ledger keeps its first word.
  if (!account.foreignFills.has(fill.fillId)) {
    step.out.facts.push({ kind: "fill", fill, order: order.row.order, role: "own" });
  }
  if (!fillOrder(step, account, order, fill)) return;
  attributeFill(position, true, fill.side * fill.quantity);
  // Only a fill proves that exits go through: an id is given to orders that are refused a moment later.
  const follower = step.state.followers.get(order.row.follower);
  if (follower && order.row.closing > 0) forgiveExits(follower, order);
  // F8: only an entry that fills ends a row of refused ones.
  if (follower && order.filled > order.row.closing) endRejects(follower);
  signChanged(step, account, order, fill);
  if (follower && order.row.closing < order.row.quantity) lateEntry(step, follower, account, order, fill);
  afterOrder(step, account, order);
}

function forgiveExits(follower: FollowerState, order: OwnOrder): void {
  for (const side of [1, -1] as const) {
    const target = targetOn(follower, order.row.contract, side);
    if (target) target.failures = 0;
  }
}

/** Contracts on the fill's side that entries of ours were meant to open: Pa, where the leader stands on that side. */
function ledTo(follower: FollowerState, fill: BrokerFill): number {
  const trade = tradeIn(follower, fill.contract);
  const leader = trade ? (follower.group.lines.get(trade.leaderContract)?.position ?? 0) : 0;
  return trade && leader * fill.side > 0 ? Math.max(0, trade.followerAnchor * fill.side) : 0;
}

/** S6: if somebody else's trade made an exit change the sign, the contracts on the new side get target 0 at once. */
function signChanged(step: Step, account: AccountState, order: OwnOrder, fill: BrokerFill): void {
  const after = confirmedOf(positionOf(account, fill.contract));
  // An exit only closes: where its fill leaves contracts on its own side, somebody else had closed before it.
  if (order.row.closing < order.row.quantity || after * fill.side <= 0) return;
  const follower = step.state.followers.get(order.row.follower);
  if (!follower) return;
  // Unless they are an entry's, which may have filled first: what the leader has led to stays.
  const most = ledTo(follower, fill);
  if (after * fill.side <= most) return;
  setTarget(
    step,
    follower,
    account,
    { contract: fill.contract, side: fill.side, most },
    {
      cause: { kind: "sign-change", id: fill.fillId },
      leaderOrder: null,
      eventId: null,
      proportional: false,
    },
  );
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words: `An exit on ${account.name} crossed with another trade in ${fill.contract}: it now stands at ${signed(after)}. That is being closed.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract: fill.contract,
  });
}

/**
 * A fill of an entry whose trade has ended (its outcome was not known then): the trade is ours again, and closed where the
 * leader is not on this side any more.
 */
function lateEntry(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  order: OwnOrder,
  fill: BrokerFill,
): void {
  const leaderContract = order.leaderContract ?? fill.contract;
  if (follower.trades.get(leaderContract)?.opened === true) return;
  const trade = tradeOf(follower, leaderContract, fill.contract);
  trade.opened = true;
  const leader = leaderLineOf(follower.group, leaderContract).position;
  anchor(step, follower, account, trade, leader);
  if (leader * fill.side > 0) return;
  setTarget(
    step,
    follower,
    account,
    { contract: fill.contract, side: fill.side, most: 0 },
    { cause: { kind: "outage", id: fill.fillId }, leaderOrder: null, eventId: null, proportional: false },
  );
}

/** Foreign fills remembered, so that none is recorded twice with another owner. */
const FOREIGN_FILLS_MAX = 5000;

function recordForeign(step: Step, account: AccountState, fill: BrokerFill): void {
  if (account.foreignFills.has(fill.fillId)) return;
  step.out.facts.push({ kind: "fill", fill, order: null, role: "foreign" });
  account.foreignFills.add(fill.fillId);
  if (account.foreignFills.size <= FOREIGN_FILLS_MAX) return;
  for (const oldest of account.foreignFills) {
    account.foreignFills.delete(oldest);
    break;
  }
}

function foreignFill(step: Step, account: AccountState, fill: BrokerFill, before: number): void {
  attributeFill(positionOf(account, fill.contract), false, fill.side * fill.quantity);
  recordForeign(step, account, fill);
  const follower = step.state.byAccount.get(account.key);
  if (!follower) return;
  for (const trade of follower.trades.values()) {
    const line = follower.group.lines.get(trade.leaderContract);
    // S2: La and Pa follow a foreign trade.
    if (trade.contract !== fill.contract) continue;
    if (line) anchor(step, follower, account, trade, line.position);
    noteDrift(step, follower, trade, "foreign");
  }
  answerForeign(step, follower, account, fill, before);
  settle(step, follower, fill.contract);
}

/** Fills that came before their order was known as ours. */
export function claimFills(step: Step, account: AccountState, order: OwnOrder): void {
  if (order.brokerOrderId === null) return;
  const mine = account.pendingFills.filter((fill) => fill.orderId === order.brokerOrderId);
  if (mine.length > 0) {
    account.pendingFills = account.pendingFills.filter((fill) => fill.orderId !== order.brokerOrderId);
    for (const fill of mine) {
      ownFill(step, account, order, fill);
    }
  }
  if (!waitsForAnswer(account)) callForeign(step, account);
}

/** Nothing of ours is unanswered any more, or the time is over: what is left was not ours. */
export function callForeign(step: Step, account: AccountState): void {
  const rest = account.pendingFills;
  account.pendingFills = [];
  for (const fill of rest) {
    const before = confirmedOf(positionOf(account, fill.contract)) - fill.side * fill.quantity;
    foreignFill(step, account, fill, before);
  }
}

export function recordPosition(
  step: Step,
  account: AccountState,
  place: Pick<BrokerFill, "contract" | "tradeDate">,
): void {
  const position = positionOf(account, place.contract);
  step.out.facts.push({
    kind: "position",
    account: account.key,
    contract: place.contract,
    tradeDate: place.tradeDate,
    confirmed: confirmedOf(position),
    own: position.own,
  });
}
