/** The protocol over real sockets: REST, authorising, synchronising, orders and their events. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStage, rest, type BareSocket, type Stage } from "./protocol-support.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

function leaderAccount(index = 0): { id: number; name: string } {
  const account = stage.exchange.users[0]?.accounts[index];
  if (!account) throw new Error("no account");
  return account;
}

function market(change: object = {}): object {
  const base = {
    accountId: leaderAccount().id,
    action: "Buy",
    symbol: "MNQZ6",
    orderQty: 1,
    orderType: "Market",
  };
  return { ...base, isAutomated: true, ...change };
}

interface Props {
  readonly e: string;
  readonly d: { readonly entityType: string; readonly entity: Record<string, unknown> };
}

async function eventsUntil(socket: BareSocket, entityType: string): Promise<Props[]> {
  const heard: Props[] = [];
  while (!heard.some(({ d }) => d.entityType === entityType)) {
    heard.push(...((await socket.messages()) as unknown as Props[]));
  }
  return heard;
}

async function synced(body: object = {}): Promise<[BareSocket, Record<string, unknown>]> {
  const socket = await stage.authorized();
  socket.send(`user/syncrequest\n1\n\n${JSON.stringify(body)}`);
  const [answer] = await socket.messages();
  expect(answer).toMatchObject({ i: 1, s: 200 });
  return [socket, answer?.["d"] as Record<string, unknown>];
}

describe("REST", () => {
  it("answers a wrong password with 200, errorText and no token", async () => {
    const body = { name: "leader", password: "wrong" };
    const answer = await rest(stage.exchange.httpUrl, "/auth/accessTokenRequest", { body });
    expect(answer).toMatchObject({
      status: 200,
      body: { errorText: expect.stringContaining("Incorrect username") },
    });
    expect(answer.body).not.toHaveProperty("accessToken");
  });

  it("renews a session, knows who asks, and says when the token ends", async () => {
    const token = await stage.login();
    const renewed = await rest(stage.exchange.httpUrl, "/auth/renewAccessToken", { token });
    const { accessToken, expirationTime } = renewed.body as { accessToken: string; expirationTime: string };
    expect(accessToken).not.toBe(token);
    expect(Date.parse(expirationTime)).toBe(stage.clock.now() + 80 * 60_000);
    const me = await rest(stage.exchange.httpUrl, "/auth/me", { token: accessToken });
    expect(me.body).toMatchObject({ name: "leader", userId: stage.exchange.users[0]?.id });
    stage.clock.advance(81 * 60_000);
    expect((await rest(stage.exchange.httpUrl, "/auth/me", { token: accessToken })).status).toBe(401);
  });

  it.each(["/ACCOUNT/List", "/account/list?", "/account/list/"])("takes %s, by any method", async (path) => {
    const token = await stage.login();
    for (const method of ["GET", "POST", "PUT"]) {
      const answer = await rest(stage.exchange.httpUrl, path, { token, method });
      expect(answer.body).toHaveLength(8);
    }
  });

  it("refuses without a token and answers 404 with an empty body to what it does not know", async () => {
    const { httpUrl } = stage.exchange;
    expect((await rest(httpUrl, "/account/list")).status).toBe(401);
    const token = await stage.login();
    expect(await rest(httpUrl, "/quote/subscribe", { token })).toMatchObject({ status: 404, length: 0 });
    expect(await rest(httpUrl, "/order/item?id=1", { token })).toMatchObject({ status: 404, length: 0 });
    expect((await rest(httpUrl, "/order/placeorder", { token, body: "{oops" })).status).toBe(400);
  });

  it("answers an unknown symbol with the broker's own 66 bytes", async () => {
    const token = await stage.login();
    const answer = await rest(stage.exchange.httpUrl, "/order/placeorder", {
      token,
      body: market({ symbol: "E6H9" }),
    });
    const body = { failureReason: "UnknownReason", failureText: "Access is denied" };
    expect(answer).toEqual({ status: 200, length: 66, body });
  });

  it("reads along the chain from product to contract, and from order to fill", async () => {
    const token = await stage.login();
    const read = async (path: string) => (await rest(stage.exchange.httpUrl, path, { token })).body;
    expect(await read("/product/find?name=NQ")).toMatchObject({ id: 814, tickSize: 0.25, valuePerPoint: 20 });
    const maturities = (await read("/contractMaturity/deps?masterid=814")) as {
      id: number;
      expirationMonth: number;
    }[];
    const december = maturities.find((maturity) => maturity.expirationMonth === 202_612);
    expect(await read(`/contract/deps?masterid=${december?.id}`)).toMatchObject([{ name: "NQZ6" }]);
    expect(await read("/contract/suggest?t=MNQ&l=2")).toMatchObject([{ name: "MNQZ6" }, { name: "MNQH7" }]);
    const placed = await rest(stage.exchange.httpUrl, "/order/placeorder", { token, body: market() });
    const { orderId } = placed.body as { orderId: number };
    expect(await read(`/order/item?id=${orderId}`)).toMatchObject({ ordStatus: "Filled" });
    expect(await read(`/orderVersion/deps?masterid=${orderId}`)).toMatchObject([{ orderQty: 1 }]);
    expect(await read(`/fill/ldeps?masterids=${orderId},1`)).toMatchObject([{ orderId, qty: 1 }]);
    expect(await read(`/command/items?ids=${orderId},1`)).toMatchObject([{ id: orderId, isAutomated: true }]);
    const snapshot = { method: "POST", token, body: { accountId: leaderAccount().id } };
    const cash = await rest(stage.exchange.httpUrl, "/cashBalance/getCashBalanceSnapshot", snapshot);
    expect(cash.body).toMatchObject({ totalCashValue: 49_999.15, initialMargin: 3_300 });
  });

  it("shows one user nothing of another", async () => {
    const token = await stage.login();
    const placed = await rest(stage.exchange.httpUrl, "/order/placeorder", { token, body: market() });
    const { orderId } = placed.body as { orderId: number };
    const other = await stage.login("followers");
    const read = (path: string) => rest(stage.exchange.httpUrl, path, { token: other });
    expect((await read(`/order/item?id=${orderId}`)).status).toBe(404);
    expect((await read("/fill/list")).body).toEqual([]);
    expect((await read(`/fill/deps?masterid=${orderId}`)).body).toEqual([]);
    const cancel = { token: other, body: { orderId } };
    const cancelled = await rest(stage.exchange.httpUrl, "/order/cancelorder", cancel);
    expect(cancelled.body).toMatchObject({ failureText: "Access is denied" });
  });
});

describe("the user socket", () => {
  it("refuses a bad token and requests before authorising", async () => {
    const socket = await stage.open();
    socket.send("authorize\n0\n\nnonsense");
    expect(await socket.messages()).toEqual([{ i: 0, s: 401, d: "Invalid access token" }]);
    socket.send("account/list\n1");
    expect(await socket.messages()).toEqual([{ i: 1, s: 401, d: "Access is denied" }]);
  });

  it("answers authorize without d, and a quoted market-data token as well", async () => {
    const body = { name: "leader", password: "protocol-test" };
    const login = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
    const socket = await stage.open();
    socket.send(`authorize\n2\n\n${JSON.stringify((login.body as { mdAccessToken: string }).mdAccessToken)}`);
    expect(await socket.next()).toBe('a[{"s":200,"i":2}]');
  });

  it("is closed when it is not authorised in time", async () => {
    const socket = await stage.open();
    stage.clock.advance(10_000);
    const frames = [await socket.next(), await socket.next(), await socket.next(), await socket.next()];
    expect(frames.findLast((frame) => frame.startsWith("c["))).toBe('c[3000,"Not authorized in time"]');
    expect(await socket.closed).toBe(3000);
  });

  it("beats every 2.5 s while nothing else is sent", async () => {
    const socket = await stage.authorized();
    stage.clock.advance(2_499);
    socket.send("user/list\n9");
    expect(await socket.messages()).toMatchObject([{ i: 9 }]);
    stage.clock.advance(2_499);
    socket.send("user/list\n10");
    expect(await socket.messages()).toMatchObject([{ i: 10 }]);
    stage.clock.advance(2_500);
    expect(await socket.next()).toBe("h");
    stage.clock.advance(2_500);
    expect(await socket.next()).toBe("h");
  });

  it("sends the whole snapshot without entityTypes", async () => {
    const [, snapshot] = await synced({ users: [stage.exchange.users[0]?.id] });
    expect(snapshot["users"]).toMatchObject([{ name: "leader" }]);
    expect(snapshot["accounts"]).toHaveLength(8);
    expect(snapshot["cashBalances"]).toHaveLength(8);
    expect(snapshot).toMatchObject({ positions: [], orders: [], fills: [], commands: [], products: [] });
    const [, typed] = await synced({ users: [stage.exchange.users[0]?.id], accounts: [] });
    expect(typed["accounts"]).toHaveLength(8);
  });

  it("sends and tells only the kinds that were asked for", async () => {
    const [socket, snapshot] = await synced({ entityTypes: ["fill", "Position"] });
    expect(Object.keys(snapshot)).toEqual(["users", "contractGroups", "positions", "fills"]);
    stage.exchange.trader.place({
      accountId: leaderAccount().id,
      symbol: "NQZ6",
      action: "Buy",
      qty: 1,
      orderType: "Market",
    });
    const kinds = (await eventsUntil(socket, "position")).map(({ d }) => d.entityType);
    expect(kinds).toEqual(["fill", "position"]);
  });

  it("is silent after an empty list of kinds, and of accounts that were not named", async () => {
    const [silent] = await synced({ entityTypes: [] });
    const [narrow] = await synced({ accounts: [leaderAccount(1).id] });
    const token = await stage.login();
    await rest(stage.exchange.httpUrl, "/order/placeorder", { token, body: market() });
    for (const socket of [silent, narrow]) {
      socket.send("user/list\n7");
      expect(await socket.messages()).toMatchObject([{ i: 7 }]);
      expect(socket.left).toEqual([]);
    }
  });

  it("refuses to synchronise somebody else's accounts", async () => {
    const socket = await stage.authorized("followers");
    socket.send(`user/syncrequest\n1\n\n{"accounts":[${leaderAccount().id}]}`);
    expect(await socket.messages()).toEqual([{ s: 401, i: 1, d: "Access is denied" }]);
  });

  it("answers an order alone in its frame, before its events", async () => {
    const [socket] = await synced();
    socket.send(
      `order/placeOrder\n12\nundefined\n${JSON.stringify(market({ clOrdId: "x-1", text: "NQ1" }), null, 2)}`,
    );
    const [first = {}, ...others] = await socket.messages();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ i: 12, s: 200, d: { orderId: expect.any(Number) } });
    const heard = await eventsUntil(socket, "fill");
    expect(heard.every(({ e }) => e === "props")).toBe(true);
    const { orderId } = first["d"] as { orderId: number };
    const fill = heard.find(({ d }) => d.entityType === "fill");
    expect(fill?.d.entity).toMatchObject({ orderId, qty: 1 });
  });

  it("hears what is done over REST and by hand, and says 404 to unknown endpoints", async () => {
    const [socket] = await synced();
    const { id: accountId } = leaderAccount();
    stage.exchange.trader.place({ accountId, symbol: "ESZ6", action: "Sell", qty: 2, orderType: "Market" });
    await eventsUntil(socket, "fillFee");
    socket.send("quote/subscribe\n3\n\n{}");
    expect(await socket.messages()).toEqual([{ s: 404, i: 3, d: "Not found: quote/subscribe" }]);
  });

  it("skips a frame that is no request and goes on", async () => {
    const socket = await stage.authorized();
    for (const nonsense of ["", "\n\n\n", "order/list\nseven", "[]", "{}"]) socket.send(nonsense);
    socket.send("user/list\n4");
    expect(await socket.messages()).toMatchObject([{ i: 4, s: 200 }]);
  });
});

describe("the market-data socket", () => {
  it("sends a quote at once and the next when the price moves, each with every entry", async () => {
    const socket = await stage.authorized("leader", stage.exchange.mdUrl);
    socket.send('md/subscribeQuote\n1\n\n{"symbol":"MNQZ6"}');
    expect(await socket.messages()).toEqual([{ s: 200, i: 1, d: {} }]);
    const quotes = async () => {
      const [message] = await socket.messages();
      return (message as { d: { quotes: { entries: Record<string, { price: number }> }[] } }).d.quotes[0]
        ?.entries;
    };
    const keys = ["Bid", "TotalTradeVolume", "Offer", "LowPrice", "Trade", "OpenInterest"];
    keys.push("OpeningPrice", "HighPrice", "SettlementPrice");
    const first = await quotes();
    expect(Object.keys(first ?? {})).toEqual(keys);
    expect(Number(first?.["Offer"]?.price) - Number(first?.["Bid"]?.price)).toBe(0.25);
    stage.exchange.trader.setPrice("NQZ6", 25_000);
    const next = await quotes();
    expect(next).toMatchObject({
      Trade: { price: 25_000 },
      Bid: { price: 24_999.75 },
      HighPrice: { price: 25_000 },
    });
    expect(Object.keys(next ?? {})).toEqual(keys);
    socket.send('md/unsubscribequote\n2\n\n{"symbol":"MNQZ6"}');
    expect(await socket.messages()).toMatchObject([{ i: 2, s: 200 }]);
    stage.exchange.trader.setPrice("NQZ6", 25_001);
    socket.send('md/subscribequote\n3\n\n{"symbol":"NOPE"}');
    expect(await socket.messages()).toMatchObject([{ i: 3, d: { errorText: "Symbol is unknown" } }]);
  });

  it("knows nothing of users and has no REST", async () => {
    const socket = await stage.authorized("leader", stage.exchange.mdUrl);
    socket.send("user/syncrequest\n1");
    expect(await socket.messages()).toMatchObject([{ i: 1, s: 404 }]);
    const base = stage.exchange.mdUrl.replace("ws:", "http:").replace("/websocket", "");
    expect(await rest(base, "/account/list")).toMatchObject({ status: 404, length: 0 });
  });
});
