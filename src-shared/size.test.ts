import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FollowerSettings, Rounding, Sizing } from "./group.ts";
import type { ConnectionId, ContractName, FollowerId, VenueKey } from "./ids.ts";
import { contractParts, type ContractSpec } from "./instrument.ts";
import { hundredths } from "./money.ts";
import { keepOf, sizeOf, sizeRuleOf, sizingWords, type SizeRule } from "./size.ts";

const dollars: Readonly<Record<string, number>> = {
  NQ: 20,
  MNQ: 2,
  ES: 50,
  MES: 5,
  RTY: 50,
  M2K: 5,
  CL: 1000,
};

function spec(name: string): ContractSpec {
  const root = contractParts(name)?.root ?? "";
  const perPoint = dollars[root] ?? Number.NaN;
  return {
    venue: "practice" as VenueKey,
    contract: name as ContractName,
    contractId: name,
    root,
    tickSizeMicros: 250_000,
    tickValueMicros: perPoint * 250_000,
    pointValueMicros: perPoint * 1_000_000,
  };
}

function by(multiplier: number, rounding: Rounding = "nearest", atLeastOne = false): Sizing {
  return {
    mode: "multiplier",
    multiplier: hundredths(multiplier),
    rounding,
    atLeastOne,
    maxContracts: 1000,
    maxOrderContracts: 1000,
  };
}

function rule(sizing: Sizing, leader = "NQZ6", own = leader, keepNotional = false): SizeRule {
  const settings: FollowerSettings = {
    id: "g/c/a" as FollowerId,
    ref: { connection: "c" as ConnectionId, account: "a" },
    enabled: true,
    whenOff: "copy-exits",
    sizing,
    contractMap: "same",
    keepNotional,
    largerConfirmed: false,
  };
  return sizeRuleOf(settings, spec(leader), spec(own), null);
}

/** The rational n × hundredths ÷ 100, rounded by long division. */
function exact(top: bigint, bottom: bigint, rounding: Rounding): bigint {
  const whole = top / bottom;
  const rest = top % bottom;
  if (rounding === "down" || rest === 0n) return whole;
  if (rounding === "up") return whole + 1n;
  return rest + rest >= bottom ? whole + 1n : whole;
}

const roundings: readonly Rounding[] = ["nearest", "up", "down"];

