/** What becomes of our orders: replies and reports in any order, through the one status table. */
import { assertNever } from "../../../src-shared/assert.ts";
import { isTerminal, type OrderStatusEvent } from "../../../src-shared/order-status.ts";
import { say, sentence, type Step } from "../context.ts";
import { setEntriesOff } from "../entries-off.ts";
import type { BrokerOrderState, OrderReport, PlaceOutcome } from "../input.ts";
import { adoptBrokerId, forgetBrokerId, moveOrder } from "../orders.ts";
import type { OwnOrder } from "../own-order.ts";
import { isPause } from "../pauses.ts";
import { askBooks, keepAsking } from "../reconcile/ask-books.ts";
import { exitRefused } from "../refused-exits.ts";
import type { AccountState, FollowerState } from "../state.ts";
import { settleWaiting } from "../tape.ts";
import { afterOrder } from "./after-order.ts";
import { closedUntilRoll, isMarketClosed } from "./closed-rejects.ts";
import { claimFills, takeStrays } from "./own-fills.ts";
import { countReject } from "./reject-storm.ts";

const REJECTS_IN_A_ROW_MAX = 3;

export function onPlaced(step: Step, order: OwnOrder, outcome: PlaceOutcome): void {
  const account = step.state.accounts.get(order.row.account);
  if (!account) return;
  switch (outcome.kind) {
    case "accepted":
      // The reply is the broker's own word: it wins over an id that was only inferred.
      if (order.brokerOrderId !== null && order.brokerOrderId !== outcome.orderId)
        forgetBrokerId(account, order);
      adoptBrokerId(account, order, outcome.orderId);
      moveOrder(step, account, order, "acknowledged");
      claimFills(step, account, order);
      for (const report of takeStrays(account, order)) onOwnReport(step, account, order, report);
      break;
    case "rejected":
      refused(step, account, order, outcome);
      break;
    case "unknown":
      // Reports have told what became of it: that its reply is lost leaves nothing open.
      if (isTerminal(order.status)) return;
      moveOrder(step, account, order, "no-answer", { text: outcome.why });
      unknownOrder(step, account, order, outcome.why);
      break;
  }
  afterOrder(step, account, order);
}

/** Applies what the broker's entities say of one order of ours. */
export function onOwnReport(step: Step, account: AccountState, order: OwnOrder, report: OrderReport): void {
  if (order.brokerOrderId === null) adoptBrokerId(account, order, report.orderId);
  if (isTerminal(order.status) && order.reported === null && report.cumulative !== null) {
    order.reported = Math.max(order.filled, report.cumulative);
  }
  if ((report.cumulative ?? 0) > 0) order.counted = true;
  const event = report.state === null ? null : eventOf(report.state, report, order);
  if (event === "refused" && !isTerminal(order.status)) {
    const reason = report.reason ?? "UnknownReason";
    refused(step, account, order, { kind: "rejected", reason, text: report.text ?? "" });
  } else if (event !== null && event !== "refused") {
    const open = !isTerminal(order.status);
    moveOrder(step, account, order, event, { reason: report.reason, text: report.text });
    // Fills of a cancelled order may still be on their way, and nothing says how many: the books do.
    if (event === "withdrawn" && (open || order.reported === null)) {
      askBooks(step, account);
    }
  } else if (event === null && !isTerminal(order.status)) {
    moveOrder(step, account, order, "acknowledged");
  }
  claimFills(step, account, order);
  afterOrder(step, account, order);
}

function eventOf(state: BrokerOrderState, report: OrderReport, order: OwnOrder): OrderStatusEvent {
  switch (state) {
    case "pending":
    case "working":
      return "acknowledged";
    case "filled":
      order.reported = filledInAll(order, report);
      return "all-filled";
    case "cancelled":
    case "expired":
      // Without a count the order stays open: fills may still be on their way, and the books are asked.
      order.reported = report.cumulative === null ? null : Math.max(order.filled, report.cumulative);
      return "withdrawn";
    case "rejected":
      if (order.filled === 0 && (report.cumulative ?? 0) === 0) return "refused";
      // A part had filled before the rest was refused.
      order.reported = report.cumulative === null ? null : Math.max(order.filled, report.cumulative);
      return "withdrawn";
    default:
      return assertNever(state);
  }
}

