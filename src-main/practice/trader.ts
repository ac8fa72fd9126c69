/**
 * The trader's own platform: what a human does on an account, in process, for the Practice page and for scripts that
 * drive a leader. Same books, same matching, same events as any client's orders; not subject to `rejectNext`.
 */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireAction, WireOrderType, WireOrdStatus } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import { cancelOrder } from "./commands.ts";
import type { Contract } from "./contracts.ts";
import { defined } from "./defined.ts";
import type { Exchange } from "./exchange.ts";
import { liquidatePosition } from "./liquidation.ts";
import { isFinished, remainingQty, type OrderState } from "./order-state.ts";
import { placeOrder, type CommandTags, type OrderResult } from "./orders.ts";
import { netPosition, openTicks } from "./positions.ts";
import type { Quote } from "./price-feed.ts";
import { PRODUCTS } from "./products.ts";
import type { Refusal } from "./refusal.ts";
import { pointsOf, priceKeys, termsOf, ticksOf } from "./terms.ts";

export interface TraderOrder {
  readonly accountId: number;
  readonly symbol: string;
  readonly action: WireAction;
  readonly qty: number;
  readonly orderType: WireOrderType;
  /** Of a limit order, in points. */
  readonly price?: number;
  /** Of a stop order, in points. */
  readonly stopPrice?: number;
  /** Of a trailing stop, in points. */
  readonly pegDifference?: number;
  readonly limitIfTouchedPrice?: number;
  /** Exact sizes of the fills, in this order. */
  readonly fills?: readonly number[];
}

export type TraderResult =
  | { readonly ok: true; readonly orderId: number }
  | { readonly ok: false; readonly refusal: Refusal };

export interface TraderAccount {
  readonly id: number;
  readonly name: string;
  readonly userName: string;
  readonly cash: number;
  readonly realizedPnL: number;
}

export interface TraderPosition {
  readonly accountId: number;
  readonly symbol: string;
  readonly contractId: number;
  readonly netPos: number;
  /** Average open price in points; absent when flat. */
  readonly netPrice?: number;
}

export interface TraderWorkingOrder {
  readonly orderId: number;
  readonly accountId: number;
  readonly symbol: string;
  readonly action: WireAction;
  readonly qty: number;
  readonly remainingQty: number;
  readonly orderType: WireOrderType;
  readonly price?: number;
  readonly stopPrice?: number;
  readonly pegDifference?: number;
  readonly limitIfTouchedPrice?: number;
  readonly ordStatus: WireOrdStatus;
}

export interface TraderQuote {
  readonly symbol: string;
  readonly contractId: number;
  readonly bid: number;
  readonly offer: number;
  readonly last: number;
  readonly tickSize: number;
}

export interface Trader {
  place(order: TraderOrder): TraderResult;
  cancel(orderId: number): TraderResult;
  /** Cancels the account's working orders of the contract and closes its position at market. */
  flatten(accountId: number, symbol: string): TraderResult;
  accounts(): TraderAccount[];
  positions(accountId: number): TraderPosition[];
  workingOrders(accountId: number): TraderWorkingOrder[];
  /** Front month of every product. */
  quotes(): TraderQuote[];
  /** Calls `listener` on every quote of the contract until the returned function is called; undefined: no such contract. */
  onQuote(symbol: string, listener: (quote: TraderQuote) => void): (() => void) | undefined;
  /** Makes a price the last one of a contract; orders that it reaches trade. */
  setPrice(symbol: string, price: number): Refusal | undefined;
}

const TAGS: CommandTags = { origin: "trader", isAutomated: false };

function refuse(reason: Refusal["reason"], text: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { reason, text } };
}

function toQuote(contract: Contract, quote: Quote): TraderQuote {
  const { product } = contract;
  return {
    symbol: contract.name,
    contractId: contract.id,
    bid: pointsOf(quote.bidTicks, product),
    offer: pointsOf(quote.offerTicks, product),
    last: pointsOf(quote.lastTicks, product),
    tickSize: pointsOf(1, product),
  };
}

function toPositions(account: AccountState): TraderPosition[] {
  return Array.from(account.positions.values(), ({ book, contract }) => {
    const netPos = netPosition(book);
    const average = netPos === 0 ? undefined : pointsOf(openTicks(book), contract.product) / Math.abs(netPos);
    return {
      accountId: account.id,
      symbol: contract.name,
      contractId: contract.id,
      netPos,
      ...defined({ netPrice: average }),
    };
  });
}

