import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
/** Over real sockets: each switch on connections, logins, hosts, tickets and lock-outs, over REST and over sockets. */
import { WebSocket } from "ws";
import { REJECT_REASONS } from "./fault-groups.ts";
import { accountOf, eventsSoFar, kinds, marketOrder, set, synced, trade } from "./fault-support.ts";
import { openStage, PASSWORD, rest, type Answered, type BareSocket, type Stage } from "./protocol-support.ts";
import type { PracticeState } from "./state.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

async function ordersStanding(): Promise<number> {
  return ((await stage.control("state")).body as PracticeState).orders.length;
}

/** One order over REST or over a socket, told as status and body. */
type Send = (body: object) => Promise<Pick<Answered, "status" | "body">>;

async function sender(door: string): Promise<Send> {
  if (door === "REST") {
    const token = await stage.login();
    return (body) => rest(stage.exchange.httpUrl, "/order/placeorder", { token, body });
  }
  const socket = await stage.authorized();
  await set(stage, { heartbeats: "never" });
  return async (body) => {
    socket.send(`order/placeorder\n5\n\n${JSON.stringify(body)}`);
    const [answer = {}] = await socket.messages();
    return { status: Number(answer["s"]), body: answer["d"] };
  };
}

const DOORS = ["REST", "socket"];

describe.each(DOORS)("penalty over %s", (door) => {
  const penalty = { on: "orders", seconds: 15, captcha: false, count: 1 };

  it("is not executed; with its ticket, after its time, it is, changed body or not", async () => {
    const send = await sender(door);
    await set(stage, { penalty });
    const refused = await send(marketOrder(stage));
    const ticket = (refused.body as Record<string, string>)["p-ticket"];
    expect(refused).toMatchObject({
      status: 200,
      body: { "p-ticket": expect.any(String), "p-time": 15, "p-captcha": false },
    });
    expect(await ordersStanding()).toBe(0);
    stage.clock.advance(15_000);
    const resent = { ...marketOrder(stage, { orderQty: 2 }), "p-ticket": ticket };
    expect((await send(resent)).body).toHaveProperty("orderId");
    expect((await send(marketOrder(stage))).body).toHaveProperty("orderId");
    expect(await ordersStanding()).toBe(2);
  });

  it("a wrong, missing, misspelt or early ticket is penalised anew", async () => {
    const send = await sender(door);
    await set(stage, { penalty });
    const first = (await send(marketOrder(stage))).body as Record<string, string>;
    const early = await send({ ...marketOrder(stage), "p-ticket": first["p-ticket"] });
    expect(early.body).toHaveProperty("p-ticket");
    stage.clock.advance(15_000);
    for (const change of [{ "p-ticket": "wrong" }, {}, { p_ticket: first["p-ticket"] }]) {
      const answer = await send(marketOrder(stage, change));
      expect(answer.body).toMatchObject({ "p-ticket": expect.any(String) });
    }
    expect(await ordersStanding()).toBe(0);
  });

  it("meets only its class of operations and its user", async () => {
    const send = await sender(door);
    await set(stage, { penalty: { ...penalty, on: "reads" } });
    expect((await send(marketOrder(stage))).body).toHaveProperty("orderId");
    await set(stage, { penalty: { ...penalty, on: "all", user: "followers" } });
    expect((await send(marketOrder(stage))).body).toHaveProperty("orderId");
  });
});

describe("penalty on logins and reads", () => {
  it("a login gets in with its ticket", async () => {
    await set(stage, { penalty: { on: "auth", seconds: 3_600, captcha: true, count: 1 } });
    const body = { name: "leader", password: PASSWORD };
    const first = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
    expect(first.body).toMatchObject({ "p-captcha": true });
    stage.clock.advance(3_600_000);
    const ticket = (first.body as Record<string, string>)["p-ticket"];
    const resent = { body: { ...body, "p-ticket": ticket } };
    const second = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", resent);
    expect(second.body).toHaveProperty("accessToken");
  });

  it("user/syncrequest over a socket: no snapshot and no events without the ticket", async () => {
    const socket = await stage.authorized();
    await set(stage, { penalty: { on: "reads", seconds: 0, count: 1 } });
    socket.send("user/syncrequest\n1\n\n{}");
    const [answer = {}] = await socket.messages();
    const ticket = (answer["d"] as Record<string, string>)["p-ticket"];
    await trade(stage);
    socket.send(`user/syncrequest\n2\n\n{"p-ticket":"${ticket}"}`);
    expect(await socket.messages()).toMatchObject([{ i: 2, s: 200, d: { users: [{ name: "leader" }] } }]);
    expect(socket.left).toEqual([]);
    await trade(stage);
    expect(kinds(await eventsSoFar(socket))).toContain("fill Created");
  });
});

