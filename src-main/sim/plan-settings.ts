/** Arbitrary followers, groups, positions carried in and request limits of random sessions. */
import fc from "fast-check";
import {
  foreignTradeModes,
  type ContractMap,
  type RequestLimits,
  type Sizing,
} from "../../src-shared/group.ts";
import { hundredths } from "../../src-shared/money.ts";
import type { FollowerPlan, GroupPlan } from "./desk.ts";
import type { Carried } from "./plan.ts";

const WIDE = 1000;

const caps = (capped: boolean): fc.Arbitrary<number> =>
  capped ? fc.integer({ min: 1, max: 12 }) : fc.constant(WIDE);

export const sizing = (capped: boolean): fc.Arbitrary<Sizing> =>
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

export const maps = fc.constantFrom(
  "same" as const,
  "same" as const,
  "mini-to-micro" as const,
  "micro-to-mini" as const,
);

/** Pairs of the trader's own: both of the leader's products into one, into each other's, one of them nowhere. */
const ownPairs: fc.Arbitrary<ContractMap> = fc
  .constantFrom<[string, string][]>(
    [["NQ", "ES"]],
    [
      ["NQ", "MES"],
      ["ES", "MES"],
    ],
    [
      ["MNQ", "NQ"],
      ["ES", "MES"],
    ],
    [["ES", "NQ"]],
  )
  .map((pairs) => ({ pairs }));

export const follower = (capped: boolean, pairs = false): fc.Arbitrary<FollowerPlan> =>
  fc.record({
    sizing: sizing(capped),
    contractMap: pairs ? fc.oneof(maps, ownPairs) : maps,
    keepNotional: fc.boolean(),
  });

export const equityFollower: fc.Arbitrary<FollowerPlan> = fc.record({
  sizing: fc.record({
    mode: fc.constant("equity" as const),
    multiplier: fc.constantFrom(50, 100, 100, 150, 233).map(hundredths),
    rounding: fc.constantFrom("nearest" as const, "up" as const, "down" as const),
    atLeastOne: fc.boolean(),
    maxContracts: caps(false),
    maxOrderContracts: caps(false),
  }),
  contractMap: maps,
  keepNotional: fc.boolean(),
});

/** Tight enough to be spent by a few fills. */
export const limits: fc.Arbitrary<RequestLimits> = fc.record({
  perSecond: fc.constantFrom(1, 2, 5, 100),
  perMinute: fc.constantFrom(3, 6, 12, 30),
  perHour: fc.constantFrom(12, 30, 100_000),
});

export const carriedIn: fc.Arbitrary<Carried> = fc.record({
  leader: fc.integer({ min: -3, max: 3 }),
  followers: fc.array(
    fc.record({
      position: fc.integer({ min: -3, max: 3 }),
      choice: fc.constantFrom("adopt" as const, "adopt" as const, "leave" as const, "close" as const),
    }),
    { maxLength: 3 },
  ),
});

export const policyGroup: fc.Arbitrary<GroupPlan> = fc.record({
  reduceAutomatically: fc.boolean(),
  foreignTrades: fc.constantFrom(...foreignTradeModes),
  leaderLost: fc.constantFrom({ action: "alarm" as const }, { action: "flatten" as const, afterSeconds: 30 }),
});

const windowAt = fc
  .record({
    from: fc.integer({ min: 0, max: 5 }),
    lasts: fc.integer({ min: 1, max: 3 }),
    flattenAtEnd: fc.boolean(),
  })
  .map(({ from, lasts, flattenAtEnd }) => ({
    days: ["mon" as const],
    from: `09:0${from}`,
    to: `09:0${from + lasts}`,
    zone: "America/Chicago",
    flattenAtEnd,
  }));

/** Windows that open and end while the session runs: it begins at 9 in Chicago. */
export const timedGroup: fc.Arbitrary<GroupPlan> = fc.record({
  sessions: fc.array(windowAt, { minLength: 1, maxLength: 2 }),
});
