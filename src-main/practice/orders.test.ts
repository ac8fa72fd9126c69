/** The life of orders, their events and their money, on an exchange in memory whose prices stand still. */
import { describe, expect, it } from "vitest";
import { bench, type Bench } from "./test-support.ts";

/** NQZ6: bid 24999.75, offer 25000. */
function withPrice(price = 25_000): Bench {
  const made = bench();
  expect(made.trader.setPrice("NQZ6", price)).toBeUndefined();
  return made;
}

function order(made: Bench, change: object = {}): object {
  const base = {
    accountId: made.account.id,
    action: "Buy",
    symbol: "NQZ6",
    orderQty: 2,
    orderType: "Market",
  };
  return { ...base, isAutomated: true, clOrdId: "mine-1", text: "Group A", ...change };
}

function cashOf(made: Bench): unknown {
  return made.told("cashBalance").at(-1)?.["amount"];
}

describe("a market order", () => {
  it("tells order, command, version, reports and fill in the order of the broker's life cycle", () => {
    const made = withPrice();
    const { orderId } = made.send("place", order(made));
    expect(made.frames).toEqual([
      ["order Created", "command Created", "orderVersion Created"],
      [
        "commandReport Created",
        "commandReport Created",
        "order Updated",
        "commandReport Created",
        "command Updated",
        "executionReport Created",
      ],
      [
        "order Updated",
        "fill Created",
        "position Created",
        "cashBalance Updated",
        "fillFee Created",
        "marginSnapshot Updated",
        "executionReport Created",
      ],
    ]);
    expect(made.told("order").map((row) => row["ordStatus"])).toEqual(["PendingNew", "Working", "Filled"]);
    expect(made.told("fill")).toEqual([
      expect.objectContaining({
        orderId,
        action: "Buy",
        qty: 2,
        price: 25_000,
        active: true,
        finallyPaired: 0,
      }),
    ]);
    expect(made.told("executionReport").at(-1)).toMatchObject({
      execType: "Trade",
      lastPx: 25_000,
      cumQty: 2,
    });
  });

  it("shares one id between order, first command and first version, and never uses an id twice", () => {
    const made = withPrice();
    const { orderId } = made.send("place", order(made));
    expect(made.told("command")[0]).toMatchObject({
      id: orderId,
      orderId,
      clOrdId: "mine-1",
      isAutomated: true,
    });
    expect(made.told("orderVersion")[0]).toMatchObject({
      id: orderId,
      orderId,
      text: "Group A",
      orderQty: 2,
    });
    const others = ["commandReport", "executionReport", "fill", "position"].flatMap((type) =>
      made.told(type),
    );
    const ids = [orderId, ...others.map((row) => row["id"])];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("books profit and fees to the cent", () => {
    const made = withPrice();
    made.send("place", order(made, { action: "Sell" }));
    made.trader.setPrice("NQZ6", 24_990);
    made.send("place", order(made));
    // Sold 2 at the bid of 24,999.75, bought 2 at the offer of 24,990: 9.75 points × 2 × 20 dollars.
    expect(made.told("cashBalance").at(-1)).toMatchObject({
      realizedPnL: 390,
      weekRealizedPnL: 390,
      amountSOD: 50_000,
    });
    expect(cashOf(made)).toBe(50_000 + 390 - 4 * 2.88);
    expect(made.told("fillPair")).toEqual([
      expect.objectContaining({ qty: 2, buyPrice: 24_990, sellPrice: 24_999.75, active: true }),
    ]);
    const row = made.told("position").at(-1);
    expect(row).toMatchObject({
      netPos: 0,
      bought: 2,
      boughtValue: 49_980,
      sold: 2,
      soldValue: 49_999.5,
      prevPos: 0,
    });
    expect(row).not.toHaveProperty("netPrice");
  });

  it("counts the paired contracts of the fill that it closes", () => {
    const made = withPrice();
    made.send("place", order(made));
    made.send("place", order(made, { action: "Sell", orderQty: 1 }));
    expect(made.told("fill").map((row) => [row["qty"], row["finallyPaired"]])).toEqual([
      [2, 0],
      [1, 1],
      [2, 1],
    ]);
  });
});

describe("working orders", () => {
  it("lets a limit order wait, trade at its limit when the price reaches it, and only then", () => {
    const made = withPrice();
    const { orderId } = made.send("place", order(made, { orderType: "Limit", price: 24_990, orderQty: 1 }));
    made.trader.setPrice("NQZ6", 24_990.25);
    expect(made.told("fill")).toEqual([]);
    made.trader.setPrice("NQZ6", 24_980);
    expect(made.told("fill")).toEqual([expect.objectContaining({ orderId, price: 24_990, qty: 1 })]);
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
  });

  it("triggers a stop by the last price", () => {
    const made = withPrice();
    made.send("place", order(made, { orderType: "Stop", stopPrice: 25_010 }));
    made.trader.setPrice("NQZ6", 25_009.75);
    expect(made.told("fill")).toEqual([]);
    made.trader.setPrice("NQZ6", 25_010);
    expect(made.told("fill")).toHaveLength(1);
  });

  it("modifies quantity and price under a fresh id that command and version share", () => {
    const made = withPrice();
    const { orderId } = made.send("place", order(made, { orderType: "Limit", price: 24_990 }));
    const change = { orderId, orderQty: 3, orderType: "Limit", price: 24_995 };
    const { commandId } = made.send("modify", change);
    expect(made.told("orderVersion").at(-1)).toMatchObject({
      id: commandId,
      orderId,
      orderQty: 3,
      price: 24_995,
    });
    expect(made.told("command").at(-1)).toMatchObject({
      id: commandId,
      commandType: "Modify",
      commandStatus: "Replaced",
    });
    made.trader.setPrice("NQZ6", 24_995);
    expect(made.told("fill").at(-1)).toMatchObject({ qty: 3, price: 24_995 });
  });

  it("cancels, and says TooLate to whoever comes after the end", () => {
    const made = withPrice();
    const { orderId } = made.send("place", order(made, { orderType: "Limit", price: 24_990 }));
    expect(made.send("cancel", { orderId })).toEqual({ commandId: expect.any(Number) });
    expect(made.told("order").at(-1)).toMatchObject({ id: orderId, ordStatus: "Canceled" });
    expect(made.send("cancel", { orderId })).toMatchObject({ failureReason: "TooLate" });
    const change = { orderId, orderQty: 1, orderType: "Limit", price: 1 };
    expect(made.send("modify", change)).toMatchObject({ failureReason: "TooLate" });
    made.trader.setPrice("NQZ6", 24_000);
    expect(made.told("fill")).toEqual([]);
  });

  it("expires at once what may not wait", () => {
    const made = withPrice();
    made.send("place", order(made, { orderType: "Limit", price: 24_990, timeInForce: "IOC" }));
    expect(made.told("order").at(-1)).toMatchObject({ ordStatus: "Expired" });
  });
});

describe("liquidatePosition", () => {
  it("leaves the orders of other accounts alone", () => {
    const made = withPrice();
    made.send("place", order(made));
    const [, neighbour] = made.exchange.core.accounts.values();
    const resting = { accountId: neighbour?.id, orderType: "Limit", price: 24_000 };
    const { orderId } = made.send("place", order(made, resting));
    made.send("liquidate", {
      accountId: made.account.id,
      contractId: made.contract("NQZ6").id,
      admin: false,
    });
    expect(made.trader.workingOrders(Number(neighbour?.id)).map((row) => row.orderId)).toEqual([orderId]);
  });

  it("cancels the working orders of that contract only and closes at market", () => {
    const made = withPrice();
    made.send("place", order(made, { orderQty: 3 }));
    const working = made.send("place", order(made, { orderType: "Limit", price: 24_000 }));
    const other = made.send("place", order(made, { symbol: "ESZ6", orderType: "Limit", price: 10 }));
    const contractId = made.contract("NQZ6").id;
    const liquidation = { accountId: made.account.id, contractId, admin: false };
    const { orderId } = made.send("liquidate", liquidation);
    expect(made.told("fill").find((fill) => fill["orderId"] === orderId)).toMatchObject({
      action: "Sell",
      qty: 3,
    });
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 0 });
    const left = made.trader.workingOrders(made.account.id).map((row) => row.orderId);
    expect(left).toEqual([other["orderId"]]);
    expect(left).not.toContain(working["orderId"]);
    expect(made.told("command").find((row) => row["id"] === orderId)).not.toHaveProperty("clOrdId");
    expect(made.send("liquidate", liquidation)).toMatchObject({ failureReason: "UnknownReason" });
  });
});

