/** Modify and cancel: what they tell, when they wait, and what they may not do. */
import { describe, expect, it } from "vitest";
import { bench, type Answer, type Bench } from "./test-support.ts";

const IN_A_MINUTE = "2026-11-25T16:01:00Z";

function withPrice(): Bench {
  const made = bench();
  made.trader.setPrice("NQZ6", 25_000);
  return made;
}

function place(made: Bench, change: object = {}): Answer {
  const order = { accountId: made.account.id, action: "Buy", symbol: "NQZ6", orderQty: 2 };
  return made.send("place", { ...order, orderType: "Limit", price: 24_990, ...change });
}

function statuses(made: Bench): unknown[] {
  return made.told("order").map((row) => row["ordStatus"]);
}

function reportsOf(made: Bench, commandId: unknown): unknown[] {
  return made
    .told("commandReport")
    .filter((row) => row["commandId"] === commandId)
    .map((row) => row["commandStatus"]);
}

describe("the way of a command", () => {
  it("of a cancel: pending, then carried out, both told", () => {
    const made = withPrice();
    const { orderId } = place(made);
    const { commandId } = made.send("cancel", { orderId, clOrdId: "c-2" });
    expect(statuses(made)).toEqual(["PendingNew", "Working", "PendingCancel", "Canceled"]);
    expect(made.told("command").findLast((row) => row["id"] === commandId)).toMatchObject({
      commandType: "Cancel",
      commandStatus: "AtExecution",
      clOrdId: "c-2",
    });
    expect(reportsOf(made, commandId)).toEqual(["RiskPassed", "PendingExecution", "AtExecution"]);
    expect(made.told("executionReport").at(-1)).toMatchObject({ commandId, execType: "Canceled" });
  });

  it("of a modify: version and command share a fresh id, and the next id is its report's", () => {
    const made = withPrice();
    const { orderId } = place(made);
    const { commandId } = made.send("modify", { orderId, orderQty: 1, orderType: "Limit", price: 24_980 });
    expect(made.told("orderVersion").at(-1)).toMatchObject({ id: commandId, orderId, orderQty: 1 });
    expect(made.told("commandReport").findLast((row) => row["commandId"] === commandId)?.["id"]).toBe(
      Number(commandId) + 3,
    );
    expect(reportsOf(made, commandId)).toEqual(["RiskPassed", "PendingExecution", "Replaced"]);
    expect(statuses(made).slice(2)).toEqual(["PendingReplace", "Working"]);
    const done = { commandId, ordStatus: "Working" };
    expect(made.told("commandReport").at(-1)).toMatchObject({ ...done, commandStatus: "Replaced" });
    expect(made.told("executionReport").at(-1)).toMatchObject({ ...done, execType: "Replaced" });
  });

  it("changes the type of an order", () => {
    const made = withPrice();
    const { orderId } = place(made);
    made.send("modify", { orderId, orderQty: 2, orderType: "Stop", stopPrice: 25_010 });
    made.trader.setPrice("NQZ6", 24_980);
    expect(made.told("fill")).toEqual([]);
    made.trader.setPrice("NQZ6", 25_010);
    expect(made.told("fill")).toEqual([expect.objectContaining({ orderId, price: 25_010 })]);
  });

  it.each([
    ["stays triggered while its stop stays", 25_010, [25_004]],
    ["waits anew for another stop", 25_020, []],
  ])("a stop-limit that was triggered %s", (_what, stopPrice, prices) => {
    const made = withPrice();
    const order = { orderType: "StopLimit", orderQty: 2 };
    const { orderId } = place(made, { ...order, stopPrice: 25_010, price: 25_005 });
    made.trader.setPrice("NQZ6", 25_010);
    made.send("modify", { ...order, orderId, stopPrice, price: 25_004 });
    made.trader.setPrice("NQZ6", 25_003);
    expect(made.told("fill").map((row) => row["price"])).toEqual(prices);
  });

  it("keeps the time in force that a modification does not name", () => {
    const made = withPrice();
    const { orderId } = place(made, { timeInForce: "GTC" });
    made.send("modify", { orderId, orderQty: 2, orderType: "Limit", price: 24_980 });
    expect(made.told("orderVersion").at(-1)).toMatchObject({ timeInForce: "GTC", price: 24_980 });
    made.send("modify", { orderId, orderQty: 2, orderType: "Limit", price: 24_980, timeInForce: "Day" });
    expect(made.told("orderVersion").at(-1)).toMatchObject({ timeInForce: "Day" });
  });

  it("says TooLate when the quantity has traded", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 500 } });
    const { orderId } = place(made, { orderType: "Market", price: undefined });
    expect(made.send("modify", { orderId, orderQty: 1, orderType: "Market" })).toMatchObject({
      failureReason: "TooLate",
    });
  });

  it.each(["cancel", "modify"] as const)("does not show another user's order to %s", (call) => {
    const made = withPrice();
    const [stranger] = made.exchange.users[1]?.accounts ?? [];
    const trade = { symbol: "NQZ6", action: "Buy", qty: 1, orderType: "Limit", price: 24_000 } as const;
    const placed = made.trader.place({ ...trade, accountId: Number(stranger?.id) });
    const orderId = placed.ok ? placed.orderId : 0;
    expect(made.send(call, { orderId, orderQty: 1, orderType: "Limit", price: 1 })).toEqual({
      failureReason: "UnknownReason",
      failureText: "Access is denied",
    });
  });
});

