/** The session of a group (check 7): looked at anew only when what is known has run out. */
import { sessionAt } from "../../src-shared/session-windows.ts";
import type { GroupState, KnownSession } from "./state.ts";

export function sessionOf(group: GroupState, wallMs: number): KnownSession {
  const known = group.session;
  if (known && wallMs < known.untilMs && wallMs >= known.sinceMs) return known;
  const session = { ...sessionAt(group.settings.sessions, wallMs), sinceMs: wallMs };
  group.session = session;
  return session;
}
