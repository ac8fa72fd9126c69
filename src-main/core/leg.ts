/** Identity of legs (reliability.md, "Identity and states"): why something is done, where, and to which end. Types only. */
import type { AccountKey, ContractName, FollowerId } from "../../src-shared/ids.ts";

export type CauseKind =
  | "leader-fill"
  | "leader-order"
  | "outage"
  | "flatten"
  | "sign-change"
  | "resync"
  | "reduction"
  | "session-end"
  | "leader-lost"
  | "foreign-trade";

/** Why a leg exists: unique together with follower, contract and leg. */
export interface Cause {
  readonly kind: CauseKind;
  /** The fill id, the leader's order id, the reconciliation's or the request's id. */
  readonly id: string;
}

export type LegKind = "open" | "close";

export interface LegRow {
  readonly legId: string;
  readonly cause: Cause;
  readonly follower: FollowerId;
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly leg: LegKind;
  /** Contracts decided for an open leg; for a close leg the most that may be held afterwards (the target). */
  readonly quantity: number;
}
