/** `/practice/*` over real sockets: who may call it, and the switches that act on connections and replies. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStage, rest, type BareSocket, type Stage } from "./protocol-support.ts";
import type { PracticeState } from "./state.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

async function state(): Promise<PracticeState> {
  return (await stage.control("state")).body as PracticeState;
}

function order(change: object = {}): string {
  const [account] = stage.exchange.users[0]?.accounts ?? [];
  const base = { accountId: account?.id, action: "Buy", symbol: "NQZ6", orderQty: 1, orderType: "Market" };
  return JSON.stringify({ ...base, ...change });
}

async function nothingMore(socket: BareSocket): Promise<void> {
  // A round trip on another socket: whatever was on its way would have arrived by now.
  const other = await stage.authorized();
  other.close();
  expect(socket.left).toEqual([]);
}

describe("who may call /practice", () => {
  it.each([
    ["a web page", { origin: "http://127.0.0.1:3000" }, 403],
    ["a page without an origin of its own", { origin: "null" }, 403],
    ["a foreign host name", { host: "evil.example:80" }, 421],
  ])("not %s", async (_what, headers, status) => {
    for (const path of ["state", "faults", "trade", "price", "scenario", "schema"]) {
      expect(await rest(stage.root, `/practice/${path}`, { headers })).toMatchObject({ status });
    }
    const posted = { body: { deliverFills: 3 }, headers };
    expect(await rest(stage.root, "/practice/faults", posted)).toMatchObject({ status });
    expect((await stage.control("faults")).body).toMatchObject({ deliverFills: 1 });
  });

  it("localhost is the same host", async () => {
    const base = stage.root.replace("127.0.0.1", "localhost");
    const headers = { host: base.replace("http://", "") };
    expect(await rest(stage.root, "/practice/state", { headers })).toMatchObject({ status: 200 });
  });
});

describe("bodies", () => {
  it("unknown keys and wrong values are listed, and change nothing", async () => {
    const answer = await stage.control("faults", { deliverFills: 99, nonsense: true });
    expect(answer.status).toBe(400);
    expect((answer.body as { errors: unknown[] }).errors).toHaveLength(2);
    expect((await stage.control("faults")).body).toMatchObject({ deliverFills: 1 });
    expect((await stage.control("trade", { account: "PRAC0001" })).status).toBe(400);
  });

  it("are described by JSON Schemas", async () => {
    const { body } = await stage.control("schema");
    expect(body).toMatchObject({
      faults: { type: "object", properties: { rejectNext: {}, partialFills: {} } },
    });
  });
});

describe("trade, price and state", () => {
  it("show a human's trade with its exact partial fills", async () => {
    expect((await stage.control("price", { symbol: "NQZ6", price: 25_000 })).status).toBe(200);
    const trade = { account: "PRAC0001", symbol: "NQZ6", action: "Buy", qty: 3, fills: [1, 1, 1] };
    const { body } = await stage.control("trade", trade);
    const now = await state();
    expect(now.orders).toEqual([
      expect.objectContaining({
        ...((body as object) && { id: (body as { orderId: number }).orderId }),
        account: "PRAC0001",
        ordStatus: "Filled",
        filledQty: 3,
        avgPrice: 25_000,
      }),
    ]);
    expect(now.fills.map(({ qty, price, symbol }) => [qty, price, symbol])).toEqual([
      [1, 25_000, "NQZ6"],
      [1, 25_000, "NQZ6"],
      [1, 25_000, "NQZ6"],
    ]);
    expect(now.positions).toEqual([
      expect.objectContaining({ account: "PRAC0001", symbol: "NQZ6", netPos: 3 }),
    ]);
  });

  it("show what a client's order was marked with", async () => {
    const socket = await stage.authorized();
    socket.send(`order/placeorder\n1\n\n${order({ clOrdId: "c-1", text: "NQ1", isAutomated: true })}`);
    await socket.messages();
    const now = await state();
    expect(now.orders).toMatchObject([
      { clOrdId: "c-1", text: "NQ1", isAutomated: true, symbol: "NQZ6", qty: 1 },
    ]);
    expect(now.userSockets).toBe(1);
  });

  it("refuse what can not be, with the reason", async () => {
    expect(await stage.control("price", { symbol: "NQZ6", price: 25_000.1 })).toMatchObject({ status: 409 });
    const trade = { account: "PRAC0001", symbol: "NQZ6", action: "Buy", qty: 3, fills: [1, 1] };
    expect(await stage.control("trade", trade)).toMatchObject({ status: 409 });
    expect((await stage.control("trade", { ...trade, account: "NOBODY" })).status).toBe(404);
    expect((await state()).orders).toEqual([]);
  });
});

describe("switches on connections and replies", () => {
  it("dropConnections cuts every user socket and no market-data socket", async () => {
    const sockets = await Promise.all([stage.authorized(), stage.authorized("followers")]);
    const marketData = await stage.authorized("leader", stage.exchange.mdUrl);
    await stage.control("faults", { dropConnections: true });
    expect(await Promise.all(sockets.map((socket) => socket.closed))).toEqual([1006, 1006]);
    marketData.send('md/subscribequote\n1\n\n{"symbol":"NQZ6"}');
    expect(await marketData.messages()).toMatchObject([{ i: 1, s: 200 }]);
  });

  it("dropConnections of one user, or of market data only", async () => {
    const [leader, followers] = [await stage.authorized(), await stage.authorized("followers")];
    const marketData = await stage.authorized("leader", stage.exchange.mdUrl);
    await stage.control("faults", { dropConnections: { user: "followers" } });
    expect(await followers.closed).toBe(1006);
    await stage.control("faults", { dropConnections: { sockets: "marketData" } });
    expect(await marketData.closed).toBe(1006);
    leader.send("user/list\n1");
    expect(await leader.messages()).toMatchObject([{ i: 1, s: 200 }]);
  });

  it("halfOpen: nothing passes in either direction for so long, a new socket is fine", async () => {
    const socket = await stage.authorized();
    await stage.control("faults", { halfOpen: { forMs: 30_000 } });
    socket.send(`order/placeorder\n1\n\n${order()}`);
    stage.clock.advance(29_000);
    const next = await stage.authorized();
    next.send("user/list\n2");
    expect(await next.messages()).toMatchObject([{ i: 2, s: 200 }]);
    expect(socket.left).toEqual([]);
    stage.clock.advance(1_000);
    socket.send("user/list\n3");
    while (!(await socket.next()).includes('"i":3'));
    expect((await state()).orders).toEqual([]);
  });

  it("loseReplies: the order stands, its reply never comes, over REST the connection breaks", async () => {
    const socket = await stage.authorized();
    await stage.control("faults", { loseReplies: 2 });
    socket.send(`order/placeorder\n1\n\n${order()}`);
    socket.send("user/list\n2");
    expect(await socket.messages()).toMatchObject([{ i: 2 }]);
    const token = await stage.login();
    await expect(rest(stage.exchange.httpUrl, "/order/placeorder", { token, body: order() })).rejects.toThrow(
      "socket hang up",
    );
    expect((await state()).orders).toHaveLength(2);
    socket.send(`order/placeorder\n3\n\n${order()}`);
    expect(await socket.messages()).toMatchObject([{ i: 3, s: 200 }]);
  });

  it("ackDelayMs: events overtake the reply", async () => {
    const socket = await stage.authorized();
    socket.send("user/syncrequest\n1");
    await socket.messages();
    await stage.control("faults", { ackDelayMs: 300 });
    socket.send(`order/placeorder\n2\n\n${order()}`);
    expect(await socket.messages()).toMatchObject([{ e: "props" }, { e: "props" }, { e: "props" }]);
    await socket.messages();
    await socket.messages();
    await nothingMore(socket);
    stage.clock.advance(300);
    expect(await socket.messages()).toMatchObject([{ i: 2, s: 200 }]);
  });

  it("silent: the socket stays open without a word, heartbeats included, and speaks again afterwards", async () => {
    const socket = await stage.authorized();
    await stage.control("faults", { silent: true });
    socket.send("user/list\n1");
    stage.clock.advance(10_000);
    await stage.control("faults", { reset: true });
    socket.send("user/list\n2");
    expect(await socket.messages()).toMatchObject([{ i: 2 }]);
  });

  it("clientBeatMsMax: a client that does not beat is closed, one that does is not", async () => {
    const [lazy, alive] = await Promise.all([stage.authorized(), stage.authorized()]);
    await stage.control("faults", { clientBeatMsMax: 5_000 });
    for (let beat = 0; beat < 4; beat += 1) {
      stage.clock.advance(2_500);
      alive.send("[]");
      alive.send("user/list\n1");
      while (!(await alive.next()).startsWith("a"));
    }
    expect(await lazy.closed).toBe(3000);
    alive.send("user/list\n2");
    expect(await alive.messages()).toMatchObject([{ i: 2 }]);
  });
});
