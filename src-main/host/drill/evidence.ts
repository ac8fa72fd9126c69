/** What a drill leaves behind for the judge: the exchange's books and the cockpit's rows, as they were. Plain data. */
import type { FollowerRow, LeaderRow, TapeEntry } from "../../../src-shared/cockpit/model.ts";
import type { PracticeFill, PracticeOrder } from "../../practice/state.ts";
import type { CopyRule } from "./must-hold.ts";

export interface DrillFollower {
  readonly id: string;
  readonly account: string;
  readonly rule: CopyRule;
}

/** A moment at which everything has settled, or has had its time to. */
export interface Checkpoint {
  readonly name: string;
  readonly atMs: number;
  /** Signed contracts by account and symbol, from the books; an account that never traded one has no row. */
  readonly positions: readonly { readonly account: string; readonly symbol: string; readonly net: number }[];
  readonly rows: readonly FollowerRow[];
  /** The leader as the cockpit shows it. */
  readonly leader: LeaderRow | undefined;
  /** Leader fills that this drill has brought to the tape. */
  readonly tape: readonly TapeEntry[];
  /** Alarms and notices since the drill began. */
  readonly alarms: readonly string[];
}

/** What the fault is allowed to cost. */
export interface Expectation {
  /**
   * `all-copied`: nothing may be missing. `may-be-missed`: what is missing must be told. `left-to-trader`: the copier
   * must tell and must open nothing more (a bust).
   */
  readonly entries: "all-copied" | "may-be-missed" | "left-to-trader";
  /** How many followers have to be without their entry: who holds it all the same was sent it again. */
  readonly shortAtLeast: number;
  /** From the leader flat, or from the end of the fault when that is later, to the last follower flat. */
  readonly exitsWithinMs: number;
}

export interface DrillEvidence {
  readonly leader: string;
  readonly contract: string;
  readonly followers: readonly DrillFollower[];
  /** Of this drill and of the group's accounts, oldest first; orders of the trader's own hand included. */
  readonly orders: readonly PracticeOrder[];
  readonly fills: readonly PracticeFill[];
  /** Orders that the drill itself placed, on the leader and as the broker. */
  readonly scripted: readonly number[];
  readonly held: readonly Checkpoint[];
  /** Undefined: the drill leaves the exit to the trader. */
  readonly flat: Checkpoint | undefined;
  /** When the fault was over; the start of the drill for one that is over at once. */
  readonly clearedMs: number;
  /** Why the drill proves nothing, in words; empty when it does. What it has seen go wrong still counts. */
  readonly unable: string;
  /** Why the books themselves say nothing of the copier, in words; empty when they do. */
  readonly void: string;
}

export interface Finding {
  readonly ok: boolean;
  readonly words: string;
  /** One of many: it stands below the row, and in the row's line only when it failed. */
  readonly detail?: true;
}

export interface Judgement {
  readonly verdict: "passed" | "failed" | "not-judged";
  /** The first failure, or what was seen, in one line. */
  readonly evidence: string;
  readonly findings: readonly Finding[];
}
