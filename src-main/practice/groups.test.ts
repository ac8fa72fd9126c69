/** OCO and OSO: ids and links on the wire, who goes when the other trades, and that nothing is ever left behind. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFinished } from "./order-state.ts";
import { bench, type Answer, type Bench } from "./test-support.ts";

/** NQZ6: bid 24999.75, offer and last 25000. */
function withPrice(): Bench {
  const made = bench();
  made.trader.setPrice("NQZ6", 25_000);
  return made;
}

const base = { symbol: "NQZ6", orderQty: 3, isAutomated: true, clOrdId: "entry" };

function oco(made: Bench, change: object = {}): Answer {
  return made.send("oco", {
    ...base,
    accountId: made.account.id,
    action: "Buy",
    orderType: "Stop",
    stopPrice: 25_010,
    other: { action: "Sell", orderType: "Stop", stopPrice: 24_990, clOrdId: "other" },
    ...change,
  });
}

function oso(made: Bench, change: object = {}): Answer {
  return made.send("oso", {
    ...base,
    accountId: made.account.id,
    action: "Buy",
    orderType: "Limit",
    price: 24_990,
    bracket1: { action: "Sell", orderType: "Limit", price: 25_010, clOrdId: "target" },
    bracket2: { action: "Sell", orderType: "Stop", stopPrice: 24_980, text: "stop" },
    ...change,
  });
}

function orderNow(made: Bench, id: unknown): Record<string, unknown> | undefined {
  return made.told("order").findLast((row) => row["id"] === id);
}

function statuses(made: Bench, ...ids: unknown[]): unknown[] {
  return ids.map((id) => orderNow(made, id)?.["ordStatus"]);
}

function qtyNow(made: Bench, id: unknown): unknown {
  return made.told("orderVersion").findLast((row) => row["orderId"] === id)?.["orderQty"];
}

/** Each fill once, as it stands; events repeat those that were paired since. */
function fills(made: Bench): readonly { action: string; qty: number; price: number }[] {
  return made.exchange.core.documents.ofAccount("fill", made.account.id);
}

function working(made: Bench): unknown[] {
  return made.trader.workingOrders(made.account.id).map(({ orderId }) => orderId);
}

