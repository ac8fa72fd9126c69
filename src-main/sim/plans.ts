/**
 * Random plans of sessions, in three classes: `exact` (time alone decides, the oracle must be met to the contract),
 * `capped` (caps, switches and statuses on top) and `rough` (rejects, lost messages, outages, trades by hand).
 */
import fc from "fast-check";
import type { RequestLimits, Sizing } from "../../src-shared/group.ts";
import { hundredths } from "../../src-shared/money.ts";
import { MNQ, NQ, type FollowerPlan } from "./desk.ts";
import type { Faults } from "./faults.ts";
import type { Action, Plan } from "./session.ts";

const SPREAD_MS = 120;
const WIDE = 1000;

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

const caps = (capped: boolean): fc.Arbitrary<number> =>
  capped ? fc.integer({ min: 1, max: 12 }) : fc.constant(WIDE);

const sizing = (capped: boolean): fc.Arbitrary<Sizing> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        mode: fc.constant("multiplier" as const),
        multiplier: fc
          .oneof(fc.constantFrom(25, 30, 50, 100, 100, 150, 200, 250, 300), fc.integer({ min: 1, max: 400 }))
          .map(hundredths),
        rounding: fc.constantFrom("nearest" as const, "nearest" as const, "up" as const, "down" as const),
        atLeastOne: fc.boolean(),
        maxContracts: caps(capped),
        maxOrderContracts: caps(capped),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        mode: fc.constant("fixed" as const),
        contracts: fc.integer({ min: 1, max: 4 }),
        maxContracts: caps(capped),
        maxOrderContracts: caps(capped),
      }),
    },
  );

const follower = (capped: boolean): fc.Arbitrary<FollowerPlan> =>
  fc.record({
    sizing: sizing(capped),
    contractMap: fc.constantFrom(
      "same" as const,
      "same" as const,
      "mini-to-micro" as const,
      "micro-to-mini" as const,
    ),
    keepNotional: fc.boolean(),
  });

const gap = fc.constantFrom(0, 0, 5, 40, 200, 900);
const parts = fc.constantFrom(1, 1, 2, 3, 5);
const other = fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0);
const size = fc.integer({ min: 1, max: 6 });

const trade: fc.Arbitrary<Action> = fc
  .record({ kind: fc.constant("trade" as const), other, size, buys: fc.boolean(), parts, gapMs: gap })
  .map(({ kind, size: quantity, buys, ...rest }) => {
    const signed = buys ? quantity : -quantity;
    return { kind, signed, other: rest.other, parts: rest.parts, gapMs: rest.gapMs };
  });

const exit: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("exit" as const),
  other,
  beyond: fc.constantFrom(0, 0, 1, 2, 4),
  parts,
  gapMs: gap,
});

const wait: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.constantFrom(0, 3, 30, 150, 400, 1000, 2500, 6000),
});

const index = fc.integer({ min: 0, max: 2 });
const enable: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("enable" as const),
  follower: index,
  enabled: fc.boolean(),
});
const status: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("status" as const),
  status: fc.constantFrom("active" as const, "active" as const, "closing-only" as const, "paused" as const),
});
const manual: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("manual" as const),
  follower: index,
  signed: fc.integer({ min: -3, max: 3 }),
});
const lockOut: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("lock-out" as const),
  other: fc.boolean(),
  ms: fc.constantFrom(300, 1500, 8000, 30_000),
});
const outage: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("outage" as const),
  other: fc.boolean(),
  ms: fc.constantFrom(50, 700, 4000),
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

export type PlanClass = "exact" | "capped" | "rough" | "budgeted";

const extras: Readonly<Record<PlanClass, readonly fc.Arbitrary<Action>[]>> = {
  exact: [],
  capped: [enable, status],
  rough: [enable, status, manual, outage],
  budgeted: [lockOut, lockOut, outage, enable, status],
};

/** Tight enough to be spent by a few fills. */
const limits: fc.Arbitrary<RequestLimits> = fc.record({
  perSecond: fc.constantFrom(1, 2, 5, 100),
  perMinute: fc.constantFrom(3, 6, 12, 30),
  perHour: fc.constantFrom(12, 30, 100_000),
});

export function plansOf(kind: PlanClass): fc.Arbitrary<Plan> {
  if (kind !== "budgeted") return plainPlans(kind);
  return fc
    .tuple(plainPlans(kind), limits)
    .map(([plan, most]): Plan => Object.assign(plan, { limits: most }));
}

function plainPlans(kind: PlanClass): fc.Arbitrary<Plan> {
  const capped = kind !== "exact";
  return fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    contract: fc.constantFrom(NQ, NQ, MNQ),
    onReversal: fc.constantFrom("reverse" as const, "reverse" as const, "close-only" as const),
    followers: fc.array(follower(capped), { minLength: 1, maxLength: 3 }),
    actions: actionsOf(extras[kind]),
    faults: faultsOf(kind === "rough"),
    endFlat: fc.boolean(),
    exact: fc.constant(kind === "exact"),
    strictCaps: fc.constant(kind === "capped"),
  });
}
