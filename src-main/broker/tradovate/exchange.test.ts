/** The whole client against the practice exchange in another process, over real sockets. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConnectionView } from "../../../src-shared/cockpit/model.ts";
import { accountKeyOf, venueOf } from "../../../src-shared/ids.ts";
import type { AccountKey, ConnectionId } from "../../../src-shared/ids.ts";
import { RequestBudget } from "../../core/budget.ts";
import type { Approved, Cancel, Liquidation, OrderIntent } from "../../core/effect.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { BrokerConnection, Quote } from "../port.ts";
import { startExchange } from "./exchange-process.ts";
import type { ExchangeProcess, Ready } from "./exchange-process.ts";
import { hurriedTime } from "./hurried-time.ts";
import { collectLog, manualTime, ofKind, eventually } from "./test-support.ts";
import type { Logged } from "./test-support.ts";
import { createTradovateConnection } from "./tradovate-broker.ts";
import type { Token, TradovateOptions } from "./tradovate-broker.ts";

let exchange: ExchangeProcess;
let ready: Ready;

beforeAll(async () => {
  exchange = await startExchange();
  ({ ready } = exchange);
}, 30_000);

afterAll(() => {
  exchange.stop();
});

/** The other side has answered, and the answer has had time to come. */
async function settle(): Promise<void> {
  await exchange.roundTrip();
  await new Promise((resolve) => {
    setTimeout(resolve, 10);
  });
}

let time: ReturnType<typeof hurriedTime>;
let logged: Logged;
let events: BrokerEvent[];
let quotes: Quote[];
let views: ConnectionView[];
let alarms: string[];
let connection: BrokerConnection;
let account: AccountKey;
let serial = 0;

function connect(overrides: Partial<TradovateOptions> = {}): BrokerConnection {
  const [user] = ready.users;
  if (user === undefined) throw new Error("the exchange has no users");
  account = accountKeyOf(venueOf("custom", ready.http), String(user.accounts[0]?.id));
  connection = createTradovateConnection({
    id: "Desk" as ConnectionId,
    environment: "custom",
    username: user.name,
    urls: { http: ready.http, ws: ready.ws, md: ready.md },
    password: async () => Promise.resolve(user.password),
    deviceId: "device-0001",
    app: { id: "Mimik", version: "0.1.0" },
    clock: time.clock,
    timers: time.timers,
    log: logged.log,
    sink: {
      events: (given) => events.push(...given),
      quotes: (_id, given) => quotes.push(...given),
      view: (view) => views.push(view),
      alarm: (_id, words) => alarms.push(words),
    },
    random: () => 0.5,
    preloadNsMax: 5e9,
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(null),
    keepBudget: () => undefined,
    ownUrls: true,
    preloadRoots: ["NQ", "MNQ"],
    ...overrides,
  });
  connection.start();
  return connection;
}

/** No time passes: no deadline cuts the preload short, however slow the machine. */
function connectStill(): void {
  const still = manualTime(time.clock.now().wallMs);
  connect({ clock: still.clock, timers: still.timers });
  still.advance(0);
}

beforeEach(async () => {
  time = hurriedTime(settle);
  logged = collectLog();
  events = [];
  quotes = [];
  views = [];
  alarms = [];
  await exchange.tell("faults", { reset: true, freezePrices: true });
});

afterEach(async () => {
  await connection.stop();
  time.stop();
});

async function live(): Promise<void> {
  await eventually(() => expect(connection.view().state).toBe("connected"));
  await eventually(() => expect(contractsIn(events)).toContain("MNQZ6"));
}

function contractsIn(given: readonly BrokerEvent[]): string[] {
  return ofKind(given, "contract").map(({ spec }) => spec.contract);
}

function row(fields: object): OrderIntent {
  const order = `key-${++serial}-${process.pid}`;
  const base = { order, kind: "market", account, contract: "MNQZ6", side: 1, quantity: 2, tag: "NQ1" };
  return { ...base, ...fields } as unknown as OrderIntent;
}

function place(fields: object = {}): OrderIntent {
  const order = row(fields);
  connection.hold();
  expect(connection.place(order as Approved<OrderIntent>)).toBe(true);
  connection.release();
  return order;
}