function toWorking(order: OrderState): TraderWorkingOrder {
  const { terms, contract } = order;
  return {
    orderId: order.id,
    accountId: order.accountId,
    symbol: contract.name,
    action: order.action,
    qty: order.qty,
    remainingQty: remainingQty(order),
    orderType: terms.type,
    ...priceKeys(terms, contract.product),
    ordStatus: order.status,
  };
}

/** Runs a change and gives its result back, since in process there is no reply to wait for. */
function changed<Result>(exchange: Exchange, act: () => Result, whenHalted: Result): Result {
  let result = whenHalted;
  if (exchange.isHalted()) return result;
  exchange.change(() => {
    result = act();
  });
  return result;
}

const HALTED = refuse("ExecutionProviderUnavailable", "The exchange could not write its file");

function place(exchange: Exchange, order: TraderOrder): OrderResult {
  const { core } = exchange;
  const account = core.accounts.get(order.accountId);
  const contract = core.contracts.byName(order.symbol);
  if (!account) return refuse("UnknownReason", `There is no account ${order.accountId}`);
  if (!contract) return refuse("InvalidContract", `There is no contract ${order.symbol}`);
  if (!Number.isSafeInteger(order.qty) || order.qty <= 0)
    return refuse("MaxOrderQtyIsNotSpecified", "Quantity is at least 1");
  const sum = order.fills?.reduce((total, size) => total + size, 0);
  if (sum !== undefined && sum !== order.qty)
    return refuse("UnknownReason", "The sizes of the fills must add up");
  const terms = termsOf(order, contract.product);
  if ("reason" in terms) return { ok: false, refusal: terms };
  return placeOrder(core, {
    account,
    contract,
    action: order.action,
    qty: order.qty,
    version: { terms, timeInForce: "Day" },
    tags: TAGS,
    ...defined({ sizes: order.fills }),
  });
}

function cancel(exchange: Exchange, orderId: number): TraderResult {
  const order = exchange.core.orders.get(orderId);
  if (!order) return refuse("UnknownReason", `There is no order ${orderId}`);
  const result = cancelOrder(exchange.core, order, TAGS);
  return result.ok ? { ok: true, orderId } : result;
}

function flatten(exchange: Exchange, accountId: number, symbol: string): TraderResult {
  const { core } = exchange;
  const account = core.accounts.get(accountId);
  const contract = core.contracts.byName(symbol);
  if (!account || !contract) return refuse("UnknownReason", "There is no such account or contract");
  return liquidatePosition(core, account, contract, TAGS);
}

function setPrice(exchange: Exchange, symbol: string, price: number): Refusal | undefined {
  const { core } = exchange;
  const contract = core.contracts.byName(symbol);
  if (!contract) return { reason: "InvalidContract", text: `There is no contract ${symbol}` };
  const ticks = ticksOf(price, contract.product);
  if (ticks === undefined)
    return { reason: "InvalidPrice", text: `${price} is not a price of ${contract.product.root}` };
  core.feed.setLast(contract, ticks);
  exchange.quoteChanged(contract.product.underlying.root);
  return undefined;
}

export function createTrader(exchange: Exchange): Trader {
  const { core } = exchange;
  return {
    place: (order) => changed<TraderResult>(exchange, () => place(exchange, order), HALTED),
    cancel: (orderId) => changed<TraderResult>(exchange, () => cancel(exchange, orderId), HALTED),
    flatten: (accountId, symbol) =>
      changed<TraderResult>(exchange, () => flatten(exchange, accountId, symbol), HALTED),
    accounts: () =>
      Array.from(core.accounts.values(), (account) => ({
        id: account.id,
        name: account.name,
        userName: account.userName,
        cash: account.cashMicros / MICROS_PER_DOLLAR,
        realizedPnL: account.realizedMicros / MICROS_PER_DOLLAR,
      })),
    positions: (accountId) => {
      const account = core.accounts.get(accountId);
      return account ? toPositions(account) : [];
    },
    workingOrders: (accountId) =>
      Array.from(core.working.values(), (orders) => [...orders])
        .flat()
        .filter((order) => order.accountId === accountId && !isFinished(order.status))
        .map((order) => toWorking(order)),
    quotes: () =>
      PRODUCTS.map((product) => {
        const contract = core.contracts.front(product, core.clock.now());
        return toQuote(contract, core.feed.quote(contract));
      }),
    onQuote: (symbol, listener) => {
      const contract = core.contracts.byName(symbol);
      return (
        contract &&
        exchange.quotes.subscribe(contract, (_contract, quote) => listener(toQuote(contract, quote)))
      );
    },
    setPrice: (symbol, price) => setPrice(exchange, symbol, price),
  };
}