describe.each(DOORS)("rateLimit over %s", (door) => {
  it.each([423, 429])("%i: so many requests get the status and no body, and do not act", async (status) => {
    const send = await sender(door);
    await set(stage, { rateLimit: { status, on: "orders", count: 2 } });
    for (let at = 0; at < 2; at += 1)
      expect(await send(marketOrder(stage))).toMatchObject({ status, body: undefined });
    expect(await ordersStanding()).toBe(0);
    expect((await send(marketOrder(stage))).body).toHaveProperty("orderId");
  });

  it("forMs runs out by itself, lockoutMs is restarted by each request", async () => {
    const send = await sender(door);
    const status = async (): Promise<number> => (await send(marketOrder(stage))).status;
    await set(stage, { rateLimit: { status: 429, on: "all", forMs: 1_000 } });
    expect(await status()).toBe(429);
    stage.clock.advance(1_000);
    expect(await status()).toBe(200);
    await set(stage, { rateLimit: { status: 429, on: "orders", lockoutMs: 1_000 } });
    expect(await status()).toBe(429);
    stage.clock.advance(900);
    expect(await status()).toBe(429);
    stage.clock.advance(900);
    expect(await status()).toBe(429);
    stage.clock.advance(1_000);
    expect(await status()).toBe(200);
  });
});

it("a 429 over a socket is literally {s,i} without d, and an empty body over REST", async () => {
  const [socket, token] = [await stage.authorized(), await stage.login()];
  await set(stage, { rateLimit: { status: 429, on: "reads", count: 2 } });
  socket.send("account/list\n8");
  expect(await socket.next()).toBe('a[{"s":429,"i":8}]');
  expect(await rest(stage.exchange.httpUrl, "/account/list", { token })).toMatchObject({
    status: 429,
    length: 0,
  });
});

describe("revokeTokens", () => {
  it.each([401, 408, 429, 500, 502])("REST gets %i, sockets stay, a new login is fine", async (status) => {
    const [socket, token] = [await synced(stage), await stage.login()];
    await set(stage, { revokeTokens: { status } });
    expect((await rest(stage.exchange.httpUrl, "/account/list", { token })).status).toBe(status);
    expect((await rest(stage.exchange.httpUrl, "/auth/renewaccesstoken", { token })).status).toBe(status);
    await trade(stage);
    expect(kinds(await eventsSoFar(socket))).toContain("fill Created");
    const next = await stage.login();
    expect((await rest(stage.exchange.httpUrl, "/account/list", { token: next })).status).toBe(200);
  });

  it("a login may still carry the revoked token", async () => {
    const token = await stage.login();
    await set(stage, { revokeTokens: { status: 408 } });
    const body = { name: "leader", password: PASSWORD };
    const answer = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body, token });
    expect(answer.body).toHaveProperty("accessToken");
  });

  it("closeSockets ends them, one user's only, and the old token authorises no more", async () => {
    const [leader, followers, token] = [
      await synced(stage),
      await synced(stage, "followers"),
      await stage.login(),
    ];
    await set(stage, { revokeTokens: { closeSockets: true, user: "leader" } });
    expect(await leader.closed).toBe(3000);
    expect(await eventsSoFar(followers)).toEqual([]);
    const socket = await stage.open();
    socket.send(`authorize\n0\n\n${token}`);
    expect(await socket.messages()).toEqual([{ s: 401, i: 0, d: "Invalid access token" }]);
  });
});

async function upgradeStatus(): Promise<number> {
  const socket = new WebSocket(stage.exchange.wsUrl);
  return await new Promise((resolve) => {
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => socket.terminate());
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
  });
}

