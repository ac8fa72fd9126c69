/**
 * What a complete reading says of our orders. Found by broker id or by key: its state is adopted. Not found: an exit that
 * is at least 2 s old is computed anew (F2); an entry is settled as not placed only after two readings at least 5 s apart
 * and at least 10 s after the last possible send, and is never sent again.
 */
import { say, type Step } from "../context.ts";
import type { AccountSnapshot, OrderReport } from "../input.ts";
import { ANSWER_DUE_NS, moveOrder } from "../orders.ts";
import type { OwnOrder } from "../own-order.ts";
import { afterOrder } from "../replication/after-order.ts";
import { onOwnReport } from "../replication/on-order-update.ts";
import type { AccountState } from "../state.ts";
import { keepAsking } from "./ask-books.ts";

const READS_APART_NS = 5_000_000_000;
const FENCE_NS = 10_000_000_000;

export function reconcileOrders(step: Step, account: AccountState, snapshot: AccountSnapshot): void {
  const byKey = new Map<string, OrderReport>();
  const byId = new Map<string, OrderReport>();
  for (const report of snapshot.orders) {
    if (report.key !== null) byKey.set(report.key, report);
    byId.set(report.orderId, report);
  }
  for (const order of account.open.values()) {
    const report =
      (order.brokerOrderId === null ? undefined : byId.get(order.brokerOrderId)) ??
      byKey.get(order.row.order) ??
      liquidationIn(account, order, snapshot);
    if (report) {
      order.absentFirstNs = null;
      onOwnReport(step, account, order, counted(report, snapshot));
    } else {
      absent(step, account, order, snapshot.beganNs);
    }
  }
}

/**
 * A liquidation carries no key: where its reply was lost it is the one order of its contract, side and size that nobody
 * claims and that is younger than every order of ours. Anything less certain is no match.
 */
function liquidationIn(
  account: AccountState,
  order: OwnOrder,
  snapshot: AccountSnapshot,
): OrderReport | undefined {
  if (order.row.kind !== "liquidation" || order.brokerOrderId !== null) return undefined;
  if (order.sentNs === null || order.sentNs >= snapshot.beganNs) return undefined;
  let newest = 0;
  for (const id of account.ours.keys()) newest = Math.max(newest, Number(id));
  const candidates = snapshot.orders.filter(
    (report) =>
      report.key === null &&
      // A working order without a key may be the trader's own protective stop: only an execution is claimed.
      report.state === "filled" &&
      report.contract === order.row.contract &&
      report.side === order.row.side &&
      (report.quantity === order.row.quantity || report.cumulative === order.row.quantity) &&
      Number(report.orderId) > newest,
  );
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** A cancelled order whose report tells no count has filled what this complete reading lists. */
function counted(report: OrderReport, snapshot: AccountSnapshot): OrderReport {
  if (report.cumulative !== null || report.state === null) return report;
  let cumulative = 0;
  for (const fill of snapshot.fills)
    if (fill.orderId === report.orderId && fill.active) cumulative += fill.quantity;
  return { ...report, cumulative };
}

/** Only a reading that began after the last possible send proves anything by absence. */
function absent(step: Step, account: AccountState, order: OwnOrder, beganNs: number): void {
  const sentNs = order.sentNs ?? step.now.monoNs;
  if (beganNs <= sentNs) {
    if (order.status === "unknown") keepAsking(step, account);
    return;
  }
  if (order.brokerOrderId === null && isExit(order) && beganNs - sentNs >= ANSWER_DUE_NS) {
    settleAbsent(step, account, order, "It is computed anew and sent again.");
    return;
  }
  if (order.brokerOrderId === null && order.status !== "unknown") return;
  order.absentFirstNs ??= beganNs;
  const twice = beganNs - order.absentFirstNs >= READS_APART_NS;
  if (!twice || (!isExit(order) && beganNs - sentNs < FENCE_NS)) {
    keepAsking(step, account);
    return;
  }
  if (order.brokerOrderId === null)
    settleAbsent(step, account, order, "It was not placed and is not sent again.");
  else settleGone(step, account, order);
}

function isExit(order: OwnOrder): boolean {
  return order.row.closing === order.row.quantity;
}

/** The broker had taken it and lists it no more (the session rolled): a market order can not be working unlisted. */
function settleGone(step: Step, account: AccountState, order: OwnOrder): void {
  order.absentFirstNs = null;
  order.reported = order.filled;
  moveOrder(step, account, order, "withdrawn", { text: "the broker's books list it no more" });
  afterOrder(step, account, order);
}

function settleAbsent(step: Step, account: AccountState, order: OwnOrder, what: string): void {
  if (order.status !== "unknown") moveOrder(step, account, order, "no-answer");
  moveOrder(step, account, order, "proved-absent");
  say(step, {
    activity: "unknown",
    severity: "notice",
    words: `The broker's books do not show ${order.row.side === 1 ? "buy" : "sell"} ${order.row.quantity} ${order.row.contract} on ${account.name}. ${what}`,
    group: order.row.group,
    follower: order.row.follower,
    account: account.key,
    contract: order.row.contract,
  });
  afterOrder(step, account, order);
}
