/** What was decided for a follower, and why: each check of the Phase A table with the values compared. Types only. */
import type { AccountKey, ContractName, FollowerId } from "../../src-shared/ids.ts";
import type { DispositionCode, RefusalCode } from "../../src-shared/refusal.ts";
import type { LegKind } from "./effect.ts";

/** Numbers of the Phase A table (product.md section 3). */
export type CheckNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;

/** One evaluated check of one leg, with the values compared. */
export interface CheckRecord {
  readonly check: CheckNumber;
  readonly pass: boolean;
  /** The values compared, in words short enough to store: `leader live, follower offline`. */
  readonly seen: string;
}

export interface LegDecision {
  readonly leg: LegKind;
  readonly verdict: RefusalCode | DispositionCode;
  /** Contracts decided before caps, for an open leg. */
  readonly sized: number;
  /** Contracts to be sent now. */
  readonly quantity: number;
  /** Sized and sent differ because of a cap. */
  readonly cut: boolean;
  /** The sizing arithmetic in words: `leader 3 → 5, 0.50× nearest: 2 → 3, order 1`. */
  readonly arithmetic: string;
  readonly checks: readonly CheckRecord[];
}

export interface FollowerDecision {
  readonly follower: FollowerId;
  readonly account: AccountKey | null;
  readonly contract: ContractName | null;
  readonly legs: readonly LegDecision[];
}
