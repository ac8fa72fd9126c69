/** The session of a group (check 7): looked at anew only when what is known has run out. */
import type { TradingHours } from "../../src-shared/calendar/trading-hours.ts";
import { venueOfAccount } from "../../src-shared/ids.ts";
import { sessionWords } from "../../src-shared/session-windows-words.ts";
import { sessionAt } from "../../src-shared/session-windows.ts";
import { hoursOfVenue } from "../../src-shared/venue-hours.ts";
import type { GroupState, KnownSession } from "./state.ts";

function hoursOf(group: GroupState): TradingHours {
  return hoursOfVenue(group.leader === null ? "" : venueOfAccount(group.leader));
}

export function sessionOf(group: GroupState, wallMs: number): KnownSession {
  const known = group.session;
  const hours = hoursOf(group);
  if (known && wallMs < known.untilMs && wallMs >= known.sinceMs && known.hours === hours) return known;
  const words = sessionWords(group.settings.sessions, wallMs, hours);
  const session = { ...sessionAt(group.settings.sessions, wallMs, hours), sinceMs: wallMs, hours, words };
  group.session = session;
  return session;
}

export function sessionText(group: GroupState, wallMs: number): string {
  return sessionOf(group, wallMs).words;
}

/** When the last window ended that still asks for a flatten; null: none. What was set or activated since asks for nothing. */
export function flattenEndedMs(group: GroupState, wallMs: number): number | null {
  const { sessionsSetMs, activatedMs } = group.settings;
  const ended = sessionOf(group, wallMs).flattenDue?.endedMs ?? null;
  const asked = Math.max(group.windowsSetMs, sessionsSetMs ?? 0, activatedMs ?? 0);
  if (ended === null || ended < asked) return null;
  return ended;
}
