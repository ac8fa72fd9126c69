/** Entries that wait: what they must never do when time, the leader, the login or another entry has moved on. Each was a bug. */
import { describe, expect, it } from "vitest";
import { accountKeyOf, venueOf, type BrokerOrderId, type FillId } from "../../src-shared/ids.ts";
import type { BrokerFill } from "../core/input.ts";
import { step } from "../core/step.ts";
import { budgetDesk, type BudgetDesk } from "./budget-desk.ts";
import { CONTRACTS, ES, LEADER, MAIN_LOGIN, NQ, OTHER_LOGIN } from "./desk.ts";

const tight = { limits: { perSecond: 3 } };

/** A desk on which the leader's +`to` waits for the budget of the next second. */
function waiting(to: number): BudgetDesk {
  const at = budgetDesk(tight);
  at.drain();
  at.lead(to);
  expect(at.leg("open")?.verdict).toBe("waiting");
  return at;
}

/** A leader's buy of 1 like its last one, with other ids. */
function another(at: BudgetDesk, change: Partial<BrokerFill>): BrokerFill {
  const like = at.follower.group.lastFill;
  if (!like) throw new Error("the leader has not traded");
  return { ...like, fillId: "9999" as FillId, orderId: "9998" as BrokerOrderId, side: 1, ...change };
}

describe("time", () => {
  it("a sleep between the fill and its turn makes it stale, though the monotonic clock stood still", () => {
    const at = waiting(1);
    const now = at.exchange.clock.now();
    const timer = { kind: "waiting-entry", follower: at.follower.settings.id, contract: NQ } as const;
    const awake = { monoNs: now.monoNs + 1.001e9, wallMs: now.wallMs + 5_400_000 };
    const out = step(at.exchange.state, { kind: "timer", timer }, awake);
    expect(out.effects.filter((effect) => effect.kind === "place")).toEqual([]);
    expect(at.incomplete()).toEqual([]);
  });

  it("its age when it arrived counts: 1.5 s on the way leave it half a second to wait", () => {
    const at = budgetDesk(tight);
    at.lead(1);
    at.lead(0);
    at.sent();
    at.wait(5000);
    at.drain();
    const like = at.follower.group.lastFill;
    const filledAtMs = (like?.filledAtMs ?? 0) + 5000 - 1500;
    at.exchange.input({ kind: "fill", fill: another(at, { filledAtMs, receivedNs: at.nowNs() }) });
    at.exchange.clock.settle();
    expect(at.leg("open")?.verdict).toBe("waiting");
    at.wait(2000);
    expect(at.sent()).toEqual([]);
  });
});

describe("the leader and the login", () => {
  it("the leader reduced while its login was down", () => {
    const at = waiting(4);
    at.exchange.disconnect(MAIN_LOGIN);
    at.lead(2);
    at.wait(100);
    at.exchange.connect(MAIN_LOGIN);
    at.wait(3000);
    expect(at.sent()).toEqual([]);
    expect(at.incomplete()).toEqual([]);
  });

  it("the follower's login went and came back within the two seconds: nothing is made up for (R7)", () => {
    const at = waiting(2);
    at.exchange.disconnect(OTHER_LOGIN);
    at.wait(500);
    at.exchange.connect(OTHER_LOGIN);
    at.wait(3000);
    expect(at.sent()).toEqual([]);
    expect(at.incomplete()).toEqual([]);
  });

  it.each([false, true])("the login was pointed at another venue (contracts known there: %s)", (known) => {
    const at = waiting(1);
    const { state, clock } = at.exchange;
    const venue = venueOf("custom", "http://127.0.0.1:1/v1");
    const { connection, account: name } = at.follower.settings.ref;
    for (const spec of known ? CONTRACTS : []) {
      step(state, { kind: "contract", spec: { ...spec, venue } }, clock.now());
    }
    const shown = { beganNs: at.nowNs(), complete: true, positions: [], orders: [], fills: [], cash: null };
    const account = accountKeyOf(venue, "77");
    step(state, { kind: "disconnected", connection, why: "edited" }, clock.now());
    step(
      state,
      { kind: "snapshot", connection, venue, accounts: [{ account, name, ...shown }] },
      clock.now(),
    );
    at.wait(10_000);
    expect(state.orders.size).toBe(0);
    expect(at.incomplete()).toEqual([]);
  });
});

