/**
 * The oracle's own arithmetic: fractions of BigInts, nothing shared with the core. Written from product.md section 3
 * ("Sizing", S2, "Contract mapping") alone.
 */
import type { FollowerSettings } from "../../src-shared/group.ts";
import type { ContractName } from "../../src-shared/ids.ts";
import { CONTRACTS } from "./desk.ts";

interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

function roundHalfUp({ top, bottom }: Fraction): bigint {
  const whole = top / bottom;
  const rest = top - whole * bottom;
  return rest * 2n >= bottom ? whole + 1n : whole;
}

function roundUp({ top, bottom }: Fraction): bigint {
  const whole = top / bottom;
  return whole * bottom === top ? whole : whole + 1n;
}

/** Pairs of the contract mapping, written down a second time. */
const PAIRS: readonly (readonly [mini: string, micro: string])[] = [
  ["NQ", "MNQ"],
  ["ES", "MES"],
  ["YM", "MYM"],
  ["RTY", "M2K"],
  ["CL", "MCL"],
  ["GC", "MGC"],
];

export const rootOf = (contract: ContractName): string => contract.slice(0, -2);

/** The follower's contract, or undefined where the mapping gives none. */
export function oracleContract(
  map: FollowerSettings["contractMap"],
  leader: ContractName,
): ContractName | undefined {
  if (map === "same") return leader;
  const root = rootOf(leader);
  const month = leader.slice(-2);
  const flipped = (pairs: typeof PAIRS): typeof PAIRS => pairs.map(([mini, micro]) => [micro, mini]);
  const pairs = typeof map === "object" ? map.pairs : map === "mini-to-micro" ? PAIRS : flipped(PAIRS);
  const pair = pairs.find(([from]) => from === root);
  if (pair) return `${pair[1]}${month}` as ContractName;
  return pairs.some(([, to]) => to === root) ? leader : undefined;
}

/** Minis that one contract is worth, as a fraction of tenths; the family is named after its mini. */
export function familyOf(contract: ContractName): { readonly family: string; readonly tenths: number } {
  const root = rootOf(contract);
  for (const [mini, micro] of PAIRS) {
    if (root === mini) return { family: mini, tenths: 10 };
    if (root === micro) return { family: mini, tenths: 1 };
  }
  return { family: root, tenths: 10 };
}

function dollarsPerPoint(contract: ContractName): bigint {
  const found = CONTRACTS.find((spec) => spec.contract === contract);
  if (!found) throw new Error(`no contract ${contract}`);
  return BigInt(found.pointValueMicros);
}

/** Net liquidations at the moment the leader left flat; null: equity sizing had none. */
export interface Ratio {
  readonly follower: number;
  readonly leader: number;
}

/** `size(n)` of a follower for the leader's absolute position `n` in `leader`, traded in `own`. */
export function oracleSize(
  settings: FollowerSettings,
  contracts: { readonly leader: ContractName; readonly own: ContractName },
  n: number,
  ratio: Ratio | null = null,
): number {
  const { sizing } = settings;
  if (n === 0) return 0;
  if (sizing.mode === "fixed") return sizing.contracts;
  const ours = dollarsPerPoint(contracts.own);
  const theirs = dollarsPerPoint(contracts.leader);
  const larger = ours > theirs && !settings.largerConfirmed;
  const notional = settings.keepNotional || larger;
  // A ratio that is not known is left out: proportions are all that an exit needs.
  const equity = sizing.mode === "equity" && ratio !== null ? ratio : { follower: 1, leader: 1 };
  const exact: Fraction = {
    top: BigInt(n) * BigInt(sizing.multiplier) * (notional ? theirs : 1n) * BigInt(equity.follower),
    bottom: 100n * (notional ? ours : 1n) * BigInt(equity.leader),
  };
  const rounded = roundedBy(sizing.rounding, exact);
  return Number(rounded === 0n && sizing.atLeastOne && !larger ? 1n : rounded);
}

function roundedBy(rounding: "nearest" | "up" | "down", exact: Fraction): bigint {
  switch (rounding) {
    case "nearest":
      return roundHalfUp(exact);
    case "up":
      return roundUp(exact);
    case "down":
      return exact.top / exact.bottom;
    default:
      throw new Error(`unknown rounding ${String(rounding satisfies never)}`);
  }
}

/** S2's share: `round_half_up(|Pa| × size(|L1|) ÷ size(|La|))`, 0 where size(|La|) is 0. */
export function oracleShare(anchored: number, sizeNow: number, sizeAnchor: number): number {
  if (sizeAnchor === 0) return 0;
  return Number(roundHalfUp({ top: BigInt(anchored) * BigInt(sizeNow), bottom: BigInt(sizeAnchor) }));
}
