/**
 * Rejections and their reasons. That an order was rejected and why comes in three kinds of messages in any order; the
 * core acts on the first word of it, so it is told once, with the reason. One without a reason waits a quarter of a
 * second for it; then it is told with what is known.
 */

import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import type { BrokerOrderId } from "../../../src-shared/ids.ts";
import type { OrderReport } from "../../core/input.ts";
import { onReport } from "./parking.ts";
import { reasonOf } from "./reports.ts";
import type { At, OrderJoin, Out, Translation } from "./translation.ts";

const REASON_NS = 250e6;

/** Why the first command was refused; true when it says more than was known. */
export function noteWhy(join: OrderJoin, code: string | null, text: string | null): boolean {
  const reason = reasonOf(code);
  if (reason === null) return false;
  const words = text === "" || text === reason ? null : text;
  if (join.why !== null && (join.why.text !== null || words === null)) return false;
  join.why = { reason, text: words };
  return true;
}

/** The broker's own words, else the reason's. */
export function wordsOf(join: OrderJoin): string | null {
  return join.why === null ? null : (join.why.text ?? wordsOfReason(join.why.reason));
}

/** Tells those that have waited long enough. */
export function releaseRejections(state: Translation, nowNs: number, out: Out): void {
  for (const [orderId, at] of state.rejections) {
    if (nowNs - at.nowNs < REASON_NS) continue;
    state.rejections.delete(orderId);
    const join = state.orders.get(orderId);
    if (join?.state !== "rejected") continue;
    for (const { entity } of [...state.orphanReports.values()].flat()) {
      // Its command never came; that the order is rejected is known from elsewhere.
      if (entity.type === "executionReport" && entity.orderId === orderId) {
        noteWhy(join, entity.reason, entity.text);
      }
    }
    tellOrder(state, orderId, join, { state: "rejected" }, at, out);
  }
}

export function nextRejectionNs(state: Translation): number | undefined {
  let dueNs: number | undefined;
  for (const { nowNs } of state.rejections.values()) {
    if (dueNs === undefined || nowNs + REASON_NS < dueNs) dueNs = nowNs + REASON_NS;
  }
  return dueNs;
}

export type News = Partial<
  Pick<OrderReport, "state" | "key" | "quantity" | "cumulative" | "reason" | "text">
>;

/** One report with what is news; what is not stays null. */
export function tellOrder(
  state: Translation,
  orderId: string,
  join: OrderJoin,
  news: News,
  at: At,
  out: Out,
): void {
  const rejected = news.state === "rejected";
  const report: OrderReport = {
    account: join.account,
    orderId: orderId as BrokerOrderId,
    contract: join.contract,
    side: join.side,
    state: news.state ?? null,
    key: news.key ?? null,
    quantity: news.quantity ?? null,
    cumulative: news.cumulative ?? null,
    reason: (rejected ? join.why?.reason : news.reason) ?? null,
    text: (rejected ? wordsOf(join) : news.text) ?? null,
    byBroker: join.byBroker,
  };
  onReport(state, report, join.contract === null ? join.contractId : null, at, out);
}
