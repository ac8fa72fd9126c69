/** Over real sockets: sessions, connections, devices, client keys and request limits, with the documented figures. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marketOrder, set } from "./fault-support.ts";
import { openStage, PASSWORD, rest, type Answered, type Stage } from "./protocol-support.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

function login(change: object = {}): Promise<Answered> {
  const body = { name: "leader", password: PASSWORD, ...change };
  return rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
}

async function tokenOf(change: object = {}): Promise<string> {
  return ((await login(change)).body as { accessToken: string }).accessToken;
}

function get(path: string, token: string): Promise<Answered> {
  return rest(stage.exchange.httpUrl, path, { token });
}

describe("sessions per user", () => {
  it.each([
    ["real", 408],
    [{ sessions: 2, endedStatus: 500 }, 500],
    [{ sessions: 2, endedStatus: 429 }, 429],
  ])("%o: a third login ends the oldest, whose token then yields %i", async (quotas, status) => {
    await set(stage, { quotas });
    const socket = await stage.authorized();
    const [first, second] = [await tokenOf(), await tokenOf()];
    expect(await socket.messages()).toMatchObject([
      { e: "shutdown", d: { reasonCode: "ConnectionQuotaReached" } },
    ]);
    expect(await socket.closed).toBe(3000);
    const third = await tokenOf();
    const statuses = await Promise.all([first, second, third].map((token) => get("/account/list", token)));
    expect(statuses.map((answer) => answer.status)).toEqual([status, 200, 200]);
    const other = await tokenOf({ name: "followers" });
    expect((await get("/account/list", other)).status).toBe(200);
  });

  it("a renewal keeps the session: no other session ends, and both tokens live", async () => {
    await set(stage, { quotas: { sessions: 2 } });
    const [first, second] = [await tokenOf(), await tokenOf()];
    const renewed = (await get("/auth/renewaccesstoken", second)).body as { accessToken: string };
    for (const token of [first, second, renewed.accessToken])
      expect((await get("/account/list", token)).status).toBe(200);
    await tokenOf();
    expect((await get("/account/list", first)).status).toBe(408);
    expect((await get("/account/list", renewed.accessToken)).status).toBe(200);
  });

  it("off by default: ten logins, ten sessions", async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => tokenOf()));
    const answers = await Promise.all(tokens.map((token) => get("/account/list", token)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });
});

describe("connections and devices", () => {
  it("one socket too many closes the oldest and ends its token, unless the new one shares it", async () => {
    await set(stage, { quotas: { connections: 2 } });
    const tokens = [await tokenOf(), await tokenOf(), await tokenOf()];
    const sockets = [];
    for (const token of tokens) {
      const socket = await stage.open();
      socket.send(`authorize\n0\n\n${token}`);
      await socket.next();
      sockets.push(socket);
    }
    expect(await sockets[0]?.messages()).toMatchObject([
      { e: "shutdown", d: { reasonCode: "ConnectionQuotaReached" } },
    ]);
    expect(await sockets[0]?.closed).toBe(3000);
    expect((await get("/account/list", tokens[0] ?? "")).status).toBe(408);
    const again = await stage.open();
    again.send(`authorize\n0\n\n${tokens[1]}`);
    expect(await again.messages()).toEqual([{ s: 200, i: 0 }]);
    expect(await sockets[1]?.closed).toBe(3000);
    expect((await get("/account/list", tokens[1] ?? "")).status).toBe(200);
  });

  it("a device too many ends the session of the oldest device; a known one does not", async () => {
    await set(stage, { quotas: { devices: 2 } });
    const [first, second] = [await tokenOf({ deviceId: "a" }), await tokenOf({ deviceId: "b" })];
    const again = await tokenOf({ deviceId: "b" });
    expect((await get("/account/list", first)).status).toBe(200);
    await tokenOf({ deviceId: "c" });
    const statuses = await Promise.all([first, second, again].map((token) => get("/account/list", token)));
    expect(statuses.map(({ status }) => status)).toEqual([408, 200, 200]);
  });

  it("deviceIdStrict: without a device id an order gets 401, reads do not; with one it passes", async () => {
    await set(stage, { quotas: { deviceIdStrict: true } });
    const [nameless, named] = [await tokenOf(), await tokenOf({ deviceId: "d-1" })];
    const place = (token: string) =>
      rest(stage.exchange.httpUrl, "/order/placeorder", { token, body: marketOrder(stage) });
    expect(await place(nameless)).toMatchObject({ status: 401, body: "Access is denied" });
    expect((await get("/order/list", nameless)).body).toEqual([]);
    expect((await place(named)).body).toHaveProperty("orderId");
  });
});

describe("limits of single operations", () => {
  it("logins: the fifth failure in an hour brings a ticket with captcha, an hour later it is over", async () => {
    await set(stage, { quotas: "real" });
    for (let at = 0; at < 5; at += 1)
      expect((await login({ password: "wrong" })).body).toHaveProperty("errorText");
    expect((await login()).body).toMatchObject({
      "p-ticket": expect.any(String),
      "p-captcha": true,
      "p-time": 15,
    });
    expect((await login({ name: "followers" })).body).toHaveProperty("accessToken");
    stage.clock.advance(3_600_001);
    const ticket = ((await login()).body as Record<string, string>)["p-ticket"];
    stage.clock.advance(15_000);
    expect((await login({ "p-ticket": ticket })).body).toHaveProperty("accessToken");
  });

  it("successful logins are not counted", async () => {
    await set(stage, { quotas: { logins: { perHour: 2, backOffSeconds: 15 } } });
    for (let at = 0; at < 5; at += 1) expect((await login()).body).toHaveProperty("accessToken");
  });

  it.each([
    ["/auth/renewaccesstoken", 15, 15],
    ["/user/syncrequest", 300, 3],
  ])("%s: %i an hour, then a ticket of %i s", async (path, perHour, seconds) => {
    await set(stage, { quotas: "real" });
    const token = await tokenOf();
    for (let at = 0; at < perHour; at += 1) {
      expect((await get(path, token)).body).not.toHaveProperty("p-ticket");
      stage.clock.advance(10);
    }
    expect((await get(path, token)).body).toMatchObject({
      "p-ticket": expect.any(String),
      "p-time": seconds,
    });
  });
});

describe("requests per second, minute and hour", () => {
  it("a ticket first, then 423, then 429, which every request prolongs", async () => {
    const requests = { perSecond: 3, perMinute: 5, perHour: 1_000 };
    const token = await tokenOf();
    await set(stage, { quotas: { requests, lockoutMs: 60_000 } });
    const list = async (): Promise<Answered> => await get("/account/list", token);
    for (let at = 0; at < 3; at += 1) expect((await list()).body).toHaveLength(8);
    expect((await list()).body).toMatchObject({ "p-ticket": expect.any(String), "p-time": 1 });
    expect(await list()).toMatchObject({ status: 423, length: 0 });
    expect(await list()).toMatchObject({ status: 429, length: 0 });
    stage.clock.advance(59_000);
    expect((await list()).status).toBe(429);
    stage.clock.advance(59_000);
    expect((await list()).status).toBe(429);
    stage.clock.advance(60_001);
    expect((await get("/fill/list", token)).status).toBe(200);
    expect((await get("/account/list", await tokenOf({ name: "followers" }))).body).toHaveLength(20);
  });

  it("a minute's limit holds where a second's does not, and its ticket lets one through", async () => {
    const token = await tokenOf();
    const requests = { perSecond: 100, perMinute: 5, perHour: 1_000 };
    await set(stage, { quotas: { requests } });
    for (let at = 0; at < 5; at += 1) {
      expect((await get("/account/list", token)).body).toHaveLength(8);
      stage.clock.advance(2_000);
    }
    const { body } = await get("/account/list", token);
    expect(body).toMatchObject({ "p-time": 50 });
    stage.clock.advance(50_000);
    const ticket = (body as Record<string, string>)["p-ticket"];
    expect((await get(`/account/list?p-ticket=${ticket}`, token)).body).toHaveLength(8);
  });
});

describe("client id and secret", () => {
  beforeEach(async () => {
    await stage.close();
    stage = await openStage([
      { name: "leader", password: PASSWORD, accounts: 1, api: { cid: "77", sec: "s-1" } },
    ]);
  });

  it.each([
    ["number", { cid: 77, sec: "s-1" }, true],
    ["text", { cid: "77", sec: "s-1" }, true],
    ["wrong secret", { cid: 77, sec: "s-2" }, false],
    ["wrong id", { cid: 78, sec: "s-1" }, false],
    ["none", {}, false],
  ])("%s", async (_what, keys, granted) => {
    const { body } = await login({ ...keys, appId: "Mimik", appVersion: "1.0" });
    expect(Object.hasOwn(body as object, "accessToken")).toBe(granted);
    expect(Object.hasOwn(body as object, "errorText")).toBe(!granted);
  });
});

describe("auth over the socket", () => {
  it("renews and tells who asks", async () => {
    const socket = await stage.authorized();
    socket.send("auth/renewAccessToken\n1\n\n");
    const [answer = {}] = await socket.messages();
    const { accessToken } = answer["d"] as { accessToken: string };
    expect((await get("/account/list", accessToken)).status).toBe(200);
    socket.send("auth/me\n2\n\n");
    expect(await socket.messages()).toMatchObject([{ i: 2, s: 200, d: { name: "leader" } }]);
  });
});
