/** F5: windows, the reserve, pauses, what is kept over a restart. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestBudget } from "./budget.ts";

const S = 1e9;
const limits = { perSecond: 5, perMinute: 20, perHour: 100 };
const at = (seconds: number) => ({ monoNs: seconds * S, wallMs: 1_700_000_000_000 + seconds * 1000 });

/** Takes as many as go at that moment. */
function drain(budget: RequestBudget, kind: "poll" | "read" | "entry", nowNs: number): number {
  let taken = 0;
  while (budget.take(kind, nowNs) === 0) taken += 1;
  return taken;
}

describe("windows", () => {
  test("the second's window spaces, and says when it is free again", () => {
    const budget = new RequestBudget(limits);
    expect(drain(budget, "entry", 0)).toBe(5);
    expect(budget.take("entry", 0.5 * S)).toBe(1 * S);
    expect(budget.take("entry", 1 * S)).toBe(0);
  });

  test("the minute slides: one leaves as the first of its window falls out", () => {
    const budget = new RequestBudget(limits);
    for (let second = 0; second < 4; second++) expect(drain(budget, "entry", second * S)).toBe(5);
    expect(budget.take("entry", 10 * S)).toBe(60 * S);
    expect(drain(budget, "entry", 60 * S)).toBe(5);
  });

  test("polling gives way first, exits and the session never", () => {
    const budget = new RequestBudget({ ...limits, perSecond: 100 });
    expect(drain(budget, "poll", 0)).toBe(10);
    expect(drain(budget, "entry", 0)).toBe(10);
    expect(budget.take("poll", 0)).toBeGreaterThan(0);
    for (let index = 0; index < 50; index++) expect(budget.take("exit", 0)).toBe(0);
    expect(budget.take("session", 0)).toBe(0);
    expect(budget.view(at(0)).windows?.minute).toEqual({ used: 71, limit: 20 });
  });

  test("no limits: everything goes and nothing is metered", () => {
    const budget = new RequestBudget(null);
    for (let index = 0; index < 1000; index++) expect(budget.take("entry", 0)).toBe(0);
    expect(budget.view(at(0)).windows).toBeNull();
  });
});

describe("the reserve: min(2 × open positions, 40 %), at least one per open position", () => {
  test.each([
    [0, 0],
    [1, 2],
    [4, 8],
    [5, 8],
    [8, 8],
    [12, 12],
    [50, 20],
  ])("%i open positions keep %i of 20", (open, reserve) => {
    const budget = new RequestBudget({ ...limits, perSecond: 100 });
    budget.openPositions = open;
    expect(budget.view(at(0)).reserve).toBe(reserve);
    expect(drain(budget, "entry", 0)).toBe(20 - reserve);
    expect(budget.take("exit", 0)).toBe(0);
  });
});

describe("pauses", () => {
  test("a ticket holds back all but exits and the session", () => {
    const budget = new RequestBudget(limits);
    budget.pause("PenaltyTicket", 5 * S);
    expect(budget.take("entry", 0)).toBe(5 * S);
    expect(budget.take("poll", 0)).toBe(5 * S);
    expect(budget.take("exit", 0)).toBe(0);
    expect(budget.lockedUntilNs(0)).toBe(0);
    expect(budget.view(at(0))).toMatchObject({ pausedBy: "PenaltyTicket" });
  });

  test("a lock-out holds back everything but the trader's own word, also inside a longer ticket", () => {
    const budget = new RequestBudget(limits);
    budget.pause("PenaltyTicket", 3600 * S);
    budget.pause("LockoutWarning", 60 * S);
    expect(budget.take("exit", 1 * S)).toBe(60 * S);
    expect(budget.take("session", 1 * S)).toBe(60 * S);
    expect(budget.lockedUntilNs(1 * S)).toBe(60 * S);
    budget.force(1 * S);
    expect(budget.view(at(1)).windows?.second.used).toBe(1);
    expect(budget.take("exit", 60 * S)).toBe(0);
    expect(budget.take("entry", 60 * S)).toBe(3600 * S);
  });

  test("after a lock-out exits come first: everything else waits a second longer", () => {
    const budget = new RequestBudget(limits);
    budget.pause("LockoutWarning", 60 * S);
    expect(budget.take("session", 60 * S)).toBe(0);
    expect(budget.take("exit", 60 * S)).toBe(0);
    expect(budget.take("entry", 60 * S)).toBe(61 * S);
    expect(budget.take("entry", 61 * S)).toBe(0);
  });

  test("a lock-out ends when the broker has answered a forced request; exits first", () => {
    const budget = new RequestBudget(limits);
    budget.pause("LockedOut", 3600 * S);
    budget.endLockOut(10 * S);
    expect(budget.take("exit", 10 * S)).toBe(0);
    expect(budget.take("entry", 10 * S)).toBe(11 * S);
    expect(budget.stored(at(10)).lockedUntilMs).toBeNull();
  });

  test("a shorter pause does not end a longer one", () => {
    const budget = new RequestBudget(limits);
    budget.pause("LockedOut", 3600 * S);
    budget.pause("LockoutWarning", 60 * S);
    expect(budget.lockedUntilNs(61 * S)).toBe(3600 * S);
    expect(budget.view(at(61)).pausedBy).toBe("LockedOut");
  });
});

describe("over a restart", () => {
  test("what was spent and what is locked goes on, on another monotonic clock", () => {
    const before = new RequestBudget({ ...limits, perSecond: 100 });
    expect(drain(before, "entry", 100 * S)).toBe(20);
    before.pause("LockedOut", 3700 * S);
    const stored = before.stored(at(110));
    const later = { monoNs: 7, wallMs: at(140).wallMs };
    const after = new RequestBudget({ ...limits, perSecond: 100 }, stored, later);
    expect(after.view(later).windows?.minute.used).toBe(20);
    expect(after.lockedUntilNs(7)).toBeCloseTo(7 + 3560 * S, -6);
    expect(after.view(later).pausedBy).toBe("LockedOut");
  });

  test("a clock that was set back makes nothing younger than now, and no pause longer than an hour", () => {
    const stored = {
      spent: [[at(500).wallMs, 3]] as const,
      ticketUntilMs: null,
      lockedUntilMs: at(90_000).wallMs,
      lockedBy: "LockedOut" as const,
    };
    const after = new RequestBudget(limits, stored, at(0));
    expect(after.view(at(0)).windows?.second.used).toBe(3);
    expect(after.view(at(1)).windows?.second.used).toBe(0);
    expect(after.lockedUntilNs(0)).toBe(3600 * S);
  });
});

test("property: nothing but exits ever goes past limit less reserve in any window", () => {
  const kinds = fc.constantFrom("poll", "read", "entry", "exit", "session");
  const steps = fc.array(fc.record({ kind: kinds, gapMs: fc.nat(4000), open: fc.nat(12) }), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (list) => {
      const budget = new RequestBudget(limits);
      const times: number[] = [];
      let nowNs = 0;
      for (const { kind, gapMs, open } of list) {
        nowNs += gapMs * 1e6;
        budget.openPositions = open;
        const reserve = Math.max(open, Math.min(2 * open, 8));
        const used = times.filter((time) => time + 60 * S > nowNs).length;
        const untilNs = budget.take(kind, nowNs);
        const spared = kind === "exit" || kind === "session";
        if (untilNs === 0) times.push(nowNs);
        expect(untilNs === 0 || untilNs > nowNs).toBe(true);
        expect(untilNs > 0 && spared).toBe(false);
        expect(untilNs === 0 && !spared && used >= 20 - reserve).toBe(false);
      }
    }),
  );
});
