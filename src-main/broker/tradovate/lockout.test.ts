/** F4 on the client's side: what a lock-out holds, what goes on, what survives a restart, and the one forced attempt. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RequestBudget } from "../../core/budget.ts";
import { LIMITS, breathe, connected, friendlyBroker, openConnection } from "./connection-support.ts";
import type { TestConnection } from "./connection-support.ts";
import { LoginHistory, STRICT_LOGINS } from "./login-history.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";
import { eventually, manualTime, ofKind, position } from "./test-support.ts";
import type { ManualTime } from "./test-support.ts";

const HOUR_MS = 3_600_000;
let time: ManualTime;
let broker: ScriptedBroker;
let opened: TestConnection[];

beforeEach(async () => {
  time = manualTime();
  broker = await friendlyBroker(time);
  opened = [];
});

afterEach(async () => {
  for (const { connection } of opened) await connection.stop();
  await broker.close();
});

function open(overrides: Parameters<typeof openConnection>[2] = {}): TestConnection {
  const made = openConnection(broker, time, overrides);
  opened.push(made);
  return made;
}

function place({ connection, events }: TestConnection): boolean {
  const { account } = ofKind(events, "snapshot")[0]?.accounts[0] ?? {};
  return connection.place({ order: "k", account, contract: "NQZ6", side: 1, quantity: 1, tag: "" } as never);
}

/** Locked out by the reply to an order, everything else in order. */
async function lockedOut(): Promise<TestConnection> {
  const made = open();
  await connected(made);
  broker.answers.set("order/placeorder", () => ({ status: 429 }));
  expect(place(made)).toBe(true);
  await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
  return made;
}

describe("a 429", { timeout: 60_000 }, () => {
  it("is told in words with its end, alarmed, and kept at once; the socket goes on being heard", async () => {
    const made = await lockedOut();
    const untilMs = time.clock.now().wallMs + HOUR_MS;
    const { words, budget, problems } = made.connection.view();
    expect(words).toMatch(/locked this login out \(429\).* until \d\d:\d\d:\d\d CT\. /u);
    expect(budget).toMatchObject({ pausedBy: "LockedOut", pausedUntilMs: untilMs });
    expect(problems[0]).toMatchObject({ code: "LockedOut", next: expect.stringMatching(/by hand/u) });
    expect(made.alarms).toEqual([expect.stringContaining("429")]);
    expect(made.kept.at(-1)).toMatchObject({ lockedUntilMs: untilMs, lockedBy: "LockedOut" });
    expect(ofKind(made.events, "placed")).toMatchObject([{ outcome: { reason: "LockedOut" } }]);
    broker.tell(position(1, 0));
    await eventually(() => expect(ofKind(made.events, "position")).toHaveLength(1));
  });

  it("holds every request, the probe too, and every reconnect until its end", async () => {
    const made = await lockedOut();
    const [requests, upgrades] = [broker.requests.length, broker.upgrades];
    made.connection.resolveContract("ESZ6" as never);
    time.advance(29_000);
    await breathe();
    expect(ofKind(made.events, "disconnected")).toEqual([]);
    // Silence ends the socket at last; it stays lost.
    time.advance(60_000);
    expect(ofKind(made.events, "disconnected")).toHaveLength(1);
    made.connection.resync("the trader pressed reconnect");
    time.advance(HOUR_MS - 89_000 - 1000);
    await breathe();
    expect([broker.requests.length, broker.upgrades]).toEqual([requests, upgrades]);
    expect(made.connection.view()).toMatchObject({
      state: "needs-you",
      words: expect.stringMatching(/429/u),
    });
    time.advance(3000);
    await connected(made);
    expect(broker.upgrades).toBeGreaterThan(upgrades);
  });

  it("on the upgrade or the login locks as well, and is asked once", async () => {
    broker.refuseUpgrades = 429;
    const made = open();
    await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
    time.advance(HOUR_MS / 2);
    await breathe();
    expect(broker.upgrades).toBe(1);

    broker.refuseUpgrades = null;
    broker.answers.set("auth/accesstokenrequest", () => ({ status: 429 }));
    const before = broker.requests.length;
    const other = open();
    await eventually(() => expect(other.connection.view().state).toBe("needs-you"));
    time.advance(HOUR_MS / 2 - 10_000);
    await breathe();
    expect(broker.requests.slice(before)).toEqual([expect.stringContaining("auth/accesstokenrequest")]);
  });

  it("survives a restart: nothing is asked until the stored deadline", async () => {
    const made = await lockedOut();
    const stored = made.kept.at(-1);
    await made.connection.stop();
    const [requests, upgrades] = [broker.requests.length, broker.upgrades];
    time.advance(600_000);
    const budget = new RequestBudget(LIMITS, stored, time.clock.now());
    const again = open({
      budget,
      history: new LoginHistory(STRICT_LOGINS, stored?.loginsMs ?? [], time.clock.now()),
    });
    await breathe();
    time.advance(HOUR_MS - 600_000 - 2000);
    await breathe();
    expect([broker.requests.length, broker.upgrades]).toEqual([requests, upgrades]);
    expect(again.connection.view().state).toBe("needs-you");
    time.advance(4000);
    await connected(again);
  });
});

