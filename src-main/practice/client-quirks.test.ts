/**
 * One test for each row of the notes' table of what real clients send (section 2.1), and for what clients of other
 * languages add to it. Over real sockets: what they send is served as it was meant.
 */
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { accountOf, marketOrder, set, synced, trade } from "./fault-support.ts";
import { BareSocket, openStage, PASSWORD, rest, type Stage } from "./protocol-support.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.close();
});

async function tokens(): Promise<{ accessToken: string; mdAccessToken: string }> {
  const body = { name: "leader", password: PASSWORD };
  const answer = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", { body });
  return answer.body as { accessToken: string; mdAccessToken: string };
}

/** Sends a frame on an authorised socket and gives back the answer, which is alone in its frame. */
async function answerTo(frame: string): Promise<Record<string, unknown>> {
  const socket = await stage.authorized();
  socket.send(frame);
  const messages = await socket.messages();
  expect(messages).toHaveLength(1);
  return messages[0] ?? {};
}

describe("frames", () => {
  it("two lines only", async () => {
    const answer = await answerTo("user/syncrequest\n2");
    expect(answer).toMatchObject({ i: 2, s: 200, d: { users: [{ name: "leader" }] } });
  });

  it("three lines, no body line", async () => {
    const master = stage.exchange.users[0]?.id;
    const answer = await answerTo(`account/ldeps\n8\nmasterids=${master}`);
    expect(answer).toMatchObject({ i: 8, s: 200 });
    expect(answer["d"]).toHaveLength(8);
    expect(await answerTo("tradingPermission/ldeps\n9\nmasterids=1")).toMatchObject({ i: 9, s: 200, d: [] });
  });

  it("the word undefined as query line", async () => {
    const { id } = accountOf(stage);
    const answer = await answerTo(`user/syncrequest\n1\nundefined\n{"accounts":[${id}]}`);
    expect(answer).toMatchObject({ i: 1, s: 200, d: { accounts: [{ id }] } });
  });

  it("the word undefined as body", async () => {
    const answer = await answerTo("account/list\n5\n\nundefined");
    expect(answer).toMatchObject({ i: 5, s: 200 });
    expect(answer["d"]).toHaveLength(8);
  });

  it("a pretty-printed body", async () => {
    const body = JSON.stringify(marketOrder(stage), null, 2);
    expect(await answerTo(`order/placeorder\n3\n\n${body}`)).toMatchObject({
      i: 3,
      s: 200,
      d: { orderId: expect.any(Number) },
    });
  });

  it("endpoint names in mixed case, with and without slashes and version", async () => {
    for (const endpoint of [
      "order/placeOrder",
      "Order/PlaceOrder",
      "/v1/order/placeorder",
      "ORDER/PLACEORDER/",
    ]) {
      const answer = await answerTo(`${endpoint}\n4\n\n${JSON.stringify(marketOrder(stage))}`);
      expect(answer).toMatchObject({ i: 4, s: 200, d: { orderId: expect.any(Number) } });
    }
  });

  it("ids in a JSON body over the socket", async () => {
    const { id } = accountOf(stage);
    const answer = await answerTo(`account/items\n6\n\n{"ids":[${id}]}`);
    expect(answer).toMatchObject({ i: 6, s: 200, d: [{ id }] });
  });

  it("a parameter in the query that is a body elsewhere, and the other way round", async () => {
    expect(await answerTo("contract/find\n7\nname=MNQZ6\n")).toMatchObject({ d: { name: "MNQZ6" } });
    expect(await answerTo('contract/find\n7\n\n{"name":"MNQZ6"}')).toMatchObject({ d: { name: "MNQZ6" } });
  });

  it("binary frames, and carriage returns before the newlines", async () => {
    const { accessToken } = await tokens();
    const socket = new WebSocket(stage.exchange.wsUrl);
    const answer = new Promise((resolve) => {
      socket.on("message", (data) => {
        const frame = Buffer.from(data as Buffer).toString("utf8");
        if (frame.startsWith("a")) resolve(frame);
      });
    });
    socket.on("open", () =>
      socket.send(Buffer.from(`authorize\r\n0\r\n\r\n${accessToken}`), { binary: true }),
    );
    expect(await answer).toBe('a[{"s":200,"i":0}]');
    socket.terminate();
  });
});

