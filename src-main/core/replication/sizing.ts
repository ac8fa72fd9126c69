/**
 * Sizes in integers (S8): `size(n)` is 0 for n = 0, else `round(n × multiplier × k)`, raised to 1 where `at least one`
 * applies; `fixed` is the fixed quantity. k keeps the notional: the leader's value per point ÷ the follower's.
 */
import { assertInvariant } from "../../../src-shared/assert.ts";
import type { FollowerSettings, Rounding, Sizing } from "../../../src-shared/group.ts";
import type { ContractSpec } from "../../../src-shared/instrument.ts";
import { divideHalfUp, hundredthsToText } from "../../../src-shared/money.ts";
import { mapsToLarger } from "./contract-map.ts";

/** Everything that a size depends on, fixed for the decision. */
export interface SizeRule {
  readonly sizing: Sizing;
  /** k as a fraction in lowest need: leader's point value, follower's point value; 1/1 without keep notional. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly atLeastOne: boolean;
}

export function sizeRuleOf(
  settings: FollowerSettings,
  leader: ContractSpec,
  follower: ContractSpec,
): SizeRule {
  const { sizing } = settings;
  const larger = mapsToLarger(leader.contract, follower.contract);
  // Mapping to a larger product always keeps notional and never raises to one.
  const keeps = (settings.keepNotional || larger) && leader.contract !== follower.contract;
  return {
    sizing,
    numerator: keeps ? BigInt(leader.pointValueMicros) : 1n,
    denominator: keeps ? BigInt(follower.pointValueMicros) : 1n,
    atLeastOne: sizing.mode === "multiplier" && sizing.atLeastOne && !larger,
  };
}

function rounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (rounding === "nearest") return divideHalfUp(numerator, denominator);
  if (rounding === "down") return numerator / denominator;
  return (numerator + denominator - 1n) / denominator;
}

/** Contracts on the follower for `n` contracts (not signed) on the leader. */
export function sizeOf(rule: SizeRule, n: number): number {
  assertInvariant(Number.isSafeInteger(n) && n >= 0, `size of ${n}`);
  if (n === 0) return 0;
  const { sizing } = rule;
  if (sizing.mode === "fixed") return sizing.contracts;
  // Without a notional ratio the product of contracts and hundredths is far below 2^53.
  if (rule.numerator === 1n && rule.denominator === 1n) {
    const product = n * sizing.multiplier;
    const rest = product % 100;
    const whole = (product - rest) / 100;
    const up = sizing.rounding === "nearest" ? rest >= 50 : sizing.rounding === "up" && rest > 0;
    return Math.max(whole + (up ? 1 : 0), rule.atLeastOne ? 1 : 0);
  }
  const numerator = BigInt(n) * BigInt(sizing.multiplier) * rule.numerator;
  const size = Number(rounded(numerator, 100n * rule.denominator, sizing.rounding));
  return Math.max(size, rule.atLeastOne ? 1 : 0);
}

/** S2: `min(|P|, round_half_up(|Pa| × size(|L1|) ÷ size(|La|)))`; 0 where size(|La|) is 0. All on the leader's side. */
export function keepOf(
  rule: SizeRule,
  parts: { held: number; anchor: number; leaderNow: number; leaderAnchor: number },
): number {
  const base = sizeOf(rule, parts.leaderAnchor);
  if (base === 0) return 0;
  const share = divideHalfUp(BigInt(parts.anchor) * BigInt(sizeOf(rule, parts.leaderNow)), BigInt(base));
  return Math.min(parts.held, Number(share));
}

/** `0.50× nearest`, for the arithmetic that a trader reads. */
export function sizingWords(sizing: Sizing): string {
  if (sizing.mode === "fixed") return `fixed ${sizing.contracts}`;
  return `${hundredthsToText(sizing.multiplier)}× ${sizing.rounding}`;
}
