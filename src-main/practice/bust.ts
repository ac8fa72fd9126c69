/**
 * A bust: the exchange takes a fill of this trade date back. The position is computed anew from what was carried in and
 * the fills that remain, pairs that no longer hold become inactive, cash loses the profit and gets the fees back.
 * Invariant: afterwards the books are as if the fill had never been, but for the fill itself, its order and the pairs.
 */
import { MICROS_PER_DOLLAR, valueOfTicks } from "../../src-shared/money.ts";
import { tradeDateNumber } from "../../src-shared/trading-day.ts";
import type { WireFill, WireFillPair } from "../broker/tradovate/wire.ts";
import { toWirePosition, type AccountState, type PositionState } from "./accounts.ts";
import { undoTrade } from "./cash.ts";
import type { Core } from "./core.ts";
import type { Exchange } from "./exchange.ts";
import { toWireMargin } from "./margins.ts";
import { applyTrade, FLAT, type Book, type Lot, type Pairing } from "./positions.ts";
import { feeMicros, type Product } from "./products.ts";
import { reportExecution } from "./reports.ts";

interface Rebuilt {
  readonly book: Book;
  readonly pairings: readonly Pairing[];
}

function ticksOf(price: number, product: Product): number {
  return Math.round((price * MICROS_PER_DOLLAR) / product.tickSizeMicros);
}

function pairKey(pair: Pick<WireFillPair, "buyFillId" | "sellFillId" | "qty">): string {
  return `${pair.buyFillId}:${pair.sellFillId}:${pair.qty}`;
}

/** The lots that were open when the trade date began: those still open and those that today's pairs have closed. */
function carriedIn(
  position: PositionState,
  pairs: readonly WireFillPair[],
  today: ReadonlySet<number>,
): Book {
  if (position.prevPos === 0) return FLAT;
  const { product } = position.contract;
  const side = position.prevPos > 0 ? "long" : "short";
  const lots = new Map<number, Lot>();
  const add = (lot: Lot): void => {
    lots.set(lot.fillId, { ...lot, qty: lot.qty + (lots.get(lot.fillId)?.qty ?? 0) });
  };
  for (const { buyFillId, sellFillId, buyPrice, sellPrice, qty } of pairs) {
    const fillId = side === "long" ? buyFillId : sellFillId;
    const priceTicks = ticksOf(side === "long" ? buyPrice : sellPrice, product);
    if (!today.has(fillId)) add({ fillId, qty, priceTicks });
  }
  for (const lot of position.book.lots) if (!today.has(lot.fillId)) add(lot);
  return { side, lots: [...lots.values()] };
}

function rebuild(start: Book, fills: readonly WireFill[], product: Product): Rebuilt {
  let book = start;
  const pairings: Pairing[] = [];
  for (const { id: fillId, action, qty, price } of fills) {
    const effect = applyTrade(book, { fillId, action, qty, priceTicks: ticksOf(price, product) });
    book = effect.book;
    pairings.push(...effect.pairings);
  }
  return { book, pairings };
}

function replacePairs(
  core: Core,
  position: PositionState,
  before: readonly WireFillPair[],
  after: readonly Pairing[],
): void {
  const { product } = position.contract;
  const points = (ticks: number): number => (ticks * product.tickSizeMicros) / MICROS_PER_DOLLAR;
  const kept = new Set(after.map((pair) => pairKey(pair)));
  const had = new Set(before.map((pair) => pairKey(pair)));
  for (const pair of before) {
    if (!kept.has(pairKey(pair))) core.updated("fillPair", position.accountId, { ...pair, active: false });
  }
  for (const pair of after) {
    if (had.has(pairKey(pair))) continue;
    const { buyFillId, sellFillId, qty, buyTicks, sellTicks } = pair;
    const prices = { buyPrice: points(buyTicks), sellPrice: points(sellTicks) };
    const ids = { id: core.newId(), positionId: position.id, buyFillId, sellFillId };
    core.created("fillPair", position.accountId, { ...ids, qty, ...prices, active: true });
  }
}

