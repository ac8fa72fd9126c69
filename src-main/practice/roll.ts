/**
 * The turn of the trade date: day orders expire, day figures start anew, open positions get their row of the new
 * date. Rows of the date that ended stay readable for one more date, as they do at the broker; everything else of it
 * is forgotten.
 */
import { assertNever } from "../../src-shared/assert.ts";
import { tradeDateNumber, type TradeDate } from "../../src-shared/trading-day.ts";
import { toWirePosition, type AccountState, type PositionState } from "./accounts.ts";
import { startSession } from "./auto-liq.ts";
import { logSession, tellCash } from "./cash.ts";
import type { Core } from "./core.ts";
import type { Document } from "./documents.ts";
import { endOrder } from "./execution.ts";
import { toWireMargin } from "./margins.ts";
import { isFinished } from "./order-state.ts";
import { netPosition, openTicks } from "./positions.ts";

const DAY_MS = 86_400_000;

/** Monday of the week to which a trade date belongs, as epoch days. */
function weekOf(date: TradeDate): number {
  const day = Math.trunc(Date.UTC(date.year, date.month - 1, date.day) / DAY_MS);
  return day - ((day + 3) % 7);
}

function expireDayOrders(core: Core): void {
  for (const orders of core.working.values()) {
    for (const order of orders) {
      const { timeInForce } = order.version;
      if (timeInForce === "GTC" || timeInForce === "GTD" || isFinished(order.status)) continue;
      core.newFrame();
      endOrder(core, order, order.id, "Expired");
    }
  }
}

function carried(core: Core, position: PositionState): PositionState {
  return {
    ...position,
    id: core.newId(),
    tradeDate: core.tradeDate,
    prevPos: netPosition(position.book),
    prevTicks: openTicks(position.book),
    bought: 0,
    boughtTicks: 0,
    sold: 0,
    soldTicks: 0,
  };
}

function rollAccount(core: Core, account: AccountState, newWeek: boolean): void {
  account.realizedMicros = 0;
  if (newWeek) account.weekRealizedMicros = 0;
  account.startOfDayMicros = account.cashMicros;
  tellCash(core, account);
  const timestamp = core.timestamp();
  for (const [contractId, position] of account.positions) {
    if (netPosition(position.book) === 0) {
      account.positions.delete(contractId);
      continue;
    }
    const next = carried(core, position);
    account.positions.set(contractId, next);
    core.touchPosition(next);
    core.created("position", account.id, toWirePosition(next, timestamp));
  }
  core.updated("marginSnapshot", account.id, toWireMargin(account, timestamp));
  startSession(core, account);
}

function isWorking(core: Core, orderId: number): boolean {
  const order = core.orders.get(orderId);
  return order !== undefined && !isFinished(order.status);
}

/** Called type by type in the order of TRADE_TYPES: reports are asked after the commands they belong to. */
function staysReadable(core: Core, ended: TradeDate, document: Document): boolean {
  const { type, entity } = document;
  switch (type) {
    case "cashBalance":
    case "accountRiskStatus":
    case "marginSnapshot":
    case "userAccountAutoLiq":
    case "userAccountPositionLimit":
    case "userAccountRiskParameter":
    case "tradingPermission":
      return true;
    case "orderStrategy":
      return "status" in entity && entity.status === "ActiveStrategy";
    case "orderStrategyLink":
      return isWorking(core, entity.id);
    case "position":
      return "tradeDate" in entity && entity.tradeDate !== undefined && isSince(ended, entity.tradeDate);
    case "order":
      return isWorking(core, entity.id);
    case "orderVersion":
    case "command":
    case "executionReport":
    case "fill":
      return "orderId" in entity && isWorking(core, entity.orderId);
    case "commandReport":
      return "commandId" in entity && core.documents.get("command", entity.commandId) !== undefined;
    case "fillFee":
    case "fillPair":
    case "cashBalanceLog":
      return false;
    default:
      return assertNever(type);
  }
}

function isSince(first: TradeDate, date: TradeDate): boolean {
  return tradeDateNumber(date) >= tradeDateNumber(first);
}

/** Moves the exchange to `next`. One change: the caller stores all of it. */
export function rollTo(core: Core, next: TradeDate): void {
  const ended = core.tradeDate;
  expireDayOrders(core);
  core.tradeDate = next;
  core.newFrame();
  const newWeek = weekOf(next) !== weekOf(ended);
  for (const account of core.accounts.values()) rollAccount(core, account, newWeek);
  core.documents.keepOnly((document) => staysReadable(core, ended, document));
  for (const [id, order] of core.orders) if (isFinished(order.status)) core.orders.delete(id);
  for (const account of core.accounts.values()) logSession(core, account);
}
