/**
 * Sections → one `AccountSnapshot` per account. It registers the orders and commands it meets, so that the live events
 * that follow find their joins, and says what is missing for a whole picture before it is made.
 */

import { ConditionError } from "../../../src-shared/assert.ts";
import type { AccountKey, BrokerOrderId, OrderKey } from "../../../src-shared/ids.ts";
import type { ContractSpec } from "../../../src-shared/instrument.ts";
import type {
  AccountSnapshot,
  BrokerFill,
  CashReport,
  OrderReport,
  PositionReport,
} from "../../core/input.ts";
import { cashCounts, noteCash } from "./cash.ts";
import type { FillEntity, OrderEntity } from "./entities.ts";
import { leaveOut } from "./left-out.ts";
import { positionReport } from "./parking.ts";
import { noteWhy, wordsOf } from "./rejections.ts";
import {
  advance,
  countUp,
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
import { neededSections } from "./sections.ts";
import type { Sections } from "./sections.ts";
import { ORDERS_MAX, accountOf, bound, brokerFill, cashReport, newJoin, specFor } from "./translation.ts";
import type { Lookup, Out, Translation } from "./translation.ts";

/** Takes reference data, orders and commands into the joins. */
export function registerSections(state: Translation, sections: Sections, out: Out): void {
  for (const entity of sections.product ?? []) onReference(state, entity, out);
  for (const entity of sections.contractMaturity ?? []) onReference(state, entity, out);
  for (const entity of sections.contract ?? []) onReference(state, entity, out);
  for (const { id, name } of sections.currency ?? []) state.currencies.set(id, name);
  for (const account of sections.account ?? []) {
    out.accountsChanged ||= state.accounts.get(account.id) !== account.name;
    state.accounts.set(account.id, account.name);
  }
  for (const command of sections.command ?? []) state.commands.set(command.id, command);
  bound(state.commands, ORDERS_MAX);
  for (const order of sections.order ?? []) registerOrder(state, order);
  bound(state.orders, ORDERS_MAX);
}

function registerOrder(state: Translation, order: OrderEntity): void {
  const join = state.orders.get(order.id) ?? newJoin(accountOf(state, order.accountId));
  join.side = order.side;
  join.contractId = order.contractId ?? join.contractId;
  takeAdmin(join, order.admin);
  join.seen = true;
  state.orders.set(order.id, join);
}

/** What has to be looked up before the picture is whole. */
export function missingOf(state: Translation, sections: Sections, out: Out): readonly Lookup[] {
  const lookups = new Map<string, Lookup>();
  const needContract = (id: string | null): void => {
    if (id === null || specFor(state, id, out) !== undefined || state.unusable.has(id)) return;
    lookups.set(`contract ${id}`, { kind: "contract", id });
  };
  for (const position of sections.position ?? []) needContract(position.contractId);
  for (const order of sections.order ?? []) needContract(order.contractId);
  for (const fill of sections.fill ?? []) {
    needContract(fill.contractId);
    if (!state.orders.has(fill.orderId) && !state.unusable.has(fill.contractId)) {
      lookups.set(`order ${fill.orderId}`, { kind: "order", id: fill.orderId });
    }
  }
  return [...lookups.values()];
}

interface Draft {
  readonly account: AccountKey;
  readonly name: string;
  readonly beganNs: number;
  complete: boolean;
  readonly positions: PositionReport[];
  readonly orders: OrderReport[];
  readonly fills: BrokerFill[];
  cash: CashReport | null;
}

/** One picture per account in `accounts` (id → name); rows of other accounts are left out. */
export function assemble(
  state: Translation,
  sections: Sections,
  accounts: ReadonlyMap<string, string>,
  at: { readonly beganNs: number; readonly receivedNs: number },
  out: Out,
): readonly AccountSnapshot[] {
  const { everyone, pieces, accounts: damaged } = sections.damage;
  const delivered = neededSections.every((type) => sections[type] !== null) && !everyone && !pieces;
  const drafts = new Map<string, Draft>();
  for (const [id, name] of accounts) {
    const complete = delivered && !damaged.has(id);
    const account = accountOf(state, id);
    drafts.set(account, draft(account, name, complete, at.beganNs));
  }
  addPositions(state, sections, drafts, out);
  addOrders(state, sections, drafts, out);
  addFills(state, sections, drafts, at.receivedNs, out);
  addCash(state, sections, drafts, out);
  return [...drafts.values()];
}

function draft(account: AccountKey, name: string, complete: boolean, beganNs: number): Draft {
  return { account, name, beganNs, complete, positions: [], orders: [], fills: [], cash: null };
}

type Drafts = ReadonlyMap<string, Draft>;

function addPositions(state: Translation, sections: Sections, drafts: Drafts, out: Out): void {
  for (const position of sections.position ?? []) {
    const target = drafts.get(accountOf(state, position.accountId));
    if (target === undefined) continue;
    const spec = specFor(state, position.contractId, out);
    if (spec !== undefined) target.positions.push(positionReport(state, position, spec));
    else if (!leaveOut(state, position.contractId, out, false)) target.complete = false;
  }
}

function addOrders(state: Translation, sections: Sections, drafts: Drafts, out: Out): void {
  const details = collectDetails(state, sections);
  for (const order of sections.order ?? []) {
    const target = drafts.get(accountOf(state, order.accountId));
    const join = state.orders.get(order.id);
    if (target === undefined || join === undefined) continue;
    const spec = order.contractId === null ? undefined : specFor(state, order.contractId, out);
    if (order.contractId !== null && spec === undefined) {
      if (leaveOut(state, order.contractId, out, false)) continue;
      target.complete = false;
    }
    join.contract = spec?.contract ?? join.contract;
    advance(join, stateOfOrdStatus(order.ordStatus));
    const detail = details.get(order.id);
    target.orders.push({
      account: join.account,
      orderId: order.id as BrokerOrderId,
      contract: join.contract,
      side: order.side,
      state: join.state,
      key: join.key,
      quantity: join.quantity,
      cumulative: join.cumulative,
      reason: join.why?.reason ?? detail?.reason ?? null,
      text: wordsOf(join) ?? detail?.text ?? null,
      byBroker: join.byBroker,
    });
  }
}

interface Detail {
  reason: string | null;
  text: string | null;
}

/** What versions, commands and reports add to their orders. */
function collectDetails(state: Translation, sections: Sections): ReadonlyMap<string, Detail> {
  const details = new Map<string, Detail>();
  const detailOf = (orderId: string): Detail => {
    const known = details.get(orderId) ?? { reason: null, text: null };
    details.set(orderId, known);
    return known;
  };
  const explain = (orderId: string, reason: string | null, text: string | null): void => {
    if (reasonOf(reason) === null) return;
    Object.assign(detailOf(orderId), { reason, text });
  };
  addQuantities(state, sections);
  for (const command of sections.command ?? []) {
    if (isFirst(command) && command.clOrdId !== null && command.clOrdId !== "") {
      noteKey(state, command.orderId, command.clOrdId as OrderKey);
    }
  }
  for (const report of sections.executionReport ?? []) {
    const join = state.orders.get(report.orderId);
    if (join === undefined) continue;
    const command = state.commands.get(report.commandId);
    if (!takesBack(report)) countUp(join, report.cumulative);
    advance(join, stateOfExecution(report, command));
    if (report.execType !== "Rejected") explain(report.orderId, report.reason, report.text);
    else if (isFirst(command)) noteWhy(join, report.reason, report.text);
    else if (command?.commandType === "Modify") refuseVersion(join, command.id);
  }
  for (const report of sections.commandReport ?? []) {
    const command = state.commands.get(report.commandId);
    const join = command === undefined ? undefined : state.orders.get(command.orderId);
    if (command === undefined || join === undefined) continue;
    if (isRefusal(report) && command.commandType === "Modify") refuseVersion(join, command.id);
    if (!isFirst(command)) continue;
    advance(join, stateOfCommandReport(report, command));
    noteWhy(join, report.reason, report.text);
  }
  return details;
}

function noteKey(state: Translation, orderId: string, key: OrderKey): void {
  const join = state.orders.get(orderId);
  if (join !== undefined) join.key = key;
}

function addQuantities(state: Translation, sections: Sections): void {
  for (const { orderId, id, quantity } of sections.orderVersion ?? []) {
    const join = state.orders.get(orderId);
    if (join !== undefined) takeVersion(join, id, quantity);
  }
}

function addFills(
  state: Translation,
  sections: Sections,
  drafts: Drafts,
  receivedNs: number,
  out: Out,
): void {
  for (const fill of sections.fill ?? []) {
    const spec = specFor(state, fill.contractId, out);
    if (spec === undefined && leaveOut(state, fill.contractId, out, false)) continue;
    const join = state.orders.get(fill.orderId);
    if (join === undefined) {
      for (const target of drafts.values()) target.complete = false;
      const why = `the order ${fill.orderId} of fill ${fill.id} is not known`;
      out.events.push({ kind: "unattributed", account: null, contract: spec?.contract ?? null, why });
      continue;
    }
    const target = drafts.get(join.account);
    if (target === undefined) continue;
    if (spec === undefined) target.complete = false;
    else addFill(target, fill, spec, receivedNs, out);
  }
}

function addFill(target: Draft, fill: FillEntity, spec: ContractSpec, receivedNs: number, out: Out): void {
  try {
    target.fills.push(brokerFill(fill, target.account, spec, receivedNs));
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    target.complete = false;
    out.faults.push(`fill ${fill.id}: ${error.message}`);
  }
}

/** The newest row in dollars. What arrived live since is newer than a reading that began before it. */
function addCash(state: Translation, sections: Sections, drafts: Drafts, out: Out): void {
  const newest = (sections.cashBalance ?? []).filter((cash) => noteCash(state, cash));
  for (const cash of newest) {
    const target = drafts.get(accountOf(state, cash.accountId));
    if (target === undefined || !cashCounts(state, cash, out)) continue;
    try {
      target.cash = cashReport(state, cash);
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      out.faults.push(`cash balance: ${error.message}`);
    }
  }
}
