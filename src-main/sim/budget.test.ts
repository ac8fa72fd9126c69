/** F4 and F5 through the real core: what waits, what never waits, what is said, what goes first afterwards. */
import { describe, expect, it } from "vitest";
import { RequestBudget } from "../core/budget.ts";
import type { PlaceOutcome } from "../core/input.ts";
import { followerRow } from "../core/view/rows.ts";
import { multiplierOf, OTHER_LOGIN } from "./desk.ts";
import { exampleDesk, type ExampleDesk, type ExampleOptions } from "./example-desk.ts";

const S = 1e9;
const roomy = { perSecond: 100, perMinute: 100, perHour: 1000 };
const follower = {
  sizing: multiplierOf({ multiplier: "1.00", positionCap: 100 }),
  contractMap: "same",
  keepNotional: false,
} as const;

function desk(budget: RequestBudget, options: Omit<ExampleOptions, "follower"> = {}): ExampleDesk {
  const at = exampleDesk({ follower, ...options });
  at.exchange.state.budgets.set(OTHER_LOGIN, budget);
  return at;
}

/** Spends all that entries may have at this moment. */
function drain(budget: RequestBudget, nowNs: number): void {
  while (budget.take("entry", nowNs) === 0);
}

function monoNs(at: ExampleDesk): number {
  return at.exchange.clock.now().monoNs;
}

describe("F5, a spent budget", () => {
  it("lets entries wait, merges them, and sends one order when the second is over", () => {
    const budget = new RequestBudget({ ...roomy, perSecond: 3 });
    const at = desk(budget);
    drain(budget, monoNs(at));
    at.lead(1);
    expect(at.leg("open")?.verdict).toBe("waiting");
    at.lead(2);
    at.lead(3);
    expect(at.sent()).toEqual([]);
    at.wait(1_001);
    expect(at.sent()).toEqual(["buy 3"]);
    expect(at.holds()).toBe(3);
  });

  it("drops an entry that waited for 2 s as stale, says why, and never sends it later", () => {
    const budget = new RequestBudget({ ...roomy, perMinute: 5 });
    const at = desk(budget);
    drain(budget, monoNs(at));
    at.lead(2);
    at.wait(120_000);
    expect(at.sent()).toEqual([]);
    expect(at.said().filter((words) => words.includes("request budget was short"))).toHaveLength(1);
  });

  it("never holds an exit back: the leader goes flat, one order, flatten", () => {
    const budget = new RequestBudget({ perSecond: 2, perMinute: 5, perHour: 1000 });
    const at = desk(budget);
    at.lead(4);
    drain(budget, monoNs(at));
    expect(at.sent()).toEqual(["buy 4"]);
    at.lead(2);
    expect(at.sent()).toEqual(["sell 2"]);
    at.lead(0);
    expect(at.sent()).toEqual(["liquidate 2"]);
    expect(at.holds()).toBe(0);
  });

  it("sends a reversal's close at once, and its open when the budget has some", () => {
    const budget = new RequestBudget({ ...roomy, perSecond: 2 });
    const at = desk(budget);
    at.lead(2);
    at.sent();
    drain(budget, monoNs(at));
    at.lead(-2);
    expect(at.sent()).toEqual(["liquidate 2"]);
    expect(at.holds()).toBe(0);
    at.wait(1_001);
    expect(at.sent()).toEqual(["sell 2"]);
    expect(at.holds()).toBe(-2);
  });

  it("drops what waits when the leader leaves the position", () => {
    const budget = new RequestBudget({ ...roomy, perSecond: 2 });
    const at = desk(budget);
    drain(budget, monoNs(at));
    at.lead(2);
    at.lead(0);
    at.wait(10_000);
    expect(at.sent()).toEqual([]);
    expect(at.holds()).toBe(0);
  });

  it("keeps a request for the exit of the position that an entry is about to open", () => {
    const budget = new RequestBudget({ ...roomy, perMinute: 3 });
    const at = desk(budget);
    // 3 a minute, one position about to open: 1 kept (40 % of 3), so two entries may go, not three.
    at.lead(1);
    at.lead(2);
    at.lead(3);
    expect(at.sent()).toEqual(["buy 1", "buy 1"]);
    at.lead(0);
    expect(at.sent()).toEqual(["liquidate 2"]);
  });
});