describe("a 423", { timeout: 60_000 }, () => {
  it("warns: silence for a minute, then on", async () => {
    const made = open();
    await connected(made);
    broker.answers.set("order/placeorder", () => ({ status: 423 }));
    place(made);
    await eventually(() => expect(made.connection.view().budget.pausedBy).toBe("LockoutWarning"));
    expect(made.connection.view().state).toBe("needs-you");
    expect(made.alarms).toEqual([]);
    broker.say("h");
    time.advance(61_000);
    await eventually(() => expect(made.connection.view().budget.pausedBy).toBeNull());
  });
});

describe("the trader's forced attempt", { timeout: 60_000 }, () => {
  async function lockedAndLost(): Promise<TestConnection> {
    const made = await lockedOut();
    time.advance(31_000);
    expect(ofKind(made.events, "disconnected")).toHaveLength(1);
    return made;
  }

  it("is exactly one: refused again, the hour begins anew", async () => {
    const made = await lockedAndLost();
    broker.refuseUpgrades = 429;
    const { upgrades } = broker;
    made.connection.forceAttempt();
    time.advance(0);
    await eventually(() => expect(broker.upgrades).toBe(upgrades + 1));
    const untilMs = time.clock.now().wallMs + HOUR_MS;
    await eventually(() => expect(made.connection.view().budget.pausedUntilMs).toBe(untilMs));
    time.advance(HOUR_MS - 2000);
    await breathe();
    expect(broker.upgrades).toBe(upgrades + 1);
  });

  it("that the broker answers ends the lock-out, and what was held may go", async () => {
    const made = await lockedAndLost();
    made.connection.forceAttempt();
    time.advance(0);
    await eventually(() => expect(ofKind(made.events, "snapshot")).toHaveLength(2));
    await connected(made);
    expect(ofKind(made.events, "unlocked")).toEqual([{ kind: "unlocked", connection: "A" }]);
    expect(made.kept.at(-1)?.lockedUntilMs).toBeNull();
  });

  it("with the socket up is the core's own order: accepted, it ends the lock-out", async () => {
    const made = await lockedOut();
    made.connection.forceAttempt();
    broker.answers.set("order/placeorder", () => ({ status: 200, body: { orderId: 77 } }));
    place(made);
    await eventually(() => expect(ofKind(made.events, "unlocked")).toHaveLength(1));
    expect(made.connection.view().words).toBe("Connected.");
  });

  it("that ends the lock-out lets readings and market data go too, not at the hour's end", async () => {
    const made = open({ urls: { http: broker.http, ws: broker.ws, md: broker.ws } });
    await connected(made);
    time.advance(0);
    await eventually(() => expect(broker.upgrades).toBe(2));
    broker.answers.set("order/placeorder", () => ({ status: 429 }));
    place(made);
    await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
    made.connection.resolveContract("ESZ6" as never);
    time.advance(31_000);
    await breathe();
    made.connection.forceAttempt();
    time.advance(0);
    await eventually(() => expect(ofKind(made.events, "unlocked")).toHaveLength(1));
    time.advance(2000);
    await eventually(() => expect(broker.requests.at(-1)).toMatch(/^contract\/find/u));
    await eventually(() => expect(broker.upgrades).toBe(4));
  });

  it("does nothing while the socket is there: the core's order is the attempt", async () => {
    const made = await lockedOut();
    const [requests, upgrades] = [broker.requests.length, broker.upgrades];
    made.connection.forceAttempt();
    time.advance(0);
    await breathe();
    expect([broker.requests.length, broker.upgrades]).toEqual([requests, upgrades]);
  });
});

