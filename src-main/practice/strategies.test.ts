/** Multi-bracket strategies: ids and links, exits at their offsets, growth, ends, and what is refused. */
import { describe, expect, it } from "vitest";
import { bench, type Answer, type Bench } from "./test-support.ts";

/** NQZ6: bid 24999.75, offer and last 25000. */
function withPrice(): Bench {
  const made = bench();
  made.trader.setPrice("NQZ6", 25_000);
  return made;
}

const TWO = [
  { qty: 1, profitTarget: 10, stopLoss: -5, trailingStop: false },
  { qty: 2, profitTarget: 20, stopLoss: -5, trailingStop: true },
];

function start(made: Bench, change: object = {}, entryVersion: object = {}, brackets: unknown = TWO): Answer {
  const params = JSON.stringify({
    entryVersion: { orderQty: 3, orderType: "Market", timeInForce: "Day", ...entryVersion },
    brackets,
  });
  return made.send("start", {
    accountId: made.account.id,
    symbol: "NQZ6",
    action: "Buy",
    orderStrategyTypeId: 2,
    params,
    ...change,
  });
}

function strategyOf(answer: Answer): Record<string, unknown> {
  return answer["orderStrategy"] as Record<string, unknown>;
}

function statusNow(made: Bench, id: unknown): unknown {
  return made.told("orderStrategy").findLast((row) => row["id"] === id)?.["status"];
}

function exits(made: Bench): unknown[] {
  return made.trader
    .workingOrders(made.account.id)
    .filter(({ action }) => action === "Sell")
    .map(({ qty, orderType, price, stopPrice }) => [qty, orderType, price ?? stopPrice]);
}

describe("startorderstrategy", () => {
  it("answers the strategy with its params as they came; entry and link follow in id", () => {
    const made = withPrice();
    const strategy = strategyOf(start(made, { uuid: "u-1" }));
    const id = Number(strategy["id"]);
    expect(strategy).toMatchObject({ status: "ActiveStrategy", orderStrategyTypeId: 2, uuid: "u-1" });
    expect(JSON.parse(String(strategy["params"]))).toMatchObject({ brackets: TWO });
    expect(made.told("order")[0]).toMatchObject({ id: id + 1, action: "Buy" });
    expect(made.told("orderStrategyLink")[0]).toEqual({
      id: id + 1,
      orderStrategyId: id,
      orderId: id + 1,
      label: "256",
    });
    const labels = made.told("orderStrategyLink").map((row) => row["label"]);
    expect(labels).toEqual(["256", "0", "0", "1", "1"]);
  });

  it("places a pair of exits for each bracket at its offsets from the entry's price", () => {
    const made = withPrice();
    start(made);
    expect(exits(made)).toEqual([
      [1, "Limit", 25_010],
      [1, "Stop", 24_995],
      [2, "Limit", 25_020],
      [2, "TrailingStop", 24_995],
    ]);
  });

  it("reverses the offsets of a short strategy, as the client gives them", () => {
    const made = withPrice();
    start(made, { action: "Sell" }, { orderQty: 1 }, [{ qty: 1, profitTarget: -30, stopLoss: 15 }]);
    const [target, stop] = made.trader.workingOrders(made.account.id);
    expect(target).toMatchObject({ action: "Buy", orderType: "Limit", price: 24_969.75 });
    expect(stop).toMatchObject({ action: "Buy", orderType: "Stop", stopPrice: 25_014.75 });
  });

  it("is finished when every bracket has had its exit, each cancelling its other half only", () => {
    const made = withPrice();
    const { id } = strategyOf(start(made));
    made.trader.setPrice("NQZ6", 25_010.25);
    expect(exits(made)).toEqual([
      [2, "Limit", 25_020],
      [2, "TrailingStop", 25_005.25],
    ]);
    expect(statusNow(made, id)).toBe("ActiveStrategy");
    made.trader.setPrice("NQZ6", 25_005.25);
    expect(exits(made)).toEqual([]);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 0 });
    expect(statusNow(made, id)).toBe("ExecutionFinished");
  });

  it("protects a partial entry bracket by bracket, and opens nothing more after an exit", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 100 } });
    start(made);
    expect(exits(made)).toEqual([
      [1, "Limit", 25_010],
      [1, "Stop", 24_995],
    ]);
    made.clock.advance(100);
    expect(exits(made)).toHaveLength(4);
    made.trader.setPrice("NQZ6", 25_010.25);
    made.clock.advance(1_000);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 1, bought: 2, sold: 1 });
    expect(exits(made).map((row) => (row as unknown[])[0])).toEqual([1, 1]);
  });

  it("fails with its entry, saying why", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({
      rejectNext: { reason: "NoQuote", text: "No quote", count: 1, mode: "async" },
    });
    const { id } = strategyOf(start(made));
    expect(made.told("orderStrategy").at(-1)).toMatchObject({
      id,
      status: "ExecutionFailed",
      failureMessage: "No quote",
    });
  });

  it.each([
    ["another type", { orderStrategyTypeId: 1 }, "Unsupported"],
    ["params that are no JSON", { params: "{" }, "UnknownReason"],
    ["no params", { params: undefined }, "UnknownReason"],
    ["an unknown symbol", { symbol: "XXZ6" }, "UnknownReason"],
  ])("%s is refused", (_what, change, failureReason) => {
    const made = withPrice();
    expect(start(made, change)).toMatchObject({ errorText: expect.any(String), failureReason });
    expect(made.frames).toEqual([]);
  });

  it("an automatic trail is refused", () => {
    const made = withPrice();
    const bracket = { qty: 1, stopLoss: -5, autoTrail: { stopLoss: 5, trigger: 10, freq: 1 } };
    expect(start(made, {}, {}, [bracket])).toMatchObject({
      failureReason: "AdvancedTrailingStopUnsupported",
    });
  });
});

