/**
 * Step 3 of a fill's way: (state, wire entity, time) → broker events and what has to be looked up. The only place
 * where floats become ticks and micro-dollars. It joins fill → order → account and contract → maturity → product, and
 * parks what is not known yet (`parking.ts`). No I/O, no clock, no await; the state is changed in place.
 */

import { ConditionError } from "../../../src-shared/assert.ts";
import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import type { AccountKey, BrokerOrderId, ContractName, OrderKey } from "../../../src-shared/ids.ts";
import type { Side } from "../../core/input.ts";
import { cashCounts, noteCash } from "./cash.ts";
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
import { drainFillsOf, onFill, onPosition, releaseWaiting } from "./parking.ts";
import { noteWhy, tellOrder, wordsOf } from "./rejections.ts";
import type { News } from "./rejections.ts";
import {
  advance,
  countUp,
  endCount,
  isEnd,
  isFirst,
  isRefusal,
  reasonOf,
  refuseVersion,
  stateOfCommandReport,
  stateOfExecution,
  stateOfOrdStatus,
  takeAdmin,
  takeVersion,
  takesBack,
} from "./reports.ts";
import { onReference } from "./respecify.ts";
import { ORDERS_MAX, WAITING_MAX, accountOf, bound, cashReport, newJoin } from "./translation.ts";
import type { At, OrderJoin, OrphanReport, Out, Translation } from "./translation.ts";

/**
 * A `Deleted` entity is the broker's housekeeping or the undoing of a trade, and does not say which: nothing is undone by
 * it. Where it could be more than housekeeping the account is read again.
 */
export function onEntity(state: Translation, change: Change, entity: Entity, at: At, out: Out): void {
  if (change === "Deleted") return onDeleted(state, entity, out);
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
    case "currency":
      state.currencies.set(entity.id, entity.name);
      return;
    case "account":
      out.accountsChanged ||= state.accounts.get(entity.id) !== entity.name;
      state.accounts.set(entity.id, entity.name);
      return;
    case "contract":
    case "contractMaturity":
    case "product":
      onReference(state, entity, out);
      releaseWaiting(state, out);
  }
}

function onDeleted(state: Translation, entity: Entity, out: Out): void {
  if (entity.type === "fill") {
    const join = state.orders.get(entity.orderId);
    const all = [...state.accounts.keys()].map((id) => accountOf(state, id));
    out.rereads.push(...(join === undefined ? all : [join.account]));
    return;
  }
  const { type } = entity;
  const isOpen =
    (type === "order" && !isEnd(state.orders.get(entity.id)?.state ?? null)) ||
    (type === "position" && entity.carried + entity.bought !== entity.sold);
  if (isOpen) out.rereads.push(accountOf(state, entity.accountId));
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
  const known = state.orders.get(own.orderId);
  if (known !== undefined) return see(state, own.orderId, known, out);
  const join = newJoin(own.account);
  join.contract = own.contract;
  join.side = own.side;
  join.seen = true;
  addOrder(state, own.orderId, join, out);
}