describe("authorising", () => {
  it.each(["accessToken", "mdAccessToken"] as const)("a JSON-quoted %s on the user socket", async (key) => {
    const socket = await stage.open();
    socket.send(`authorize\n0\n\n${JSON.stringify((await tokens())[key])}`);
    expect(await socket.next()).toBe('a[{"s":200,"i":0}]');
    socket.send("account/list\n1\n\n");
    expect(await socket.messages()).toMatchObject([{ i: 1, s: 200 }]);
  });

  it.each(["accessToken", "mdAccessToken"] as const)("the %s on the market-data socket", async (key) => {
    const socket = await stage.open(stage.exchange.mdUrl);
    socket.send(`authorize\n0\n\n${(await tokens())[key]}`);
    expect(await socket.next()).toBe('a[{"s":200,"i":0}]');
  });

  it("once more with a token that has ended, on a socket that works and goes on working", async () => {
    const socket = await stage.authorized();
    socket.send("authorize\n8\n\nended");
    expect(await socket.messages()).toEqual([{ i: 8, s: 401, d: "Invalid access token" }]);
    socket.send("account/list\n9\n\n");
    expect(await socket.messages()).toMatchObject([{ i: 9, s: 200 }]);
  });

  it("sent on TCP open, before o is read", async () => {
    const { accessToken } = await tokens();
    const early = new WebSocket(stage.exchange.wsUrl);
    const frames: string[] = [];
    const done = new Promise<void>((resolve) => {
      early.on("message", (data) => {
        frames.push(Buffer.from(data as Buffer).toString("utf8"));
        if (frames.length === 2) resolve();
      });
    });
    early.on("open", () => early.send(`authorize\n1\n\n${accessToken}`));
    await done;
    expect(frames).toEqual(["o", 'a[{"s":200,"i":1}]']);
    early.terminate();
  });

  it("with a query at the end of the socket's address, and an Origin as some libraries send it", async () => {
    const socket = new BareSocket(`${stage.exchange.wsUrl}?r=0.4711`);
    expect(await socket.next()).toBe("o");
    socket.close();
    const withOrigin = new WebSocket(`${stage.exchange.wsUrl}/`, { origin: "http://127.0.0.1" });
    const first = await new Promise((resolve) => {
      withOrigin.on("message", (data) => resolve(Buffer.from(data as Buffer).toString("utf8")));
    });
    expect(first).toBe("o");
    withOrigin.terminate();
  });
});