describe("a running strategy", () => {
  const limit = { orderType: "Limit", price: 24_990 };

  it("ends with an interruption: entry and exits go, the position stays", () => {
    const made = withPrice();
    const waiting = strategyOf(start(made, {}, limit));
    const filled = strategyOf(start(made));
    for (const { id } of [waiting, filled]) {
      expect(strategyOf(made.send("interrupt", { orderStrategyId: id }))).toMatchObject({
        status: "ExecutionInterrupted",
      });
      expect(made.send("interrupt", { orderStrategyId: id })).toMatchObject({ failureReason: "TooLate" });
    }
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 3 });
  });

  it("is stopped by whoever cancels its entry", () => {
    const made = withPrice();
    const { id } = strategyOf(start(made, {}, limit));
    made.send("cancel", { orderId: Number(id) + 1 });
    expect(statusNow(made, id)).toBe("StoppedByUser");
  });

  it("moves its exits", () => {
    const made = withPrice();
    const { id } = strategyOf(start(made, {}, { orderQty: 1 }, [{ qty: 1, profitTarget: 10, stopLoss: -5 }]));
    const command = JSON.stringify({ brackets: [{ qty: 1, profitTarget: 12, stopLoss: -7 }] });
    const changed = made.send("change", { orderStrategyId: id, command });
    expect(String(strategyOf(changed)["params"])).toContain("12");
    expect(exits(made)).toEqual([
      [1, "Limit", 25_012],
      [1, "Stop", 24_993],
    ]);
    expect(made.send("change", { orderStrategyId: id, command: "faster" })).toHaveProperty("errorText");
  });

  it("loses its exits to a liquidation and is finished", () => {
    const made = withPrice();
    const { id } = strategyOf(start(made));
    const contractId = made.contract("NQZ6").id;
    made.send("liquidate", { accountId: made.account.id, contractId, admin: false });
    expect(made.trader.workingOrders(made.account.id)).toEqual([]);
    expect(statusNow(made, id)).toBe("ExecutionFinished");
  });
});
