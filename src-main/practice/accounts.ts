/**
 * Money and positions of the accounts: what a fill does to cash, position rows and pairs, and how that is said on the
 * wire. Amounts are micro-dollars and ticks. Invariants: cash = start + realized − fees; a position is the sum of its
 * fills and what was carried in. Cash is not settled at the roll: a carried position keeps its average open price.
 */
import { micros, MICROS_PER_DOLLAR, valueOfTicks } from "../../src-shared/money.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { WireCashBalance, WireFill, WirePosition } from "../broker/tradovate/wire.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
import type { OrderState } from "./order-state.ts";
import {
  applyTrade,
  FLAT,
  netPosition,
  openProfitTicks,
  openTicks,
  type Book,
  type Pairing,
} from "./positions.ts";
import { CURRENCY, feeMicros, type Product } from "./products.ts";

export interface AccountState {
  readonly id: number;
  readonly name: string;
  readonly userName: string;
  readonly cashBalanceId: number;
  cashMicros: number;
  realizedMicros: number;
  weekRealizedMicros: number;
  startOfDayMicros: number;
  /** By contract id; the row of the current trade date. */
  readonly positions: Map<number, PositionState>;
}

export interface PositionState {
  readonly id: number;
  readonly accountId: number;
  readonly contract: Contract;
  readonly tradeDate: TradeDate;
  readonly prevPos: number;
  /** Σ quantity × price of what was carried in, in ticks. */
  readonly prevTicks: number;
  book: Book;
  bought: number;
  boughtTicks: number;
  sold: number;
  soldTicks: number;
}

function points(ticks: number, product: Product): number {
  return (ticks * product.tickSizeMicros) / MICROS_PER_DOLLAR;
}

function averagePoints(ticks: number, qty: number, product: Product): number {
  return points(ticks, product) / Math.abs(qty);
}

export function toWirePosition(position: PositionState, timestamp: string): WirePosition {
  const { contract, bought, sold, prevPos } = position;
  const { product } = contract;
  const netPos = netPosition(position.book);
  const tradedToday = bought > 0 || sold > 0;
  return {
    id: position.id,
    accountId: position.accountId,
    contractId: contract.id,
    timestamp,
    tradeDate: position.tradeDate,
    netPos,
    ...(netPos !== 0 &&
      tradedToday && { netPrice: averagePoints(openTicks(position.book), netPos, product) }),
    bought,
    boughtValue: points(position.boughtTicks, product),
    sold,
    soldValue: points(position.soldTicks, product),
    prevPos,
    ...(prevPos !== 0 && { prevPrice: averagePoints(position.prevTicks, prevPos, product) }),
  };
}

export function toWireCash(account: AccountState, tradeDate: TradeDate, timestamp: string): WireCashBalance {
  return {
    id: account.cashBalanceId,
    accountId: account.id,
    timestamp,
    tradeDate,
    currencyId: CURRENCY.id,
    amount: account.cashMicros / MICROS_PER_DOLLAR,
    realizedPnL: account.realizedMicros / MICROS_PER_DOLLAR,
    weekRealizedPnL: account.weekRealizedMicros / MICROS_PER_DOLLAR,
    amountSOD: account.startOfDayMicros / MICROS_PER_DOLLAR,
  };
}

function newPosition(core: Core, accountId: number, contract: Contract): PositionState {
  return {
    id: core.newId(),
    accountId,
    contract,
    tradeDate: core.tradeDate,
    prevPos: 0,
    prevTicks: 0,
    book: FLAT,
    bought: 0,
    boughtTicks: 0,
    sold: 0,
    soldTicks: 0,
  };
}

function recordPair(core: Core, position: PositionState, pair: Pairing): void {
  const { product } = position.contract;
  core.created("fillPair", position.accountId, {
    id: core.newId(),
    positionId: position.id,
    buyFillId: pair.buyFillId,
    sellFillId: pair.sellFillId,
    qty: pair.qty,
    buyPrice: points(pair.buyTicks, product),
    sellPrice: points(pair.sellTicks, product),
    active: true,
  });
  const earlier = core.documents.get("fill", pair.lotFillId);
  if (!earlier) return;
  const finallyPaired = earlier.entity.finallyPaired + pair.qty;
  core.updated("fill", position.accountId, { ...earlier.entity, finallyPaired });
}

function recordFee(core: Core, accountId: number, fill: WireFill, product: Product): void {
  const { fees } = product;
  const dollars = (perContract: number): number => (perContract * fill.qty) / MICROS_PER_DOLLAR;
  core.created("fillFee", accountId, {
    id: fill.id,
    clearingFee: dollars(fees.clearingMicros),
    clearingCurrencyId: CURRENCY.id,
    exchangeFee: dollars(fees.exchangeMicros),
    exchangeCurrencyId: CURRENCY.id,
    nfaFee: dollars(fees.nfaMicros),
    nfaCurrencyId: CURRENCY.id,
    commission: dollars(fees.commissionMicros),
    commissionCurrencyId: CURRENCY.id,
  });
}

function bookCash(
  core: Core,
  account: AccountState,
  product: Product,
  pairs: readonly Pairing[],
  qty: number,
): void {
  const realized = pairs.reduce(
    (sum, pair) => sum + valueOfTicks(pair.sellTicks - pair.buyTicks, product.tickValueMicros, pair.qty),
    0,
  );
  account.realizedMicros = micros(account.realizedMicros + realized);
  account.weekRealizedMicros = micros(account.weekRealizedMicros + realized);
  account.cashMicros = micros(account.cashMicros + realized - feeMicros(product.fees) * qty);
  core.touchAccount(account);
}

/** Books one execution: fill, position row, pairs, fee and cash, with their events. */
export function bookFill(core: Core, order: OrderState, qty: number, priceTicks: number): WireFill {
  const { contract, action, accountId } = order;
  const { product } = contract;
  const account = core.account(accountId);
  const known = account.positions.get(contract.id);
  const fillId = core.newId();
  const position = known ?? newPosition(core, accountId, contract);
  const effect = applyTrade(position.book, { fillId, action, qty, priceTicks });
  const timestamp = core.timestamp();
  const fill: WireFill = {
    id: fillId,
    orderId: order.id,
    contractId: contract.id,
    timestamp,
    tradeDate: core.tradeDate,
    action,
    qty,
    price: points(priceTicks, product),
    active: true,
    finallyPaired: effect.paired,
  };
  core.created("fill", accountId, fill);
  position.book = effect.book;
  if (action === "Buy") {
    position.bought += qty;
    position.boughtTicks += qty * priceTicks;
  } else {
    position.sold += qty;
    position.soldTicks += qty * priceTicks;
  }
  account.positions.set(contract.id, position);
  core.touchPosition(position);
  const row = toWirePosition(position, timestamp);
  if (known) core.updated("position", accountId, row);
  else core.created("position", accountId, row);
  for (const pair of effect.pairings) recordPair(core, position, pair);
  bookCash(core, account, product, effect.pairings, qty);
  core.updated("cashBalance", accountId, toWireCash(account, core.tradeDate, timestamp));
  recordFee(core, accountId, fill, product);
  return fill;
}

/** What the open positions of an account are ahead at the last prices, in micro-dollars. */
export function openProfitMicros(core: Core, account: AccountState): number {
  let sum = 0;
  for (const { book, contract } of account.positions.values()) {
    const { lastTicks } = core.feed.quote(contract);
    sum += valueOfTicks(openProfitTicks(book, lastTicks), contract.product.tickValueMicros, 1);
  }
  return micros(sum);
}
