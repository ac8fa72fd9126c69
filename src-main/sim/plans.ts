/**
 * Random plans of sessions by class. The oracle judges every decision and every position of `exact` (time alone decides),
 * `capped` (caps, switches and statuses), `changed` (settings in the middle of everything), `refused` (rejects), `complete`
 * (entries when the leader's order completes), and of those that come to rest after each action: `calm`, `policies`,
 * `timed`, `equity`. `rough` (losses, outages, trades by hand) and `budgeted` are judged by the watch.
 */
import fc from "fast-check";
import { MNQ, NQ } from "./desk.ts";
import type { Faults } from "./faults.ts";
import {
  trade,
  exit,
  wait,
  enable,
  leave,
  resize,
  regroup,
  status,
  manual,
  lockOut,
  outage,
  cut,
  flatten,
  release,
  resync,
  money,
  policies,
} from "./plan-actions.ts";
import { carriedIn, equityFollower, follower, limits, policyGroup, timedGroup } from "./plan-settings.ts";
import type { Action, Plan } from "./plan.ts";

const SPREAD_MS = 120;

const faultsOf = (rough: boolean): fc.Arbitrary<Faults> =>
  fc.record({
    delayMs: fc.constantFrom<readonly [number, number]>([0, 0], [1, 20], [1, SPREAD_MS]),
    lateReplies: fc.constantFrom(0, 30),
    lateReplyMs: fc.constant(500),
    rejects: rough ? fc.constantFrom(0, 10, 30) : fc.constant(0),
    lostRequests: rough ? fc.constantFrom(0, 0, 8) : fc.constant(0),
    lostReplies: rough ? fc.constantFrom(0, 0, 8) : fc.constant(0),
    partials: fc.constantFrom(0, 50, 100),
    partGapMs: fc.constantFrom(1, 60, 250),
    duplicates: fc.constantFrom(0, 40, 100),
    quietFromMs: fc.constant(15_000),
  });

const usual = [
  { weight: 6, arbitrary: trade },
  { weight: 3, arbitrary: exit },
  { weight: 5, arbitrary: wait },
];

const actionsOf = (extra: readonly fc.Arbitrary<Action>[]): fc.Arbitrary<Action[]> =>
  fc.array(fc.oneof(...usual, ...extra.map((arbitrary) => ({ weight: 1, arbitrary }))), {
    minLength: 2,
    maxLength: 14,
  });

export type PlanClass =
  | "exact"
  | "capped"
  | "changed"
  | "refused"
  | "complete"
  | "calm"
  | "policies"
  | "timed"
  | "equity"
  | "rough"
  | "budgeted";

const extras: Readonly<Record<PlanClass, readonly fc.Arbitrary<Action>[]>> = {
  exact: [],
  capped: [enable, status],
  changed: [leave, status, resize, resize, regroup],
  refused: [resize],
  complete: [enable, status, regroup],
  calm: [manual, manual, cut, resize, leave, status, resync],
  policies: [manual, manual, cut, policies, resize, flatten, release, resync, status],
  timed: [cut, enable, manual, resync, status],
  equity: [money, money, money, resize, resync, cut],
  rough: [enable, status, manual, outage],
  budgeted: [lockOut, lockOut, outage, enable, status],
};

/** Everything comes to rest after each action of these, and the oracle is asked each time. */
const calm: ReadonlySet<PlanClass> = new Set(["calm", "policies", "timed", "equity"]);
/** Classes whose every decision and position the oracle judges. */
const judged: ReadonlySet<PlanClass> = new Set([
  "exact",
  "capped",
  "changed",
  "refused",
  "complete",
  ...calm,
]);

export function plansOf(kind: PlanClass): fc.Arbitrary<Plan> {
  const more: Partial<Record<PlanClass, fc.Arbitrary<Partial<Plan>>>> = {
    budgeted: fc.record({ limits }),
    calm: fc.record({ carried: carriedIn }),
    policies: fc.record({ group: policyGroup }),
    timed: fc.record({ group: timedGroup }),
  };
  return fc
    .tuple(plainPlans(kind), more[kind] ?? fc.constant({}))
    .map(([plan, rest]): Plan => Object.assign({}, plan, rest));
}

/** Few enough that neither three in a row nor ten in a minute are reached: that is another class's matter (F8). */
function faultsFor(kind: PlanClass): fc.Arbitrary<Faults> {
  const rejects = { refused: [1, 2], calm: [0, 5] }[kind === "refused" ? "refused" : "calm"];
  if (kind !== "refused" && kind !== "calm") return faultsOf(kind === "rough");
  const refusing = fc.record({ rejects: fc.constantFrom(20, 50), rejectsMost: fc.constantFrom(...rejects) });
  return fc.tuple(faultsOf(false), refusing).map(([faults, refused]) => Object.assign({}, faults, refused));
}

function plainPlans(kind: PlanClass): fc.Arbitrary<Plan> {
  const capped = kind !== "exact" && kind !== "equity";
  return fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    contract: fc.constantFrom(NQ, NQ, MNQ),
    onReversal: fc.constantFrom("reverse" as const, "reverse" as const, "close-only" as const),
    copyOn: fc.constant(kind === "complete" ? ("order-complete" as const) : ("each-fill" as const)),
    followers: fc.array(kind === "equity" ? equityFollower : follower(capped, kind === "calm"), {
      minLength: 1,
      maxLength: 3,
    }),
    actions: actionsOf(extras[kind]),
    faults: faultsFor(kind),
    endFlat: fc.boolean(),
    exact: fc.constant(judged.has(kind)),
    calm: fc.constant(calm.has(kind)),
    strictCaps: fc.constant(kind === "capped"),
  });
}