function tellFills(
  core: Core,
  accountId: number,
  remaining: readonly WireFill[],
  pairings: readonly Pairing[],
): void {
  for (const fill of remaining) {
    const finallyPaired = pairings
      .filter(({ buyFillId, sellFillId }) => buyFillId === fill.id || sellFillId === fill.id)
      .reduce((sum, { qty }) => sum + qty, 0);
    if (finallyPaired !== fill.finallyPaired) core.updated("fill", accountId, { ...fill, finallyPaired });
  }
}

function correctCash(
  core: Core,
  account: AccountState,
  fill: WireFill,
  product: Product,
  realizedMicros: number,
): void {
  const feesMicros = feeMicros(product.fees) * fill.qty;
  undoTrade(core, account, fill.id, { realizedMicros, feesMicros });
  const fee = core.documents.get("fillFee", fill.id)?.entity;
  if (fee)
    core.updated("fillFee", account.id, {
      ...fee,
      clearingFee: 0,
      exchangeFee: 0,
      nfaFee: 0,
      commission: 0,
    });
}

function reportBust(core: Core, fill: WireFill, product: Product): void {
  const order = core.orders.get(fill.orderId);
  if (!order) return;
  order.filledQty -= fill.qty;
  order.filledTicks -= fill.qty * ticksOf(fill.price, product);
  reportExecution(core, order, order.id, "TradeCancel", { lastQty: fill.qty, lastPx: fill.price });
}

function bust(core: Core, account: AccountState, position: PositionState, fill: WireFill): void {
  const { product } = position.contract;
  core.newFrame();
  const fills = core.documents
    .ofAccount("fill", account.id)
    .filter((each) => each.contractId === fill.contractId && each.active)
    .filter((each) => tradeDateNumber(each.tradeDate) === tradeDateNumber(core.tradeDate))
    .toSorted((a, b) => a.id - b.id);
  const pairs = core.documents
    .ofAccount("fillPair", account.id)
    .filter((pair) => pair.positionId === position.id && pair.active);
  const remaining = fills.filter((each) => each.id !== fill.id);
  const start = carriedIn(position, pairs, new Set(fills.map(({ id }) => id)));
  const { book, pairings } = rebuild(start, remaining, product);
  const value = (ticks: number, qty: number): number => valueOfTicks(ticks, product.tickValueMicros, qty);
  const was = pairs.reduce(
    (sum, pair) => sum + value(ticksOf(pair.sellPrice, product) - ticksOf(pair.buyPrice, product), pair.qty),
    0,
  );
  const is = pairings.reduce((sum, pair) => sum + value(pair.sellTicks - pair.buyTicks, pair.qty), 0);
  core.updated("fill", account.id, { ...fill, active: false, finallyPaired: 0 });
  position.book = book;
  const ticks = fill.qty * ticksOf(fill.price, product);
  if (fill.action === "Buy") {
    position.bought -= fill.qty;
    position.boughtTicks -= ticks;
  } else {
    position.sold -= fill.qty;
    position.soldTicks -= ticks;
  }
  core.touchPosition(position);
  core.updated("position", account.id, toWirePosition(position, core.timestamp()));
  replacePairs(core, position, pairs, pairings);
  tellFills(core, account.id, remaining, pairings);
  correctCash(core, account, fill, product, is - was);
  core.updated("marginSnapshot", account.id, toWireMargin(account, core.timestamp()));
  reportBust(core, fill, product);
}

/** Says in words why the fill can not be taken back. @throws what the store throws */
export function bustFill(exchange: Exchange, fillId: number): string | undefined {
  const { core } = exchange;
  const document = core.documents.get("fill", fillId);
  if (!document) return `There is no fill ${fillId}`;
  const { entity: fill, accountId } = document;
  if (!fill.active) return `Fill ${fillId} is busted already`;
  const account = core.accounts.get(accountId);
  const position = account?.positions.get(fill.contractId);
  if (!account || !position || tradeDateNumber(fill.tradeDate) !== tradeDateNumber(core.tradeDate))
    return `Fill ${fillId} is not of this trade date`;
  exchange.change(() => bust(core, account, position, fill));
  return undefined;
}