describe("a trailing stop", () => {
  const trailing = { action: "Sell", orderType: "TrailingStop", pegDifference: 10, price: undefined };

  it("takes another quantity, restated with the stop it had or has, and goes on from where it is", () => {
    const made = withPrice();
    const { orderId } = place(made, { ...trailing, stopPrice: 24_990 });
    made.trader.setPrice("NQZ6", 25_020);
    const change = { orderId, orderType: "TrailingStop", pegDifference: 10 };
    expect(made.send("modify", { ...change, orderQty: 3, stopPrice: 24_990 })).toHaveProperty("commandId");
    expect(made.send("modify", { ...change, orderQty: 4, stopPrice: 25_010 })).toHaveProperty("commandId");
    expect(made.told("orderVersion").at(-1)).toMatchObject({ orderQty: 4, stopPrice: 25_010 });
    made.trader.setPrice("NQZ6", 25_010);
    expect(made.told("fill")).toEqual([expect.objectContaining({ qty: 4, price: 25_009.75 })]);
  });

  it.each([
    ["another distance", { orderType: "TrailingStop", pegDifference: 5 }],
    ["another stop", { orderType: "TrailingStop", stopPrice: 24_000 }],
    ["another type", { orderType: "Stop", stopPrice: 24_990 }],
  ])("refuses %s", (_what, change) => {
    const made = withPrice();
    const { orderId } = place(made, trailing);
    expect(made.send("modify", { orderId, orderQty: 2, ...change })).toMatchObject({
      failureReason: "TrailingStopNonOrderQtyModify",
    });
  });
});

describe("activationTime", () => {
  it("holds a new order until then", () => {
    const made = withPrice();
    const { orderId } = place(made, {
      orderType: "Market",
      price: undefined,
      activationTime: IN_A_MINUTE,
    });
    expect(statuses(made)).toEqual(["PendingNew"]);
    expect(made.told("command").at(-1)).toMatchObject({
      id: orderId,
      commandStatus: "OnHold",
      activationTime: IN_A_MINUTE,
    });
    made.clock.advance(59_999);
    expect(made.told("fill")).toEqual([]);
    made.clock.advance(1);
    expect(made.told("fill")).toEqual([expect.objectContaining({ orderId, qty: 2 })]);
    expect(made.told("command").at(-1)).toMatchObject({ commandStatus: "AtExecution" });
  });

  it("of the past acts at once", () => {
    const made = withPrice();
    place(made, { orderType: "Market", price: undefined, activationTime: "2026-11-25T15:00Z" });
    expect(made.told("fill")).toHaveLength(1);
  });

  it("holds a cancel, refuses other commands meanwhile, and lets the order trade", () => {
    const made = withPrice();
    const { orderId } = place(made);
    const { commandId } = made.send("cancel", { orderId, activationTime: IN_A_MINUTE });
    expect(statuses(made).at(-1)).toBe("PendingCancel");
    const pending = { failureReason: "AnotherCommandPending" };
    expect(made.send("cancel", { orderId })).toMatchObject(pending);
    const change = { orderId, orderQty: 1, orderType: "Limit", price: 24_990 };
    expect(made.send("modify", change)).toMatchObject(pending);
    made.trader.setPrice("NQZ6", 24_980);
    expect(statuses(made).at(-1)).toBe("Filled");
    expect(reportsOf(made, commandId)).toEqual(["OnHold", "ExecutionRejected"]);
    expect(made.told("commandReport").findLast((row) => row["commandId"] === commandId)).toMatchObject({
      rejectReason: "TooLate",
    });
    made.clock.advance(120_000);
    expect(statuses(made).at(-1)).toBe("Filled");
  });

  it("carries a held cancel out at its time", () => {
    const made = withPrice();
    const { orderId } = place(made);
    made.send("cancel", { orderId, activationTime: IN_A_MINUTE });
    made.clock.advance(60_000);
    expect(statuses(made).at(-1)).toBe("Canceled");
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
  });

  it("holds a modification: the old version is in force until then", () => {
    const made = withPrice();
    const { orderId } = place(made);
    made.send("modify", {
      orderId,
      orderQty: 5,
      orderType: "Limit",
      price: 24_980,
      activationTime: IN_A_MINUTE,
    });
    expect(statuses(made).at(-1)).toBe("PendingReplace");
    made.trader.setPrice("NQZ6", 24_990.25);
    made.clock.advance(60_000);
    made.trader.setPrice("NQZ6", 24_990);
    expect(made.told("fill")).toEqual([]);
    made.trader.setPrice("NQZ6", 24_980);
    expect(made.told("fill")).toEqual([expect.objectContaining({ qty: 5, price: 24_980 })]);
  });

  it("lets a held order be cancelled before its time", () => {
    const made = withPrice();
    const { orderId } = place(made, { activationTime: IN_A_MINUTE });
    made.send("cancel", { orderId });
    expect(statuses(made).at(-1)).toBe("Canceled");
    expect(reportsOf(made, orderId)).toEqual(["OnHold", "ExecutionStopped"]);
    made.clock.advance(120_000);
    expect(statuses(made).at(-1)).toBe("Canceled");
  });
});

describe("liquidatepositions", () => {
  it("closes the positions that are named and tells the first failure", () => {
    const made = withPrice();
    place(made, { orderType: "Market", price: undefined });
    place(made, { orderType: "Market", price: undefined, symbol: "ESZ6", action: "Sell" });
    const ids = [...new Set(made.told("position").map((row) => row["id"]))];
    expect(ids).toHaveLength(2);
    expect(made.send("liquidateAll", { positions: ids, admin: false })).toEqual({ ok: true });
    for (const id of ids) {
      expect(made.told("position").findLast((row) => row["id"] === id)).toMatchObject({ netPos: 0 });
    }
    expect(made.send("liquidateAll", { positions: [ids[0], 5], admin: false })).toEqual({
      ok: false,
      errorText: "There is no position to liquidate",
    });
    expect(made.send("liquidateAll", { positions: ids, admin: true })).toMatchObject({ ok: false });
  });
});