describe("F4, a penalty ticket", () => {
  const ticketed = (seconds: number, captcha: boolean) => {
    let tickets = 1;
    const place: { at: ExampleDesk | null } = { at: null };
    const budget = new RequestBudget(roomy);
    const answerWith: ExampleOptions["answerWith"] = (row): PlaceOutcome | null => {
      if (row.closing === 0 || tickets === 0 || place.at === null) return null;
      tickets -= 1;
      const untilNs = monoNs(place.at) + seconds * S;
      budget.pause("PenaltyTicket", untilNs);
      return { kind: "rejected", reason: "PenaltyTicket", text: "", ticket: { untilNs, captcha } };
    };
    const at = desk(budget, { answerWith });
    place.at = at;
    return at;
  };

  it("sends the exit again after the time given, computed anew, and is calm about 5 s", () => {
    const at = ticketed(5, false);
    at.lead(3);
    at.sent();
    at.lead(0);
    expect(at.sent()).toEqual(["liquidate 3"]);
    at.wait(4_900);
    expect(at.sent()).toEqual([]);
    const [first] = at.exchange.state.followers.values();
    const held = first ? followerRow(at.exchange.state, first).exitHeld : null;
    expect(held).toMatchObject({ contract: "NQZ6", untilMs: at.exchange.clock.now().wallMs + 100 });
    at.wait(200);
    expect(at.sent()).toEqual(["liquidate 3"]);
    expect(at.holds()).toBe(0);
    expect(at.said().some((words) => words.includes("sent again in 5 s"))).toBe(true);
    expect(at.said().some((words) => words.includes("Close by hand"))).toBe(false);
  });

  it.each([
    [30, false],
    [5, true],
  ])("tells the trader what to close by hand: %i s, captcha %s", (seconds, captcha) => {
    const at = ticketed(seconds, captcha);
    at.lead(3);
    at.lead(0);
    const told = at.said().filter((words) => words.includes("Close by hand at the broker: F1, +3 NQZ6"));
    expect(told).toHaveLength(1);
  });

  it("never resends a ticketed entry, and does not count it towards three rejects", () => {
    const untilNs = 3 * S;
    const outcome = {
      kind: "rejected",
      reason: "PenaltyTicket",
      text: "",
      ticket: { untilNs, captcha: false },
    };
    const at = desk(new RequestBudget(roomy), { answerWith: () => outcome as PlaceOutcome });
    for (const to of [1, 0, 1, 0, 1, 0, 1]) at.lead(to);
    at.wait(20_000);
    expect(at.sent()).toEqual(["buy 1", "buy 1", "buy 1", "buy 1"]);
    expect(at.leg("open")?.verdict).toBe("send");
  });
});

describe("F4, a lock-out", () => {
  it("sends nothing by itself, tells what to close by hand once, and exits come first afterwards", () => {
    const budget = new RequestBudget(roomy);
    const at = desk(budget);
    at.lead(3);
    at.sent();
    budget.pause("LockedOut", monoNs(at) + 3600 * S);
    at.lead(0);
    at.wait(1_000);
    at.lead(2);
    expect(at.leg("open")?.verdict).toBe("login-locked");
    at.wait(3_590_000);
    expect(at.sent()).toEqual([]);
    expect(at.said().filter((words) => words.includes("Close by hand"))).toHaveLength(1);
    at.wait(9_100);
    expect(at.sent()).toEqual(["liquidate 3"]);
    expect(at.holds()).toBe(0);
    at.lead(0);
    at.lead(1);
    expect(at.leg("open")?.verdict).toBe("waiting");
    at.wait(1_000);
    expect(at.sent()).toEqual(["buy 1"]);
  });

  it("lets the trader's flatten through once, and again only when he presses again", () => {
    const budget = new RequestBudget(roomy);
    const at = desk(budget, {
      answerWith: (row) =>
        row.closing === 0 ? null : { kind: "rejected", reason: "LockedOut", text: "locked" },
    });
    at.lead(3);
    at.sent();
    budget.pause("LockedOut", monoNs(at) + 3600 * S);
    at.flatten();
    expect(at.sent()).toEqual(["liquidate 3"]);
    at.wait(600_000);
    expect(at.sent()).toEqual([]);
    at.flatten();
    expect(at.sent()).toEqual(["liquidate 3"]);
  });
});

it("F8: ten rejected entries within a minute put entries off everywhere", () => {
  const outcome: PlaceOutcome = { kind: "rejected", reason: "MaxPosLimitReached", text: "limit" };
  let refused = true;
  const at = exampleDesk({ follower, answerWith: () => (refused ? outcome : null) });
  const [first] = at.exchange.state.followers.values();
  for (let index = 0; index < 10; index += 1) {
    // Each alone would not count to three in a row.
    if (first) first.rejects = 0;
    at.lead(1);
    at.wait(1_000);
    at.lead(0);
    at.wait(1_000);
  }
  refused = false;
  at.sent();
  at.lead(1);
  expect(at.leg("open")?.verdict).toBe("entries-off-rejects");
  expect(at.said().some((words) => words.includes("off everywhere"))).toBe(true);
});
