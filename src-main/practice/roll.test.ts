/** The turn of the trade date at 17:00 in Chicago. */
import { describe, expect, it } from "vitest";
import { bench, manualClock, type Bench } from "./test-support.ts";

const HOUR_MS = 3_600_000;
/** 2026-11-25, 16:59:30 in Chicago: the evening before Thanksgiving, whose session counts for Friday. */
const BEFORE_ROLL = Date.UTC(2026, 10, 25, 22, 59, 30);
/** Friday 2026-11-27, 10:00 in Chicago. */
const FRIDAY = Date.UTC(2026, 10, 27, 16);

function buy(made: Bench, change: object = {}): Record<string, unknown> {
  const order = {
    accountId: made.account.id,
    action: "Buy",
    symbol: "NQZ6",
    orderQty: 2,
    orderType: "Market",
  };
  return made.send("place", { ...order, ...change });
}

function cashOf(made: Bench): Record<string, unknown> | undefined {
  return made.told("cashBalance").findLast((row) => row["accountId"] === made.account.id);
}

function rolled(): Bench {
  const made = bench({ clock: manualClock(BEFORE_ROLL) });
  made.trader.setPrice("NQZ6", 25_000);
  made.exchange.start();
  return made;
}

describe("the turn of the trade date", () => {
  it("gives each open position a row of the new date with its carry, without a price of its own", () => {
    const made = rolled();
    buy(made);
    made.trader.setPrice("NQZ6", 25_100);
    made.clock.advance(60_000);
    expect(made.told("position").at(-1)).toMatchObject({
      tradeDate: { year: 2026, month: 11, day: 27 },
      netPos: 2,
      prevPos: 2,
      prevPrice: 25_000,
      bought: 0,
      sold: 0,
    });
    expect(made.told("position").at(-1)).not.toHaveProperty("netPrice");
    const rows = made.exchange.core.documents.ofAccount("position", made.account.id);
    expect(rows.map((row) => row.tradeDate.day)).toEqual([25, 27]);
  });

  it("starts the day's figures anew and keeps the week's", () => {
    const made = rolled();
    buy(made);
    made.trader.setPrice("NQZ6", 25_010.25);
    buy(made, { action: "Sell" });
    made.clock.advance(60_000);
    const cash = cashOf(made);
    expect(cash).toMatchObject({ realizedPnL: 0, weekRealizedPnL: 400, tradeDate: { day: 27 } });
    expect(cash?.["amountSOD"]).toBe(cash?.["amount"]);
  });

  it("starts the week's figures anew with Monday's trade date", () => {
    const made = bench({ clock: manualClock(FRIDAY) });
    made.trader.setPrice("NQZ6", 25_000);
    buy(made);
    made.trader.setPrice("NQZ6", 25_010.25);
    buy(made, { action: "Sell" });
    made.clock.advance(56 * HOUR_MS);
    made.exchange.quoteChanged("NQ");
    const cash = cashOf(made);
    expect(cash).toMatchObject({ realizedPnL: 0, weekRealizedPnL: 0, tradeDate: { month: 11, day: 30 } });
  });

  it("expires day orders, keeps those good till cancelled, forgets what is finished", () => {
    const made = rolled();
    buy(made);
    const day = buy(made, { orderType: "Limit", price: 20_000 });
    const kept = buy(made, { orderType: "Limit", price: 20_000, timeInForce: "GTC" });
    made.clock.advance(60_000);
    expect(made.told("order").findLast((row) => row["id"] === day["orderId"])).toMatchObject({
      ordStatus: "Expired",
    });
    expect([...made.exchange.core.orders.keys()]).toEqual([kept["orderId"]]);
    const { documents } = made.exchange.core;
    expect(documents.ofAccount("fill", made.account.id)).toEqual([]);
    expect(documents.ofAccount("command", made.account.id).map(({ id }) => id)).toEqual([kept["orderId"]]);
    made.trader.setPrice("NQZ6", 19_999);
    expect(made.told("fill").at(-1)).toMatchObject({ orderId: kept["orderId"], price: 20_000 });
  });

  it("closes a carried lot at its own price", () => {
    const made = rolled();
    buy(made);
    made.clock.advance(60_000);
    made.trader.setPrice("NQZ6", 25_010.25);
    buy(made, { action: "Sell" });
    expect(made.account.realizedMicros).toBe(400_000_000);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 0, prevPos: 2, bought: 0, sold: 2 });
  });

  it("does not happen within the trade date", () => {
    const made = rolled();
    buy(made);
    const rows = made.told("position").length;
    made.clock.advance(20_000);
    expect(made.told("position")).toHaveLength(rows);
  });
});