/** Whose the order is is known from now on: its fills wait no longer. */
function see(state: Translation, orderId: string, join: OrderJoin, out: Out): void {
  if (join.seen) return;
  join.seen = true;
  drainFillsOf(state, orderId, out);
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

/** A rejection without its reason waits for it; a reason that comes later lets it go. */
function tell(state: Translation, orderId: string, join: OrderJoin, news: News, at: At, out: Out): void {
  if (news.state === "rejected" && join.why === null) {
    state.rejections.set(orderId, at);
    bound(state.rejections, WAITING_MAX);
    const { state: _held, ...rest } = news;
    if (Object.values(rest).some((value) => value !== null && value !== undefined)) {
      tellOrder(state, orderId, join, rest, at, out);
    }
    return;
  }
  if (news.state !== null && news.state !== undefined) state.rejections.delete(orderId);
  tellOrder(state, orderId, join, news, at, out);
}

/** Says why the order was rejected: with the rejection that waited for it, or to complete what was told. */
function tellWhy(state: Translation, orderId: string, join: OrderJoin, at: At, out: Out): void {
  if (state.rejections.has(orderId)) tell(state, orderId, join, { state: "rejected" }, at, out);
  else tell(state, orderId, join, { reason: join.why?.reason ?? null, text: wordsOf(join) }, at, out);
}

function onOrder(state: Translation, order: OrderEntity, at: At, out: Out): void {
  const known = state.orders.get(order.id);
  const join = known ?? newJoin(accountOf(state, order.accountId));
  completeJoin(state, join, order.contractId, order.side);
  const news = advance(join, stateOfOrdStatus(order.ordStatus));
  const told = takeAdmin(join, order.admin);
  // Told before the fills that waited for it: the core meets the order first.
  if (known === undefined || news !== null || told) tell(state, order.id, join, { state: news }, at, out);
  if (known !== undefined) return see(state, order.id, join, out);
  join.seen = true;
  addOrder(state, order.id, join, out);
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
  const quantity = takeVersion(join, version.id, version.quantity);
  if (quantity === null) return;
  tell(state, version.orderId, join, { quantity, state: advance(join, null) }, at, out);
}

function onCommand(state: Translation, command: CommandEntity, at: At, out: Out): void {
  const known = state.commands.has(command.id);
  state.commands.set(command.id, command);
  bound(state.commands, ORDERS_MAX);
  const join = state.orders.get(command.orderId);
  // Before the reports that waited for it: whoever hears of the order knows whose it is.
  if (isFirst(command) && command.clOrdId !== null && command.clOrdId !== "") {
    if (join === undefined) keepOrphan(state, command.orderId, command, at);
    else if (join.key === null) {
      join.key = command.clOrdId as OrderKey;
      tell(state, command.orderId, join, { key: join.key }, at, out);
    }
  }
  if (!known) adoptReports(state, command.id, out);
}

function keepReport(state: Translation, { entity, at }: OrphanReport): void {
  const line = state.orphanReports.get(entity.commandId) ?? [];
  state.orphanReports.set(entity.commandId, [...line, { entity, at }]);
  bound(state.orphanReports, WAITING_MAX);
}

function adoptReports(state: Translation, commandId: string, out: Out): void {
  const reports = state.orphanReports.get(commandId);
  if (reports === undefined) return;
  state.orphanReports.delete(commandId);
  for (const { entity, at } of reports) onEntity(state, "Updated", entity, at, out);
}

function onCommandReport(state: Translation, report: CommandReportEntity, at: At, out: Out): void {
  const command = state.commands.get(report.commandId);
  if (command === undefined) return keepReport(state, { entity: report, at });
  if (isRefusal(report) && command.commandType === "Cancel") {
    refuseCancel(state, command.orderId, report, out);
    return;
  }
  const join = state.orders.get(command.orderId);
  if (join === undefined) return keepOrphan(state, command.orderId, report, at);
  if (isRefusal(report) && !isFirst(command)) {
    refuseModify(state, join, command, at, out);
    return;
  }
  const told = isFirst(command) && noteWhy(join, report.reason, report.text);
  const news = advance(join, stateOfCommandReport(report, command));
  if (news !== null) tell(state, command.orderId, join, { state: news }, at, out);
  else if (told) tellWhy(state, command.orderId, join, at, out);
}

function refuseModify(state: Translation, join: OrderJoin, command: CommandEntity, at: At, out: Out): void {
  const quantity = refuseVersion(join, command.id);
  if (quantity !== null) tell(state, command.orderId, join, { quantity }, at, out);
}

type Refusal = Pick<CommandReportEntity, "reason" | "text">;

function refuseCancel(state: Translation, orderId: string, report: Refusal, out: Out): void {
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
  if (takesBack(report)) out.rereads.push(join.account);
  const counted = takesBack(report) ? null : countUp(join, report.cumulative);
  const cumulative = counted ?? endCount(join, report);
  const command = state.commands.get(report.commandId);
  const rejects = report.execType === "Rejected";
  const told = rejects && isFirst(command) && noteWhy(join, report.reason, report.text);
  const news = advance(join, stateOfExecution(report, command));
  const reason = rejects ? null : reasonOf(report.reason);
  if (known === undefined || cumulative !== null || news !== null || reason !== null) {
    const text = reason === null ? null : (report.text ?? wordsOfReason(reason));
    tell(state, report.orderId, join, { state: news, cumulative, reason, text }, at, out);
  }
  if (known === undefined) addOrder(state, report.orderId, join, out);
  if (!rejects) return;
  if (command === undefined) keepReport(state, { entity: report, at });
  else if (command.commandType === "Cancel") refuseCancel(state, report.orderId, report, out);
  else if (!isFirst(command)) refuseModify(state, join, command, at, out);
  else if (told && news === null) tellWhy(state, report.orderId, join, at, out);
}

function keepOrphan(state: Translation, orderId: string, entity: Entity, at: At): void {
  const line = state.orphans.get(orderId);
  if (line !== undefined) line.push({ entity, at });
  else state.orphans.set(orderId, [{ entity, at }]);
  bound(state.orphans, WAITING_MAX);
}

function onCash(state: Translation, cash: CashEntity, out: Out): void {
  if (!noteCash(state, cash) || !cashCounts(state, cash, out)) return;
  try {
    out.events.push({ kind: "cash", report: cashReport(state, cash) });
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    out.faults.push(`cash balance: ${error.message}`);
  }
}
