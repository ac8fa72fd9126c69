/** What one step asks for, collected in place so that no function has to merge results. Types only. */
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { Effect, Fact, Intent } from "./effect.ts";

/** Collects what one step asks for. Handed through the core so that no function has to merge results. */
export interface Out {
  readonly intents: Intent[];
  readonly effects: Effect[];
  readonly facts: Fact[];
  /** Rows of the cockpit that have changed. */
  readonly dirty: Dirty;
}

export interface Dirty {
  readonly followers: Set<FollowerId>;
  readonly groups: Set<GroupId>;
  readonly events: Set<string>;
}