describe("REST", () => {
  it("a question mark without a query at the end", async () => {
    const { accessToken: token } = await tokens();
    expect((await rest(stage.exchange.httpUrl, "/account/list?", { token })).body).toHaveLength(8);
  });

  it("a JSON body without or with another content type, and under any method", async () => {
    const { accessToken: token } = await tokens();
    for (const [method, type] of [
      ["POST", undefined],
      ["POST", "text/plain"],
      ["POST", "application/x-www-form-urlencoded"],
      ["PUT", "application/json"],
    ]) {
      const headers = type === undefined ? {} : { "content-type": type };
      const answer = await rest(stage.exchange.httpUrl, "/order/placeorder", {
        token,
        ...(method !== undefined && { method }),
        body: marketOrder(stage),
        headers,
      });
      expect(answer.body).toHaveProperty("orderId");
    }
  });

  it("bearer in lower case, a byte order mark before the body, a wait for 100-continue", async () => {
    const { accessToken } = await tokens();
    const headers = { authorization: `bearer ${accessToken}`, expect: "100-continue" };
    const answer = await new Promise<string>((resolve, reject) => {
      const url = `${stage.exchange.httpUrl}/Order/PlaceOrder?`;
      const sent = request(url, { method: "POST", headers }, (response) => {
        text(response).then(resolve, reject);
      });
      sent.on("continue", () => sent.end(`\uFEFF${JSON.stringify(marketOrder(stage))}`));
      sent.on("error", reject);
      sent.flushHeaders();
    });
    expect(JSON.parse(answer)).toHaveProperty("orderId");
  });

  it("an order by accountSpec alone, and by accountId alone", async () => {
    const { accessToken: token } = await tokens();
    const { id, name } = accountOf(stage);
    for (const account of [{ accountId: undefined, accountSpec: name }, { accountId: id }]) {
      const body = marketOrder(stage, account);
      const answer = await rest(stage.exchange.httpUrl, "/order/placeorder", { token, body });
      expect(answer.body).toHaveProperty("orderId");
    }
  });

  it("forms where JSON is meant, a dollar sign before the token, the user's name as accountSpec", async () => {
    const form = (fields: Readonly<Record<string, string>>) => ({
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    const login = { name: "leader", password: PASSWORD, appId: "py", appVersion: "1.0", cid: "8", sec: "x" };
    const session = await rest(stage.exchange.httpUrl, "/auth/accesstokenrequest", form(login));
    const token = `$${(session.body as { accessToken: string }).accessToken}`;
    const accountId = String(accountOf(stage).id);
    const order = { accountSpec: "leader", accountId, action: "Buy", symbol: "MESZ6", orderQty: "2" };
    const placed = await rest(stage.exchange.httpUrl, "/order/placeorder", {
      token,
      ...form({ ...order, orderType: "Limit", price: "1000.25", isAutomated: "true", clOrdId: "123" }),
    });
    const { orderId } = placed.body as { orderId: number };
    const version = await rest(stage.exchange.httpUrl, `/orderVersion/item?id=${orderId}`, { token });
    expect(version.body).toMatchObject({ orderQty: 2, price: 1_000.25 });
    const command = await rest(stage.exchange.httpUrl, `/command/item?id=${orderId}`, { token });
    expect(command.body).toMatchObject({ isAutomated: true, clOrdId: "123" });
    const cancel = form({ orderId: String(orderId), isAutomated: "true" });
    const cancelled = await rest(stage.exchange.httpUrl, "/order/cancelorder", { token, ...cancel });
    expect(cancelled.body).toHaveProperty("commandId");
  });

  it("an empty query line left out before a body: one newline too many", async () => {
    const { accessToken } = await tokens();
    const socket = await stage.open();
    socket.send(`authorize\n0\n\n\n"${accessToken}"\n`);
    expect(await socket.next()).toBe('a[{"s":200,"i":0}]');
    socket.send('contract/find\n1\nname=MNQZ6\n\n{"name":"MNQZ6"}');
    expect(await socket.messages()).toMatchObject([{ i: 1, d: { name: "MNQZ6" } }]);
  });

  it("a login with cid as number or text, and keys that nobody knows", async () => {
    for (const cid of [8, "8"]) {
      const body = {
        name: "leader",
        password: PASSWORD,
        cid,
        sec: "x",
        deviceId: "d",
        chl: "",
        organization: "",
      };
      const answer = await rest(stage.exchange.httpUrl, "/auth/accessTokenRequest", { body });
      expect(answer.body).toHaveProperty("accessToken");
    }
  });
});

describe("orders as typed languages write them", () => {
  it.each([
    [
      "nulls for what is not meant",
      { price: null, stopPrice: null, clOrdId: null, isAutomated: null, text: null },
    ],
    [
      "zeros and zero times for what is not meant",
      {
        price: 0,
        stopPrice: 0,
        pegDifference: 0,
        expireTime: "0001-01-01T00:00:00Z",
        activationTime: "0001-01-01T00:00:00Z",
        clOrdId: "",
        text: "",
        customTag50: "",
      },
    ],
    [
      "a time of expiry beside Day",
      { timeInForce: "Day", expireTime: "2026-11-25T16:00:30.123456789-06:00" },
    ],
  ])("%s", async (_what, change) => {
    const { accessToken: token } = await tokens();
    const body = marketOrder(stage, change);
    const answer = await rest(stage.exchange.httpUrl, "/order/placeorder", { token, body });
    expect(answer.body).toEqual({ orderId: expect.any(Number) });
  });

  it("market data by contractId instead of symbol", async () => {
    const { accessToken: token } = await tokens();
    const contract = await rest(stage.exchange.httpUrl, "/contract/find?name=NQZ6", { token });
    const { id } = contract.body as { id: number };
    const socket = await stage.authorized("leader", stage.exchange.mdUrl);
    socket.send(`md/subscribeQuote\n1\n\n{"contractId":${id}}`);
    expect(await socket.messages()).toMatchObject([{ i: 1, s: 200, d: {} }]);
    expect(await socket.messages()).toMatchObject([{ d: { quotes: [{ contractId: id }] } }]);
  });
});

describe("heartbeats and framing", () => {
  it("a client that beats only in answer to h is not closed", async () => {
    const socket = await stage.authorized();
    await set(stage, { clientBeatMsMax: 10_000 });
    for (let beat = 0; beat < 12; beat += 1) {
      stage.clock.advance(2_500);
      expect(await socket.next()).toBe("h");
      socket.send("[]");
      socket.send("user/list\n1");
      expect(await socket.messages()).toMatchObject([{ i: 1 }]);
    }
  });

  it.each([
    ["plain", {}],
    ["batched", { batchEvents: true }],
    ["shuffled", { shuffleEvents: { seed: 3 } }],
  ])("a response is the first and only message of its frame, %s events around it", async (_what, faults) => {
    const socket = await synced(stage);
    await set(stage, { ...faults, freezePrices: true });
    for (let id = 10; id < 20; id += 1) {
      await trade(stage);
      socket.send(`order/placeorder\n${id}\n\n${JSON.stringify(marketOrder(stage))}`);
    }
    const answered: unknown[] = [];
    while (answered.length < 10) {
      const messages = await socket.messages();
      const responses = messages.filter((message) => "i" in message);
      if (responses.length === 0) continue;
      expect(messages).toHaveLength(1);
      answered.push(messages[0]?.["i"]);
    }
    expect(answered).toEqual(Array.from({ length: 10 }, (_, at) => at + 10));
  });
});

it("REST login, account list, authorize, syncrequest, placeorder, events: the way every client goes", async () => {
  const { accessToken: token } = await tokens();
  const accounts = await rest(stage.exchange.httpUrl, "/account/list", { token });
  const [account] = accounts.body as { id: number; name: string; active: boolean; userId: number }[];
  expect(account).toMatchObject({ active: true, name: "PRAC0001" });
  const socket = await stage.open();
  socket.send(`authorize\n0\n\n${token}`);
  await socket.messages();
  socket.send(`user/syncrequest\n1\n\n{"users":[${account?.userId}]}`);
  expect(await socket.messages()).toMatchObject([{ i: 1, d: { accounts: { length: 8 } } }]);
  const order = { accountSpec: account?.name, accountId: account?.id, action: "Buy", symbol: "MNQZ6" };
  socket.send(
    `order/placeorder\n2\n\n${JSON.stringify({ ...order, orderQty: 1, orderType: "Market", isAutomated: true })}`,
  );
  const heard: string[] = [];
  while (!heard.includes("fill")) {
    for (const message of await socket.messages())
      if (message["e"] === "props") heard.push((message["d"] as { entityType: string }).entityType);
  }
  expect(heard).toEqual(expect.arrayContaining(["order", "command", "orderVersion", "fill"]));
});