describe("placeoco", () => {
  it("answers both ids, links both orders, and tells each its own marks", () => {
    const made = withPrice();
    const { orderId, ocoId } = oco(made);
    const [first, second] = made.told("order");
    expect(first).toMatchObject({ id: orderId, action: "Buy", ocoId, linkedId: ocoId });
    expect(second).toMatchObject({ id: ocoId, action: "Sell", ocoId: orderId, linkedId: orderId });
    const commands = made.told("command").map((row) => [row["id"], row["clOrdId"]]);
    expect(commands).toContainEqual([orderId, "entry"]);
    expect(commands).toContainEqual([ocoId, "other"]);
    expect(statuses(made, orderId, ocoId)).toEqual(["Working", "Working"]);
    expect([qtyNow(made, orderId), qtyNow(made, ocoId)]).toEqual([3, 3]);
  });

  it.each([
    ["the first", 25_010, ["Filled", "Canceled"]],
    ["the second", 24_990, ["Canceled", "Filled"]],
  ])("cancels the other half when %s fills", (_which, price, expected) => {
    const made = withPrice();
    const { orderId, ocoId } = oco(made);
    made.trader.setPrice("NQZ6", price);
    expect(statuses(made, orderId, ocoId)).toEqual(expected);
    expect(made.told("fill")).toHaveLength(1);
    expect(working(made)).toEqual([]);
  });

  it("fills only one half when a price reaches both", () => {
    const made = withPrice();
    const half = { orderType: "Limit", price: 25_010 };
    oco(made, { ...half, other: { action: "Buy", ...half } });
    expect(made.told("fill")).toHaveLength(1);
    expect(working(made)).toEqual([]);
  });

  it("takes a partial fill off the other half", () => {
    const made = withPrice();
    const { ocoId } = oco(made);
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 100 } });
    made.trader.setPrice("NQZ6", 25_010);
    expect(qtyNow(made, ocoId)).toBe(2);
    expect(made.told("executionReport").some((row) => row["execType"] === "Replaced")).toBe(true);
    made.clock.advance(100);
    expect(qtyNow(made, ocoId)).toBe(1);
    made.clock.advance(100);
    expect(statuses(made, ocoId)).toEqual(["Canceled"]);
  });

  it("cancels a half that was made smaller than what the other has traded", () => {
    const made = withPrice();
    const { ocoId } = oco(made);
    made.send("modify", { orderId: ocoId, orderQty: 1, orderType: "Stop", stopPrice: 24_990 });
    made.exchange.core.faults.apply({ partialFills: { maxQty: 2, delayMs: 60_000 } });
    made.trader.setPrice("NQZ6", 25_010);
    expect(statuses(made, ocoId)).toEqual(["Canceled"]);
  });

  it("lets one half stand when a client cancels the other", () => {
    const made = withPrice();
    const { orderId, ocoId } = oco(made);
    made.send("cancel", { orderId });
    expect(statuses(made, orderId, ocoId)).toEqual(["Canceled", "Working"]);
  });

  it("cancels the other half when one is rejected later, and places neither when it is refused at once", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({ rejectNext: { reason: "NoQuote", count: 2, mode: "async" } });
    const { orderId, ocoId } = oco(made);
    expect(statuses(made, orderId, ocoId)).toEqual(["Rejected", "Canceled"]);
    made.exchange.core.faults.apply({ rejectNext: { reason: "NoQuote", count: 1, mode: "sync" } });
    const orders = made.told("order").length;
    expect(oco(made)).toEqual({ failureReason: "NoQuote", failureText: "NoQuote" });
    expect(made.told("order")).toHaveLength(orders);
  });

  it("refuses the pair when the other half lacks its price", () => {
    const made = withPrice();
    expect(oco(made, { other: { action: "Sell", orderType: "Limit" } })).toMatchObject({
      failureReason: "InvalidPrice",
    });
    expect(made.frames).toEqual([]);
  });
});

