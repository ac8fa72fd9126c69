/** Thresholds at work: what is cancelled, closed, locked and told, and when it opens again. */
import { describe, expect, it } from "vitest";
import { bench, manualClock, type Answer, type Bench } from "./test-support.ts";

const DAY_MS = 24 * 3_600_000;
/** Wednesday 2026-11-25, 10:00 in Chicago. */
const WEDNESDAY = Date.UTC(2026, 10, 25, 16);

function withPrice(): Bench {
  const made = bench({ clock: manualClock(WEDNESDAY) });
  made.trader.setPrice("NQZ6", 25_000);
  return made;
}

function place(made: Bench, change: object = {}): Answer {
  const order = { accountId: made.account.id, action: "Buy", symbol: "NQZ6", orderQty: 1 };
  return made.send("place", { ...order, orderType: "Market", ...change });
}

function rules(made: Bench, given: object): unknown {
  return made.call("useraccountautoliq/update", { id: made.account.id, ...given }).body;
}

function risk(made: Bench): Record<string, unknown> | undefined {
  return { ...made.exchange.core.documents.get("accountRiskStatus", made.account.id)?.entity };
}

function net(made: Bench): unknown {
  return made.told("position").at(-1)?.["netPos"];
}

function rejection(made: Bench, answer: Answer): unknown[] {
  const report = made.told("executionReport").findLast((row) => row["orderId"] === answer["orderId"]);
  return [report?.["rejectReason"], report?.["text"]];
}

const LIQUIDATION_ONLY = ["LiquidationOnly", "Your account is set to liquidation only."];

describe("a daily loss limit", () => {
  it("cancels, closes at market, says so, and lets nothing be opened until the next session", () => {
    const made = withPrice();
    expect(rules(made, { dailyLossAutoLiq: 500 })).toEqual({ id: made.account.id, dailyLossAutoLiq: 500 });
    place(made);
    place(made, { orderType: "Limit", price: 24_000 });
    made.trader.setPrice("NQZ6", 24_975.25);
    expect(net(made)).toBe(1);
    made.trader.setPrice("NQZ6", 24_975);
    expect(net(made)).toBe(0);
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
    expect(made.told("accountRiskStatus").at(-1)).toMatchObject({
      id: made.account.id,
      adminAction: "AgreedOnLiquidationByAutoLiq",
      liquidateOnly: "2026-11-25T16:00:00.000Z",
      userTriggeredLiqOnly: true,
    });
    expect(made.told("order").findLast((row) => row["ordStatus"] === "Filled")).toMatchObject({
      admin: true,
    });
    const answer = place(made);
    expect(answer).toHaveProperty("orderId");
    expect(rejection(made, answer)).toEqual(LIQUIDATION_ONLY);
    made.clock.advance(DAY_MS);
    made.exchange.quoteChanged("NQ");
    expect(risk(made)).toMatchObject({ adminAction: "Normal", userTriggeredLiqOnly: false });
    expect(risk(made)).not.toHaveProperty("liquidateOnly");
    place(made);
    expect(net(made)).toBe(1);
  });

  it("liquidates within the fill's own change when the fill itself breaks it", () => {
    const made = withPrice();
    rules(made, { dailyLossAutoLiq: 5 });
    place(made);
    // Bought at the offer, marked at the last price, sold at the bid: 5 dollars a tick.
    made.trader.setPrice("NQZ6", 24_999.75);
    expect(net(made)).toBe(0);
  });

  it("leaves other accounts alone", () => {
    const made = withPrice();
    rules(made, { dailyLossAutoLiq: 500 });
    const [, neighbour] = made.exchange.core.accounts.values();
    place(made, { accountId: neighbour?.id });
    made.trader.setPrice("NQZ6", 24_000);
    expect(net(made)).toBe(1);
  });

  it("stays locked over the roll where the rules say so", () => {
    const made = withPrice();
    rules(made, { dailyLossAutoLiq: 500, doNotUnlock: true });
    place(made);
    made.trader.setPrice("NQZ6", 24_900);
    made.clock.advance(DAY_MS);
    made.exchange.quoteChanged("NQ");
    expect(risk(made)).toHaveProperty("liquidateOnly");
  });
});