/**
 * Contracts of an order that the broker calls filled. A cumulative figure may lag (it is 0 since the order was new), so it
 * never says less than the order's own quantity; a liquidation's size is the broker's to say.
 */
function filledInAll(order: OwnOrder, report: OrderReport): number {
  if (order.row.kind === "market") return order.row.quantity;
  if (report.cumulative !== null && report.cumulative > 0) return report.cumulative;
  return report.quantity ?? order.row.quantity;
}

/** Reasons of ours: nothing left this computer, so the broker refused nothing. */
const neverLeft: ReadonlySet<string> = new Set(["NotConnected", "NotDurable"]);

type Rejected = Extract<PlaceOutcome, { kind: "rejected" }>;

function refused(step: Step, account: AccountState, order: OwnOrder, outcome: Rejected): void {
  if (isTerminal(order.status)) return;
  const { reason, text, ticket } = outcome;
  moveOrder(step, account, order, "refused", { reason, text });
  const follower = step.state.followers.get(order.row.follower);
  if (!follower) return;
  const words = text === "" ? reason : text;
  const sent = !neverLeft.has(reason);
  if (order.row.closing > 0)
    exitRefused(step, follower, account, order.row.contract, { reason, words, sent, ticket: ticket ?? null });
  if (order.row.closing < order.row.quantity) entryRefused(step, follower, account, order, words, sent);
}

function entryRefused(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  order: OwnOrder,
  words: string,
  sent: boolean,
): void {
  if (isPause(order.reason)) {
    pausedEntry(step, follower, account, order, words);
    return;
  }
  say(step, {
    activity: "rejected",
    severity: "alarm",
    words: `The broker refused ${order.row.side === 1 ? "buy" : "sell"} ${order.row.quantity} ${order.row.contract} on ${account.name}: ${sentence(words)}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract: order.row.contract,
    ...(order.eventId === null ? {} : { eventId: order.eventId }),
    data: { reason: order.reason, order: order.row.order },
  });
  if (!sent) return;
  countReject(step);
  // F8: a leader order counts once.
  const { leaderOrder } = order.row;
  if (leaderOrder !== null) {
    if (follower.rejectedLeaderOrders.has(leaderOrder)) return;
    follower.rejectedLeaderOrders.add(leaderOrder);
  }
  follower.rejectsClosed = isMarketClosed(order.reason) && (follower.rejects === 0 || follower.rejectsClosed);
  follower.rejects += 1;
  if (follower.rejects < REJECTS_IN_A_ROW_MAX) return;
  if (follower.rejectsClosed) closedUntilRoll(step, follower);
  else setEntriesOff(step, follower, "rejects", true);
  const then = follower.rejectsClosed
    ? "They resume with the next trading day, or when you resume them on its row."
    : "Check the account, then resume entries on its row.";
  say(step, {
    activity: "entries-off",
    severity: "alarm",
    words: `Entries on ${account.name} are off: three entries in a row were refused. Exits are copied. ${then}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
  });
}

/** F4: proof that nothing was executed, and an entry is never sent again: stale. No word of the broker on this order. */
function pausedEntry(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  order: OwnOrder,
  words: string,
): void {
  if (order.eventId !== null) settleWaiting(step, order.eventId, follower.settings.id, "stale");
  say(step, {
    activity: "denied",
    severity: "notice",
    words: `An entry in ${order.row.contract} on ${account.name} is stale: ${sentence(words)} Nothing was executed, and it is not sent again. The follower may stand below the leader.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract: order.row.contract,
    ...(order.eventId === null ? {} : { eventId: order.eventId }),
  });
}

export function unknownOrder(step: Step, account: AccountState, order: OwnOrder, why: string): void {
  say(step, {
    activity: "unknown",
    severity: "alarm",
    words: `Whether ${order.row.side === 1 ? "buy" : "sell"} ${order.row.quantity} ${order.row.contract} on ${account.name} was placed is not known (${why}). It is never sent again by itself; entries in ${order.row.contract} there are off until the broker's books answer.`,
    group: order.row.group,
    follower: order.row.follower,
    account: account.key,
    contract: order.row.contract,
    ...(order.eventId === null ? {} : { eventId: order.eventId }),
  });
  askBooks(step, account);
  keepAsking(step, account);
}
