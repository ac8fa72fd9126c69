/**
 * What a sizing gives for 1, 2, 3 … contracts of the leader, bought at once from flat: by the engine's own arithmetic
 * (size.ts), so that the table beside the form and an order can not differ. Pure.
 */
import type { FollowerSettings, Sizing } from "./group.ts";
import type { ContractName } from "./ids.ts";
import { sizeOf, sizeRuleOf, type EquityRatio, type SizeRule } from "./size.ts";

export interface PreviewOptions {
  readonly keepNotional: boolean;
  /** Confirmed by typing: a larger product is sized as it is set. */
  readonly largerConfirmed?: boolean;
  /** Micro-dollars per point of the leader's and the follower's product; left out: the same product. */
  readonly pointValues?: { readonly leader: number; readonly follower: number };
  /** Follower ÷ leader net liquidation; left out: both are taken as equal. */
  readonly ratio?: EquityRatio;
}

export interface PreviewRow {
  readonly leader: number;
  /** Before rounding, exact or cut after four decimals: `0.50`, `1.375`. */
  readonly exact: string;
  readonly size: number;
  /** `At least one` exceeds the exact size by more than half a contract. */
  readonly raised: boolean;
  /** A cap lets less through than `size`. */
  readonly cut: boolean;
}

/** The size before rounding, as a fraction. */
interface Exact {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function exactOf({ sizing, numerator, denominator }: SizeRule, n: number): Exact {
  if (sizing.mode === "fixed") return { numerator: BigInt(sizing.contracts), denominator: 1n };
  return { numerator: BigInt(n) * BigInt(sizing.multiplier) * numerator, denominator: 100n * denominator };
}

const DECIMALS = 4;

function exactText({ numerator, denominator }: Exact): string {
  const whole = numerator / denominator;
  const decimals = ((numerator % denominator) * 10n ** BigInt(DECIMALS)) / denominator;
  const text = String(decimals)
    .padStart(DECIMALS, "0")
    .replace(/0{1,2}$/u, "");
  return `${whole}.${text}`;
}

/** Raised by `at least one`, not by rounding up, and by more than half a contract. */
function isRaised(rule: SizeRule, { numerator, denominator }: Exact, n: number): boolean {
  if (!rule.atLeastOne || 2n * numerator >= denominator) return false;
  return sizeOf({ ...rule, atLeastOne: false }, n) === 0;
}

function ruleOf(sizing: Sizing, options: PreviewOptions): SizeRule {
  const { keepNotional, largerConfirmed = false, pointValues, ratio } = options;
  const settings: Pick<FollowerSettings, "sizing" | "keepNotional" | "largerConfirmed"> = {
    sizing,
    keepNotional,
    largerConfirmed,
  };
  const { leader, follower } = pointValues ?? { leader: 1, follower: 1 };
  return sizeRuleOf(
    settings,
    { contract: "leader" as ContractName, pointValueMicros: leader },
    { contract: (pointValues ? "follower" : "leader") as ContractName, pointValueMicros: follower },
    ratio ?? null,
  );
}

/** Rows for 1 to `upTo` contracts of the leader. */
export function sizingPreview(sizing: Sizing, options: PreviewOptions, upTo = 20): readonly PreviewRow[] {
  const rule = ruleOf(sizing, options);
  const most = Math.min(sizing.maxContracts, sizing.maxOrderContracts);
  return Array.from({ length: upTo }, (_, index) => {
    const leader = index + 1;
    const exact = exactOf(rule, leader);
    const size = sizeOf(rule, leader);
    return {
      leader,
      exact: exactText(exact),
      size,
      raised: isRaised(rule, exact, leader),
      cut: size > most,
    };
  });
}