describe("size of a multiplier", () => {
  it("makes 55 of 25 at 2.20, where floats make 56", () => {
    expect(Math.ceil(25 * 2.2)).toBe(56);
    for (const rounding of roundings) expect(sizeOf(rule(by(220, rounding)), 25)).toBe(55);
  });

  it.each(roundings)("is exact for every two-decimal multiplier and up to 50 contracts, %s", (rounding) => {
    const wrong: string[] = [];
    for (let multiplier = 1; multiplier <= 10_000; multiplier += 1) {
      const sized = rule(by(multiplier, rounding));
      for (let n = 1; n <= 50; n += 1) {
        const size = exact(BigInt(n) * BigInt(multiplier), 100n, rounding);
        if (BigInt(sizeOf(sized, n)) !== size) wrong.push(`${n} × ${multiplier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("is 0 of nothing, whatever is set", () => {
    for (const rounding of roundings) expect(sizeOf(rule(by(10_000, rounding, true)), 0)).toBe(0);
  });

  it("raises to one only from zero, and only where that is set", () => {
    expect(sizeOf(rule(by(30, "nearest", true)), 1)).toBe(1);
    expect(sizeOf(rule(by(30, "nearest", false)), 1)).toBe(0);
    expect(sizeOf(rule(by(30, "nearest", true)), 8)).toBe(2);
    expect(sizeOf(rule(by(1, "down", true)), 99)).toBe(1);
  });

  it("never falls as the leader's position grows", () => {
    const settings = fc.tuple(
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom(...roundings),
      fc.boolean(),
    );
    fc.assert(
      fc.property(settings, fc.nat(500), fc.nat(500), ([multiplier, rounding, one], a, b) => {
        const sized = rule(by(multiplier, rounding, one));
        expect(sizeOf(sized, Math.min(a, b))).toBeLessThanOrEqual(sizeOf(sized, Math.max(a, b)));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});

describe("size across products", () => {
  it("keeps the notional only where that is set: 1 NQ is 10 MNQ, or 1", () => {
    expect(sizeOf(rule(by(100), "NQZ6", "MNQZ6", true), 1)).toBe(10);
    expect(sizeOf(rule(by(100), "NQZ6", "MNQZ6", false), 1)).toBe(1);
  });

  it("always keeps it toward a larger product, and never raises to one there", () => {
    for (const keepNotional of [true, false]) {
      const sized = rule(by(100, "nearest", true), "MNQZ6", "NQZ6", keepNotional);
      expect([1, 4, 5, 14, 15, 25].map((n) => sizeOf(sized, n))).toEqual([0, 0, 1, 1, 2, 3]);
    }
  });

  it("is exact in fractions of both point values", () => {
    const pair = fc.constantFrom(["NQZ6", "MNQZ6"], ["MNQZ6", "NQZ6"], ["ESZ6", "MESZ6"], ["M2KZ6", "RTYZ6"]);
    const settings = fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(...roundings));
    fc.assert(
      fc.property(
        pair,
        settings,
        fc.integer({ min: 1, max: 5000 }),
        ([from = "", to = ""], [m, rounding], n) => {
          const theirs = BigInt(spec(from).pointValueMicros);
          const ours = BigInt(spec(to).pointValueMicros);
          const size = exact(BigInt(n) * BigInt(m) * theirs, 100n * ours, rounding);
          expect(BigInt(sizeOf(rule(by(m, rounding), from, to, true), n))).toBe(size);
        },
      ),
      { seed: 4, numRuns: 3000 },
    );
  });

  it("takes a fixed quantity for any position and any product", () => {
    const fixed: Sizing = { mode: "fixed", contracts: 2, maxContracts: 9, maxOrderContracts: 9 };
    for (const [from, to] of [
      ["NQZ6", "NQZ6"],
      ["NQZ6", "MNQZ6"],
      ["MNQZ6", "NQZ6"],
    ] as const) {
      expect([0, 1, 7].map((n) => sizeOf(rule(fixed, from, to), n))).toEqual([0, 2, 2]);
    }
  });
});

describe("what a reduction keeps (S2)", () => {
  const keep = (
    sized: SizeRule,
    held: number,
    anchor: number,
    leaderAnchor: number,
    leaderNow: number,
  ): number => keepOf(sized, { held, anchor, leaderAnchor, leaderNow });

  it("keeps the share of the anchor, half up", () => {
    expect(keep(rule(by(100)), 3, 3, 4, 2)).toBe(2);
    expect(keep(rule(by(100)), 5, 5, 10, 5)).toBe(3);
    expect(keep(rule(by(1000)), 30, 30, 3, 1)).toBe(10);
    expect(keep(rule(by(30, "nearest", true)), 3, 3, 10, 9)).toBe(3);
    expect(keep(rule(by(30, "nearest", true)), 3, 3, 10, 8)).toBe(2);
  });

  it("keeps nothing where the anchor was sized to zero, and never more than is held", () => {
    expect(keep(rule(by(10)), 4, 4, 1, 1)).toBe(0);
    expect(keep(rule(by(100)), 1, 8, 8, 7)).toBe(1);
    expect(keep(rule(by(100)), 0, 8, 8, 7)).toBe(0);
  });

  it("does not depend on how the leader's exit was split", () => {
    const arbitrary = fc.record({
      multiplier: fc.integer({ min: 1, max: 1000 }),
      rounding: fc.constantFrom(...roundings),
      one: fc.boolean(),
      anchor: fc.integer({ min: 0, max: 200 }),
      leaderAnchor: fc.integer({ min: 1, max: 60 }),
      stops: fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ multiplier, rounding, one, anchor, leaderAnchor, stops }) => {
        const sized = rule(by(multiplier, rounding, one));
        const falling = stops.filter((stop) => stop < leaderAnchor).toSorted((a, b) => b - a);
        const last = falling.at(-1) ?? leaderAnchor;
        let held = anchor;
        for (const stop of falling) held = keep(sized, held, anchor, leaderAnchor, stop);
        const atOnce = falling.length === 0 ? anchor : keep(sized, anchor, anchor, leaderAnchor, last);
        expect(held).toBe(atOnce);
      }),
      { seed: 6, numRuns: 3000 },
    );
  });
});

it("says a sizing as a trader writes it", () => {
  expect(sizingWords(by(50))).toBe("0.50× nearest");
  expect(sizingWords({ mode: "fixed", contracts: 2, maxContracts: 9, maxOrderContracts: 9 })).toBe("fixed 2");
});
