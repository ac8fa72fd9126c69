/**
 * What a follower must hold for what the leader holds, worked out anew from the settings by the rules of product.md
 * section 3. The judge's own arithmetic: the engine's sizing is what it judges, so it is not asked. Integers only.
 */
import type { FollowerSettings } from "../../../src-shared/group.ts";
import { contractParts, MINI_TO_MICRO, sameMonth } from "../../../src-shared/instrument.ts";

export type CopyRule = Pick<FollowerSettings, "sizing" | "contractMap" | "keepNotional">;

/** Micro-dollars of one point on one contract, by product root. */
export type PointValues = (root: string) => number | undefined;

export interface MustHold {
  readonly contract: string;
  /** Contracts it may hold at most, and as few as its caps may leave it. */
  readonly most: number;
  readonly least: number;
}

function mapped(rule: CopyRule, leader: string): string | undefined {
  const parts = contractParts(leader);
  if (rule.contractMap === "same" || !parts) return leader;
  const micro = MINI_TO_MICRO[parts.root];
  const mini = Object.entries(MINI_TO_MICRO).find(([, small]) => small === parts.root)?.[0];
  const [target, already] = rule.contractMap === "mini-to-micro" ? [micro, mini] : [mini, micro];
  if (target !== undefined) return sameMonth(parts, target);
  return already === undefined ? undefined : leader;
}

/** Micro-dollars per point of leader and follower; equal where the value in dollars is not kept. */
function ratio(
  rule: CopyRule,
  from: string,
  to: string,
  valueOf: PointValues,
): readonly [bigint, bigint] | undefined {
  const [leader, follower] = [contractParts(from), contractParts(to)].map(
    (parts) => parts && valueOf(parts.root),
  );
  if (leader === undefined || follower === undefined) return undefined;
  const keeps = rule.keepNotional || follower > leader;
  return keeps ? [BigInt(leader), BigInt(follower)] : [1n, 1n];
}

function rounded(numerator: bigint, denominator: bigint, how: "nearest" | "up" | "down"): bigint {
  const whole = numerator / denominator;
  const rest = numerator % denominator;
  const raises = how === "nearest" ? rest * 2n >= denominator : how === "up" && rest > 0n;
  return raises ? whole + 1n : whole;
}

/** Undefined where the leader's contract has no counterpart: then the follower takes no part. */
export function mustHold(
  rule: CopyRule,
  leader: string,
  contracts: number,
  valueOf: PointValues,
): MustHold | undefined {
  const contract = mapped(rule, leader);
  if (contract === undefined) return undefined;
  const { sizing } = rule;
  const most = sizing.maxContracts;
  const least = Math.min(most, sizing.maxOrderContracts);
  const capped = (size: number): MustHold => ({
    contract,
    most: Math.min(size, most),
    least: Math.min(size, least),
  });
  if (contracts === 0) return capped(0);
  if (sizing.mode === "fixed") return capped(sizing.contracts);
  const values = ratio(rule, leader, contract, valueOf);
  if (!values) return undefined;
  const [leaderValue, followerValue] = values;
  const size = Number(
    rounded(
      BigInt(contracts) * BigInt(sizing.multiplier) * leaderValue,
      100n * followerValue,
      sizing.rounding,
    ),
  );
  const isLarger = leaderValue !== followerValue && followerValue > leaderValue;
  return capped(sizing.atLeastOne && !isLarger ? Math.max(size, 1) : size);
}