describe("the event", () => {
  it("is completed when the entry is released in the step that had decided to let it wait", () => {
    const at = waiting(1);
    at.wait(500);
    const { state, clock } = at.exchange;
    const now = { monoNs: at.nowNs() + 0.6e9, wallMs: clock.now().wallMs + 600 };
    const fill = another(at, { filledAtMs: now.wallMs, receivedNs: now.monoNs });
    const out = step(state, { kind: "fill", fill }, now);
    const orders = out.effects.flatMap((effect) => (effect.kind === "place" ? [effect.order.order] : []));
    expect(orders).toHaveLength(1);
    const outcome = { kind: "rejected", reason: "TooLate", text: "late" } as const;
    for (const order of orders) step(state, { kind: "placed", order, outcome }, now);
    expect(at.incomplete()).toEqual([]);
  });
});

describe("other entries", () => {
  it("an add that passed check 9 because an entry waited does not go without it", () => {
    const at = budgetDesk();
    at.budget.pause("PenaltyTicket", at.nowNs() + 2.5e9);
    at.lead(1);
    at.wait(1_000);
    at.lead(2);
    at.wait(10_000);
    expect(at.sent()).toEqual([]);
  });

  it("the order cap counts each leader order by itself, also where one order serves two of them", () => {
    const at = budgetDesk({ ...tight, orderCap: 2 });
    const { exchange } = at;
    at.drain();
    at.lead(1);
    const order = exchange.trade(LEADER.key, NQ, 3);
    exchange.fill(order, 1);
    exchange.clock.settle();
    at.wait(1_001);
    expect(at.sent()).toEqual(["buy 2"]);
    exchange.fill(order, 2);
    exchange.clock.settle();
    expect(at.sent()).toEqual(["buy 1"]);
  });

  it("the cap of the first leader order is not used up by the second's share", () => {
    const at = budgetDesk({ ...tight, orderCap: 2 });
    const { exchange } = at;
    at.drain();
    const order = exchange.trade(LEADER.key, NQ, 2);
    exchange.fill(order, 1);
    exchange.clock.settle();
    at.lead(2);
    at.wait(1_001);
    expect(at.sent()).toEqual(["buy 2"]);
    exchange.fill(order, 1);
    exchange.clock.settle();
    expect(at.sent()).toEqual(["buy 1"]);
  });

  it("a position that closes frees its reserve, and what waits is looked at again", () => {
    const at = budgetDesk({ limits: { perMinute: 10 } });
    at.trade(ES, 1);
    for (let request = 0; request < 5; request += 1) at.budget.take("session", at.nowNs());
    at.sent();
    at.lead(1);
    expect(at.leg("open")?.verdict).toBe("waiting");
    at.trade(ES, -1);
    at.wait(1900);
    expect(at.sent()).toEqual(["liquidate 1", "buy 1"]);
    expect(at.incomplete()).toEqual([]);
  });
});

describe("coarse timestamps", () => {
  it.each([
    [60_000, "send"],
    [0, "stale"],
  ])("a fill stamped 50 s ago, exact to %i ms: %s", (filledWithinMs, verdict) => {
    const at = budgetDesk();
    at.lead(1);
    at.lead(0);
    at.wait(70_000);
    const like = at.follower.group.lastFill;
    const filledAtMs = (like?.filledAtMs ?? 0) + 70_000 - 50_000;
    const fill = another(at, { filledAtMs, filledWithinMs, receivedNs: at.nowNs() });
    at.exchange.input({ kind: "fill", fill });
    expect(at.leg("open")?.verdict).toBe(verdict);
  });
});
