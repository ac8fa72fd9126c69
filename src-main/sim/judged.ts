/**
 * Many random sessions of one class, with a fixed seed: the smallest plan that breaks a rule is what comes back. Keep such
 * a plan as JSON under regressions/. MIMIK_LONG=n in the environment runs n times as many, from other seeds.
 */
import fc from "fast-check";
import { plansOf, type PlanClass } from "./plans.ts";
import { runSession } from "./session.ts";

const long = Number(process.env["MIMIK_LONG"] ?? "0");

/** For the test runner, which must not give up on a busy machine: sessions take 2 to 4 ms each where nothing else runs. */
export const LIMIT_MS = 240_000 * Math.max(1, long);

/** The broken rules of the smallest failing plan, with that plan; an empty list where none fails. */
export function judged(kind: PlanClass, runs: number, seed: number): readonly string[] {
  const holds = fc.property(plansOf(kind), (plan) => runSession(plan).length === 0);
  const found = fc.check(holds, { seed: seed + long, numRuns: runs * Math.max(1, long) });
  const [plan] = found.counterexample ?? [];
  if (plan !== undefined) return [...runSession(plan), JSON.stringify(plan)];
  return found.failed ? [`${found.numRuns} sessions, and no plan that fails`] : [];
}
