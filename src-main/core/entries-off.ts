/** Entries of one follower off or on for a reason, durable. Exits are not concerned. */
import type { Step } from "./context.ts";
import type { EntriesOffReason } from "./effect.ts";
import type { FollowerState } from "./state.ts";

export function setEntriesOff(
  step: Step,
  follower: FollowerState,
  reason: EntriesOffReason,
  off: boolean,
): void {
  if (follower.entriesOff.has(reason) === off) return;
  if (off) follower.entriesOff.add(reason);
  else follower.entriesOff.delete(reason);
  step.out.facts.push({
    kind: "entries-off",
    follower: follower.settings.id,
    reason,
    off,
    wallMs: step.now.wallMs,
  });
  step.out.dirty.followers.add(follower.settings.id);
}

/** A row of refused entries has ended: by one that filled, or by the trader's word (F8). */
export function endRejects(follower: FollowerState): void {
  follower.rejects = 0;
  follower.rejectedLeaderOrders.clear();
}