describe("liquidate-only by a softer limit", () => {
  it("keeps the position, lets it be closed and nothing else", () => {
    const made = withPrice();
    rules(made, { dailyLossLiqOnly: 300 });
    place(made, { orderQty: 2 });
    made.trader.setPrice("NQZ6", 24_990);
    expect(risk(made)).toMatchObject({ adminAction: "AgreedOnLiqOnlyModeByAutoLiq" });
    expect(net(made)).toBe(2);
    expect(rejection(made, place(made))).toEqual(LIQUIDATION_ONLY);
    expect(rejection(made, place(made, { action: "Sell", orderQty: 3 }))).toEqual(LIQUIDATION_ONLY);
    const { orderId } = place(made, { action: "Sell", orderType: "Limit", price: 25_100, orderQty: 1 });
    expect(rejection(made, place(made, { action: "Sell", orderQty: 2 }))).toEqual(LIQUIDATION_ONLY);
    const change = { orderId, orderType: "Limit", price: 25_100 };
    made.send("modify", { ...change, orderQty: 3 });
    expect(made.told("commandReport").at(-1)).toMatchObject({ rejectReason: "LiquidationOnly" });
    made.send("modify", { ...change, orderQty: 2 });
    expect(made.told("commandReport").at(-1)).toMatchObject({ commandStatus: "Replaced" });
    expect(rejection(made, place(made, { action: "Sell" }))).toEqual(LIQUIDATION_ONLY);
    made.send("liquidate", {
      accountId: made.account.id,
      contractId: made.contract("NQZ6").id,
      admin: false,
    });
    expect(net(made)).toBe(0);
  });
});

describe("exits while only closing is allowed", () => {
  it("may stand as a pair: one half counts", () => {
    const made = withPrice();
    place(made, { orderQty: 2 });
    const body = { accountId: made.account.id, adminActionReasonCode: "Other" };
    const adminAction = "LiquidateOnlyModeImmediately";
    made.call("accountriskstatus/setadminautoliqaction", { ...body, adminAction });
    const exits = { accountId: made.account.id, symbol: "NQZ6", action: "Sell", orderQty: 2 };
    const stop = { action: "Sell", orderType: "Stop", stopPrice: 24_900 };
    made.send("oco", { ...exits, orderType: "Limit", price: 25_100, other: stop });
    expect(made.trader.workingOrders(made.account.id)).toHaveLength(2);
  });
});

describe("a trailing drawdown", () => {
  it("in real time follows every high and liquidates at its floor", () => {
    const made = withPrice();
    rules(made, { trailingMaxDrawdown: 1_000, trailingMaxDrawdownMode: "RealTime" });
    expect(risk(made)).toMatchObject({ maxNetLiq: 50_000, minNetLiq: 49_000 });
    place(made);
    made.trader.setPrice("NQZ6", 25_020);
    expect(risk(made)).toMatchObject({ maxNetLiq: 50_000 + 400 - 2.88, minNetLiq: 50_000 - 600 - 2.88 });
    made.trader.setPrice("NQZ6", 24_970.25);
    expect(net(made)).toBe(1);
    made.trader.setPrice("NQZ6", 24_970);
    expect(net(made)).toBe(0);
    made.clock.advance(DAY_MS);
    made.exchange.quoteChanged("NQ");
    expect(risk(made)).toHaveProperty("liquidateOnly");
  });

  it("by the end of day takes no high before the roll", () => {
    const made = withPrice();
    rules(made, { trailingMaxDrawdown: 1_000, trailingMaxDrawdownMode: "EOD" });
    place(made);
    made.trader.setPrice("NQZ6", 25_020);
    expect(risk(made)).toMatchObject({ maxNetLiq: 50_000, minNetLiq: 49_000 });
    made.clock.advance(DAY_MS);
    made.exchange.quoteChanged("NQ");
    expect(risk(made)).toMatchObject({ maxNetLiq: 50_397.12, minNetLiq: 49_397.12 });
  });

  it.each(["EOD", "RealTime"])("(%s) moves with cash that is given or taken", (trailingMaxDrawdownMode) => {
    const made = withPrice();
    rules(made, { trailingMaxDrawdown: 1_000, trailingMaxDrawdownMode });
    const change = { accountId: made.account.id, cashChange: -2_000 };
    expect(made.call("cashbalance/changedemobalance", change)).toEqual({ status: 200, body: { ok: true } });
    expect(risk(made)).toMatchObject({ maxNetLiq: 48_000, minNetLiq: 47_000 });
    expect(risk(made)).not.toHaveProperty("liquidateOnly");
    const set = { accountId: made.account.id, maxNetLiq: 48_500 };
    expect(made.call("accountriskstatus/updatemaxnetliq", set).body).toMatchObject({
      accountRiskStatus: { maxNetLiq: 48_500, minNetLiq: 47_500 },
    });
  });
});

