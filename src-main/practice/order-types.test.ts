/** Each order type and time in force on the wire: what is told, when it triggers, at which price it fills. */
import { describe, expect, it } from "vitest";
import { bench, type Bench } from "./test-support.ts";

/** NQZ6: bid 24999.75, offer and last 25000. */
function withPrice(price = 25_000): Bench {
  const made = bench();
  expect(made.trader.setPrice("NQZ6", price)).toBeUndefined();
  return made;
}

function place(made: Bench, change: object): Record<string, unknown> {
  const base = { accountId: made.account.id, action: "Buy", symbol: "NQZ6", orderQty: 2, isAutomated: true };
  return made.send("place", { ...base, ...change });
}

function fills(made: Bench): unknown[] {
  return made.told("fill").map((row) => [row["action"], row["qty"], row["price"]]);
}

function lastStatus(made: Bench): unknown {
  return made.told("order").at(-1)?.["ordStatus"];
}

describe("when an order triggers and at which price it fills", () => {
  it.each([
    ["buy stop", { orderType: "Stop", stopPrice: 25_010 }, [25_009.75], 25_010, 25_010],
    ["sell stop", { action: "Sell", orderType: "Stop", stopPrice: 24_990 }, [24_990.25], 24_990, 24_989.75],
    [
      "buy stop-limit within its limit",
      { orderType: "StopLimit", stopPrice: 25_010, price: 25_012 },
      [25_009.75],
      25_011,
      25_011,
    ],
    [
      "sell stop-limit",
      { action: "Sell", orderType: "StopLimit", stopPrice: 24_990, price: 24_980 },
      [24_991],
      24_985,
      24_984.75,
    ],
    ["buy if touched", { orderType: "MIT", price: 24_990 }, [24_990.25, 25_050], 24_989, 24_989],
    ["sell if touched", { action: "Sell", orderType: "MIT", price: 25_010 }, [25_009], 25_011, 25_010.75],
    [
      "limit sell if touched",
      { action: "Sell", orderType: "LimitIfTouched", limitIfTouchedPrice: 25_010, price: 25_005 },
      [25_009],
      25_010,
      25_009.75,
    ],
    [
      "trailing sell by pegDifference",
      { action: "Sell", orderType: "TrailingStop", pegDifference: 10 },
      [25_020, 25_010.25],
      25_010,
      25_009.75,
    ],
    [
      "trailing buy by pegDifference of the other sign",
      { orderType: "TrailingStop", pegDifference: -10 },
      [24_980, 24_989.75],
      24_990,
      24_990,
    ],
    [
      "trailing sell by the distance of its first stop",
      { action: "Sell", orderType: "TrailingStop", stopPrice: 24_995 },
      [25_030, 25_025.25],
      25_025,
      25_024.75,
    ],
    [
      "trailing sell limit",
      { action: "Sell", orderType: "TrailingStopLimit", stopPrice: 24_990, pegDifference: 10, price: 24_985 },
      [25_020, 25_011],
      25_010,
      25_009.75,
    ],
  ] as const)("%s", (_what, change, quiet, trigger, expected) => {
    const made = withPrice();
    const { orderId } = place(made, change);
    for (const price of quiet) made.trader.setPrice("NQZ6", price);
    expect(fills(made)).toEqual([]);
    expect(made.trader.workingOrders(made.account.id).map((order) => order.orderId)).toEqual([orderId]);
    made.trader.setPrice("NQZ6", trigger);
    expect(fills(made)).toEqual([["action" in change ? change.action : "Buy", 2, expected]]);
    expect(lastStatus(made)).toBe("Filled");
  });

  it("lets a stop-limit whose limit the price has left behind wait at its limit", () => {
    const made = withPrice();
    place(made, { orderType: "StopLimit", stopPrice: 25_010, price: 25_012 });
    made.trader.setPrice("NQZ6", 25_020);
    expect(fills(made)).toEqual([]);
    made.trader.setPrice("NQZ6", 25_000);
    expect(fills(made)).toEqual([["Buy", 2, 25_012]]);
  });
});

describe("the version of an order", () => {
  it.each([
    ["StopLimit", { price: 25_020, stopPrice: 25_010 }],
    ["MIT", { price: 24_000 }],
    ["LimitIfTouched", { price: 24_001, limitIfTouchedPrice: 24_000 }],
    ["TrailingStop", { stopPrice: 25_010, pegDifference: 10 }],
    ["TrailingStopLimit", { price: 25_012, stopPrice: 25_010, pegDifference: 10 }],
  ])("%s says the prices that the client gave", (orderType, prices) => {
    const made = withPrice();
    const { orderId } = place(made, { orderType, ...prices, maxShow: 1, text: "DOM" });
    expect(made.told("orderVersion")).toEqual([
      {
        id: orderId,
        orderId,
        orderQty: 2,
        orderType,
        ...prices,
        maxShow: 1,
        timeInForce: "Day",
        text: "DOM",
      },
    ]);
  });

  it("is restated under its own id when a trailing stop moves, and says its distance once it works", () => {
    const made = withPrice();
    const { orderId } = place(made, { action: "Sell", orderType: "TrailingStop", stopPrice: 24_990 });
    made.trader.setPrice("NQZ6", 25_004);
    made.trader.setPrice("NQZ6", 25_001);
    const versions = made.told("orderVersion");
    expect(versions.map(({ id, stopPrice, pegDifference }) => [id, stopPrice, pegDifference])).toEqual([
      [orderId, 24_990, undefined],
      [orderId, 24_990, 10],
      [orderId, 24_994, 10],
    ]);
    expect(made.told("command")).toHaveLength(2);
  });
});

