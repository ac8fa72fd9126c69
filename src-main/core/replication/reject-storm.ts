/** F8: ten rejected entries in 60 s over all followers put entries off everywhere, until the trader resumes them. */
import { say, type Step } from "../context.ts";
import { setEntriesOff } from "../entries-off.ts";

const WITHIN_NS = 60_000_000_000;
const REJECTS_MAX = 10;

export function countReject(step: Step): void {
  const { state, now } = step;
  state.rejectedNs = [...state.rejectedNs.filter((atNs) => now.monoNs - atNs < WITHIN_NS), now.monoNs];
  if (state.rejectedNs.length < REJECTS_MAX) return;
  state.rejectedNs = [];
  // One fill refused on forty followers is one storm, not four.
  if ([...state.followers.values()].every((follower) => follower.entriesOff.has("rejects"))) return;
  for (const follower of state.followers.values()) setEntriesOff(step, follower, "rejects", true);
  say(step, {
    activity: "entries-off",
    severity: "alarm",
    words: `Entries are off everywhere: the broker refused ${REJECTS_MAX} entries within a minute. Exits are copied. Find out why, then resume entries on each follower's row.`,
  });
}