describe("shutdown and maintenance", () => {
  it.each(["ConnectionQuotaReached", "IPQuotaReached", "Maintenance"])(
    "%s, then c[3000,…]",
    async (reason) => {
      const socket = await synced(stage);
      const marketData = await stage.authorized("leader", stage.exchange.mdUrl);
      await set(stage, { shutdown: { reason, text: "Go away!" } });
      for (const each of [socket, marketData]) {
        expect(await each.messages()).toEqual([
          { e: "shutdown", d: { reasonCode: reason, reason: "Go away!" } },
        ]);
        expect(await each.next()).toBe('c[3000,"Go away!"]');
        expect(await each.closed).toBe(3000);
      }
    },
  );

  it("maintenance refuses upgrades and REST until it is over", async () => {
    const [socket, token] = [await synced(stage), await stage.login()];
    await set(stage, { maintenance: { forMs: 60_000 } });
    expect(await socket.messages()).toMatchObject([{ e: "shutdown", d: { reasonCode: "Maintenance" } }]);
    const accounts = async () => (await rest(stage.exchange.httpUrl, "/account/list", { token })).status;
    expect([await upgradeStatus(), await accounts()]).toEqual([503, 503]);
    expect((await stage.control("state")).status).toBe(200);
    stage.clock.advance(60_000);
    expect([await upgradeStatus(), await accounts()]).toEqual([101, 200]);
  });
});

describe("hosts", () => {
  it("apiHosts: all keys of the broker, the caller's values, in logins and renewals; none when off", async () => {
    const body = { name: "leader", password: PASSWORD };
    const login = async () =>
      (await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body })).body as object;
    expect(await login()).not.toHaveProperty("apiHosts");
    await set(stage, { apiHosts: { demo: "moved.example", extra: "https://bad.example:1/x" } });
    const reply = (await login()) as { apiHosts: object; accessToken: string };
    expect(reply.apiHosts).toMatchObject({ demo: "moved.example", extra: "https://bad.example:1/x" });
    const required = ["live", "demo", "mdLive", "mdDemo", "replay", "reportingLive", "reportingDemo"];
    expect(Object.keys(reply.apiHosts)).toEqual(
      expect.arrayContaining([...required, "riskMonitorLive", "riskMonitorDemo", "userContext"]),
    );
    const renewal = { token: reply.accessToken };
    const renewed = await rest(stage.exchange.httpUrl, "/auth/renewaccesstoken", renewal);
    expect(renewed.body).toMatchObject({ apiHosts: { demo: "moved.example" } });
  });

  it("wrongHost: 307 with Location over REST, 421 for upgrades, and the right host serves", async () => {
    const token = await stage.login();
    const host = new URL(stage.root).host.replace("127.0.0.1", "localhost");
    await set(stage, { wrongHost: { host } });
    const location = await new Promise((resolve, reject) => {
      const sent = request(`${stage.exchange.httpUrl}/account/list?x=1`, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers.location]);
      });
      sent.on("error", reject);
      sent.end();
    });
    expect(location).toEqual([307, `http://${host}/v1/account/list?x=1`]);
    expect(await upgradeStatus()).toBe(421);
    const moved = await rest(stage.exchange.httpUrl, "/account/list", { token, headers: { host } });
    expect(moved.status).toBe(200);
    await set(stage, { wrongHost: { host, rest: false, sockets: false } });
    expect(await upgradeStatus()).toBe(101);
  });

  it("wrongService: 404 with an empty body, but for auth", async () => {
    await set(stage, { wrongService: true });
    const token = await stage.login();
    const answer = await rest(stage.exchange.httpUrl, "/account/list", { token });
    expect(answer).toMatchObject({ status: 404, length: 0 });
  });
});

