/**
 * Arithmetic of one position: open lots, first in first out, and what a fill does to them. Pure, in ticks and
 * contracts. Invariant: all lots stand on one side and their signed sum is the net position.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { WireAction } from "../broker/tradovate/wire.ts";

export interface Lot {
  readonly fillId: number;
  /** Positive: contracts still open. */
  readonly qty: number;
  readonly priceTicks: number;
}

export interface Book {
  readonly side: "long" | "short" | "flat";
  readonly lots: readonly Lot[];
}

export interface Pairing {
  /** The earlier fill whose contracts are closed. */
  readonly lotFillId: number;
  readonly qty: number;
  readonly buyFillId: number;
  readonly sellFillId: number;
  readonly buyTicks: number;
  readonly sellTicks: number;
}

export interface FillEffect {
  readonly book: Book;
  readonly pairings: readonly Pairing[];
  /** Contracts of the new fill that closed something. */
  readonly paired: number;
}

export interface Trade {
  readonly fillId: number;
  readonly action: WireAction;
  readonly qty: number;
  readonly priceTicks: number;
}

export const FLAT: Book = { side: "flat", lots: [] };

function pairing(trade: Trade, lot: Lot, qty: number): Pairing {
  const buys = trade.action === "Buy";
  return {
    lotFillId: lot.fillId,
    qty,
    buyFillId: buys ? trade.fillId : lot.fillId,
    sellFillId: buys ? lot.fillId : trade.fillId,
    buyTicks: buys ? trade.priceTicks : lot.priceTicks,
    sellTicks: buys ? lot.priceTicks : trade.priceTicks,
  };
}

/** What one fill does: the lots that it closes in the order in which they were opened, and what it opens. */
export function applyTrade(book: Book, trade: Trade): FillEffect {
  assertInvariant(trade.qty > 0, `a fill of ${trade.qty} contracts`);
  const side = trade.action === "Buy" ? "long" : "short";
  if (book.side === "flat" || book.side === side) {
    const { fillId, qty, priceTicks } = trade;
    return { book: { side, lots: [...book.lots, { fillId, qty, priceTicks }] }, pairings: [], paired: 0 };
  }
  const pairings: Pairing[] = [];
  const left: Lot[] = [];
  let open = trade.qty;
  for (const lot of book.lots) {
    const qty = Math.min(open, lot.qty);
    if (qty > 0) pairings.push(pairing(trade, lot, qty));
    if (lot.qty > qty) left.push({ ...lot, qty: lot.qty - qty });
    open -= qty;
  }
  const paired = trade.qty - open;
  if (open > 0) {
    const lot = { fillId: trade.fillId, qty: open, priceTicks: trade.priceTicks };
    return { book: { side, lots: [lot] }, pairings, paired };
  }
  return { book: left.length === 0 ? FLAT : { side: book.side, lots: left }, pairings, paired };
}

export function netPosition(book: Book): number {
  const open = book.lots.reduce((sum, lot) => sum + lot.qty, 0);
  return book.side === "short" ? -open : open;
}

/** Σ quantity × price of the open lots, in ticks. */
export function openTicks(book: Book): number {
  return book.lots.reduce((sum, lot) => sum + lot.qty * lot.priceTicks, 0);
}

/** Ticks that the open contracts are ahead at this price, over all contracts. */
export function openProfitTicks(book: Book, priceTicks: number): number {
  return netPosition(book) * priceTicks - (book.side === "short" ? -openTicks(book) : openTicks(book));
}
