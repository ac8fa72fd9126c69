import type { ContractName, VenueKey } from "../../../src-shared/ids.ts";
/** What the decisions of one follower for one leader fill share, and what they share with those of the others. */
import type { RefusalCode } from "../../../src-shared/refusal.ts";
import type { LegDecision } from "../decision.ts";
import type { Cause } from "../effect.ts";
import type { BrokerFill } from "../input.ts";
import type { FollowerState, GroupState, LeaderLine, WaitingEntry } from "../state.ts";
import type { Compared, Verdict } from "./gates.ts";
import type { LeaderLegs } from "./legs.ts";
import type { Sized } from "./sized.ts";

export interface Deciding {
  readonly group: GroupState;
  readonly follower: FollowerState;
  readonly line: LeaderLine;
  readonly legs: LeaderLegs;
  readonly fill: BrokerFill;
  readonly cause: Cause;
  readonly eventId: string;
  /** Of the fill, when the decision was begun. */
  readonly ageNs: number;
  readonly alike: Alike;
}

/**
 * Followers of one fill mostly differ in nothing but their names. What was worked out for one of them is kept here with
 * the values that it follows from, and is taken as it is for the next with the same values: records, sizes and legs are
 * shared objects then, which nobody may change. Lives as long as one fill is decided.
 */
export interface Alike {
  readonly open: Compared[];
  readonly close: Compared[];
  readonly sizes: {
    readonly settings: FollowerState["settings"];
    readonly venue: VenueKey;
    readonly size: Sized;
  }[];
  readonly legs: {
    readonly gates: Verdict;
    readonly size: Sized;
    readonly ten: RefusalCode | null;
    readonly caps: string | null;
    readonly leg: LegDecision;
  }[];
  readonly closes: { readonly gates: Verdict; readonly leg: LegDecision }[];
  /** The words of a whole exit, by the position that it closes. */
  readonly exits: { readonly confirmed: number; readonly busy: boolean; readonly words: string }[];
  /** Whether the price has left the collar, by what is asked for it. */
  readonly moved: { readonly venue: VenueKey; readonly contract: ContractName; readonly away: boolean }[];
  readonly price: NonNullable<WaitingEntry["price"]>;
}

/** So many of each are looked through, newest first: more than a group has kinds of settings. */
const LOOK_BACK = 16;

export function noneAlike(fill: BrokerFill): Alike {
  const price = { contract: fill.contract, ticks: fill.priceTicks };
  return { open: [], close: [], sizes: [], legs: [], closes: [], exits: [], moved: [], price };
}

/** Index of the oldest item of a list that is looked at. */
export function oldestOf(list: readonly unknown[]): number {
  return Math.max(0, list.length - LOOK_BACK);
}