describe("placeoso", () => {
  it("answers three ids; brackets are suspended, linked as a pair and name their parent", () => {
    const made = withPrice();
    const { orderId, oso1Id, oso2Id } = oso(made);
    expect(statuses(made, orderId, oso1Id, oso2Id)).toEqual(["Working", "Suspended", "Suspended"]);
    expect(orderNow(made, oso1Id)).toMatchObject({ parentId: orderId, ocoId: oso2Id, linkedId: oso2Id });
    expect(orderNow(made, oso2Id)).toMatchObject({ parentId: orderId, ocoId: oso1Id });
    expect(orderNow(made, orderId)).not.toHaveProperty("parentId");
    const reports = made.told("commandReport").filter((row) => row["commandId"] === oso1Id);
    expect(reports.map((row) => row["commandStatus"])).toEqual(["RiskPassed", "ExecutionSuspended"]);
    const marks = [orderId, oso1Id, oso2Id].map(
      (id) => made.told("command").find((row) => row["id"] === id)?.["clOrdId"],
    );
    expect(marks).toEqual(["entry", "target", undefined]);
  });

  it("answers no second bracket where there is none", () => {
    const made = withPrice();
    expect(Object.keys(oso(made, { bracket2: undefined }))).toEqual(["orderId", "oso1Id"]);
  });

  it("lets no suspended bracket trade", () => {
    const made = withPrice();
    oso(made);
    made.trader.setPrice("NQZ6", 25_010);
    expect(made.told("fill")).toEqual([]);
  });

  it.each([
    ["target", 25_010.25, ["Filled", "Canceled"], 25_010],
    ["stop", 24_980, ["Canceled", "Filled"], 24_979.75],
  ])(
    "starts both brackets when the parent fills, and the %s cancels the other",
    (_which, price, left, paid) => {
      const made = withPrice();
      const { orderId, oso1Id, oso2Id } = oso(made);
      made.trader.setPrice("NQZ6", 24_990);
      expect(statuses(made, orderId, oso1Id, oso2Id)).toEqual(["Filled", "Working", "Working"]);
      made.trader.setPrice("NQZ6", price);
      expect(statuses(made, oso1Id, oso2Id)).toEqual(left);
      expect(fills(made).at(-1)).toMatchObject({ action: "Sell", qty: 3, price: paid });
      expect(made.told("position").at(-1)).toMatchObject({ netPos: 0 });
      expect(working(made)).toEqual([]);
    },
  );

  it("starts brackets of a market parent in the same change", () => {
    const made = withPrice();
    const { oso1Id, oso2Id } = oso(made, { orderType: "Market", price: undefined });
    expect(statuses(made, oso1Id, oso2Id)).toEqual(["Working", "Working"]);
  });

  it("grows the brackets with each partial fill of the parent", () => {
    const made = withPrice();
    const { oso1Id, oso2Id } = oso(made);
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 100 } });
    made.trader.setPrice("NQZ6", 24_990);
    expect([qtyNow(made, oso1Id), qtyNow(made, oso2Id)]).toEqual([1, 1]);
    made.clock.advance(100);
    expect([qtyNow(made, oso1Id), qtyNow(made, oso2Id)]).toEqual([2, 2]);
    made.clock.advance(100);
    expect([qtyNow(made, oso1Id), qtyNow(made, oso2Id)]).toEqual([3, 3]);
  });

  it("opens nothing more once an exit is done", () => {
    const made = withPrice();
    const { orderId } = oso(made);
    made.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 100 } });
    made.trader.setPrice("NQZ6", 24_990);
    made.trader.setPrice("NQZ6", 25_010.25);
    made.clock.advance(1_000);
    expect(statuses(made, orderId)).toEqual(["Canceled"]);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 0 });
    expect(working(made)).toEqual([]);
  });

  it("keeps the brackets of what has traded when the rest of the parent is cancelled", () => {
    const made = withPrice();
    const { orderId, oso1Id, oso2Id } = oso(made);
    made.exchange.core.faults.apply({ partialFills: { maxQty: 2, delayMs: 60_000 } });
    made.trader.setPrice("NQZ6", 24_990);
    made.send("cancel", { orderId });
    expect(statuses(made, orderId, oso1Id, oso2Id)).toEqual(["Canceled", "Working", "Working"]);
    expect(qtyNow(made, oso2Id)).toBe(2);
  });

  it("cancels brackets with a parent that never traded", () => {
    const made = withPrice();
    const { orderId, oso1Id, oso2Id } = oso(made);
    made.send("cancel", { orderId });
    expect(statuses(made, oso1Id, oso2Id)).toEqual(["Canceled", "Canceled"]);
  });

  it("rejects brackets with their parent, saying why", () => {
    const made = withPrice();
    made.exchange.core.faults.apply({ rejectNext: { reason: "SessionClosed", count: 1, mode: "async" } });
    const { orderId, oso1Id, oso2Id } = oso(made);
    expect(statuses(made, orderId, oso1Id, oso2Id)).toEqual(["Rejected", "Rejected", "Rejected"]);
    const report = made.told("executionReport").findLast((row) => row["orderId"] === oso2Id);
    expect(report).toMatchObject({ execType: "Rejected", rejectReason: "ParentRejected" });
  });

  it("lets a client modify and cancel a suspended bracket", () => {
    const made = withPrice();
    const { oso1Id, oso2Id } = oso(made);
    made.send("modify", { orderId: oso1Id, orderQty: 3, orderType: "Limit", price: 25_020 });
    expect(statuses(made, oso1Id)).toEqual(["Suspended"]);
    made.send("cancel", { orderId: oso2Id });
    made.trader.setPrice("NQZ6", 24_990);
    expect(statuses(made, oso1Id, oso2Id)).toEqual(["Working", "Canceled"]);
    made.trader.setPrice("NQZ6", 25_020.25);
    expect(fills(made).at(-1)).toMatchObject({ price: 25_020 });
  });

  it("ends suspended brackets of the day with their parent at the roll", () => {
    const made = withPrice();
    const { orderId, oso1Id, oso2Id } = oso(made);
    made.clock.advance(24 * 3_600_000);
    made.exchange.quoteChanged("NQ");
    const ends = statuses(made, orderId, oso1Id, oso2Id);
    expect(ends[0]).toBe("Expired");
    expect(ends.every((status) => status === "Expired" || status === "Canceled")).toBe(true);
  });

  it("goes with a liquidation, suspended or not", () => {
    const made = withPrice();
    oso(made);
    oso(made, { orderType: "Market", price: undefined });
    const contractId = made.contract("NQZ6").id;
    made.send("liquidate", { accountId: made.account.id, contractId, admin: false });
    expect(working(made)).toEqual([]);
    expect(made.told("position").at(-1)).toMatchObject({ netPos: 0 });
  });
});