async function outcomeOf(order: OrderIntent) {
  const found = (): BrokerEvent | undefined =>
    ofKind(events, "placed").find((event) => event.order === order.order);
  await eventually(() => expect(found()).toBeDefined());
  return found();
}

describe("against the practice exchange", { timeout: 60_000 }, () => {
  it("logs in and synchronises every account, contracts first and nothing else before the snapshot", async () => {
    connectStill();
    await eventually(() => expect(ofKind(events, "snapshot")).toHaveLength(1));
    const before = events.slice(
      0,
      events.findIndex(({ kind }) => kind === "snapshot"),
    );
    expect(before[0]?.kind).toBe("connected");
    expect(new Set(before.slice(1).map(({ kind }) => kind))).toEqual(new Set(["contract"]));
    expect(ofKind(before, "contract").map(({ spec }) => spec)).toContainEqual(
      expect.objectContaining({ contract: "NQZ6", tickSizeMicros: 250_000, pointValueMicros: 20_000_000 }),
    );
    const [snapshot] = ofKind(events, "snapshot");
    expect(snapshot?.accounts.map(({ name, complete }) => [name, complete])).toEqual(
      ready.users[0]?.accounts.map(({ name }) => [name, true]),
    );
    expect(snapshot?.accounts[0]?.cash?.amount).toBeGreaterThan(0);
    expect(connection.view()).toMatchObject({ malformed: 0, unknownKinds: 0, latencyUs: expect.any(Number) });
    expect(views.at(-1)?.accounts).toHaveLength(ready.users[0]?.accounts.length ?? -1);
  });

  it("knows the contract of a first fill and its micro, the moment it is live", async () => {
    connectStill();
    await eventually(() => expect(ofKind(events, "snapshot")).toHaveLength(1));
    const liveAt = events.findIndex(({ kind }) => kind === "snapshot");
    expect(contractsIn(events.slice(0, liveAt))).toEqual(expect.arrayContaining(["NQZ6", "MNQZ6"]));
    await exchange.tell("trade", { account: "PRAC0001", symbol: "NQZ6", action: "Buy", qty: 1 });
    await eventually(() => expect(ofKind(events, "fill")).toMatchObject([{ fill: { contract: "NQZ6" } }]));
    expect(contractsIn(events.slice(liveAt))).toEqual([]);
    expect(ofKind(events, "unattributed")).toEqual([]);
  });

  it("places an order and tells its key, fill, position and cash; a liquidation closes it", async () => {
    connect();
    await live();
    const order = place();
    expect(await outcomeOf(order)).toMatchObject({ outcome: { kind: "accepted" } });
    await eventually(() => expect(ofKind(events, "position")).not.toHaveLength(0));
    const keyed = ofKind(events, "order").find(({ report }) => report.key === order.order);
    const [fill] = ofKind(events, "fill");
    expect(fill?.fill).toMatchObject({
      account,
      contract: "MNQZ6",
      side: 1,
      quantity: 2,
      orderId: keyed?.report.orderId,
    });
    expect(fill?.fill.receivedNs).toBeLessThanOrEqual(time.clock.monoNs());
    expect(ofKind(events, "cash").length).toBeGreaterThan(0);

    const close = row({ kind: "liquidation", side: -1 });
    expect(connection.liquidate(close as unknown as Liquidation)).toBe(true);
    expect(await outcomeOf(close)).toMatchObject({ outcome: { kind: "accepted" } });
    await eventually(() => {
      const { report } = ofKind(events, "position").at(-1) ?? {};
      expect((report?.bought ?? 0) - (report?.sold ?? 0)).toBe(0);
    });
    await eventually(() => expect(quotes.some(({ contract }) => contract === "MNQZ6")).toBe(true));
    // By the clock of the frames: an entry is held against quotes of the last two seconds.
    for (const { receivedNs } of quotes) {
      expect(receivedNs).toBeGreaterThanOrEqual(fill?.fill.receivedNs ?? Number.NaN);
      expect(receivedNs).toBeLessThanOrEqual(time.clock.monoNs());
    }
  });

  it("tells a fill whatever the order of its events, and joins it to its account", async () => {
    connect();
    await live();
    const distinct = (): number => new Set(ofKind(events, "fill").map(({ fill }) => fill.fillId)).size;
    for (let seed = 1; seed <= 10; seed++) {
      await exchange.tell("faults", {
        shuffleEvents: { seed },
        batchEvents: seed % 2 === 0,
        deliverFills: 2,
      });
      const action = seed % 2 === 0 ? "Buy" : "Sell";
      await exchange.tell("trade", { account: "PRAC0002", symbol: "MNQZ6", action, qty: 3, fills: [1, 2] });
      await eventually(() => expect(distinct()).toBe(2 * seed));
    }
    const other = accountKeyOf(venueOf("custom", ready.http), String(ready.users[0]?.accounts[1]?.id));
    expect(new Set(ofKind(events, "fill").map(({ fill }) => fill.account))).toEqual(new Set([other]));
    expect(ofKind(events, "unattributed")).toEqual([]);
    expect(connection.view().malformed).toBe(0);
  });

  it("tells a refusal at once and one that comes later, with the broker's reason", async () => {
    connect();
    await live();
    const text = "Your account is set to liquidation only.";
    await exchange.tell("faults", {
      rejectNext: { reason: "LiquidationOnly", text, count: 1, mode: "sync" },
    });
    expect(await outcomeOf(place())).toMatchObject({
      outcome: { kind: "rejected", reason: "LiquidationOnly", text },
    });

    await exchange.tell("faults", { rejectNext: { reason: "MaxPosLimitReached", count: 1, mode: "async" } });
    const late = place();
    expect(await outcomeOf(late)).toMatchObject({ outcome: { kind: "accepted" } });
    await eventually(() => {
      const reports = ofKind(events, "order").map(({ report }) => report);
      expect(reports).toContainEqual(expect.objectContaining({ reason: "MaxPosLimitReached" }));
      expect(reports).toContainEqual(expect.objectContaining({ state: "rejected" }));
    });
    expect(await outcomeOf(place({ contract: "NOPEZ6" }))).toMatchObject({
      outcome: { reason: "UnknownReason" },
    });
  });

  it("cancels a working order, and says when a cancel comes too late", async () => {
    connect();
    await live();
    const limit = {
      account: "PRAC0001",
      symbol: "MNQZ6",
      action: "Buy",
      qty: 1,
      orderType: "Limit",
      price: 1000,
    };
    await exchange.tell("trade", limit);
    const working = await eventually(() => {
      const found = ofKind(events, "order").find(({ report }) => report.state === "working");
      if (found === undefined) throw new Error("not yet");
      return found.report.orderId;
    });
    const cancel = { order: "cancel-1", orderId: working, account, connection: "Desk" } as unknown as Cancel;
    expect(connection.cancel(cancel)).toBe(true);
    await eventually(() => {
      expect(
        ofKind(events, "order").some(
          ({ report }) => report.orderId === working && report.state === "cancelled",
        ),
      ).toBe(true);
    });
    expect(ofKind(events, "cancel-failed")).toEqual([]);
    expect(connection.cancel(cancel)).toBe(true);
    await eventually(() => expect(ofKind(events, "cancel-failed")).toMatchObject([{ order: "cancel-1" }]));
  });

  it("reads an account over REST: keys, fills and positions as the socket told them", async () => {
    connect();
    await live();
    const order = place();
    await outcomeOf(order);
    await eventually(() => expect(ofKind(events, "fill")).not.toHaveLength(0));
    connection.readAccount(account);
    connection.readAccount(
      accountKeyOf(venueOf("custom", ready.http), String(ready.users[0]?.accounts[2]?.id)),
    );
    await eventually(() => expect(ofKind(events, "account-read")).toHaveLength(2));
    const [{ snapshot } = { snapshot: undefined }] = ofKind(events, "account-read");
    expect(snapshot).toMatchObject({ account, name: "PRAC0001", complete: true });
    expect(snapshot?.orders).toContainEqual(
      expect.objectContaining({ key: order.order, state: "filled", quantity: 2, cumulative: 2 }),
    );
    const told = ofKind(events, "fill").map(({ fill }) => fill.fillId);
    expect(snapshot?.fills.map(({ fillId }) => fillId)).toEqual(expect.arrayContaining(told));
  });

  it("calls orders without an answer unknown when the socket drops, and comes back with a whole snapshot", async () => {
    connect();
    await live();
    await exchange.tell("faults", { loseReplies: 1 });
    const order = place();
    await eventually(() => expect(ofKind(events, "fill")).not.toHaveLength(0));
    events.length = 0;
    await exchange.tell("faults", { dropConnections: true });
    await eventually(() => expect(ofKind(events, "snapshot")).toHaveLength(1));
    expect(events.map(({ kind }) => kind)).toEqual(["placed", "disconnected", "connected", "snapshot"]);
    expect(events[0]).toMatchObject({ order: order.order, outcome: { kind: "unknown" } });
    const [snapshot] = ofKind(events, "snapshot");
    const mine = snapshot?.accounts.find((each) => each.account === account);
    expect(mine?.complete).toBe(true);
    expect(mine?.orders).toContainEqual(expect.objectContaining({ key: order.order, state: "filled" }));
    expect(logged.lines.filter(({ words }) => words.includes("refused"))).toEqual([]);
  });

  // That it is not cut sooner is judged with a clock that stands still, in socket.test.ts.
  it("cuts a silent socket, refuses orders from then on, and reconnects when it can", async () => {
    connect();
    await live();
    await exchange.tell("faults", { silent: true });
    await time.hurry(5400);
    await eventually(() =>
      expect(ofKind(events, "disconnected")).toMatchObject([
        { why: expect.stringContaining("nothing was heard for") },
      ]),
    );
    expect(connection.place(row({}) as Approved<OrderIntent>)).toBe(false);
    expect(connection.view().state).toBe("reconnecting");
    await exchange.tell("faults", { reset: true });
    await time.hurry(10_000);
    await eventually(() => expect(connection.view().state).toBe("connected"));
    expect(ofKind(events, "snapshot")).toHaveLength(2);
  });

  it("keeps a quiet socket that answers when it is asked", async () => {
    connect();
    await live();
    await time.hurry(12_000);
    expect(ofKind(events, "disconnected")).toEqual([]);
  });

  it("reuses a stored token without a login, and logs in once when the broker has forgotten it", async () => {
    let stored: unknown = null;
    let passwords = 0;
    const tokenStore = {
      load: async () => Promise.resolve(stored),
      save: async (token: Token | null) => {
        stored = token;
        return Promise.resolve();
      },
    };
    const password = async (): Promise<string> => {
      passwords++;
      return Promise.resolve(ready.users[0]?.password ?? "");
    };
    for (const expected of [1, 1]) {
      connect({ tokenStore, password });
      await live();
      await connection.stop();
      expect(passwords).toBe(expected);
      events.length = 0;
    }
    stored = { ...(stored as Token), accessToken: "forgotten" };
    connect({ tokenStore, password });
    await live();
    expect(passwords).toBe(2);
  });

  it("needs the trader after a wrong password, does not try it again, and goes on when told to", async () => {
    let tries = 0;
    let secret = "wrong";
    connect({
      password: async () => {
        tries++;
        return Promise.resolve(secret);
      },
    });
    await eventually(() => expect(connection.view().state).toBe("needs-you"));
    await time.hurry(30_000);
    expect(tries).toBe(1);
    expect(connection.view().words).toMatch(/password/iu);
    expect(events).toEqual([]);
    secret = ready.users[0]?.password ?? "";
    connection.start();
    await live();
    expect(tries).toBe(2);
  });

  it("answers a contract by name each time it is asked", async () => {
    connect({ preloadRoots: [] });
    await eventually(() => expect(connection.view().state).toBe("connected"));
    connection.resolveContract("MESZ6" as never);
    await eventually(() => expect(contractsIn(events)).toContain("MESZ6"));
    const before = ofKind(events, "contract").length;
    connection.resolveContract("MESZ6" as never);
    await eventually(() => expect(ofKind(events, "contract").length).toBeGreaterThan(before));
  });
});
