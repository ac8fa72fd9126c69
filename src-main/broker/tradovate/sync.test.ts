/** What the client makes of snapshots that are not whole, and of what arrives meanwhile. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccountKey, ConnectionId } from "../../../src-shared/ids.ts";
import { RequestBudget } from "../../core/budget.ts";
import type { Approved, OrderIntent } from "../../core/effect.ts";
import type { AccountSnapshot, BrokerEvent } from "../../core/input.ts";
import { systemClock } from "../../runtime/clock.ts";
import { systemTimers } from "../../runtime/timers.ts";
import type { BrokerConnection } from "../port.ts";
import { scriptedBroker } from "./scripted-broker.ts";
import type { Answer, ScriptedBroker } from "./scripted-broker.ts";
import {
  collectLog,
  command,
  fill,
  ofKind,
  order,
  position,
  reference,
  version,
  eventually,
} from "./test-support.ts";
import type { Logged } from "./test-support.ts";
import { createTradovateConnection } from "./tradovate-broker.ts";

let broker: ScriptedBroker;
let connection: BrokerConnection;
let events: BrokerEvent[];
let batches: (readonly BrokerEvent[])[];
let logged: Logged;

/** The entities of `props` messages. */
function rows(...messages: readonly object[]): object[] {
  return messages.map((message) => (message as { d: { entity: object } }).d.entity);
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const [product, maturity, contract] = rows(...reference);
const whole = {
  users: [],
  positions: rows(position(1, 0)),
  orders: rows(order(1, { ordStatus: "Filled" })),
  commands: rows(command(1, 1)),
  orderVersions: rows(version(1, 1, 1)),
  fills: rows(fill(2, 1)),
  contracts: [contract],
  contractMaturities: [maturity],
  products: [product],
};

beforeEach(async () => {
  broker = await scriptedBroker();
  events = [];
  batches = [];
  logged = collectLog();
  const expirationTime = new Date(systemClock().now().wallMs + 3.6e6).toISOString();
  broker.answers.set("auth/accesstokenrequest", () => ok({ accessToken: "t", userId: 9, expirationTime }));
  broker.answers.set("account/list", () =>
    ok([
      { id: 11, name: "ONE" },
      { id: 12, name: "TWO" },
    ]),
  );
  broker.answers.set("user/syncrequest", () => ok(whole));
  broker.answers.set("contract/item", () => ok(contract));
  broker.answers.set("contractmaturity/item", () => ok(maturity));
  broker.answers.set("product/item", () => ok(product));
});

afterEach(async () => {
  await connection.stop();
  await broker.close();
});

async function connect(preloadRoots: readonly string[] = []): Promise<readonly AccountSnapshot[]> {
  const clock = systemClock();
  connection = createTradovateConnection({
    id: "A" as ConnectionId,
    environment: "custom",
    username: "trader",
    urls: { http: broker.http, ws: broker.ws, md: "ws://127.0.0.1:1" },
    password: async () => Promise.resolve("secret"),
    deviceId: "device-0001",
    app: { id: "Mimik", version: "0.1.0" },
    clock,
    timers: systemTimers(clock),
    log: logged.log,
    sink: {
      events(given) {
        batches.push(given);
        events.push(...given);
      },
      quotes: () => undefined,
      view: () => undefined,
      alarm: () => undefined,
    },
    random: () => 0,
    preloadRoots,
    preloadNsMax: 5e9,
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(null),
    keepBudget: () => undefined,
    ownUrls: true,
  });
  connection.start();
  await eventually(() => expect(ofKind(events, "snapshot").length).toBeGreaterThan(0));
  return ofKind(events, "snapshot")[0]?.accounts ?? [];
}

function asked(endpoint: string): number {
  return broker.requests.filter((request) => request.startsWith(endpoint)).length;
}

describe("a snapshot", { timeout: 60_000 }, () => {
  it("names its accounts and entity types, and needs nothing more when it is whole", async () => {
    const [one, two] = await connect();
    expect(broker.requests.find((request) => request.startsWith("user/syncrequest"))).toBe(
      'user/syncrequest {"accounts":[11,12],"entityTypes":["account","position","order","orderVersion","command",' +
        '"commandReport","executionReport","fill","cashBalance","currency","contract","contractMaturity","product"]}',
    );
    expect(one).toMatchObject({ name: "ONE", complete: true, positions: [{ contract: "NQZ6", bought: 1 }] });
    expect(one?.orders).toMatchObject([{ key: "key-1", state: "filled", quantity: 1 }]);
    expect(one?.fills).toMatchObject([{ fillId: "2", priceTicks: 84_001 }]);
    expect(two).toMatchObject({ name: "TWO", complete: true, positions: [], orders: [], fills: [] });
    expect(batches[1]?.map(({ kind }) => kind)).toEqual(["contract", "snapshot"]);
    expect(broker.requests.filter((request) => /list|item/u.test(request))).toEqual(["account/list"]);
  });

  it("says which of its orders the broker itself placed, before anything names their fills", async () => {
    const orders = rows(
      order(1, { ordStatus: "Filled", admin: true }),
      order(3),
      order(4, { admin: undefined }),
    );
    broker.answers.set("user/syncrequest", () => ok({ ...whole, orders }));
    const [one] = await connect();
    expect(one?.orders.map(({ orderId, byBroker }) => [orderId, byBroker])).toEqual([
      ["1", true],
      ["3", false],
      ["4", null],
    ]);
    broker.tell(fill(5, 1));
    await eventually(() => expect(ofKind(events, "fill")).toMatchObject([{ fill: { orderId: "1" } }]));
  });

  it("looks up the contracts and orders that it only names", async () => {
    const { contracts, contractMaturities, products, orders, ...rest } = whole;
    broker.answers.set("user/syncrequest", () => ok({ ...rest, orders: [] }));
    broker.answers.set("order/item", () => ok(orders[0]));
    const [one] = await connect();
    expect([contracts, contractMaturities, products].map(({ length }) => length)).toEqual([1, 1, 1]);
    expect([
      asked("contract/item"),
      asked("contractMaturity/item"),
      asked("product/item"),
      asked("order/item"),
    ]).toEqual([1, 1, 1, 1]);
    expect(one).toMatchObject({
      complete: true,
      fills: [{ fillId: "2", account: expect.stringMatching(/#11$/u) }],
    });
  });

  it("reads a section over REST that was left out: an empty list proves, silence does not", async () => {
    broker.answers.set("user/syncrequest", () => ok({ ...whole, positions: null, fills: undefined }));
    broker.answers.set("position/list", () => ok([]));
    broker.answers.set("fill/list", () => ok(whole.fills));
    const [one, two] = await connect();
    expect(one).toMatchObject({ complete: true, positions: [], fills: [{ fillId: "2" }] });
    expect(two).toMatchObject({ complete: true });
  });

  it("proves nothing by absence when a section can not be had", async () => {
    broker.answers.set("user/syncrequest", () => ok({ ...whole, positions: null }));
    broker.answers.set("position/list", () => ({ status: 401, body: "Access is denied" }));
    const accounts = await connect();
    expect(accounts.map(({ complete }) => complete)).toEqual([false, false]);
  });

  it.each([
    ["a position of one account", { positions: [{ ...whole.positions[0], bought: "1" }] }, [false, true]],
    ["an order that names no account", { orders: [{ id: 1 }] }, [false, false]],
    ["a cash balance", { cashBalances: [{ accountId: 11 }] }, [true, true]],
  ])("is incomplete only where %s can not be read", async (_name, damage, complete) => {
    broker.answers.set("user/syncrequest", () => ok({ ...whole, ...damage }));
    broker.answers.set("order/item", () => ok(whole.orders[0]));
    const accounts = await connect();
    expect(accounts.map((each) => each.complete)).toEqual(complete);
  });

  it("is incomplete for an account whose contract the broker does not give", async () => {
    broker.answers.set("user/syncrequest", () => ok({ ...whole, contracts: [], fills: [], orders: [] }));
    broker.answers.set("contract/item", () => ({ status: 404 }));
    const accounts = await connect();
    expect(accounts.map(({ complete, positions }) => [complete, positions.length])).toEqual([
      [false, 0],
      [true, 0],
    ]);
  });

  it("comes without the preloaded contracts when those are not answered: exits wait for it", async () => {
    broker.answers.set("contract/suggest", () => "nothing");
    const [one] = await connect(["NQ", "MNQ"]);
    expect(one).toMatchObject({ complete: true, positions: [{ contract: "NQZ6" }] });
    expect(asked("contract/suggest")).toBe(2);
  });

  it.each([
    ["leaves out by name", "NQZ6-NQH7", true],
    ["is incomplete, since there may be a position, for", "NQH7", false],
  ])("%s a contract %s that can not be read", async (_name, name, complete) => {
    const positions = rows(position(1, 0), position(3, 0, { contractId: 501 }));
    broker.answers.set("user/syncrequest", () => ok({ ...whole, positions }));
    broker.answers.set("contract/item", () => ok({ id: 501, name }));
    const accounts = await connect();
    expect(accounts).toMatchObject([
      { complete, positions: [{ contract: "NQZ6" }] },
      { complete: true, positions: [] },
    ]);
    broker.tell(position(4, 0, { contractId: 501 }), position(2, 0));
    await eventually(() => expect(ofKind(events, "position")).toHaveLength(1));
    const warnings = logged.lines.filter(({ words }) => words.includes("left out"));
    expect(warnings).toHaveLength(complete ? 1 : 0);
    expect(connection.view().words.includes(`${name} (1 dropped)`)).toBe(complete);
  });

  it("comes before live events that arrived while it was completed, in their order", async () => {
    broker.answers.set("user/syncrequest", () => ok({ ...whole, contracts: [] }));
    broker.answers.set("contract/item", () => {
      broker.tell(order(5), fill(6, 5), position(2, 0));
      return ok(contract);
    });
    await connect();
    await eventually(() => expect(ofKind(events, "fill")).toHaveLength(1));
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.slice(kinds.indexOf("snapshot"))).toEqual(["snapshot", "order", "fill", "position"]);
  });

  it.each([
    ["a refusal", { status: 401, body: "Access is denied" }],
    ["no object", ok([])],
    ["nothing in it", { status: 200 }],
  ] as const)("is asked for again on a new socket after %s", async (_name, bad) => {
    let tries = 0;
    broker.answers.set("user/syncrequest", () => (tries++ === 0 ? bad : ok(whole)));
    await connect();
    expect(tries).toBe(2);
    expect(events.map(({ kind }) => kind)).toEqual([
      "connected",
      "disconnected",
      "connected",
      "contract",
      "snapshot",
    ]);
  });
});

describe("a penalised snapshot", { timeout: 60_000 }, () => {
  it("is asked for again with the ticket after its time, on the same socket", async () => {
    const bodies: string[] = [];
    broker.answers.set("user/syncrequest", (body) => {
      bodies.push(body);
      return bodies.length === 1 ? ok({ "p-ticket": "T", "p-time": 1 }) : ok(whole);
    });
    await connect();
    const [first = "", second = ""] = bodies;
    expect(JSON.parse(second)).toEqual({ ...Object(JSON.parse(first)), "p-ticket": "T" });
    expect(events.map(({ kind }) => kind)).not.toContain("disconnected");
  });
});

describe("live frames", { timeout: 60_000 }, () => {
  it("hands all events of one frame over in one call", async () => {
    await connect();
    batches.length = 0;
    broker.tell(order(5), command(5, 5), fill(6, 5), position(2, 0));
    await eventually(() => expect(batches).toHaveLength(1));
    expect(batches[0]?.map(({ kind }) => kind)).toEqual(["order", "order", "fill", "position"]);
  });

  it("skips a malformed message, keeps its neighbours, and reads again what it may have said", async () => {
    await connect();
    for (const type of ["order", "command", "orderversion", "executionreport", "commandreport", "position"]) {
      broker.answers.set(`${type}/list`, () => ok([]));
    }
    broker.answers.set("fill/list", () => ok(rows(fill(2, 1), fill(7, 1))));
    broker.say(
      `a[${JSON.stringify(order(5))},{"e":"props","d":{"entityType":"fill",,,},${JSON.stringify(position(2, 0))}]`,
    );
    await eventually(() => expect(ofKind(events, "account-read")).toHaveLength(2));
    expect(ofKind(events, "order")).toHaveLength(1);
    expect(ofKind(events, "position")).toHaveLength(1);
    expect(ofKind(events, "account-read")[0]?.snapshot.fills.map(({ fillId }) => fillId)).toEqual(["2", "7"]);
    expect(connection.view().malformed).toBe(1);
    broker.say("a[{]");
    await eventually(() => expect(connection.view().malformed).toBe(2));
    expect(asked("fill/list")).toBe(1);
  });

  it("fetches the order of a fill that stays alone, and tells the fill with it", async () => {
    await connect();
    broker.answers.set("order/item", () => ok(rows(order(8, { accountId: 12 }))[0]));
    broker.tell(fill(9, 8));
    await eventually(() => expect(ofKind(events, "fill")).toHaveLength(1));
    expect(ofKind(events, "fill")[0]?.fill.account).toMatch(/#12$/u);
    expect(broker.requests).toContain("order/item id=8");
    expect(ofKind(events, "unattributed")).toEqual([]);
  });

  it("says which read failed, for each account that was asked for, in one round", async () => {
    await connect();
    const { account } = ofKind(events, "snapshot")[0]?.accounts[0] ?? {};
    connection.readAccount(account as AccountKey);
    connection.readAccount(`${String(account)}9` as AccountKey);
    await eventually(() => expect(ofKind(events, "account-read-failed")).toHaveLength(2));
    expect(asked("order/list")).toBe(1);
  });

  it("refuses orders for accounts and contracts that it has never seen", async () => {
    await connect();
    const { account } = ofKind(events, "snapshot")[0]?.accounts[0] ?? {};
    const strange = { order: "k", account: `${account}9`, contract: "NQZ6", side: 1, quantity: 1, tag: "" };
    expect(connection.place(strange as unknown as Approved<OrderIntent>)).toBe(false);
    expect(connection.liquidate({ ...strange, account, contract: "ESZ6" } as never)).toBe(false);
    expect(broker.requests.filter((request) => request.startsWith("order/"))).toEqual([]);
  });

  it("takes an account of another environment for the mix-up that it is, whatever is asked of it", async () => {
    await connect();
    const foreign = { order: "k", account: "demo#11", contract: "NQZ6", side: 1, quantity: 1, tag: "" };
    expect(() => connection.place(foreign as unknown as Approved<OrderIntent>)).toThrow(
      /^Invariant: .*demo#11/u,
    );
    expect(() => connection.liquidate(foreign as never)).toThrow(/^Invariant/u);
    expect(() => connection.cancel({ ...foreign, orderId: "1" } as never)).toThrow(/^Invariant/u);
    expect(() => connection.readAccount("demo#11" as AccountKey)).toThrow(/^Invariant/u);
    expect(broker.requests.filter((request) => request.startsWith("order/"))).toEqual([]);
  });

  it("waits for five minutes after a quota message instead of evicting the other program", async () => {
    await connect();
    broker.tell({ e: "shutdown", d: { reasonCode: "ConnectionQuotaReached" } });
    broker.say('c[1000,"bye"]');
    await eventually(() => expect(ofKind(events, "disconnected")).toHaveLength(1));
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect(ofKind(events, "connected")).toHaveLength(1);
  });
});

describe("a connection", { timeout: 60_000 }, () => {
  it("ends its socket on a resync and comes back by itself with a new snapshot", async () => {
    await connect();
    const { account } = ofKind(events, "snapshot")[0]?.accounts[0] ?? {};
    broker.answers.set("order/placeorder", () => "nothing");
    const intent = { order: "k", account, contract: "NQZ6", side: 1, quantity: 1, tag: "" };
    expect(connection.place(intent as unknown as Approved<OrderIntent>)).toBe(true);
    events.length = 0;
    connection.resync("something was lost on the way in");
    expect(events).toMatchObject([
      { kind: "placed", order: "k", outcome: { kind: "unknown" } },
      { kind: "disconnected", why: "something was lost on the way in" },
    ]);
    expect(connection.view().state).toBe("reconnecting");
    connection.resync("asked again while nothing is connected");
    await eventually(() => expect(ofKind(events, "snapshot")).toHaveLength(1));
    expect(ofKind(events, "connected")).toHaveLength(1);
    expect(ofKind(events, "disconnected")).toHaveLength(1);
    expect(connection.view().state).toBe("connected");
    expect(asked("user/syncrequest")).toBe(2);
    expect(asked("auth/accesstokenrequest")).toBe(1);
  });

  it("ends in order without a warning, also with requests under way", async () => {
    await connect();
    broker.answers.set("position/list", () => "nothing");
    const { account } = ofKind(events, "snapshot")[0]?.accounts[0] ?? {};
    connection.readAccount(account as AccountKey);
    await eventually(() => expect(asked("position/list")).toBe(1));
    const before = logged.lines.length;
    await connection.stop();
    await eventually(() => expect(ofKind(events, "account-read-failed")).toHaveLength(1));
    expect(ofKind(events, "disconnected")).toHaveLength(1);
    expect(logged.lines.slice(before)).toEqual([]);
    expect(connection.view()).toMatchObject({ state: "off", words: "Off." });
  });
});
