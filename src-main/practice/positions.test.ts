import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyTrade,
  FLAT,
  netPosition,
  openProfitTicks,
  openTicks,
  type Book,
  type Trade,
} from "./positions.ts";

function trade(action: "Buy" | "Sell", qty: number, priceTicks: number, fillId = 1): Trade {
  return { fillId, action, qty, priceTicks };
}

function played(...trades: readonly Trade[]): Book {
  return trades.reduce((book, next) => applyTrade(book, next).book, FLAT);
}

describe("applyTrade", () => {
  it("opens, adds on the same side and keeps the lots apart", () => {
    const book = played(trade("Buy", 2, 100, 1), trade("Buy", 1, 103, 2));
    expect(netPosition(book)).toBe(3);
    expect(openTicks(book)).toBe(303);
    expect(openProfitTicks(book, 104)).toBe(9);
  });

  it("closes the oldest lot first and names both fills of a pair", () => {
    const book = played(trade("Sell", 2, 100, 1), trade("Sell", 1, 90, 2));
    const { pairings, paired, book: left } = applyTrade(book, trade("Buy", 2, 95, 3));
    expect(paired).toBe(2);
    expect(pairings).toEqual([
      { lotFillId: 1, qty: 2, buyFillId: 3, sellFillId: 1, buyTicks: 95, sellTicks: 100 },
    ]);
    expect(netPosition(left)).toBe(-1);
    expect(openProfitTicks(left, 80)).toBe(10);
  });

  it("turns through flat: closes everything and opens the rest at the new price", () => {
    const { book, paired, pairings } = applyTrade(played(trade("Buy", 1, 100)), trade("Sell", 3, 110, 2));
    expect(paired).toBe(1);
    expect(pairings).toHaveLength(1);
    expect(book).toEqual({ side: "short", lots: [{ fillId: 2, qty: 2, priceTicks: 110 }] });
  });

  it("is flat without lots after closing exactly", () => {
    expect(played(trade("Buy", 2, 100), trade("Sell", 2, 101, 2))).toEqual(FLAT);
  });

  it("refuses a fill without contracts as a bug", () => {
    expect(() => applyTrade(FLAT, trade("Buy", 0, 100))).toThrow("Invariant");
  });

  it("keeps position and profit equal to the plain sums over any run of fills", () => {
    const fills = fc.array(
      fc.record({
        action: fc.constantFrom("Buy" as const, "Sell" as const),
        qty: fc.integer({ min: 1, max: 20 }),
        priceTicks: fc.integer({ min: 1, max: 500 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fills, fc.integer({ min: 1, max: 500 }), (run, mark) => {
        let book = FLAT;
        let realized = 0;
        let position = 0;
        let cost = 0;
        for (const [index, fill] of run.entries()) {
          const effect = applyTrade(book, { ...fill, fillId: index });
          book = effect.book;
          realized += effect.pairings.reduce(
            (sum, pair) => sum + (pair.sellTicks - pair.buyTicks) * pair.qty,
            0,
          );
          const signed = fill.action === "Buy" ? fill.qty : -fill.qty;
          position += signed;
          cost += signed * fill.priceTicks;
        }
        expect(netPosition(book)).toBe(position);
        expect(realized + openProfitTicks(book, mark)).toBe(position * mark - cost);
      }),
    );
  });
});
