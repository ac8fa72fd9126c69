/** An exit as a target, and what is known of sending it. Types only. */
import type { BrokerOrderId } from "../../src-shared/ids.ts";
import type { Side } from "./input.ts";
import type { Cause } from "./leg.ts";

/** "This follower may hold at most `most` of this contract, on this side." */
export interface Target {
  readonly side: Side;
  most: number;
  cause: Cause;
  legId: string;
  leaderOrder: BrokerOrderId | null;
  eventId: string | null;
  /** Orders sent for its leg so far. */
  attempts: number;
  /** Set from the leader's reduction (S2), so that it is computed anew when an entry ends unfilled. */
  proportional: boolean;
  failures: number;
  /** Monotonic time before which nothing is sent again after a rejection. */
  notBeforeNs: number;
  restsDueNs: number | null;
  /** The lock-out in spite of which the trader wants one attempt (F4): its deadline; 0: none. */
  forcedUntilNs: number;
  /** The deadline that he was told of last; 0: none. */
  heldSaidNs: number;
  /** Until when a ticket of the broker holds it back, monotonic; 0: none did. */
  pausedUntilNs: number;
}

export interface Targets {
  long: Target | null;
  short: Target | null;
}
