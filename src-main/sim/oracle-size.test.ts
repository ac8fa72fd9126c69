/** Sizes of the product against the oracle's fractions of BigInts: equity ratios, value per point, rounding, at least one. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { hundredths, micros } from "../../src-shared/money.ts";
import { keepOf, sizeOf, sizeRuleOf } from "../../src-shared/size.ts";
import { CONTRACTS, followerSettings } from "./desk.ts";
import { oracleShare, oracleSize } from "./oracle-size.ts";
import { sizing } from "./plan-settings.ts";

const contract = fc.constantFrom(...CONTRACTS);
const netLiq = fc.integer({ min: 1, max: 4_000_000_000_000 });
const equity = fc.record({
  mode: fc.constant("equity" as const),
  multiplier: fc.integer({ min: 1, max: 10_000 }).map(hundredths),
  rounding: fc.constantFrom("nearest" as const, "up" as const, "down" as const),
  atLeastOne: fc.boolean(),
  maxContracts: fc.constant(1000),
  maxOrderContracts: fc.constant(1000),
});

const asked = fc.record({
  sizing: fc.oneof(sizing(false), equity),
  keepNotional: fc.boolean(),
  largerConfirmed: fc.boolean(),
  leader: contract,
  own: contract,
  ratio: fc.record({ follower: netLiq, leader: netLiq }),
  n: fc.integer({ min: 0, max: 500 }),
  anchor: fc.integer({ min: 1, max: 500 }),
  held: fc.integer({ min: 0, max: 2000 }),
});

it("5,000 sizes and shares are the oracle's, whatever the ratio of net liquidations", () => {
  fc.assert(
    fc.property(asked, ({ leader, own, ratio, n, anchor, held, ...plan }) => {
      const settings = { ...followerSettings({ ...plan, contractMap: "same" }, 0), ...plan };
      const known = { follower: micros(ratio.follower), leader: micros(ratio.leader) };
      const rule = sizeRuleOf(settings, leader, own, settings.sizing.mode === "equity" ? known : null);
      const contracts = { leader: leader.contract, own: own.contract };
      const oracle = (position: number): number => oracleSize(settings, contracts, position, ratio);
      expect([sizeOf(rule, n), sizeOf(rule, anchor)]).toEqual([oracle(n), oracle(anchor)]);
      const keeps = keepOf(rule, { held, anchor: held, leaderNow: n, leaderAnchor: anchor });
      expect(keeps).toBe(Math.min(held, oracleShare(held, oracle(n), oracle(anchor))));
    }),
    { seed: 20_261_145, numRuns: 5000 },
  );
});
