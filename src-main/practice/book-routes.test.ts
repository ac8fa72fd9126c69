/** Orders and calls of the books over real doors: either way in, the same answers; a key without the permission. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStage, rest, type Answered, type Stage } from "./protocol-support.ts";

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
  await stage.control("price", { symbol: "MNQZ6", price: 25_000 });
});
afterEach(() => stage.close());

function base(): object {
  const [account] = stage.exchange.users[0]?.accounts ?? [];
  return { accountSpec: account?.name, accountId: account?.id, symbol: "MNQZ6", isAutomated: true };
}

const OSO = {
  action: "Buy",
  orderQty: 1,
  orderType: "Limit",
  price: 24_990,
  bracket1: { action: "Sell", orderType: "Limit", price: 25_010 },
  bracket2: { action: "Sell", orderType: "Stop", stopPrice: 24_980 },
};

async function post(path: string, body: object, user?: string): Promise<Answered> {
  return rest(stage.exchange.httpUrl, path, { token: await stage.login(user), body });
}

describe("brackets and strategies", () => {
  it("come in by REST under their camel-case names", async () => {
    const placed = await post("/order/placeOSO", { ...base(), ...OSO });
    expect(placed).toMatchObject({
      status: 200,
      body: { orderId: expect.any(Number), oso1Id: expect.any(Number), oso2Id: expect.any(Number) },
    });
  });

  it("come in by the socket, the response alone in its frame and before the events", async () => {
    const socket = await stage.authorized();
    socket.send(`user/syncrequest\n1\n\n${JSON.stringify({ users: [stage.exchange.users[0]?.id] })}`);
    await socket.messages();
    const params = JSON.stringify({
      entryVersion: { orderQty: 1, orderType: "Market" },
      brackets: [{ qty: 1, profitTarget: 30, stopLoss: -15, trailingStop: false }],
    });
    const body = { ...base(), action: "Buy", orderStrategyTypeId: 2, params };
    socket.send(`orderstrategy/startOrderStrategy\n2\n\n${JSON.stringify(body)}`);
    const [response, ...others] = await socket.messages();
    expect(others).toEqual([]);
    expect(response).toMatchObject({ i: 2, s: 200, d: { orderStrategy: { status: "ActiveStrategy" } } });
    const [created] = await socket.messages();
    expect(created).toMatchObject({ e: "props", d: { entityType: "orderStrategy", eventType: "Created" } });
  });
});

describe("a key without the Orders permission", () => {
  it.each([
    ["/order/placeorder", { ...OSO }],
    ["/order/placeoso", { ...OSO }],
    ["/order/cancelorder", { orderId: 1 }],
    ["/orderStrategy/interruptorderstrategy", { orderStrategyId: 1 }],
  ])("is denied %s with 401, and reads on", async (path, body) => {
    await stage.control("faults", { withoutOrders: ["leader"] });
    expect(await post(path, { ...base(), ...body })).toMatchObject({
      status: 401,
      body: "Access is denied",
    });
    const token = await stage.login();
    expect((await rest(stage.exchange.httpUrl, "/order/list", { token })).body).toEqual([]);
    expect((await post(path, { ...base(), ...body }, "followers")).status).toBe(200);
  });
});

describe("accounts and look-ups", () => {
  it("show a read-only account as such", async () => {
    const [account] = stage.exchange.users[0]?.accounts ?? [];
    await stage.control("faults", { readonlyAccounts: [account?.name] });
    const token = await stage.login();
    const seen = await rest(stage.exchange.httpUrl, `/account/item?id=${account?.id}`, { token });
    expect(seen.body).toMatchObject({ id: account?.id, readonly: true, userId: stage.exchange.users[0]?.id });
  });

  it("take rollcontract by its query as well", async () => {
    const token = await stage.login();
    const path = "/contract/rollContract?name=MNQZ6&forward=true&ifExpired=false";
    const rolled = await rest(stage.exchange.httpUrl, path, { token });
    expect(rolled.body).toMatchObject({ contract: { name: "MNQH7" } });
  });

  it("deny a look-up of somebody else's account", async () => {
    const [stranger] = stage.exchange.users[1]?.accounts ?? [];
    const path = "/cashBalance/getcashbalancesnapshot";
    expect(await post(path, { accountId: stranger?.id })).toMatchObject({ status: 401 });
  });
});