describe("flattenTimestamp", () => {
  it("closes everything then, once", () => {
    const made = withPrice();
    rules(made, { flattenTimestamp: "2026-11-25T17:00Z" });
    place(made);
    place(made, { orderType: "Limit", price: 24_000 });
    made.clock.advance(3_599_999);
    expect(net(made)).toBe(1);
    made.clock.advance(1);
    expect(net(made)).toBe(0);
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
    expect(made.told("userAccountAutoLiq").at(-1)).toEqual({ id: made.account.id });
    place(made);
    made.clock.advance(DAY_MS / 24);
    expect(net(made)).toBe(1);
  });
});

describe("an administrator's action", () => {
  function setAction(made: Bench, adminAction: string): unknown {
    const body = { accountId: made.account.id, adminAction, adminActionReasonCode: "Other" };
    return made.call("accountriskstatus/setadminautoliqaction", body).body;
  }

  it("locks: working orders go, new ones are rejected, also over the roll", () => {
    const made = withPrice();
    place(made, { orderType: "Limit", price: 24_000 });
    expect(setAction(made, "LockTradingImmediately")).toMatchObject({
      accountRiskStatus: { adminAction: "LockTradingImmediately" },
    });
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
    expect(rejection(made, place(made))[0]).toBe("TradingLocked");
    made.clock.advance(DAY_MS);
    made.exchange.quoteChanged("NQ");
    expect(rejection(made, place(made))[0]).toBe("TradingLocked");
    made.call("accountriskstatus/resetautoliqstatus", { accountId: made.account.id });
    place(made);
    expect(net(made)).toBe(1);
  });

  it("liquidates at once", () => {
    const made = withPrice();
    place(made);
    setAction(made, "LiquidateImmediately");
    expect(net(made)).toBe(0);
    expect(rejection(made, place(made))).toEqual(LIQUIDATION_ONLY);
    setAction(made, "Normal");
    place(made);
    expect(net(made)).toBe(1);
  });

  it.each(["DisableAutoLiq", "PlaceAutoLiqOnHold"])("%s lets thresholds rest", (action) => {
    const made = withPrice();
    rules(made, { dailyLossAutoLiq: 100 });
    setAction(made, action);
    place(made);
    made.trader.setPrice("NQZ6", 24_000);
    expect(net(made)).toBe(1);
  });

  it("is not for accounts of others", () => {
    const made = withPrice();
    const [stranger] = made.exchange.users[1]?.accounts ?? [];
    const body = { accountId: stranger?.id, adminAction: "Normal", adminActionReasonCode: "Other" };
    expect(made.call("accountriskstatus/setadminautoliqaction", body).status).toBe(401);
    expect(made.call("useraccountautoliq/update", { id: stranger?.id }).status).toBe(401);
  });
});

describe("changing thresholds", () => {
  it("restates them whole; locked ones stay", () => {
    const made = withPrice();
    const { id } = made.account;
    rules(made, { dailyLossAutoLiq: 500, weeklyLossAutoLiq: 900 });
    expect(rules(made, { weeklyLossAutoLiq: 800, dailyLossAutoLiq: null })).toEqual({
      id,
      weeklyLossAutoLiq: 800,
    });
    const owner = { accountId: id, dailyLossAutoLiq: 100, asOwner: true };
    expect(made.call("useraccountautoliq/updateuserautoliq", owner).body).toEqual({
      userAccountAutoLiq: { id, dailyLossAutoLiq: 100 },
    });
    rules(made, { dailyLossAutoLiq: 50, changesLocked: true });
    expect(rules(made, {})).toHaveProperty("errorText");
    expect(made.told("userAccountAutoLiq").at(-1)).toMatchObject({ dailyLossAutoLiq: 50 });
  });

  it("acts at once on what is already broken", () => {
    const made = withPrice();
    place(made);
    made.trader.setPrice("NQZ6", 24_900);
    rules(made, { dailyLossAutoLiq: 500 });
    expect(net(made)).toBe(0);
  });
});
