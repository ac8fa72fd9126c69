/**
 * Sizes in integers (S8): `size(n)` is 0 for n = 0, else `round(n × multiplier × k)`, raised to 1 where `at least one`
 * applies; `fixed` is the fixed quantity. k keeps the notional: the leader's value per point ÷ the follower's; equity
 * sizing multiplies by follower ÷ leader net liquidation as well. One function for the engine and for every preview.
 */
import { assertInvariant } from "./assert.ts";
import type { FollowerSettings, Rounding, Sizing } from "./group.ts";
import type { ContractSpec } from "./instrument.ts";
import { divideHalfUp, hundredthsToText, MICROS_PER_DOLLAR, type Micros } from "./money.ts";

/** follower ÷ leader net liquidation, micro-dollars, taken when the leader left flat. */
export interface EquityRatio {
  readonly follower: Micros;
  readonly leader: Micros;
}

/** Everything that a size depends on, fixed for the decision. */
export interface SizeRule {
  readonly sizing: Sizing;
  /** What n × multiplier is multiplied with, as a fraction; 1/1 without keep notional and equity. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly atLeastOne: boolean;
  /** Values per point where notional is kept, and the ratio where equity decides: for the words. */
  readonly notional: { readonly leader: number; readonly follower: number } | null;
  readonly ratio: EquityRatio | null;
  /** False: equity sizing without a ratio. Sizes are in proportion then, which is enough for exits and for nothing else. */
  readonly certain: boolean;
}

export type SizedContract = Pick<ContractSpec, "contract" | "pointValueMicros">;

/** The follower trades the larger product: notional is kept and nothing is raised to one, unless the trader confirmed it. */
function mapsToLarger(leader: SizedContract, follower: SizedContract): boolean {
  return leader.contract !== follower.contract && follower.pointValueMicros > leader.pointValueMicros;
}

export function sizeRuleOf(
  settings: Pick<FollowerSettings, "sizing" | "keepNotional" | "largerConfirmed">,
  leader: SizedContract,
  follower: SizedContract,
  ratio: EquityRatio | null,
): SizeRule {
  const { sizing } = settings;
  const larger = mapsToLarger(leader, follower) && !settings.largerConfirmed;
  const keeps = (settings.keepNotional || larger) && leader.contract !== follower.contract;
  const equity = sizing.mode === "equity" ? ratio : null;
  return {
    sizing,
    numerator: (keeps ? BigInt(leader.pointValueMicros) : 1n) * BigInt(equity?.follower ?? 1),
    denominator: (keeps ? BigInt(follower.pointValueMicros) : 1n) * BigInt(equity?.leader ?? 1),
    atLeastOne: sizing.mode !== "fixed" && sizing.atLeastOne && !larger,
    notional: keeps ? { leader: leader.pointValueMicros, follower: follower.pointValueMicros } : null,
    ratio: equity,
    certain: sizing.mode !== "equity" || ratio !== null,
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
  const by = sizing.mode === "equity" ? "× equity" : "×";
  return `${hundredthsToText(sizing.multiplier)}${by} ${sizing.rounding}`;
}

function wholeDollars(amount: number): string {
  return String(Math.round(amount / MICROS_PER_DOLLAR));
}

/** Millionths as a decimal without trailing zeros: 20, 0.5. */
function pointDollars(amount: number): string {
  return String(amount / MICROS_PER_DOLLAR);
}

/** The whole rule in words: `1.00× nearest × 20/2 dollars a point`, `0.50× equity nearest × 50000/100000 net liquidation`. */
export function ruleWords(rule: SizeRule): string {
  const { sizing, notional, ratio } = rule;
  if (sizing.mode === "fixed") return sizingWords(sizing);
  const points = notional
    ? ` × ${pointDollars(notional.leader)}/${pointDollars(notional.follower)} dollars a point`
    : "";
  const equity = ratio
    ? ` × ${wholeDollars(ratio.follower)}/${wholeDollars(ratio.leader)} net liquidation`
    : "";
  return `${sizingWords(sizing)}${points}${equity}`;
}

/** `at least one` is what makes a contract of this size. */
export function isRaised(rule: SizeRule, n: number): boolean {
  return rule.atLeastOne && n > 0 && sizeOf({ ...rule, atLeastOne: false }, n) === 0;
}
