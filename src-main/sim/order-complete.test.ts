/** Entries copied when the leader's order completes (S5, line 25 of the worked examples); exits never wait for it. */
import { describe, expect, it } from "vitest";
import { LEADER, multiplierOf, NQ } from "./desk.ts";
import { exampleDesk, type ExampleDesk } from "./example-desk.ts";
import type { ModelOrder } from "./model-book.ts";

function desk(multiplier = "1.00"): ExampleDesk {
  return exampleDesk({
    follower: { sizing: multiplierOf({ multiplier }), contractMap: "same", keepNotional: false },
    group: { copyOn: "order-complete" },
  });
}

function part(at: ExampleDesk, order: ModelOrder, quantity: number): void {
  at.exchange.fill(order, quantity);
  at.exchange.clock.settle();
}

describe("a group that copies completed orders", () => {
  it("25: sends what filled when the rest of the leader's order is cancelled", () => {
    const at = desk();
    const order = at.exchange.trade(LEADER.key, NQ, 4);
    part(at, order, 2);
    expect(at.sent()).toEqual([]);
    at.exchange.cancelRest(order);
    at.exchange.clock.settle();
    expect(at.sent()).toEqual(["buy 2"]);
    expect(at.holds()).toBe(2);
  });

  it("sends one order for an order that fills in five parts", () => {
    const at = desk("0.50");
    at.lead(5, 5);
    expect(at.sent()).toEqual(["buy 3"]);
    expect(at.holds()).toBe(3);
  });

  it("sends one order where the broker calls the leader's filled before its last fill is here", () => {
    const at = desk("2.00");
    const order = at.exchange.trade(LEADER.key, NQ, 3);
    part(at, order, 1);
    part(at, order, 1);
    const report = {
      account: LEADER.key,
      orderId: order.id,
      contract: NQ,
      side: 1,
      key: null,
      reason: null,
      text: null,
    } as const;
    at.exchange.input({ kind: "order", report: { ...report, state: null, quantity: 3, cumulative: 2 } });
    at.exchange.input({
      kind: "order",
      report: { ...report, state: "filled", quantity: null, cumulative: null },
    });
    expect(at.sent()).toEqual([]);
    part(at, order, 1);
    expect(at.sent()).toEqual(["buy 6"]);
  });

  it("counts a second order from the position at the first one's completion", () => {
    const at = desk("0.50");
    at.lead(1);
    at.lead(4, 3);
    expect(at.sent()).toEqual(["buy 1", "buy 1"]);
    expect(at.holds()).toBe(2);
  });

  it("closes at once while the leader's order is not complete", () => {
    const at = desk();
    at.lead(3);
    at.sent();
    const order = at.exchange.trade(LEADER.key, NQ, -2);
    part(at, order, 1);
    expect(at.sent()).toEqual(["sell 1"]);
    part(at, order, 1);
    expect(at.sent()).toEqual(["sell 1"]);
    expect(at.holds()).toBe(1);
  });

  it("drops an entry whose leader has turned before its order completed", () => {
    const at = desk();
    const slow = at.exchange.trade(LEADER.key, NQ, 4);
    part(at, slow, 1);
    const other = at.exchange.trade(LEADER.key, NQ, -4);
    part(at, other, 4);
    at.sent();
    at.exchange.cancelRest(slow);
    at.exchange.clock.settle();
    expect(at.sent()).toEqual([]);
    expect(at.holds()).toBeLessThanOrEqual(0);
  });
});
