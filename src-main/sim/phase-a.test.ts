/**
 * The table of Phase A (product.md section 3), cell by cell, through `step`: for each check and each leg what it says, what
 * it records and what is sent. Checks 5 and 11 belong to risk rules that this version can not arm: their cells say so.
 */
import { describe, expect, it } from "vitest";
import { RequestBudget } from "../core/budget.ts";
import type { CheckNumber } from "../core/decision.ts";
import { LEADER, OTHER_LOGIN } from "./desk.ts";
import type { ExampleDesk } from "./example-desk.ts";
import { ALL, desk, failed, follower, legOf, over, seen, set } from "./phase-a-desk.ts";

interface Cell {
  readonly check: CheckNumber;
  readonly when: string;
  /** What makes it so, once the follower holds what the leader holds. */
  readonly make: (at: ExampleDesk) => void;
  readonly verdict: string;
  readonly seen: string;
}

function rejectThree(at: ExampleDesk): void {
  const [state] = at.exchange.state.followers.values();
  state?.entriesOff.add("rejects");
}

function lockLogin(at: ExampleDesk): void {
  const budget = new RequestBudget(null);
  at.exchange.state.budgets.set(OTHER_LOGIN, budget);
  budget.pause("LockoutWarning", at.exchange.clock.now().monoNs + 3600e9);
}

function forgetPosition(at: ExampleDesk): void {
  for (const account of at.exchange.state.accounts.values()) {
    if (account.key === LEADER.key) continue;
    for (const position of account.positions.values()) position.unknown = "a report and the fills differ";
  }
}

/** What keeps an entry off and must not keep an exit off. */
const entriesOnly: readonly Cell[] = [
  {
    check: 1,
    when: "the group is closing only",
    make: set({ status: "closing-only" }),
    verdict: "group-closing-only",
    seen: "group closing-only",
  },
  {
    check: 2,
    when: "the follower is off, exits are copied",
    make: follower({ enabled: false, whenOff: "copy-exits" }),
    verdict: "follower-off",
    seen: "off, exits are copied until flat",
  },
  {
    check: 4,
    when: "three entries in a row were refused",
    make: rejectThree,
    verdict: "entries-off-rejects",
    seen: "entries-off-rejects",
  },
  {
    check: 4,
    when: "somebody else traded, and entries stop then",
    make: (at) => {
      const [state] = at.exchange.state.followers.values();
      state?.entriesOff.add("foreign");
    },
    verdict: "entries-off-foreign",
    seen: "entries-off-foreign",
  },
  {
    check: 4,
    when: "the last gate has stopped an order",
    make: (at) => {
      at.exchange.state.gate = "an order broke a rule";
    },
    verdict: "entries-off-gate",
    seen: "entries-off-gate",
  },
  {
    check: 4,
    when: "the ledger can not be written",
    make: (at) => {
      at.exchange.input({ kind: "ledger-failed", why: "disk full" });
    },
    verdict: "entries-off-ledger",
    seen: "entries-off-ledger",
  },
  {
    check: 4,
    when: "the follower's position is not certain",
    make: forgetPosition,
    verdict: "follower-position-unknown",
    seen: "follower-position-unknown",
  },
  {
    check: 6,
    when: "the symbol is not listed",
    make: set({ symbols: ["ES"] }),
    verdict: "symbol-not-listed",
    seen: "NQZ6, listed: ES",
  },
  {
    check: 7,
    when: "no session window is open",
    make: set({ sessions: [over] }),
    verdict: "outside-session",
    seen: "closed",
  },
  {
    check: 8,
    when: "a reversal in a group that only closes",
    make: set({ onReversal: "close-only" }),
    verdict: "close-only",
    seen: "reversal, group set to close-only",
  },
];

describe("what holds an entry back", () => {
  it.each(entriesOnly)(
    "check $check, $when: the entry is denied, the close of the same fill is sent",
    (cell) => {
      const at = desk();
      at.lead(2);
      at.sent();
      cell.make(at);
      at.lead(-3);
      const open = legOf(at, "open");
      expect([open.verdict, open.quantity]).toEqual([cell.verdict, 0]);
      expect(seen(open, cell.check)).toMatch(cell.seen);
      expect(failed(open)).toEqual([cell.check]);
      expect(open.checks.map(({ check }) => check)).toEqual(ALL);
      const close = legOf(at, "close");
      expect([close.verdict, failed(close)]).toEqual(["target", []]);
      expect(close.checks.map(({ check }) => check)).toEqual(ALL);
      expect(at.sent()).toEqual(["liquidate 2"]);
      expect(at.holds()).toBe(0);
    },
  );

  it.each(entriesOnly)("check $check, $when: an exit alone is sent as well", (cell) => {
    const at = desk();
    at.lead(4);
    at.sent();
    cell.make(at);
    at.lead(1);
    expect(at.sent()).toEqual(["sell 3"]);
    at.lead(0);
    expect(at.sent()).toEqual(["liquidate 1"]);
  });

  it.each(entriesOnly.filter(({ check }) => check !== 8))("check $check, $when: an add is denied", (cell) => {
    const at = desk();
    at.lead(2);
    at.sent();
    cell.make(at);
    at.lead(3);
    expect([legOf(at, "open").verdict, at.sent()]).toEqual([cell.verdict, []]);
  });

  it("check 4, flattened by the trader: denied until the leader is flat, and copied from then on", () => {
    const at = desk();
    at.lead(2);
    at.flatten();
    at.sent();
    at.lead(3);
    expect(legOf(at, "open").verdict).toBe("entries-off-flattened");
    at.lead(0);
    at.lead(1);
    expect(at.sent()).toEqual(["buy 1"]);
  });

  it("check 4, the login is locked out: denied, and the exit is held by the lock-out alone", () => {
    const at = desk();
    at.lead(2);
    at.sent();
    lockLogin(at);
    at.lead(3);
    expect(legOf(at, "open").verdict).toBe("login-locked");
    at.lead(0);
    expect([legOf(at, "close").verdict, at.sent()]).toEqual(["target", []]);
  });

  it("check 4, an order without an answer: denied", () => {
    const at = desk({}, { answerWith: () => ({ kind: "unknown", why: "the socket closed" }) });
    at.lead(2);
    at.lead(3);
    expect(legOf(at, "open").verdict).toBe("unknown-order");
  });

  it("check 4, the leader's position is not certain: denied", () => {
    const at = desk();
    at.lead(2);
    at.sent();
    for (const group of at.exchange.state.groups.values()) {
      for (const line of group.lines.values()) line.unknown = "a report and the fills differ";
    }
    at.lead(3);
    expect([legOf(at, "open").verdict, at.sent()]).toEqual(["leader-position-unknown", []]);
  });
});

describe("what the trader's own word holds back, exits too", () => {
  it.each([
    ["check 1, the group is paused", set({ status: "paused" }), "group-paused", "group-paused"],
    [
      "check 2, the follower is left alone",
      follower({ enabled: false, whenOff: "leave-alone" }),
      "left-alone",
      "follower-off",
    ],
  ] as const)("%s: neither leg", (_, make, close, open) => {
    const at = desk();
    at.lead(2);
    at.sent();
    make(at);
    at.lead(-3);
    expect([legOf(at, "close").verdict, legOf(at, "open").verdict]).toEqual([close, open]);
    at.lead(0);
    expect(at.sent()).toEqual([]);
    expect(at.holds()).toBe(2);
  });
});