describe("replies", () => {
  it.each([
    ["plain", "Access is denied"],
    ["quoted", '"Access is denied"'],
    ["object", { errorText: "Access is denied" }],
  ])("errorBodies %s", async (errorBodies, d) => {
    await set(stage, { errorBodies });
    const socket = await stage.open();
    socket.send("account/list\n1");
    expect(await socket.messages()).toEqual([{ s: 401, i: 1, d }]);
    expect(await rest(stage.exchange.httpUrl, "/account/list")).toMatchObject({ status: 401, body: d });
  });

  it("mfaReplies: the right password gets no token and no apiHosts", async () => {
    await set(stage, { mfaReplies: 1, apiHosts: {} });
    const body = { name: "leader", password: PASSWORD };
    const answer = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
    expect(answer).toMatchObject({ status: 200, body: { name: "leader" } });
    expect(Object.keys(answer.body as object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/token|apiHosts/iu)]),
    );
    expect(await stage.login()).not.toBe("undefined");
  });

  const refusals = REJECT_REASONS.filter((reason) => reason !== "Success");

  async function placed(faults: object): Promise<{ d: unknown; heard: string[] }> {
    const socket = await synced(stage);
    await set(stage, { freezePrices: true, ...faults });
    socket.send(`order/placeorder\n2\n\n${JSON.stringify(marketOrder(stage))}`);
    const [answer] = await socket.messages();
    return { d: answer?.["d"], heard: kinds(await eventsSoFar(socket)) };
  }

  it.each(refusals)("rejectNext %s in the reply", async (reason) => {
    const { d, heard } = await placed({ rejectNext: { reason, mode: "sync", text: "words", count: 1 } });
    expect(d).toEqual({ failureReason: reason, failureText: "words" });
    expect(heard).toEqual([]);
  });

  it.each(refusals)("rejectNext %s by reports", async (reason) => {
    const { d, heard } = await placed({ rejectNext: { reason, mode: "async", count: 1 } });
    expect(d).toEqual({ orderId: expect.any(Number) });
    expect(heard).toContain("commandReport Created");
    expect(heard).not.toContain("fill Created");
  });

  it("all 31 reasons of the notes are there; Success refuses nothing", async () => {
    expect(REJECT_REASONS).toHaveLength(31);
    const { d, heard } = await placed({ rejectNext: { reason: "Success", mode: "sync", count: 1 } });
    expect(d).toEqual({ orderId: expect.any(Number), failureReason: "Success" });
    expect(heard).toContain("fill Created");
  });
});

describe("sockets", () => {
  async function beats(socket: BareSocket): Promise<number> {
    socket.send("user/list\n99");
    let count = 0;
    for (;;) {
      const frame = await socket.next();
      if (frame.includes('"i":99')) return count;
      if (frame === "h") count += 1;
    }
  }

  it.each([
    ["quiet", 0],
    ["always", 2],
    ["never", 0],
  ])("heartbeats %s: %i while data streams for 5 s", async (heartbeats, expected) => {
    await set(stage, { heartbeats, freezePrices: true });
    const socket = await synced(stage);
    for (let second = 0; second < 5; second += 1) {
      stage.clock.advance(1_000);
      await trade(stage);
    }
    expect(await beats(socket)).toBe(expected);
    stage.clock.advance(2_500);
    expect(await beats(socket)).toBe(heartbeats === "never" ? 0 : 1);
  });

  it("stallMs: nothing for so long, heartbeats included, then all of it in order", async () => {
    await set(stage, { freezePrices: true });
    const socket = await synced(stage);
    await set(stage, { stallMs: 10_000 });
    await trade(stage);
    socket.send("user/list\n5");
    await stage.authorized("followers");
    stage.clock.advance(9_999);
    await stage.authorized("followers");
    expect(socket.left).toEqual([]);
    stage.clock.advance(1);
    expect(kinds(await eventsSoFar(socket).then((events) => events.slice(0, 1)))).toEqual(["order Created"]);
  });

  it("authorizeMsMax: the deadline of authorising", async () => {
    await set(stage, { authorizeMsMax: 3_000 });
    const socket = await stage.open();
    stage.clock.advance(3_000);
    expect(await socket.closed).toBe(3000);
  });

  it.each([
    ["refused", { s: 200, i: 1, d: { errorText: expect.any(String) } }],
    ["denied", { s: 401, i: 1, d: "Access is denied" }],
  ])("marketData %s: the socket authorises, subscriptions fail", async (marketData, answer) => {
    await set(stage, { marketData });
    const socket = await stage.authorized("leader", stage.exchange.mdUrl);
    socket.send('md/subscribequote\n1\n\n{"symbol":"NQZ6"}');
    expect(await socket.messages()).toMatchObject([answer]);
    await stage.control("price", { symbol: "NQZ6", price: 25_000 });
    expect(socket.left).toEqual([]);
    const body = { name: "leader", password: PASSWORD };
    const login = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
    expect(login.body).toMatchObject({ hasMarketData: false });
  });
});

it("reset switches every fault off, lock-outs and maintenance too", async () => {
  const token = await stage.login();
  await set(stage, { maintenance: { forMs: 60_000 }, rateLimit: { status: 429, on: "all", forMs: 60_000 } });
  expect((await rest(stage.exchange.httpUrl, "/account/list", { token })).status).toBe(503);
  await set(stage, { reset: true });
  expect((await rest(stage.exchange.httpUrl, "/account/list", { token })).status).toBe(200);
  expect(accountOf(stage).name).toBe("PRAC0001");
});
