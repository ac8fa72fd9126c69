/** Sessions, silence and hosts against the practice exchange in another process, with its fault switches. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountKeyOf, venueOf } from "../../../src-shared/ids.ts";
import type { AccountKey, ConnectionId } from "../../../src-shared/ids.ts";
import { RequestBudget } from "../../core/budget.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { BrokerConnection } from "../port.ts";
import { LIMITS } from "./connection-support.ts";
import { startExchange } from "./exchange-process.ts";
import type { ExchangeProcess } from "./exchange-process.ts";
import { hurriedTime } from "./hurried-time.ts";
import { collectLog, eventually, ofKind } from "./test-support.ts";
import { createTradovateConnection } from "./tradovate-broker.ts";
import type { TradovateOptions } from "./tradovate-broker.ts";

let exchange: ExchangeProcess;
let time: ReturnType<typeof hurriedTime>;
let connection: BrokerConnection;
let events: BrokerEvent[];
let logins: number;

beforeAll(async () => {
  exchange = await startExchange();
}, 30_000);

afterAll(() => {
  exchange.stop();
});

beforeEach(async () => {
  time = hurriedTime(async () => {
    await exchange.roundTrip();
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  });
  events = [];
  logins = 0;
  await exchange.tell("faults", { reset: true, freezePrices: true });
});

afterEach(async () => {
  await connection.stop();
  time.stop();
});

function open(overrides: Partial<TradovateOptions> = {}): void {
  const { ready } = exchange;
  const [user] = ready.users;
  connection = createTradovateConnection({
    id: "Desk" as ConnectionId,
    environment: "custom",
    username: user?.name ?? "",
    urls: { http: ready.http, ws: ready.ws, md: ready.md },
    password: async () => {
      logins++;
      return Promise.resolve(user?.password ?? "");
    },
    deviceId: "device-0001",
    app: { id: "Mimik", version: "0.1.0" },
    clock: time.clock,
    timers: time.timers,
    log: collectLog().log,
    sink: {
      events: (given) => events.push(...given),
      quotes: () => undefined,
      view: () => undefined,
      alarm: () => undefined,
    },
    random: () => 0.5,
    preloadNsMax: 5e9,
    preloadRoots: ["NQ"],
    apiKey: null,
    oauth: null,
    budget: new RequestBudget(null),
    keepBudget: () => undefined,
    ownUrls: true,
    ...overrides,
  });
  connection.start();
}

async function live(snapshots = 1): Promise<void> {
  await eventually(() => expect(ofKind(events, "snapshot")).toHaveLength(snapshots));
  await eventually(() => expect(connection.view().state).toBe("connected"));
}

function account(): AccountKey {
  const { ready } = exchange;
  return accountKeyOf(venueOf("custom", ready.http), String(ready.users[0]?.accounts[0]?.id));
}

function place(order: string): void {
  const row = { order, account: account(), contract: "NQZ6", side: 1, quantity: 1, tag: "" };
  expect(connection.place(row as never)).toBe(true);
}

const outcomes = () => ofKind(events, "placed").map(({ outcome }) => outcome);

describe("a session that the broker ends", { timeout: 60_000 }, () => {
  it.each([401, 408, 500, 502])(
    "with status %i is made anew, by one login, when its socket goes",
    async (status) => {
      open();
      await live();
      await exchange.tell("faults", { revokeTokens: { status } });
      await exchange.tell("faults", { dropConnections: true });
      await time.hurry(20_000);
      await live(2);
      expect(logins).toBe(2);
    },
  );

  it("while its socket stays is found out by the next reading, which then works", async () => {
    open();
    await live();
    await exchange.tell("faults", { revokeTokens: { status: 401 } });
    connection.readAccount(account());
    await eventually(() => expect(ofKind(events, "account-read")).toHaveLength(1));
    expect([logins, ofKind(events, "disconnected").length]).toEqual([2, 0]);
  });
});

describe("what the broker asks of a login", { timeout: 60_000 }, () => {
  it("a second factor: the trader is needed, nothing is tried again, and his word goes on", async () => {
    await exchange.tell("faults", { mfaReplies: 1 });
    open();
    await eventually(() => expect(connection.view().problems[0]?.code).toBe("SecondFactor"));
    expect(connection.view().state).toBe("needs-you");
    await time.hurry(20_000);
    expect(logins).toBe(1);
    connection.start();
    await live();
  });

  it("a pause for readings: the snapshot and the lists come with their tickets", async () => {
    await exchange.tell("faults", { penalty: { on: "reads", seconds: 1, count: 3 } });
    open();
    await live();
    expect(ofKind(events, "disconnected")).toEqual([]);
    await exchange.tell("faults", { penalty: { on: "reads", seconds: 1, count: 2 } });
    connection.readAccount(account());
    await eventually(() => expect(ofKind(events, "account-read")).toHaveLength(1));
  });

  it("a pause for a burst of orders: each goes with the right ticket, once", async () => {
    open({ budget: new RequestBudget(LIMITS) });
    await live();
    await exchange.tell("faults", { penalty: { on: "orders", seconds: 1, count: 1 } });
    const names = ["one", "two", "three"];
    for (const name of names) place(`burst-${name}-${process.pid}`);
    await eventually(() => expect(outcomes()).toHaveLength(3));
    const untilNs = Math.max(
      ...outcomes().map((outcome) => (outcome.kind === "rejected" ? (outcome.ticket?.untilNs ?? 0) : 0)),
    );
    expect(outcomes().map(({ kind }) => kind)).toEqual(["rejected", "rejected", "rejected"]);
    expect(connection.view().budget.pausedBy).toBe("PenaltyTicket");
    // The exchange's clock is its own: this one is not hurried.
    await eventually(() => expect(time.clock.monoNs()).toBeGreaterThan(untilNs));
    events.length = 0;
    for (const name of names) place(`again-${name}-${process.pid}`);
    await eventually(() => expect(outcomes()).toHaveLength(3));
    expect(outcomes().map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted"]);
  });

  it("maintenance: it waits, says so, and is back when the broker is", async () => {
    open();
    await live();
    await exchange.tell("faults", { maintenance: { forMs: 3_600_000 } });
    await eventually(() => expect(connection.view().problems[0]?.code).toBe("Maintenance"));
    expect(connection.view().words).toMatch(/maintenance.*at \d\d:\d\d:\d\d CT\./u);
    await time.hurry(70_000);
    await eventually(() => expect(connection.view().problems[0]?.code).toBe("Unavailable"));
    await exchange.tell("faults", { maintenance: { forMs: 0 } });
    await time.hurry(31_000);
    await live(2);
    expect(logins).toBe(1);
  });

  it("the place of another program: five minutes of waiting, said with their end", async () => {
    open();
    await live();
    await exchange.tell("faults", { shutdown: { reason: "ConnectionQuotaReached" } });
    await eventually(() => expect(connection.view().problems[0]?.code).toBe("ConnectionQuotaReached"));
    expect(connection.view().words).toMatch(/Another program.*at \d\d:\d\d:\d\d CT\./u);
    await time.hurry(60_000);
    expect(ofKind(events, "connected")).toHaveLength(1);
    // The trader has closed the other program and does not want to wait.
    connection.resync("reconnect, as the trader asked for");
    await live(2);
  });

  it("another server, at an address of the user's own: said in words, and back when the address is right", async () => {
    open();
    await live();
    await exchange.tell("faults", { wrongHost: { host: "elsewhere.example.com" } });
    await exchange.tell("faults", { dropConnections: true });
    await time.hurry(3000);
    await eventually(() => expect(connection.view().words).toMatch(/correct the address/u));
    await exchange.tell("faults", { wrongHost: null });
    connection.resync("reconnect, as the trader asked for");
    await live(2);
  });
});

describe("a login in the browser", { timeout: 60_000 }, () => {
  it("is made at the exchange's own page, with its state and PKCE, and trades", async () => {
    await exchange.tell("faults", { oauthClient: { id: "mine", secret: "shared" } });
    const { origin } = new URL(exchange.ready.http);
    const user = exchange.ready.users[0]?.name ?? "";
    open({
      oauth: {
        clientId: "mine",
        clientSecret: async () => Promise.resolve("shared"),
        authorizeUrl: `${origin}/oauth`,
        tokenUrl: `${exchange.ready.http}/auth/oauthtoken`,
        openBrowser: async (page) => {
          const picked = await fetch(`${page}&user=${encodeURIComponent(user)}`);
          return picked.ok;
        },
      },
    });
    await live();
    expect(logins).toBe(0);
    expect(connection.view()).toMatchObject({ login: "oauth", tokenExpiresMs: expect.any(Number) });
    place(`oauth-${process.pid}`);
    await eventually(() => expect(outcomes()).toMatchObject([{ kind: "accepted" }]));
  });
});
