/**
 * What risk says to an order before it works: locked or liquidate-only accounts, quantity and position limits, and,
 * if the switch asks for it, margin. What closes is never stopped by a limit. Reads only.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { WireAction } from "../broker/tradovate/wire.ts";
import { netLiqMicros, type AccountState } from "./accounts.ts";
import type { BookPositionLimit, BookScope } from "./book-entities.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
import { marginsOf } from "./margins.ts";
import { isFinished, remainingQty, type OrderState } from "./order-state.ts";
import { netPosition } from "./positions.ts";
import type { Refusal } from "./refusal.ts";

const LOCKED: Refusal = { reason: "TradingLocked", text: "Trading is locked on your account." };
const LIQUIDATION_ONLY: Refusal = {
  reason: "LiquidationOnly",
  text: "Your account is set to liquidation only.",
};
const MAX_ORDER_QTY: Refusal = {
  reason: "MaxOrderQtyLimitReached",
  text: "Your maximum order quantity has been reached.",
};
const MAX_POSITION: Refusal = {
  reason: "MaxPosLimitReached",
  text: "Your maximum position limit has been reached.",
};
const NO_MARGIN: Refusal = {
  reason: "NotEnoughLiquidity",
  text: "Your account has not enough funds for the margin of this order.",
};

export function netOf(account: AccountState, contract: Contract): number {
  const position = account.positions.get(contract.id);
  return position ? netPosition(position.book) : 0;
}

function signed(action: WireAction, qty: number): number {
  return action === "Buy" ? qty : -qty;
}

/** Whether so many contracts on this side only take from the open position. */
export function isClosing(
  account: AccountState,
  contract: Contract,
  action: WireAction,
  qty: number,
): boolean {
  const net = netOf(account, contract);
  return action === "Buy" ? net <= -qty : net >= qty;
}

/** Contracts that other working orders may still trade on the same side; of a pair only one half counts. */
function workingQty(core: Core, order: OrderState): number {
  let sum = 0;
  for (const other of core.working.get(order.contract.id) ?? []) {
    const counts = other !== order && other.accountId === order.accountId && other.action === order.action;
    if (counts && other.id !== order.ocoId && !isFinished(other.status)) sum += remainingQty(other);
  }
  return sum;
}

function covers(scope: BookScope, { id, product }: Contract): boolean {
  const { contractId, productId, exchangeId, contractGroupId, productType } = scope;
  return (
    (contractId === undefined || contractId === id) &&
    (productId === undefined || productId === product.id) &&
    (exchangeId === undefined || exchangeId === product.exchangeId) &&
    (contractGroupId === undefined || contractGroupId === product.contractGroupId) &&
    (productType === undefined || productType === "Futures")
  );
}

/** Whether two contracts are added up under this limit. */
function isTotalled(limit: BookPositionLimit, a: Contract, b: Contract): boolean {
  switch (limit.totalBy) {
    case "Contract":
      return a.id === b.id;
    case "Product":
      return a.product.id === b.product.id;
    case "ContractGroup":
    case "DiscountGroup":
      return a.product.contractGroupId === b.product.contractGroupId;
    case "Exchange":
      return a.product.exchangeId === b.product.exchangeId;
    case "ProductType":
    case "Overall":
      return true;
    default:
      return assertNever(limit.totalBy);
  }
}

function breaksPositionLimit(
  account: AccountState,
  order: OrderState,
  qty: number,
  limit: BookPositionLimit,
) {
  let [long, short] = [0, 0];
  const add = (net: number): void => {
    if (net > 0) long += net;
    else short -= net;
  };
  add(netOf(account, order.contract) + signed(order.action, qty));
  for (const { contract, book } of account.positions.values()) {
    const counts = contract.id !== order.contract.id && covers(limit, contract);
    if (counts && isTotalled(limit, order.contract, contract)) add(netPosition(book));
  }
  const { longLimit, shortLimit, exposedLimit } = limit;
  return (
    (longLimit !== undefined && order.action === "Buy" && long > longLimit) ||
    (shortLimit !== undefined && order.action === "Sell" && short > shortLimit) ||
    (exposedLimit !== undefined && long + short > exposedLimit)
  );
}

function limitRefusal(
  core: Core,
  account: AccountState,
  order: OrderState,
  orderQty: number,
): Refusal | undefined {
  const closes = isClosing(account, order.contract, order.action, orderQty);
  const exposure = orderQty + workingQty(core, order);
  for (const limit of core.documents.ofAccount("userAccountPositionLimit", account.id)) {
    if (!limit.active || !covers(limit, order.contract)) continue;
    for (const parameter of core.documents.ofMaster("userAccountRiskParameter", limit.id)) {
      const { maxOpeningOrderQty, maxClosingOrderQty } = parameter;
      const most = closes ? maxClosingOrderQty : maxOpeningOrderQty;
      if (most !== undefined && covers(parameter, order.contract) && orderQty > most) return MAX_ORDER_QTY;
    }
    if (!closes && breaksPositionLimit(account, order, exposure, limit)) return MAX_POSITION;
  }
  return undefined;
}

function marginRefusal(core: Core, account: AccountState, order: OrderState, qty: number) {
  if (!core.faults.settings.marginCheck) return undefined;
  const net = netOf(account, order.contract);
  const grows = Math.max(0, Math.abs(net + signed(order.action, qty)) - Math.abs(net));
  const needed = grows * order.contract.product.dayMarginMicros;
  const free = netLiqMicros(core, account) - marginsOf(account).dayMicros;
  return needed > 0 && needed > free ? NO_MARGIN : undefined;
}

/**
 * Why risk refuses the order with so many contracts still to trade, or undefined. The exchange's own orders always
 * pass.
 */
export function riskRefusal(core: Core, order: OrderState, orderQty: number): Refusal | undefined {
  if (order.admin) return undefined;
  const account = core.account(order.accountId);
  const status = core.documents.get("accountRiskStatus", account.id)?.entity;
  if (status?.adminAction === "LockTradingImmediately") return LOCKED;
  if (status?.liquidateOnly !== undefined) {
    const closingQty = orderQty + workingQty(core, order);
    if (!isClosing(account, order.contract, order.action, closingQty)) return LIQUIDATION_ONLY;
  }
  const limited = limitRefusal(core, account, order, orderQty);
  return limited ?? marginRefusal(core, account, order, orderQty);
}
