/** What the decisions of one follower for one leader fill share. Types only. */
import type { Cause } from "../effect.ts";
import type { BrokerFill } from "../input.ts";
import type { FollowerState, GroupState, LeaderLine } from "../state.ts";
import type { LeaderLegs } from "./legs.ts";

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
}
