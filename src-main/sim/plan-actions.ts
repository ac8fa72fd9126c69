/** Arbitrary actions of random sessions: what the leader, the trader, somebody else and the network do. */
import fc from "fast-check";
import { foreignTradeModes } from "../../src-shared/group.ts";
import type { GroupPlan } from "./desk.ts";
import { maps, sizing } from "./plan-settings.ts";
import type { Action } from "./plan.ts";

const gap = fc.constantFrom(0, 0, 5, 40, 200, 900);
const parts = fc.constantFrom(1, 1, 2, 3, 5);
const other = fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0);
const size = fc.integer({ min: 1, max: 6 });

export const trade: fc.Arbitrary<Action> = fc
  .record({
    kind: fc.constant("trade" as const),
    other,
    size,
    buys: fc.boolean(),
    parts,
    gapMs: gap,
    unfilled: fc.constantFrom(0, 0, 0, 2),
  })
  .map(({ size: quantity, buys, ...rest }) =>
    Object.assign({}, rest, { signed: buys ? quantity : -quantity }),
  );

export const exit: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("exit" as const),
  other,
  beyond: fc.constantFrom(0, 0, 1, 2, 4),
  parts,
  gapMs: gap,
});

export const wait: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.constantFrom(0, 3, 30, 150, 400, 1000, 2500, 6000),
});

const index = fc.integer({ min: 0, max: 2 });
export const enable: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("enable" as const),
  follower: index,
  enabled: fc.boolean(),
});
export const leave: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("enable" as const),
  follower: index,
  enabled: fc.boolean(),
  whenOff: fc.constantFrom("copy-exits" as const, "leave-alone" as const),
});
/** Settings changed in the middle of whatever goes on. */
export const resize: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("resize" as const),
  follower: index,
  changes: fc.oneof(
    fc.record({ sizing: sizing(true) }),
    fc.record({ sizing: sizing(false) }),
    fc.record({ contractMap: maps }),
    fc.record({ keepNotional: fc.boolean() }),
  ),
});
export const regroup: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("regroup" as const),
  changes: fc.oneof<fc.Arbitrary<GroupPlan>[]>(
    fc.record({ onReversal: fc.constantFrom("reverse" as const, "close-only" as const) }),
    fc.record({ copyOn: fc.constantFrom("each-fill" as const, "order-complete" as const) }),
    fc.record({ symbols: fc.constantFrom([], ["NQ", "MNQ"], ["ES"]) }),
  ),
});
export const status: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("status" as const),
  status: fc.constantFrom("active" as const, "active" as const, "closing-only" as const, "paused" as const),
});
export const manual: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("manual" as const),
  follower: index,
  signed: fc.integer({ min: -3, max: 3 }),
});
export const lockOut: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("lock-out" as const),
  other: fc.boolean(),
  ms: fc.constantFrom(300, 1500, 8000, 30_000),
});
export const outage: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("outage" as const),
  other: fc.boolean(),
  ms: fc.constantFrom(50, 700, 4000),
});

export const cut: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("cut" as const),
  other: fc.boolean(),
  ms: fc.constantFrom(50, 4000, 40_000),
  led: fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 3 }),
  hands: fc.array(fc.record({ follower: index, signed: fc.integer({ min: -3, max: 3 }) }), { maxLength: 1 }),
});
export const flatten: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("flatten" as const),
  follower: fc.oneof(index, fc.constant(null)),
});
export const release: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("release" as const),
  follower: index,
});
export const resync: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("resync" as const),
  follower: index,
  toward: fc.constantFrom("implied" as const, "implied" as const, "flat" as const),
});
const dollars = fc.constantFrom(25_000, 50_000, 50_000, 100_000, 150_333, -10, null);
export const money: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("money" as const),
  dollars: fc.array(dollars, { minLength: 4, maxLength: 4 }),
});
export const policies: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("regroup" as const),
  changes: fc.oneof<fc.Arbitrary<GroupPlan>[]>(
    fc.record({ foreignTrades: fc.constantFrom(...foreignTradeModes) }),
    fc.record({ reduceAutomatically: fc.boolean() }),
  ),
});
