import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judged, LIMIT_MS } from "./judged.ts";
import type { Plan } from "./plan.ts";
import { plansOf } from "./plans.ts";
import { playSession } from "./session.ts";

describe("the core against the oracle, in random sessions", () => {
  it(
    "4,000 with messages late, permuted and repeated: every decision and every position is the oracle's",
    () => {
      expect(judged("exact", 4000, 20_261_131)).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    "2,000 with caps, switches and statuses on top: the same, and no entry beyond a cap or where entries are off",
    () => {
      expect(judged("capped", 2000, 20_261_123)).toEqual([]);
    },
    LIMIT_MS,
  );

  it("is deterministic: the same plan gives the same orders and the same events", () => {
    for (const kind of ["exact", "capped", "calm", "rough"] as const) {
      for (const plan of fc.sample(plansOf(kind), { seed: 7, numRuns: 25 })) {
        expect(footprint(plan)).toEqual(footprint(plan));
      }
    }
  });
});

/** Everything a session sent, with its time, and every fill of the broker. */
function footprint(plan: Plan): readonly unknown[] {
  const steps: unknown[] = [];
  const session = playSession(plan, (ms, input, out) => {
    steps.push([ms, input.kind, out.effects, out.facts]);
  });
  return [...steps, session.exchange.book.executions.map(({ fill }) => fill)];
}

describe("the random sessions", () => {
  it("meet what they are there for", () => {
    const met = new Map<string, number>();
    const meet = (what: string): void => {
      met.set(what, (met.get(what) ?? 0) + 1);
    };
    for (const plan of fc.sample(plansOf("exact"), { seed: 1, numRuns: 400 })) {
      const session = playSession(plan);
      for (const row of session.watch.sent) {
        if (row.kind === "liquidation") meet("liquidation");
        else if (row.closing === 0) meet("entry");
        else meet(row.closing === row.quantity ? "market exit" : "reversal in one order");
        if (row.attempt > 1) meet("later attempt");
      }
      for (const event of session.watch.events.values()) {
        for (const { legs } of event.decisions) {
          for (const leg of legs) meet(`${leg.leg} ${leg.verdict}`);
        }
      }
      for (const { late } of session.exchange.state.tape.values()) for (const why of late.values()) meet(why);
    }
    const wanted = [
      "entry",
      "market exit",
      "liquidation",
      "reversal in one order",
      "later attempt",
      "superseded",
    ];
    const verdicts = ["open send", "open waiting", "open nothing", "open sized-to-zero", "open not-in-trade"];
    const closes = ["close target", "close nothing", "open close-only"];
    for (const what of [...wanted, ...verdicts, ...closes]) {
      expect([what, (met.get(what) ?? 0) >= 10]).toEqual([what, true]);
    }
  });
});
