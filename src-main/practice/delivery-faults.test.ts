/** Over real sockets: each switch on how events are delivered does what its description says, and off means off. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accountOf, eventsSoFar, kinds, marketOrder, set, synced, trade } from "./fault-support.ts";
import { openStage, rest, type Stage } from "./protocol-support.ts";
import type { PracticeState } from "./state.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
  await set(stage, { freezePrices: true });
});
afterEach(async () => {
  await stage.close();
});

async function state(): Promise<PracticeState> {
  return (await stage.control("state")).body as PracticeState;
}

describe("how often and in which order", () => {
  it("duplicateEvents: every kind of event n times, the same entities", async () => {
    const socket = await synced(stage);
    await trade(stage);
    const once = kinds(await eventsSoFar(socket)).toSorted();
    await set(stage, { duplicateEvents: 3 });
    await trade(stage, { action: "Buy" });
    const thrice = kinds(await eventsSoFar(socket)).filter((kind) => kind !== "position Created");
    const expected = once.map((kind) => (kind === "position Created" ? "position Updated" : kind));
    expect(thrice.toSorted()).toEqual(expected.flatMap((kind) => [kind, kind, kind]).toSorted());
  });

  it("eventOrder: the named kinds come first, position before fill, a fill before its order", async () => {
    const socket = await synced(stage);
    await set(stage, { eventOrder: ["position", "fill"] });
    await trade(stage);
    const heard = kinds(await eventsSoFar(socket));
    expect(heard.slice(0, 2)).toEqual(["position Created", "fill Created"]);
    expect(heard.indexOf("order Created")).toBeGreaterThan(1);
    expect(heard.indexOf("order Created")).toBeLessThan(heard.lastIndexOf("order Updated"));
  });

  it("orderLagMs: a fill comes that long before its order", async () => {
    const socket = await synced(stage);
    await set(stage, { orderLagMs: 700 });
    await trade(stage);
    const early = kinds(await eventsSoFar(socket));
    expect(early).toContain("fill Created");
    expect(early.filter((kind) => kind.startsWith("order "))).toEqual([]);
    stage.clock.advance(699);
    expect(kinds(await eventsSoFar(socket)).filter((kind) => kind.startsWith("order "))).toEqual([]);
    stage.clock.advance(1);
    expect(kinds(await eventsSoFar(socket))).toEqual(["order Created", "order Updated", "order Updated"]);
  });

  it("deletedEvents: a finished order and a flat position are told as Deleted, with the entity", async () => {
    const socket = await synced(stage);
    await set(stage, { deletedEvents: true });
    await trade(stage);
    const opened = await eventsSoFar(socket);
    const deleted = opened.filter(({ eventType }) => eventType === "Deleted");
    expect(deleted).toEqual([
      expect.objectContaining({
        entityType: "order",
        entity: expect.objectContaining({ ordStatus: "Filled" }),
      }),
    ]);
    await trade(stage, { action: "Sell" });
    expect(kinds(await eventsSoFar(socket)).slice(-2)).toEqual(["order Deleted", "position Deleted"]);
  });

  it("replayEvents: the last n again, at once or to a user's next socket only", async () => {
    const socket = await synced(stage);
    await trade(stage);
    const heard = await eventsSoFar(socket);
    await set(stage, { replayEvents: { count: 4, when: "now" } });
    expect(await eventsSoFar(socket)).toEqual(heard.slice(-4));
    await set(stage, { replayEvents: 50 });
    expect(await eventsSoFar(socket)).toEqual([]);
    const next = await synced(stage);
    expect(await eventsSoFar(next)).toEqual(heard);
    expect(await eventsSoFar(await synced(stage))).toEqual([]);
  });
});

describe("how they look", () => {
  it("strangers: unknown types, kinds and keys, beside everything that was to come", async () => {
    const socket = await synced(stage);
    await set(stage, { strangers: true });
    await trade(stage);
    const heard = await eventsSoFar(socket);
    expect(kinds(heard)).toContain("kalshiMarket Updated");
    const fill = heard.find(({ entityType }) => entityType === "fill")?.entity;
    expect(fill).toMatchObject({ qty: 1, seqNo: 7, stranger: { of: ["nobody", null] } });
    const token = await stage.login();
    const accounts = await rest(stage.exchange.httpUrl, "/account/list", { token });
    const [first] = accounts.body as object[];
    expect(first).toMatchObject({ name: accountOf(stage).name, seqNo: 7 });
  });

  it.each([
    [true, "2026-11-25T16:00Z"],
    ["seconds", "2026-11-25T16:00Z"],
    ["milliseconds", "2026-11-25T16:00:00Z"],
    [false, "2026-11-25T16:00:00.000Z"],
  ])("shortTimestamps %s: %s", async (shortTimestamps, timestamp) => {
    const socket = await synced(stage);
    await set(stage, { shortTimestamps });
    await trade(stage);
    const fill = (await eventsSoFar(socket)).find(({ entityType }) => entityType === "fill");
    expect(fill?.entity["timestamp"]).toBe(timestamp);
  });

  it("textIds: ids in events, snapshots and REST are text, quantities are not", async () => {
    await trade(stage);
    await set(stage, { textIds: true });
    const socket = await stage.authorized();
    socket.send("user/syncrequest\n1\n\n{}");
    const [answer] = await socket.messages();
    const text = expect.stringMatching(/^\d+$/u);
    const fills = [{ id: text, orderId: text, contractId: text, qty: 1 }];
    expect(answer).toMatchObject({ d: { fills } });
    await trade(stage);
    const fill = (await eventsSoFar(socket)).find(({ entityType }) => entityType === "fill");
    expect(fill?.entity).toMatchObject({ id: text, orderId: text, qty: 1 });
  });

  it("truncateFrames: the next n frames of events end in the middle, later ones do not", async () => {
    const socket = await synced(stage);
    await set(stage, { truncateFrames: 1 });
    await trade(stage);
    const broken = await socket.next();
    expect(broken.startsWith("a[")).toBe(true);
    expect(() => JSON.parse(broken.slice(1)) as unknown).toThrow(SyntaxError);
    expect(kinds(await eventsSoFar(socket))).toContain("fill Created");
  });

  it.each([1, 2, 5])(
    "splitSnapshots: %i responses with one id, the last one names the users",
    async (parts) => {
      await trade(stage);
      await set(stage, { splitSnapshots: parts });
      const socket = await stage.authorized();
      socket.send('user/syncrequest\n6\n\n{"splitResponses":true}');
      const heard: Record<string, unknown>[] = [];
      for (let at = 0; at < parts; at += 1) {
        const [message, ...others] = await socket.messages();
        expect(others).toEqual([]);
        expect(message).toMatchObject({ i: 6, s: 200 });
        heard.push(message?.["d"] as Record<string, unknown>);
      }
      const named = heard.map((part) => (part["users"] as unknown[]).length);
      expect(named).toEqual([...Array<number>(parts - 1).fill(0), 1]);
      expect(heard.flatMap((part) => part["accounts"] as unknown[])).toHaveLength(8);
      expect(heard.flatMap((part) => part["fills"] as unknown[])).toHaveLength(1);
      expect(socket.left).toEqual([]);
    },
  );
});

describe("dropAfter", () => {
  it.each([1, 2, 3, 7])("events %i: exactly so many arrive, then that socket is gone", async (events) => {
    const [socket, other] = [await synced(stage), await synced(stage, "followers")];
    await set(stage, { dropAfter: { events, user: "leader" } });
    await trade(stage, { qty: 3, fills: [1, 1, 1] });
    expect(await socket.closed).toBe(1006);
    const messages = socket.left.flatMap((frame) => JSON.parse(frame.slice(1)) as unknown[]);
    expect(messages).toHaveLength(events);
    expect((await state()).fills).toHaveLength(3);
    expect(await eventsSoFar(other)).toEqual([]);
  });

  it.each([0, 1, 2])("fills %i of three, of that kind only", async (events) => {
    const socket = await synced(stage);
    await set(stage, { dropAfter: { events, entityType: "fill" } });
    await trade(stage, { qty: 3, fills: [1, 1, 1] });
    await socket.closed;
    const text = socket.left.join("");
    expect(text.split('"entityType":"fill","eventType":"Created"')).toHaveLength(events + 1);
    const again = await synced(stage);
    await trade(stage);
    expect(kinds(await eventsSoFar(again))).toContain("fill Created");
  });

  it.each([
    ["before", 1],
    ["after", 2],
  ])("the second order, %s acting: %i orders stand", async (when, orders) => {
    const socket = await synced(stage, "leader", { entityTypes: [] });
    await set(stage, { dropAfter: { orders: 2, when } });
    for (const id of [2, 3]) socket.send(`order/placeorder\n${id}\n\n${JSON.stringify(marketOrder(stage))}`);
    expect(await socket.messages()).toMatchObject([{ i: 2, s: 200 }]);
    expect(await socket.closed).toBe(1006);
    expect(socket.left).toEqual([]);
    expect((await state()).orders).toHaveLength(orders);
    const token = await stage.login();
    const third = await rest(stage.exchange.httpUrl, "/order/placeorder", {
      token,
      body: marketOrder(stage),
    });
    expect(third.body).toHaveProperty("orderId");
  });

  it.each(["before", "after"])("over REST the connection breaks, %s acting", async (when) => {
    const token = await stage.login();
    await set(stage, { dropAfter: { orders: 1, when } });
    const sent = rest(stage.exchange.httpUrl, "/order/placeorder", { token, body: marketOrder(stage) });
    await expect(sent).rejects.toThrow("socket hang up");
    expect((await state()).orders).toHaveLength(when === "after" ? 1 : 0);
  });
});

describe("bust", () => {
  async function figures(): Promise<object> {
    const { accounts, positions } = await state();
    const { cash, realizedPnL } = accounts[0] ?? {};
    return {
      cash,
      realizedPnL,
      positions: positions.map(({ netPos, bought, sold }) => [netPos, bought, sold]),
    };
  }

  async function priced(price: number, action: string, qty: number): Promise<void> {
    await stage.control("price", { symbol: "NQZ6", price });
    await trade(stage, { action, qty });
  }

  it("the books are as if the fill had never been", async () => {
    await priced(25_000, "Buy", 2);
    await priced(25_010, "Sell", 1);
    const before = await figures();
    await priced(25_020, "Sell", 3);
    const socket = await synced(stage);
    const busted = (await state()).fills.at(-1)?.id;
    await set(stage, { bust: { fillId: busted } });
    expect(await figures()).toEqual(before);
    const heard = await eventsSoFar(socket);
    const told = (type: string) => heard.filter(({ entityType }) => entityType === type);
    expect(told("fill")[0]).toMatchObject({ eventType: "Updated", entity: { id: busted, active: false } });
    expect(told("position").at(-1)?.entity).toMatchObject({ netPos: 1, sold: 1 });
    expect(told("fillPair").map(({ entity }) => entity["active"])).toEqual([false]);
    expect(told("executionReport")[0]?.entity).toMatchObject({ execType: "TradeCancel", lastQty: 3 });
  });

  it("a busted opening fill lets the later ones pair anew", async () => {
    await priced(25_000, "Buy", 1);
    await priced(25_010, "Buy", 1);
    await priced(25_020, "Sell", 1);
    const [first] = (await state()).fills;
    await set(stage, { bust: { fillId: first?.id } });
    const after = (await figures()) as { realizedPnL: number; positions: number[][] };
    // Bought at the offer, 25,010; sold at the bid, a tick below 25,020.
    expect(after.realizedPnL).toBe(195);
    expect(after.positions).toEqual([[0, 1, 1]]);
  });

  it("twice or of no fill is refused in words", async () => {
    await trade(stage);
    const fillId = (await state()).fills[0]?.id;
    expect((await stage.control("faults", { bust: { fillId } })).status).toBe(200);
    expect(await stage.control("faults", { bust: { fillId } })).toMatchObject({ status: 409 });
    expect(await stage.control("faults", { bust: { fillId: 1 } })).toMatchObject({ status: 409 });
  });
});

describe("liquidate", () => {
  it("closes the account as the broker does, not subject to rejectNext; 409 when it is flat", async () => {
    await trade(stage, { qty: 2 });
    await set(stage, { rejectNext: { reason: "TradingLocked", mode: "sync", count: 9 } });
    const account = accountOf(stage).name;
    await set(stage, { liquidate: { account } });
    expect((await state()).positions).toMatchObject([{ account, netPos: 0, sold: 2 }]);
    expect(await stage.control("faults", { liquidate: { account } })).toMatchObject({ status: 409 });
  });
});
