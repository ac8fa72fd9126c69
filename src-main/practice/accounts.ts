/**
 * Positions and money of the accounts: what a fill does to position rows, pairs and cash, and how that is said on the
 * wire. Amounts are micro-dollars and ticks. Invariants: cash = start + realized − fees; a position is the sum of its
 * fills and what was carried in. Cash is not settled at the roll: a carried position keeps its average open price.
 */
import { micros, MICROS_PER_DOLLAR, valueOfTicks } from "../../src-shared/money.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { WireFill, WirePosition } from "../broker/tradovate/wire.ts";
import { bookFees, bookProfit, tellCash } from "./cash.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
import { toWireMargin } from "./margins.ts";
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
import { CURRENCY, type Product } from "./products.ts";

export interface AccountState {
  readonly id: number;
  readonly name: string;
  readonly userName: string;
  /** The id of that user. */
  ownerId: number;
  readonly cashBalanceId: number;
  cashMicros: number;
  realizedMicros: number;
  weekRealizedMicros: number;
  startOfDayMicros: number;
  /** What it was opened or last reset with. */
  openingMicros: number;
  /** Something was closed since then: profit figures exist. */
  hasClosed: boolean;
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

function recordPair(core: Core, position: PositionState, pair: Pairing): number {
  const { product } = position.contract;
  const id = core.newId();
  core.created("fillPair", position.accountId, {
    id,
    positionId: position.id,
    buyFillId: pair.buyFillId,
    sellFillId: pair.sellFillId,
    qty: pair.qty,
    buyPrice: points(pair.buyTicks, product),
    sellPrice: points(pair.sellTicks, product),
    active: true,
  });
  const earlier = core.documents.get("fill", pair.lotFillId);
  if (earlier) {
    const finallyPaired = earlier.entity.finallyPaired + pair.qty;
    core.updated("fill", position.accountId, { ...earlier.entity, finallyPaired });
  }
  return id;
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

function bookProfits(core: Core, position: PositionState, pairs: readonly Pairing[]): void {
  const account = core.account(position.accountId);
  const { tickValueMicros } = position.contract.product;
  for (const pair of pairs) {
    const realized = valueOfTicks(pair.sellTicks - pair.buyTicks, tickValueMicros, pair.qty);
    bookProfit(core, account, recordPair(core, position, pair), realized);
  }
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
  bookProfits(core, position, effect.pairings);
  bookFees(core, account, fillId, product, qty);
  tellCash(core, account);
  recordFee(core, accountId, fill, product);
  core.updated("marginSnapshot", accountId, toWireMargin(account, timestamp));
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

/** Cash and open profit, in micro-dollars. */
export function netLiqMicros(core: Core, account: AccountState): number {
  return micros(account.cashMicros + openProfitMicros(core, account));
}