describe("what is missing", () => {
  it.each([
    ["a stop-limit without its limit", { orderType: "StopLimit", stopPrice: 25_010 }],
    ["a stop-limit without its stop", { orderType: "StopLimit", price: 25_010 }],
    ["a stop that carries a price only", { orderType: "Stop", price: 25_010 }],
    ["a touch order without its price", { orderType: "MIT", stopPrice: 25_010 }],
    ["a limit-if-touched order without its touch", { orderType: "LimitIfTouched", price: 24_990 }],
    ["a trailing stop without distance or stop", { orderType: "TrailingStop" }],
    ["a trailing distance of nothing", { orderType: "TrailingStop", pegDifference: 0 }],
    ["a trailing distance off the tick", { orderType: "TrailingStop", pegDifference: 0.3 }],
  ])("%s is refused", (_what, change) => {
    const made = withPrice();
    expect(place(made, change)).toMatchObject({ failureReason: "InvalidPrice" });
    expect(made.frames).toEqual([]);
  });

  it.each([
    ["no account at all", { accountId: undefined }, "accountId"],
    ["a time that is none", { orderType: "Market", activationTime: "soon" }, "activationTime"],
    ["an unknown order type", { orderType: "Iceberg" }, "orderType"],
  ])("%s is a violation", (_what, change, constraint) => {
    const made = withPrice();
    expect(place(made, { orderType: "Market", ...change })).toEqual({
      violations: [expect.objectContaining({ constraint })],
    });
  });
});

describe("time in force", () => {
  const inAnHour = "2026-11-25T17:00:00.000Z";

  it("GTD works until its time and expires then, over the roll too", () => {
    const made = withPrice();
    place(made, { orderType: "Limit", price: 24_000, timeInForce: "GTD", expireTime: inAnHour });
    made.clock.advance(3_599_000);
    expect(lastStatus(made)).toBe("Working");
    made.clock.advance(1_000);
    expect(lastStatus(made)).toBe("Expired");
    expect(made.told("executionReport").at(-1)).toMatchObject({ execType: "Expired" });
    made.trader.setPrice("NQZ6", 23_000);
    expect(fills(made)).toEqual([]);
  });

  it.each([
    ["a later time", { timeInForce: "GTD", expireTime: "2026-11-25T18:00:00.000Z" }, "Expired"],
    ["no end", { timeInForce: "GTC" }, "Working"],
  ])("GTD that is given %s does not end at its first", (_what, change, finallyIs) => {
    const made = withPrice();
    const order = { orderType: "Limit", price: 24_000, timeInForce: "GTD", expireTime: inAnHour };
    const { orderId } = place(made, order);
    made.send("modify", { orderId, orderQty: 2, orderType: "Limit", price: 24_000, ...change });
    made.clock.advance(3_600_000);
    expect(lastStatus(made)).toBe("Working");
    made.clock.advance(3_600_000);
    expect(lastStatus(made)).toBe(finallyIs);
  });

  it("GTD keeps working on the next trade date and ends weeks ahead", () => {
    const made = withPrice();
    const { orderId } = place(made, {
      orderType: "Limit",
      price: 24_000,
      timeInForce: "GTD",
      expireTime: "2026-12-15T16:00Z",
    });
    made.clock.advance(36 * 3_600_000);
    made.exchange.quoteChanged("NQ");
    expect(made.exchange.core.orders.get(Number(orderId))?.status).toBe("Working");
    made.clock.advance(30 * 24 * 3_600_000);
    expect(made.told("order").at(-1)).toMatchObject({ id: orderId, ordStatus: "Expired" });
  });

  it.each([
    ["no time", undefined],
    ["a time that has passed", "2026-11-25T15:00:00.000Z"],
  ])("GTD with %s is refused", (_what, expireTime) => {
    const made = withPrice();
    const refused = place(made, { orderType: "Limit", price: 24_000, timeInForce: "GTD", expireTime });
    expect(refused).toMatchObject({ failureReason: "UnknownReason" });
  });

  it("IOC takes what is there and lets the rest go", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 50 } });
    place(made, { orderType: "Market", timeInForce: "IOC" });
    expect(fills(made)).toEqual([["Buy", 1, 25_000]]);
    expect(lastStatus(made)).toBe("Expired");
    made.clock.advance(1_000);
    expect(fills(made)).toHaveLength(1);
    expect(made.told("executionReport").at(-1)).toMatchObject({ execType: "Expired", cumQty: 1 });
  });

  it("FOK trades whole or not at all", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({ partialFills: { maxQty: 2, delayMs: 50 } });
    place(made, { orderType: "Market", timeInForce: "FOK" });
    expect(fills(made)).toEqual([["Buy", 2, 25_000]]);
    place(made, { orderType: "Market", timeInForce: "FOK", orderQty: 3 });
    expect(fills(made)).toHaveLength(1);
    expect(lastStatus(made)).toBe("Expired");
    place(made, { orderType: "Limit", price: 24_000, timeInForce: "FOK" });
    expect(lastStatus(made)).toBe("Expired");
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
  });

  it("GTC outlives the trade date", () => {
    const made = withPrice();
    const { orderId } = place(made, { orderType: "Stop", stopPrice: 25_100, timeInForce: "GTC" });
    made.clock.advance(36 * 3_600_000);
    made.trader.setPrice("NQZ6", 25_100);
    expect(made.told("fill").at(-1)).toMatchObject({ orderId, price: 25_100 });
  });
});
