/**
 * Contracts and products. `NQZ6` is root `NQ`, December, year ending in 6. Tick size and point value are never
 * assumed: they come from the broker as a `ContractSpec`.
 */
import type { ContractName, VenueKey } from "./ids.ts";

/** What the broker says of a dated contract. */
export interface ContractSpec {
  readonly venue: VenueKey;
  readonly contract: ContractName;
  /** The broker's contract id, as text. */
  readonly contractId: string;
  /** Product root, `NQ`. */
  readonly root: string;
  /** Millionths of a point: 0.25 is 250000. */
  readonly tickSizeMicros: number;
  /** Micro-dollars of one tick on one contract: NQ 5000000. */
  readonly tickValueMicros: number;
  /** Micro-dollars of one point on one contract: NQ 20000000. */
  readonly pointValueMicros: number;
}

export interface ContractParts {
  readonly root: string;
  /** One of FGHJKMNQUVXZ. */
  readonly month: string;
  /** One or two digits. */
  readonly year: string;
}

const contractPattern = /^([A-Z0-9]{1,6}?)([FGHJKMNQUVXZ])(\d{1,2})$/u;

/** Names seen so far; bounded, since names come from outside. */
const known = new Map<string, ContractParts | undefined>();
const KNOWN_MAX = 5000;

/** Parts of a contract's name, or undefined when it is none (a spread, an option). */
export function contractParts(name: string): ContractParts | undefined {
  if (known.has(name)) return known.get(name);
  if (known.size >= KNOWN_MAX) known.clear();
  const parts = parse(name);
  known.set(name, parts);
  return parts;
}

function parse(name: string): ContractParts | undefined {
  const match = contractPattern.exec(name);
  if (!match) return undefined;
  const [, root = "", month = "", year = ""] = match;
  return { root, month, year };
}

/** The same month and year of another product. */
export function sameMonth(parts: ContractParts, root: string): ContractName {
  return `${root}${parts.month}${parts.year}` as ContractName;
}

/** Mini root → micro root (product.md section 3, contract mapping). */
export const MINI_TO_MICRO: Readonly<Record<string, string>> = {
  NQ: "MNQ",
  ES: "MES",
  YM: "MYM",
  RTY: "M2K",
  CL: "MCL",
  GC: "MGC",
};
