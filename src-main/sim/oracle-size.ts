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

/** The follower's contract, or undefined where the mapping gives none. */
export function oracleContract(
  map: FollowerSettings["contractMap"],
  leader: ContractName,
): ContractName | undefined {
  if (map === "same") return leader;
  const root = leader.slice(0, -2);
  const month = leader.slice(-2);
  const from = map === "mini-to-micro" ? 0 : 1;
  const to = 1 - from;
  for (const pair of PAIRS) {
    if (pair[from] === root) return `${pair[to]}${month}` as ContractName;
    if (pair[to] === root) return leader;
  }
  return undefined;
}

function dollarsPerPoint(contract: ContractName): bigint {
  const found = CONTRACTS.find((spec) => spec.contract === contract);
  if (!found) throw new Error(`no contract ${contract}`);
  return BigInt(found.pointValueMicros);
}

/** `size(n)` of a follower for the leader's absolute position `n` in `leader`. */
export function oracleSize(settings: FollowerSettings, leader: ContractName, n: number): number {
  const { sizing } = settings;
  if (n === 0) return 0;
  if (sizing.mode === "fixed") return sizing.contracts;
  const contract = oracleContract(settings.contractMap, leader);
  if (contract === undefined) throw new Error(`no contract for ${leader}`);
  const ours = dollarsPerPoint(contract);
  const theirs = dollarsPerPoint(leader);
  const larger = ours > theirs;
  const notional = settings.keepNotional || larger;
  const exact: Fraction = {
    top: BigInt(n) * BigInt(sizing.multiplier) * (notional ? theirs : 1n),
    bottom: 100n * (notional ? ours : 1n),
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

/** S2: `min(|P|, round_half_up(|Pa| × size(|L1|) ÷ size(|La|)))`, 0 where size(|La|) is 0. */
export function oracleKeep(held: number, anchored: number, sizeNow: number, sizeAnchor: number): number {
  if (sizeAnchor === 0) return 0;
  const share = roundHalfUp({ top: BigInt(anchored) * BigInt(sizeNow), bottom: BigInt(sizeAnchor) });
  return Math.min(held, Number(share));
}