describe("a penalty ticket on an order", { timeout: 60_000 }, () => {
  it("tells the core when it may send again, keeps the ticket to itself, and rides on what is sent then", async () => {
    const made = open();
    await connected(made);
    const bodies: string[] = [];
    broker.answers.set("order/placeorder", (body) => {
      bodies.push(body);
      if (bodies.length === 1) return { status: 200, body: { "p-ticket": "TICKET", "p-time": 5 } };
      return { status: 200, body: { orderId: 77 } };
    });
    place(made);
    await eventually(() => expect(ofKind(made.events, "placed")).toHaveLength(1));
    const [placed] = ofKind(made.events, "placed");
    expect(placed?.outcome).toMatchObject({
      kind: "rejected",
      reason: "PenaltyTicket",
      ticket: { captcha: false },
    });
    expect(JSON.stringify([placed, made.views, made.logged.lines])).not.toContain("TICKET");
    expect(made.connection.view()).toMatchObject({
      state: "connected",
      words: expect.stringMatching(/pause until \d\d:\d\d:\d\d CT \(penalty ticket\)/u),
    });
    time.advance(4000);
    place(made);
    await eventually(() => expect(bodies).toHaveLength(2));
    await breathe();
    time.advance(1250);
    place(made);
    await eventually(() => expect(bodies).toHaveLength(3));
    const tickets = bodies.map((body) => (JSON.parse(body) as { "p-ticket"?: string })["p-ticket"]);
    expect(tickets).toEqual([undefined, undefined, "TICKET"]);
    expect(made.connection.view().words).toBe("Connected.");
  });

  it("on a cancel says when it may be tried again, and rides on that", async () => {
    const made = open();
    await connected(made);
    const bodies: string[] = [];
    broker.answers.set("order/cancelorder", (body) => {
      bodies.push(body);
      return { status: 200, body: bodies.length === 1 ? { "p-ticket": "T", "p-time": 1 } : { commandId: 5 } };
    });
    const { account } = ofKind(made.events, "snapshot")[0]?.accounts[0] ?? {};
    const cancel = { order: "c", orderId: "77", account };
    expect(made.connection.cancel(cancel as never)).toBe(true);
    await eventually(() => expect(ofKind(made.events, "cancel-failed")).toHaveLength(1));
    const untilNs = ofKind(made.events, "cancel-failed")[0]?.untilNs ?? 0;
    expect(untilNs - time.clock.monoNs()).toBeGreaterThanOrEqual(1e9);
    time.advance(1250);
    made.connection.cancel(cancel as never);
    await eventually(() => expect(bodies).toHaveLength(2));
    expect(JSON.parse(bodies[1] ?? "")).toEqual({ orderId: 77, isAutomated: true, "p-ticket": "T" });
  });

  it("with a captcha needs the trader for about an hour", async () => {
    const made = open();
    await connected(made);
    const body = { "p-ticket": "T", "p-time": 5, "p-captcha": true };
    broker.answers.set("order/placeorder", () => ({ status: 200, body }));
    place(made);
    await eventually(() => expect(made.connection.view().state).toBe("needs-you"));
    expect(made.connection.view().words).toMatch(/human .*Log in once at the broker's own platform/u);
    const outcome = ofKind(made.events, "placed")[0]?.outcome;
    const untilNs = outcome?.kind === "rejected" ? (outcome.ticket?.untilNs ?? 0) : 0;
    expect(untilNs - time.clock.monoNs()).toBeGreaterThanOrEqual(3600e9);
    expect(made.alarms).toHaveLength(1);
  });
});
