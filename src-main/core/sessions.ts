/** Session windows as time goes by: the timer, and what is said and settled when a window opens or ends. */
import { say, type Step } from "./context.ts";
import { guarded } from "./gate.ts";
import { sessionOf, sessionText } from "./session-state.ts";
import { settleAll } from "./settle.ts";
import type { GroupState } from "./state.ts";

/** A wall clock that somebody sets is noticed within this. */
const LOOK_EVERY_MS = 60_000;
const NS_PER_MS = 1_000_000;

/** Comes back when the session may have changed. */
export function armSession(step: Step, group: GroupState): void {
  if (group.settings.sessions.length === 0) return;
  const { untilMs } = sessionOf(group, step.now.wallMs);
  const inMs = Math.min(Math.max(untilMs - step.now.wallMs, 0), LOOK_EVERY_MS);
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "session", group: group.settings.id },
    atNs: step.now.monoNs + inMs * NS_PER_MS,
  });
}

export function onSession(step: Step, group: GroupState): void {
  const now = sessionOf(group, step.now.wallMs);
  armSession(step, group);
  const told = group.sessionTold;
  group.sessionTold = { open: now.open };
  const changed = told !== null && told.open !== now.open;
  if (told === null || changed) step.out.dirty.groups.add(group.settings.id);
  if (changed) {
    say(step, {
      activity: "session",
      severity: "info",
      words: `${group.settings.name}: ${sessionText(group, step.now.wallMs)}.`,
      group: group.settings.id,
    });
  }
  // A view or a fill may have looked before this timer: what the end asks for is asked by the session, not by the change.
  if (!changed && now.flattenDue === null) return;
  for (const follower of group.followers) {
    step.out.dirty.followers.add(follower.settings.id);
    guarded(step, () => settleAll(step, follower));
  }
}