describe("refusals", () => {
  it.each([
    [
      "another user's account",
      { accountId: 11_010_018 },
      { failureReason: "UnknownReason", failureText: "Access is denied" },
    ],
    [
      "an unknown symbol",
      { symbol: "XXZ6" },
      { failureReason: "UnknownReason", failureText: "Access is denied" },
    ],
    ["a type that is not offered", { orderType: "QTS", price: 1 }, { failureReason: "Unsupported" }],
    ["a price off its tick", { orderType: "Limit", price: 25_000.1 }, { failureReason: "InvalidPrice" }],
    ["a limit order without a price", { orderType: "Limit" }, { failureReason: "InvalidPrice" }],
    [
      "a quantity of nothing",
      { orderQty: 0 },
      { violations: [expect.objectContaining({ constraint: "orderQty" })] },
    ],
    ["no side", { action: undefined }, { violations: [expect.objectContaining({ constraint: "action" })] }],
    ["an expired contract", { symbol: "NQH5" }, { failureReason: "InvalidContract" }],
  ])("%s: nothing is placed", (_what, change, expected) => {
    const made = withPrice();
    expect(made.send("place", order(made, change))).toMatchObject(expected);
    expect(made.frames).toEqual([]);
    expect(made.exchange.core.orders.size).toBe(0);
  });

  it("takes the account by name when there is no id", () => {
    const made = withPrice();
    const placed = made.send("place", order(made, { accountId: undefined, accountSpec: "PRAC0002" }));
    expect(placed).toEqual({ orderId: expect.any(Number) });
  });
});
