/**
 * Our own wire orders: made here, moved through the one status table, settled here. An order is settled when it is
 * terminal and its fills sum to its filled quantity; until then it counts in every projection.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { BrokerOrderId } from "../../src-shared/ids.ts";
import { isTerminal, nextOrderStatus, type OrderStatusEvent } from "../../src-shared/order-status.ts";
import { say, type Step } from "./context.ts";
import type { Cause, OrderRow } from "./effect.ts";
import type { BrokerFill } from "./input.ts";
import { isOpen, type OwnOrder } from "./own-order.ts";
import type { AccountState, CoreState } from "./state.ts";

/** An order without an answer is read over REST after this, and unknown after three more seconds (reliability.md). */
export const ANSWER_DUE_NS = 2_000_000_000;
export const ANSWER_LATE_NS = 5_000_000_000;
/** Settled orders that memory keeps for the tape and late events. */
const ORDERS_MAX = 20_000;

export function newOrder(row: OrderRow, cause: Cause, eventId: string | null, wallMs: number): OwnOrder {
  return {
    row,
    status: "intended",
    brokerOrderId: null,
    fills: [],
    filled: 0,
    reported: null,
    counted: false,
    reason: null,
    text: null,
    sentNs: null,
    sentMs: wallMs,
    answeredNs: null,
    filledNs: null,
    absentFirstNs: null,
    cause,
    eventId,
    leaderContract: null,
    cancelAsked: false,
    cancelHeld: false,
    anchorLowered: 0,
  };
}

/** Adds an order to the books and to the intent that is written before it leaves. */
export function registerOrder(step: Step, account: AccountState, order: OwnOrder): void {
  const { row } = order;
  if (step.state.orders.has(row.order)) assertInvariant(false, `order ${row.order} exists already`);
  // Refined when it is handed over; an order must not wait for ever for a word that got lost.
  order.sentNs = step.now.monoNs;
  remember(step.state, account, order);
  step.draft.orders.push(row);
  const tape = order.eventId === null ? undefined : step.state.tape.get(order.eventId);
  if (tape) {
    const orders = tape.orders.get(row.follower);
    if (orders) orders.push(order);
    else tape.orders.set(row.follower, [order]);
    if (!tape.complete) tape.waiting.add(row.order);
  }
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "order-answer", order: row.order },
    atNs: step.now.monoNs + ANSWER_DUE_NS,
  });
  step.out.dirty.followers.add(row.follower);
}

export function remember(state: CoreState, account: AccountState, order: OwnOrder): void {
  state.orders.set(order.row.order, order);
  if (isOpen(order)) account.open.set(order.row.order, order);
  if (order.brokerOrderId !== null) account.ours.set(order.brokerOrderId, order);
}

/**
 * Drops the oldest settled orders, many at once: a Map that loses one entry at a time from its front grows slow. Done when
 * an order has ended, so that no order that is about to leave waits for it.
 */
function forgetOldOrders(state: CoreState): void {
  if (state.orders.size <= ORDERS_MAX) return;
  let left = ORDERS_MAX / 4;
  for (const [key, order] of state.orders) {
    if (left === 0) return;
    left -= 1;
    if (isOpen(order)) continue;
    state.orders.delete(key);
    if (order.brokerOrderId !== null) state.accounts.get(order.row.account)?.ours.delete(order.brokerOrderId);
  }
}

/** Learns the broker's id of an order of ours, once. */
export function adoptBrokerId(account: AccountState, order: OwnOrder, brokerOrderId: BrokerOrderId): void {
  assertInvariant(
    order.brokerOrderId === null || order.brokerOrderId === brokerOrderId,
    `order ${order.row.order} has two broker ids`,
  );
  order.brokerOrderId = brokerOrderId;
  account.ours.set(brokerOrderId, order);
}

export function forgetBrokerId(account: AccountState, order: OwnOrder): void {
  if (order.brokerOrderId !== null) account.ours.delete(order.brokerOrderId);
  order.brokerOrderId = null;
}

export interface StatusDetail {
  readonly reason?: string | null;
  readonly text?: string | null;
}

/** Moves an order through the table and records it; an impossible pair is said and changes nothing. */
export function moveOrder(
  step: Step,
  account: AccountState,
  order: OwnOrder,
  event: OrderStatusEvent,
  detail: StatusDetail = {},
): void {
  const next = nextOrderStatus(order.status, event);
  if (next === undefined) {
    say(step, {
      activity: "alarm",
      severity: "alarm",
      words: `Order ${order.row.order} on ${account.name} was ${order.status} and the broker now says "${event}". Nothing was changed; compare it with the broker's platform.`,
      follower: order.row.follower,
      account: order.row.account,
      contract: order.row.contract,
    });
    return;
  }
  const changed = next !== order.status;
  order.status = next;
  order.reason = detail.reason ?? order.reason;
  order.text = detail.text ?? order.text;
  if (event !== "handed-over" && event !== "no-answer" && order.answeredNs === null) {
    order.answeredNs = step.now.monoNs;
  }
  if (changed) {
    step.out.facts.push({
      kind: "order-event",
      order: order.row.order,
      event,
      status: next,
      wallMs: step.now.wallMs,
      brokerOrderId: order.brokerOrderId,
      reason: detail.reason ?? null,
      text: detail.text ?? null,
    });
  }
  if (isOpen(order)) account.open.set(order.row.order, order);
  else {
    account.open.delete(order.row.order);
    forgetOldOrders(step.state);
  }
  step.out.dirty.followers.add(order.row.follower);
  if (order.eventId !== null) step.out.dirty.events.add(order.eventId);
}

/** Counts a fill of an order of ours once; false when it was counted before. */
export function fillOrder(step: Step, account: AccountState, order: OwnOrder, fill: BrokerFill): boolean {
  if (order.fills.some((known) => known.fillId === fill.fillId)) return false;
  order.fills.push({ fillId: fill.fillId, quantity: fill.quantity, priceTicks: fill.priceTicks });
  order.filled += fill.quantity;
  order.filledNs = step.now.monoNs;
  // How much a liquidation is only the broker knows: it is whole when the broker calls it filled.
  const all = order.row.kind === "market" && order.filled >= order.row.quantity;
  moveOrder(step, account, order, all ? "all-filled" : "part-filled");
  return true;
}

/** Contracts of the opening part that will never fill, once the order is terminal. */
export function unfilledOpening(order: OwnOrder): number {
  if (!isTerminal(order.status)) return 0;
  const opening = order.row.quantity - order.row.closing;
  const filled = Math.max(order.filled, order.reported ?? 0);
  return Math.max(0, opening - Math.max(0, filled - order.row.closing));
}
