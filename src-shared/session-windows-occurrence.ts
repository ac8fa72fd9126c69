/**
 * One session window on one day, as instants. `to` at or before `from` is on the next day, equal means a whole day; a
 * local time that a clock change skips moves forward by what was skipped, one that is repeated means its first pass.
 *
 * The hours of the venue bound it. It ends at the earlier of `to` and five minutes before the next close, and what has
 * ended stays ended: after the re-open it does not go on, though `to` be later, because a trader who is out at the
 * close is not put back in by a window that had already flattened him. What would begin while the venue is closed
 * begins with the re-open; what would begin in the last five minutes, or never meets an open venue, does not happen.
 */
import { Temporal } from "temporal-polyfill";
import type { TradingHours } from "./calendar/trading-hours.ts";
import type { SessionWindow, Weekday } from "./group.ts";

/** When a window is open: `startMs` ≤ t < `endMs`. */
export interface Occurrence {
  readonly startMs: number;
  readonly endMs: number;
}

const BEFORE_CLOSE_MS = 5 * 60_000;

/** In the order of `dayOfWeek`, which counts from 1. */
const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** The date in the window's zone. @throws RangeError for an unknown zone, which windowProblems refuses */
export function dateIn(zone: string, epochMs: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(epochMs)).toZonedDateTimeISO(zone).toPlainDate();
}

function instantOf(date: Temporal.PlainDate, time: string, zone: string): number {
  const plainTime = Temporal.PlainTime.from(time);
  return date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
}

/** What the window is on the date on which it starts, or null if it is not open then. */
export function occurrenceOn(
  window: SessionWindow,
  date: Temporal.PlainDate,
  hours: TradingHours,
): Occurrence | null {
  const weekday = WEEKDAYS[date.dayOfWeek - 1];
  if (weekday === undefined || !window.days.includes(weekday)) return null;
  const fromMs = instantOf(date, window.from, window.zone);
  const lastDate = window.to <= window.from ? date.add({ days: 1 }) : date;
  const toMs = instantOf(lastDate, window.to, window.zone);
  const startMs = hours.isOpen(fromMs) ? fromMs : hours.openAfter(fromMs);
  const endMs = Math.min(toMs, hours.closeAfter(fromMs) - BEFORE_CLOSE_MS);
  return startMs < endMs ? { startMs, endMs } : null;
}