type Act = "up" | "down" | "far up" | "far down" | "cancel 0" | "cancel 1" | "cancel 2" | "wait" | "grow";

function act(made: Bench, ids: readonly unknown[], what: Act): void {
  const moves = new Map([
    ["up", 25_010],
    ["down", 24_990],
    ["far up", 25_040],
    ["far down", 24_960],
  ]);
  const price = moves.get(what);
  if (price !== undefined) made.trader.setPrice("NQZ6", price);
  else if (what === "wait") made.clock.advance(150);
  else if (what === "grow") {
    made.send("modify", { orderId: ids[0], orderQty: 5, orderType: "Limit", price: 24_990 });
  } else made.send("cancel", { orderId: ids[Number(what.slice(-1))] });
}

describe("whatever happens to a group", () => {
  const acts = fc.constantFrom<Act>(
    "up",
    "down",
    "far up",
    "far down",
    "cancel 0",
    "cancel 1",
    "cancel 2",
    "wait",
    "grow",
  );

  it("no bracket works without a position or a parent to protect, and no exit turns the position", () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 14 }), fc.integer({ min: 1, max: 4 }), (run, maxQty) => {
        const made = withPrice();
        made.exchange.core.faults.apply({ partialFills: { maxQty, delayMs: 100 } });
        const { orderId, oso1Id, oso2Id } = oso(made);
        for (const what of run) act(made, [orderId, oso1Id, oso2Id], what);
        made.clock.advance(10_000);
        const { orders } = made.exchange.core;
        const left = [...orders.values()].filter(({ status }) => !isFinished(status));
        const net = Number(made.told("position").at(-1)?.["netPos"] ?? 0);
        expect(net).toBeGreaterThanOrEqual(0);
        const parentLives = left.some(({ id }) => id === orderId);
        const wrong = left.filter(
          ({ id, held, qty, filledQty }) => id !== orderId && (held ? !parentLives : qty - filledQty !== net),
        );
        expect(wrong.map(({ id }) => id)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("an OCO pair never trades more than one half", () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 10 }), fc.integer({ min: 1, max: 4 }), (run, maxQty) => {
        const made = withPrice();
        made.exchange.core.faults.apply({ partialFills: { maxQty, delayMs: 100 } });
        const { orderId, ocoId } = oco(made);
        for (const what of run) if (what !== "grow") act(made, [orderId, ocoId, ocoId], what);
        made.clock.advance(10_000);
        const traded = fills(made).reduce((sum, { qty }) => sum + qty, 0);
        expect(traded).toBeLessThanOrEqual(3);
        expect(traded < 3 ? [] : working(made)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
