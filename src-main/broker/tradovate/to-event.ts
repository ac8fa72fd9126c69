/**
 * Step 3 of a fill's way: (state, wire entity, time) → broker events and what has to be looked up. The only place
 * where floats become ticks and micro-dollars. It joins fill → order → account and contract → maturity → product, and
 * parks what is not known yet (`parking.ts`). No I/O, no clock, no await; the state is changed in place.
 */

import { ConditionError } from "../../../src-shared/assert.ts";
import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import type { AccountKey, BrokerOrderId, ContractName, OrderKey } from "../../../src-shared/ids.ts";
import type { BrokerOrderState, OrderReport, Side } from "../../core/input.ts";
import { remember } from "./contracts.ts";
import type {
  CashEntity,
  CommandEntity,
  CommandReportEntity,
  Entity,
  ExecutionReportEntity,
  OrderEntity,
  OrderVersionEntity,
} from "./entities.ts";
import type { Change } from "./frame.ts";
import { drainFillsOf, onFill, onPosition, onReport, releaseWaiting } from "./parking.ts";
import {
  advance,
  countUp,
  isFirst,
  isRefusal,
  reasonOf,
  stateOfCommandReport,
  stateOfExecution,
  stateOfOrdStatus,
} from "./reports.ts";
import { ORDERS_MAX, WAITING_MAX, accountOf, bound, cashReport, newJoin } from "./translation.ts";
import type { At, OrderJoin, Out, Translation } from "./translation.ts";

/** A `Deleted` entity is the broker's housekeeping: positions and orders are never undone by it. */
export function onEntity(state: Translation, change: Change, entity: Entity, at: At, out: Out): void {
  if (change === "Deleted") return;
  switch (entity.type) {
    case "fill":
      onFill(state, entity, at, out);
      return;
    case "position":
      onPosition(state, entity, at, out);
      return;
    case "order":
      onOrder(state, entity, at, out);
      return;
    case "orderVersion":
      onVersion(state, entity, at, out);
      return;
    case "command":
      onCommand(state, entity, at, out);
      return;
    case "commandReport":
      onCommandReport(state, entity, at, out);
      return;
    case "executionReport":
      onExecutionReport(state, entity, at, out);
      return;
    case "cashBalance":
      onCash(state, entity, out);
      return;
    case "account":
      out.accountsChanged ||= state.accounts.get(entity.id) !== entity.name;
      state.accounts.set(entity.id, entity.name);
      return;
    case "contract":
    case "contractMaturity":
    case "product":
      remember(state.book, entity);
      releaseWaiting(state, out);
  }
}

/** The reply to an order of ours names it before its entity arrives: its account is known from now on. */
export function noteOwnOrder(
  state: Translation,
  own: {
    readonly orderId: string;
    readonly account: AccountKey;
    readonly contract: ContractName;
    readonly side: Side | null;
  },
  out: Out,
): void {
  if (state.orders.has(own.orderId)) return;
  const join = newJoin(own.account);
  join.contract = own.contract;
  join.side = own.side;
  addOrder(state, own.orderId, join, out);
}

/** A cancel of ours is on its way: a refusal of it comes back under the order's key. */
export function noteCancel(state: Translation, orderId: BrokerOrderId, order: OrderKey): void {
  state.cancels.set(orderId, order);
  bound(state.cancels, WAITING_MAX);
}

function addOrder(state: Translation, orderId: string, join: OrderJoin, out: Out): void {
  state.orders.set(orderId, join);
  bound(state.orders, ORDERS_MAX);
  drainFillsOf(state, orderId, out);
  const orphans = state.orphans.get(orderId);
  if (orphans === undefined) return;
  state.orphans.delete(orderId);
  for (const orphan of orphans) onEntity(state, "Updated", orphan.entity, orphan.at, out);
}

interface News {
  readonly state?: BrokerOrderState | null;
  readonly key?: OrderKey;
  readonly quantity?: number | null;
  readonly cumulative?: number | null;
  readonly reason?: string | null;
  readonly text?: string | null;
}

function tell(state: Translation, orderId: string, join: OrderJoin, news: News, at: At, out: Out): void {
  const report: OrderReport = {
    account: join.account,
    orderId: orderId as BrokerOrderId,
    contract: join.contract,
    side: join.side,
    state: news.state ?? null,
    key: news.key ?? null,
    quantity: news.quantity ?? null,
    cumulative: news.cumulative ?? null,
    reason: news.reason ?? null,
    text: news.text ?? null,
  };
  onReport(state, report, join.contract === null ? join.contractId : null, at, out);
}

