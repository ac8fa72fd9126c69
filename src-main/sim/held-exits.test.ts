/** Pauses of the broker and what stands against them: tickets, lock-outs, the trader's own word. Each was a bug. */
import { describe, expect, it } from "vitest";
import type { ConnectionId } from "../../src-shared/ids.ts";
import { step } from "../core/step.ts";
import { followerRow } from "../core/view/rows.ts";
import { budgetDesk, SECOND_NS, type BudgetDesk, type BudgetDeskOptions } from "./budget-desk.ts";
import { LEADER, NQ, OTHER_LOGIN } from "./desk.ts";
import { PERFECT } from "./faults.ts";

/** The n-th exit draws a ticket of 30 s. */
function ticketed(captcha = false): BudgetDesk {
  const desk: { at: BudgetDesk | null } = { at: null };
  let exits = 0;
  const answerWith: BudgetDeskOptions["answerWith"] = (row) => {
    if (row.closing === 0 || desk.at === null) return null;
    exits += 1;
    const untilNs = desk.at.nowNs() + 30 * SECOND_NS;
    if (exits === 1)
      return { kind: "rejected", reason: "PenaltyTicket", text: "", ticket: { untilNs, captcha } };
    return exits === 2 ? { kind: "rejected", reason: "TooLate", text: "late" } : null;
  };
  desk.at = budgetDesk({ answerWith });
  return desk.at;
}

describe("a ticket", () => {
  it("holds the next reduction back, too, and the row goes on counting down", () => {
    const at = ticketed();
    at.lead(3);
    at.sent();
    at.lead(2);
    expect(at.sent()).toEqual(["sell 1"]);
    at.wait(1000);
    at.lead(1);
    expect(at.sent()).toEqual([]);
    expect(followerRow(at.exchange.state, at.follower).exitHeld).not.toBeNull();
  });

  it("is not ended by the ordinary refusal of another exit", () => {
    const at = ticketed(true);
    at.lead(4);
    at.sent();
    const { exchange } = at;
    const orders = [exchange.trade(LEADER.key, NQ, -1), exchange.trade(LEADER.key, NQ, -1)];
    for (const order of orders) exchange.fill(order, 1);
    exchange.clock.settle();
    expect(at.sent()).toEqual(["sell 1", "sell 1"]);
    at.wait(29_000);
    expect(at.sent()).toEqual([]);
    at.wait(1_100);
    expect(at.sent()).toEqual(["sell 2"]);
  });

  it("on a cancel holds the next cancel back", () => {
    const at = budgetDesk({ byHand: true });
    at.lead(3);
    const { state, clock } = at.exchange;
    const [order] = state.orders.values();
    if (!order) throw new Error("nothing was sent");
    const start = clock.now();
    const untilNs = start.monoNs + 30 * SECOND_NS;
    const left: number[] = [];
    for (let second = 0; second <= 31; second += 1) {
      const now = { monoNs: start.monoNs + second * SECOND_NS, wallMs: start.wallMs + second * 1000 };
      const timer = { kind: "cancel-rests", follower: at.follower.settings.id, contract: NQ } as const;
      const asked = step(
        state,
        second === 0
          ? { kind: "flatten", scope: { kind: "everything" }, requestId: "f" }
          : { kind: "timer", timer },
        now,
      );
      if (!asked.effects.some((effect) => effect.kind === "cancel")) continue;
      left.push(second);
      step(state, { kind: "cancel-failed", order: order.row.order, text: "ticket", untilNs }, now);
    }
    expect(left).toEqual([0, 30]);
  });

  it("makes an entry stale, in words of its own", () => {
    const ticket = { untilNs: 5 * SECOND_NS, captcha: false };
    const at = budgetDesk({
      answerWith: () => ({ kind: "rejected", reason: "PenaltyTicket", text: "", ticket }),
    });
    at.lead(1);
    at.wait(1000);
    expect(at.said().some((words) => words.includes("is stale"))).toBe(true);
    expect(at.said().some((words) => words.includes("The broker refused"))).toBe(false);
    expect(followerRow(at.exchange.state, at.follower).lastCopy?.outcome).toBe("stale");
  });

  it("is named as the reason, not the budget", () => {
    const at = budgetDesk();
    at.budget.pause("PenaltyTicket", at.nowNs() + 30 * SECOND_NS);
    at.lead(1);
    at.wait(3000);
    expect(at.said().filter((words) => words.includes("asked this login for a pause"))).toHaveLength(1);
    expect(at.said().some((words) => words.includes("request budget"))).toBe(false);
  });
});

describe("a lock-out", () => {
  it("lets the trader's one attempt follow an exit that was on its way, and leaves nothing behind", () => {
    let locked = false;
    const at = budgetDesk({
      faults: { ...PERFECT, delayMs: [50, 50] },
      answerWith: (row) =>
        row.closing > 0 && locked ? { kind: "rejected", reason: "LockedOut", text: "" } : null,
    });
    at.lead(3);
    at.wait(500);
    at.sent();
    locked = true;
    at.lead(0);
    at.wait(60);
    expect(at.sent()).toEqual(["liquidate 3"]);
    at.lockOut(3600);
    at.flatten();
    at.wait(1000);
    expect(at.sent()).toEqual(["liquidate 3"]);
    at.wait(3_500_000);
    at.lockOut(3600);
    at.wait(200_000);
    expect(at.sent()).toEqual([]);
  });

  it("that ends early lets the exits go at once, without waiting for the old deadline", () => {
    const at = budgetDesk();
    at.lead(3);
    at.sent();
    at.lockOut(3600);
    at.lead(0);
    at.wait(1000);
    at.budget.endLockOut(at.nowNs());
    at.exchange.input({ kind: "unlocked", connection: OTHER_LOGIN });
    expect(at.sent()).toEqual(["liquidate 3"]);
  });

  it("is told when the socket is down, too: nobody else will close the position", () => {
    const at = budgetDesk();
    at.lead(3);
    at.lockOut(3600);
    at.exchange.disconnect(OTHER_LOGIN);
    at.lead(0);
    at.wait(600_000);
    expect(at.said().filter((words) => words.includes("Close by hand at the broker: F1, +3"))).toHaveLength(
      1,
    );
    at.flatten();
    expect(at.said().some((words) => words.includes("F1 can not be reached now"))).toBe(true);
  });

  it("is told again when a minute becomes an hour", () => {
    const at = budgetDesk();
    at.lead(3);
    at.budget.pause("LockoutWarning", at.nowNs() + 60 * SECOND_NS);
    at.lead(0);
    at.lockOut(3600);
    at.wait(1_800_000);
    const said = at.said().filter((words) => words.includes("locked this login out"));
    expect(said.map((words) => /another (\d+ \w+)/u.exec(words)?.[1])).toEqual(["60 s", "59 min"]);
  });

  it("is told where an entry's rest works on and can not be withdrawn", () => {
    const at = budgetDesk({ byHand: true });
    at.lead(3);
    at.lockOut(3600);
    at.lead(0);
    at.wait(600_000);
    expect(at.said().filter((words) => words.includes("can not be withdrawn"))).toHaveLength(1);
  });
});

it("one login's budget keeps its reserve when two connections share it", () => {
  const at = budgetDesk({ limits: { perMinute: 10 } });
  at.exchange.state.budgets.set("second" as ConnectionId, at.budget);
  at.lead(1);
  expect(at.budget.openPositions).toBe(1);
  let readings = 0;
  while (at.budget.take("read", at.nowNs()) === 0) readings += 1;
  expect(readings).toBe(7);
});
