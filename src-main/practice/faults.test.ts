/** Each switch does what it says and nothing else; off means off. */
import { describe, expect, it } from "vitest";
import { faultsSchema } from "./faults.ts";
import { bench, type Bench } from "./test-support.ts";

function buy(made: Bench, qty = 1, account = made.account.id): Record<string, unknown> {
  const order = { accountId: account, action: "Buy", symbol: "NQZ6", orderQty: qty, orderType: "Market" };
  return made.send("place", order);
}

function quantities(made: Bench): unknown[] {
  return made.told("fill").map((fill) => fill["qty"]);
}

describe("rejectNext", () => {
  const asked = { account: "PRAC0001", reason: "LiquidationOnly", text: "Closing only", count: 1 } as const;

  it("refuses in the reply and leaves no trace", () => {
    const made = bench();
    made.exchange.core.faults.apply({ rejectNext: { ...asked, mode: "sync" } });
    expect(buy(made)).toEqual({ failureReason: "LiquidationOnly", failureText: "Closing only" });
    expect(made.frames).toEqual([]);
    expect(buy(made)).toHaveProperty("orderId");
  });

  it("refuses later by reports, with the order's id in the reply", () => {
    const made = bench();
    made.exchange.core.faults.apply({ rejectNext: { ...asked, mode: "async" } });
    const { orderId } = buy(made);
    expect(made.told("commandReport")).toEqual([
      expect.objectContaining({
        commandId: orderId,
        commandStatus: "RiskRejected",
        rejectReason: "LiquidationOnly",
      }),
    ]);
    expect(made.told("executionReport").at(-1)).toMatchObject({
      orderId,
      execType: "Rejected",
      text: "Closing only",
    });
    expect(made.told("order").at(-1)).toMatchObject({ id: orderId, ordStatus: "Rejected" });
    expect(made.told("fill")).toEqual([]);
  });

  it("spares other accounts and the human at the trader's platform", () => {
    const made = bench();
    made.exchange.core.faults.apply({ rejectNext: { ...asked, mode: "sync" } });
    const [, other] = made.exchange.core.accounts.values();
    expect(buy(made, 1, other?.id)).toHaveProperty("orderId");
    const order = {
      accountId: made.account.id,
      symbol: "NQZ6",
      action: "Buy",
      qty: 1,
      orderType: "Market",
    } as const;
    expect(made.trader.place(order).ok).toBe(true);
    expect(buy(made)).toHaveProperty("failureReason");
  });
});

describe("fills", () => {
  it("fillDelayMs: the order works until its time has come", () => {
    const made = bench();
    made.exchange.core.faults.apply({ fillDelayMs: 100 });
    buy(made, 3);
    made.clock.advance(99);
    expect(quantities(made)).toEqual([]);
    made.clock.advance(1);
    expect(quantities(made)).toEqual([3]);
  });

  it("partialFills: pieces of at most maxQty, apart in time, until all is filled", () => {
    const made = bench();
    made.exchange.core.faults.apply({ partialFills: { maxQty: 2, delayMs: 50 } });
    buy(made, 5);
    expect(quantities(made)).toEqual([2]);
    expect(made.told("order").at(-1)).toMatchObject({ ordStatus: "Working" });
    made.clock.advance(50);
    expect(quantities(made)).toEqual([2, 2]);
    made.clock.advance(50);
    expect(quantities(made)).toEqual([2, 2, 1]);
    expect(made.told("order").at(-1)).toMatchObject({ ordStatus: "Filled" });
  });

  it("a cancel between two pieces ends the order with what it has", () => {
    const made = bench();
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 50 } });
    const { orderId } = buy(made, 3);
    expect(made.send("cancel", { orderId })).toHaveProperty("commandId");
    made.clock.advance(1_000);
    expect(quantities(made)).toEqual([1]);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 1 });
  });

  it("exact sizes of a human's trade come in that order as fills of one order", () => {
    const made = bench();
    const order = {
      accountId: made.account.id,
      symbol: "NQZ6",
      action: "Sell",
      qty: 4,
      orderType: "Market",
    } as const;
    expect(made.trader.place({ ...order, fills: [1, 2, 1] }).ok).toBe(true);
    expect(quantities(made)).toEqual([1, 2, 1]);
    expect(new Set(made.told("fill").map((fill) => fill["orderId"])).size).toBe(1);
    expect(made.trader.place({ ...order, fills: [1, 2] }).ok).toBe(false);
  });
});

describe("delivery", () => {
  it("deliverFills: each fill n times, the same bytes, everything else once", () => {
    const made = bench();
    made.exchange.core.faults.apply({ deliverFills: 3 });
    buy(made);
    const fills = made.told("fill").map((fill) => JSON.stringify(fill));
    expect(fills).toHaveLength(3);
    expect(new Set(fills).size).toBe(1);
    expect(made.told("position")).toHaveLength(1);
  });

  it("shuffleEvents: other orders, fills before their order too, the same set, by seed", () => {
    const run = (seed: number | undefined): string[][] => {
      const made = bench();
      if (seed !== undefined) made.exchange.core.faults.apply({ shuffleEvents: { seed } });
      buy(made);
      return made.frames;
    };
    const plain = run(undefined);
    const shuffledRuns = Array.from({ length: 20 }, (_, seed) => run(seed).flat());
    for (const events of shuffledRuns) expect(events.toSorted()).toEqual(plain.flat().toSorted());
    expect(run(3)).toEqual(run(3));
    expect(new Set(shuffledRuns.map((events) => events.join())).size).toBeGreaterThan(10);
    const early = shuffledRuns.filter(
      (events) => events.indexOf("fill Created") < events.indexOf("order Created"),
    );
    expect(early.length).toBeGreaterThan(0);
    const ordered = shuffledRuns.every(
      (events) => events.indexOf("order Created") < events.indexOf("order Updated"),
    );
    expect(ordered).toBe(true);
  });

  it("batchEvents: one frame for a change, neighbours of a kind as an array", () => {
    const made = bench();
    made.exchange.core.faults.apply({ batchEvents: true });
    buy(made);
    expect(made.frames).toHaveLength(1);
    expect(made.told("commandReport")).toHaveLength(3);
    expect(made.frames[0]?.filter((kind) => kind === "commandReport Created")).toHaveLength(2);
  });

  it("reset turns everything off", () => {
    const made = bench();
    made.exchange.core.faults.apply({ batchEvents: true, deliverFills: 4, fillDelayMs: 10, loseReplies: 2 });
    made.exchange.core.faults.apply({ reset: true });
    expect(made.exchange.core.faults.settings).toMatchObject({
      batchEvents: false,
      deliverFills: 1,
      loseReplies: 0,
    });
    buy(made);
    expect(quantities(made)).toEqual([1]);
  });
});

describe("the schema of the switches", () => {
  it("refuses unknown keys and values out of range", () => {
    expect(faultsSchema.safeParse({ delay: 1 }).success).toBe(false);
    expect(faultsSchema.safeParse({ deliverFills: 0 }).success).toBe(false);
    const reject = { reason: "Because", count: 1, mode: "sync" };
    expect(faultsSchema.safeParse({ rejectNext: reject }).success).toBe(false);
  });
});