function onOrder(state: Translation, order: OrderEntity, at: At, out: Out): void {
  const known = state.orders.get(order.id);
  const join = known ?? newJoin(accountOf(state, order.accountId));
  completeJoin(state, join, order.contractId, order.side);
  const news = advance(join, stateOfOrdStatus(order.ordStatus));
  // Told before the fills that waited for it: the core meets the order first.
  if (known === undefined || news !== null) tell(state, order.id, join, { state: news }, at, out);
  if (known === undefined) addOrder(state, order.id, join, out);
}

function completeJoin(state: Translation, join: OrderJoin, contractId: string | null, side: Side): void {
  join.side = side;
  if (contractId === null) return;
  join.contractId = contractId;
  join.contract ??= state.book.specs.get(contractId)?.contract ?? null;
}

function onVersion(state: Translation, version: OrderVersionEntity, at: At, out: Out): void {
  const join = state.orders.get(version.orderId);
  if (join === undefined) return keepOrphan(state, version.orderId, version, at);
  if (join.quantity === version.quantity) return;
  join.quantity = version.quantity;
  tell(state, version.orderId, join, { quantity: version.quantity, state: advance(join, null) }, at, out);
}

function onCommand(state: Translation, command: CommandEntity, at: At, out: Out): void {
  const known = state.commands.has(command.id);
  state.commands.set(command.id, command);
  bound(state.commands, ORDERS_MAX);
  if (!known) adoptReports(state, command.id, out);
  if (!isFirst(command) || command.clOrdId === null || command.clOrdId === "") return;
  const join = state.orders.get(command.orderId);
  if (join === undefined) return keepOrphan(state, command.orderId, command, at);
  if (join.key !== null) return;
  join.key = command.clOrdId as OrderKey;
  tell(state, command.orderId, join, { key: join.key }, at, out);
}

function adoptReports(state: Translation, commandId: string, out: Out): void {
  const reports = state.orphanReports.get(commandId);
  if (reports === undefined) return;
  state.orphanReports.delete(commandId);
  for (const { entity, at } of reports) onCommandReport(state, entity, at, out);
}

function onCommandReport(state: Translation, report: CommandReportEntity, at: At, out: Out): void {
  const command = state.commands.get(report.commandId);
  if (command === undefined) {
    const line = state.orphanReports.get(report.commandId) ?? [];
    state.orphanReports.set(report.commandId, [...line, { entity: report, at }]);
    bound(state.orphanReports, WAITING_MAX);
    return;
  }
  if (isRefusal(report) && command.commandType === "Cancel") {
    refuseCancel(state, command.orderId, report, out);
    return;
  }
  const join = state.orders.get(command.orderId);
  if (join === undefined) return keepOrphan(state, command.orderId, report, at);
  const news = advance(join, stateOfCommandReport(report, command));
  const reason = isFirst(command) ? reasonOf(report.reason) : null;
  if (news === null && reason === null) return;
  tell(state, command.orderId, join, { state: news, reason, text: report.text }, at, out);
}

function refuseCancel(state: Translation, orderId: string, report: CommandReportEntity, out: Out): void {
  const order = state.cancels.get(orderId);
  if (order === undefined) return;
  state.cancels.delete(orderId);
  const text = report.text ?? wordsOfReason(reasonOf(report.reason) ?? "UnknownReason");
  out.events.push({ kind: "cancel-failed", order, text });
}

function onExecutionReport(state: Translation, report: ExecutionReportEntity, at: At, out: Out): void {
  const known = state.orders.get(report.orderId);
  const join = known ?? newJoin(accountOf(state, report.accountId));
  completeJoin(state, join, report.contractId, report.side);
  const cumulative = countUp(join, report.cumulative);
  const news = advance(join, stateOfExecution(report, state.commands.get(report.commandId)));
  const reason = reasonOf(report.reason);
  if (known === undefined || cumulative !== null || news !== null || reason !== null) {
    tell(state, report.orderId, join, { state: news, cumulative, reason, text: report.text }, at, out);
  }
  if (known === undefined) addOrder(state, report.orderId, join, out);
}

function keepOrphan(state: Translation, orderId: string, entity: Entity, at: At): void {
  const line = state.orphans.get(orderId);
  if (line !== undefined) line.push({ entity, at });
  else state.orphans.set(orderId, [{ entity, at }]);
  bound(state.orphans, WAITING_MAX);
}

function onCash(state: Translation, cash: CashEntity, out: Out): void {
  try {
    out.events.push({ kind: "cash", report: cashReport(state, cash) });
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    out.faults.push(`cash balance: ${error.message}`);
  }
}
