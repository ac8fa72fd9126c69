/** The client's own requests and the budget: what goes, what waits, what is heard of lock-outs. */

import { describe, expect, it } from "vitest";
import { RequestBudget } from "../../core/budget.ts";
import type { Failure } from "./errors.ts";
import { Pacer } from "./pacer.ts";
import type { OwnKind } from "./pacer.ts";
import { manualTime } from "./test-support.ts";

const limits = { perSecond: 100, perMinute: 10, perHour: 1000 };

function setUp() {
  const time = manualTime();
  const budget = new RequestBudget(limits);
  const paused: string[] = [];
  const changes: boolean[] = [];
  const pacer = new Pacer({
    budget,
    clock: time.clock,
    timers: time.timers,
    changed: (urgent) => changes.push(urgent),
    paused: (reason) => paused.push(reason),
  });
  const gone: string[] = [];
  const ask = (name: string, kind: OwnKind, priority = 0): void => {
    void pacer.turn({ kind, priority }).then((goes) => gone.push(goes ? name : `never ${name}`));
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  };
  return { time, budget, pacer, paused, changes, gone, ask, settle };
}

const status = (code: number): Failure => ({ kind: "status", status: code, text: "" });

describe("a request", () => {
  it("leaves at once while the budget bears it, by priority when it does not, polling last", async () => {
    const { time, budget, ask, gone, settle } = setUp();
    for (let taken = 0; taken < 9; taken++) budget.take("entry", time.clock.monoNs());
    ask("first read", "read");
    ask("poll", "poll", 9);
    ask("second read", "read", 1);
    ask("read that hurries", "read", 4);
    ask("session", "session");
    await settle();
    expect(gone).toEqual(["first read", "session"]);
    time.advance(60_000);
    await settle();
    expect(gone.slice(2).toSorted()).toEqual(["poll", "read that hurries", "second read"].toSorted());
    expect(gone.indexOf("read that hurries")).toBeLessThan(gone.indexOf("second read"));
  });

  it("that nobody waits for any more never leaves, and takes nothing", async () => {
    const { time, budget, pacer, settle } = setUp();
    for (let taken = 0; taken < 10; taken++) budget.take("entry", time.clock.monoNs());
    let wanted = true;
    const goes = pacer.turn({ kind: "read", wanted: () => wanted });
    wanted = false;
    time.advance(60_000);
    expect(await goes).toBe(false);
    await settle();
    expect(budget.view(time.clock.now()).windows?.minute.used).toBe(0);
  });

  it("ends with the connection", async () => {
    const { time, budget, ask, pacer, gone, settle } = setUp();
    for (let taken = 0; taken < 10; taken++) budget.take("entry", time.clock.monoNs());
    ask("read", "read");
    await settle();
    pacer.close();
    await settle();
    expect(gone).toEqual(["never read"]);
    expect(pacer.now({ kind: "session" })).toBe(false);
    expect(await pacer.turn({ kind: "session" })).toBe(false);
  });
});

describe("what the broker asks for", () => {
  it.each([
    ["a 429", status(429), 3600, "LockedOut"],
    ["a 423", status(423), 60, "LockoutWarning"],
  ] as const)(
    "by %s holds everything until its end, and is kept at once",
    async (_name, failure, seconds, reason) => {
      const { time, ask, pacer, gone, paused, changes, settle } = setUp();
      pacer.observe(failure);
      expect({ paused, changes }).toEqual({ paused: [reason], changes: [true] });
      for (const kind of ["poll", "read", "session"] as const) ask(kind, kind);
      time.advance(seconds * 1000 - 1);
      await settle();
      expect(gone).toEqual([]);
      expect(pacer.lockedUntilNs()).toBeGreaterThan(0);
      time.advance(1);
      await settle();
      expect(gone).toEqual(["session"]);
      expect(pacer.lockedUntilNs()).toBe(0);
      // Exits come first afterwards, which are the core's.
      time.advance(10_000);
      await settle();
      expect(gone).toHaveLength(3);
    },
  );

  it("by each further 429 begins the hour anew", () => {
    const { time, pacer } = setUp();
    pacer.observe(status(429));
    time.advance(3_000_000);
    pacer.observe(status(429));
    time.advance(3_599_999);
    expect(pacer.now({ kind: "session" })).toBe(false);
    time.advance(1);
    expect(pacer.now({ kind: "session" })).toBe(true);
  });

  it("lets one attempt of the trader's through, which is counted", () => {
    const { time, budget, pacer } = setUp();
    pacer.observe(status(429));
    expect(pacer.now({ kind: "session", forced: true })).toBe(true);
    expect(pacer.now({ kind: "session" })).toBe(false);
    expect(budget.view(time.clock.now()).windows?.second.used).toBe(1);
  });

  it("holds nothing any more when the lock-out ends before its time", async () => {
    const { time, budget, ask, pacer, gone, settle } = setUp();
    pacer.observe(status(429));
    for (const kind of ["poll", "read", "session"] as const) ask(kind, kind);
    await settle();
    budget.endLockOut(time.clock.monoNs());
    pacer.resume();
    await settle();
    expect(gone).toEqual(["session"]);
    time.advance(1000);
    await settle();
    expect(gone).toHaveLength(3);
    expect(pacer.now({ kind: "session" })).toBe(true);
  });

  it("by a ticket holds readings and polling, not the session", async () => {
    const { time, ask, pacer, gone, paused, settle } = setUp();
    pacer.observe({ kind: "penalty", ticket: "T", seconds: 30, captcha: false });
    for (const kind of ["poll", "read", "session"] as const) ask(kind, kind);
    await settle();
    expect({ gone, paused, captcha: pacer.captchaUntilNs() }).toEqual({
      gone: ["session"],
      paused: ["PenaltyTicket"],
      captcha: 0,
    });
    time.advance(30_000);
    await settle();
    expect(gone).toHaveLength(3);
  });

  it("with a captcha holds for about an hour, whatever time it names", () => {
    const { time, pacer } = setUp();
    pacer.observe({ kind: "penalty", ticket: "T", seconds: 5, captcha: true });
    time.advance(3_599_000);
    expect(pacer.now({ kind: "read" })).toBe(false);
    expect(pacer.captchaUntilNs()).toBeGreaterThan(0);
    time.advance(1000);
    expect(pacer.now({ kind: "read" })).toBe(true);
  });

  it("is not heard in other failures", () => {
    const { pacer, paused } = setUp();
    for (const code of [307, 400, 401, 403, 404, 408, 421, 500, 502, 503]) pacer.observe(status(code));
    pacer.observe({ kind: "timeout" });
    pacer.observe({ kind: "refused", reason: "ErrorText", text: "no" });
    expect(paused).toEqual([]);
  });
});
