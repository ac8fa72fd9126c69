/** Cash, its log, the snapshot's optional keys, fees and the ways to start anew. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bench, type Answer, type Bench } from "./test-support.ts";

function withPrice(): Bench {
  const made = bench();
  made.trader.setPrice("NQZ6", 25_000);
  return made;
}

function place(made: Bench, change: object = {}): Answer {
  const order = { accountId: made.account.id, action: "Buy", symbol: "NQZ6", orderQty: 1 };
  return made.send("place", { ...order, orderType: "Market", ...change });
}

function snapshot(made: Bench): unknown {
  return made.call("cashbalance/getcashbalancesnapshot", { accountId: made.account.id }).body;
}

function log(made: Bench) {
  return made.exchange.core.documents.ofAccount("cashBalanceLog", made.account.id);
}

describe("profit figures", () => {
  it("do not exist before something was closed", () => {
    const made = withPrice();
    expect(snapshot(made)).toEqual({
      totalCashValue: 50_000,
      initialMargin: 0,
      maintenanceMargin: 0,
      netLiq: 50_000,
    });
    place(made);
    const cash = made.told("cashBalance").at(-1);
    for (const key of ["realizedPnL", "weekRealizedPnL", "amountSOD"]) expect(cash).not.toHaveProperty(key);
    made.trader.setPrice("NQZ6", 25_010);
    expect(snapshot(made)).toEqual({
      totalCashValue: 49_997.12,
      totalPnL: 200,
      initialMargin: 33_000,
      maintenanceMargin: 30_000,
      netLiq: 50_197.12,
      openPnL: 200,
    });
    place(made, { action: "Sell" });
    expect(made.told("cashBalance").at(-1)).toMatchObject({
      realizedPnL: 195,
      weekRealizedPnL: 195,
      amountSOD: 50_000,
    });
    expect(snapshot(made)).toEqual({
      totalCashValue: 50_189.24,
      totalPnL: 195,
      initialMargin: 0,
      maintenanceMargin: 0,
      netLiq: 50_189.24,
      realizedPnL: 195,
      weekRealizedPnL: 195,
    });
  });

  it("stay at zero once they exist, after the roll", () => {
    const made = withPrice();
    place(made);
    place(made, { action: "Sell" });
    made.clock.advance(24 * 3_600_000);
    made.exchange.quoteChanged("NQ");
    expect(snapshot(made)).toMatchObject({ realizedPnL: 0, weekRealizedPnL: -5 });
  });

  it("are not shown to strangers", () => {
    const made = withPrice();
    const call = made.call("cashbalance/getcashbalancesnapshot", { accountId: made.account.id }, "followers");
    expect(call).toEqual({ status: 401, body: "Access is denied" });
  });
});

describe("the cash log", () => {
  it("has a row for each fee and each pair, and is no event", () => {
    const made = withPrice();
    place(made);
    place(made, { action: "Sell" });
    expect(log(made).map(({ cashChangeType, delta }) => [cashChangeType, delta])).toEqual([
      ["ClearingFee", -0.19],
      ["ExchangeFee", -1.38],
      ["NfaFee", -0.02],
      ["Commission", -1.29],
      ["TradePaired", -5],
      ["ClearingFee", -0.19],
      ["ExchangeFee", -1.38],
      ["NfaFee", -0.02],
      ["Commission", -1.29],
    ]);
    expect(log(made)[4]).toMatchObject({ fillPairId: made.told("fillPair")[0]?.["id"], realizedPnL: -5 });
    expect(made.told("cashBalanceLog")).toEqual([]);
  });

  it("adds up to the cash, and pairs close the oldest lots first, over any run of trades", () => {
    const trades = fc.array(
      fc.record({
        action: fc.constantFrom("Buy", "Sell"),
        orderQty: fc.integer({ min: 1, max: 5 }),
        price: fc.integer({ min: 24_900, max: 25_100 }),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(trades, (run) => {
        const made = bench();
        for (const { price, ...order } of run) {
          made.trader.setPrice("NQZ6", price);
          place(made, order);
        }
        const rows = log(made);
        const micros = (dollars: number): number => Math.round(dollars * 1e6);
        const change = rows.reduce((sum, { delta }) => sum + micros(delta), 0);
        expect(made.account.cashMicros).toBe(made.account.openingMicros + change);
        const realized = rows
          .filter(({ cashChangeType }) => cashChangeType === "TradePaired")
          .reduce((sum, { delta }) => sum + micros(delta), 0);
        expect(made.account.realizedMicros).toBe(realized);
        const pairs = made.exchange.core.documents.ofAccount("fillPair", made.account.id);
        const value = pairs.reduce(
          (sum, pair) => sum + micros((pair.sellPrice - pair.buyPrice) * pair.qty * 20),
          0,
        );
        expect(value).toBe(realized);
        for (const side of ["buyFillId", "sellFillId"] as const) {
          const ids = pairs.map((pair) => pair[side]);
          expect(ids).toEqual(ids.toSorted((a, b) => a - b));
        }
        const fills = made.exchange.core.documents.ofAccount("fill", made.account.id);
        for (const { id, finallyPaired, qty } of fills) {
          const paired = pairs
            .filter(({ buyFillId, sellFillId }) => buyFillId === id || sellFillId === id)
            .reduce((sum, pair) => sum + pair.qty, 0);
          expect(finallyPaired).toBe(paired);
          expect(paired).toBeLessThanOrEqual(qty);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe("a demo account", () => {
  it("takes cash by hand and logs it", () => {
    const made = withPrice();
    made.call("cashBalance/changeDemoBalance".toLowerCase(), {
      accountId: made.account.id,
      cashChange: 1_234.56,
      comment: "bonus",
    });
    expect(made.told("cashBalance").at(-1)).toMatchObject({ amount: 51_234.56 });
    expect(log(made).at(-1)).toMatchObject({
      cashChangeType: "ManualAdjustment",
      delta: 1_234.56,
      amount: 51_234.56,
      comment: "bonus",
    });
  });

  it("starts anew: no orders, no position, its opening cash, normal risk", () => {
    const made = withPrice();
    place(made, { orderQty: 2 });
    place(made, { orderType: "Limit", price: 24_000 });
    made.trader.setPrice("NQZ6", 25_050);
    place(made, { action: "Sell" });
    made.call("accountriskstatus/setadminautoliqaction", {
      accountId: made.account.id,
      adminAction: "LockTradingImmediately",
      adminActionReasonCode: "Other",
    });
    const reset = {
      accountIds: [made.account.id],
      resetTradeDate: { year: 2026, month: 11, day: 25 },
    };
    expect(made.call("account/resetdemoaccountstate", reset).body).toEqual({ ok: true });
    expect(snapshot(made)).toEqual({
      totalCashValue: 50_000,
      initialMargin: 0,
      maintenanceMargin: 0,
      netLiq: 50_000,
    });
    const { documents } = made.exchange.core;
    for (const type of ["fill", "fillPair", "position", "order", "cashBalanceLog"] as const) {
      expect(documents.ofAccount(type, made.account.id)).toEqual([]);
    }
    expect(made.frames.flat()).toContain("position Deleted");
    expect(documents.get("accountRiskStatus", made.account.id)?.entity.adminAction).toBe("Normal");
    place(made);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 1 });
  });

  it("of somebody else is left alone, and with it all that were named", () => {
    const made = withPrice();
    const [stranger] = made.exchange.users[1]?.accounts ?? [];
    place(made);
    const accountIds = [made.account.id, stranger?.id];
    const reset = { accountIds, resetTradeDate: { year: 2026, month: 11, day: 25 } };
    expect(made.call("account/resetdemoaccountstate", reset).status).toBe(401);
    expect(made.account.positions.size).toBe(1);
  });
});
