/**
 * Session windows in words: what the cockpit says of a group's windows now, how one window is written, and what is
 * wrong with one beyond its shape (group.ts). Times of the cockpit are Chicago's, as its clock is. Pure.
 */
import { Temporal } from "temporal-polyfill";
import { exchangeHours, type TradingHours } from "./calendar/trading-hours.ts";
import type { SessionWindow, Weekday } from "./group.ts";
import { sessionAt } from "./session-windows.ts";

export interface WindowProblem {
  readonly key: "days" | "from" | "to" | "zone";
  readonly words: string;
}

const ZONE = "America/Chicago";
const DAY_NAMES: readonly (readonly [Weekday, string])[] = [
  ["mon", "Mon"],
  ["tue", "Tue"],
  ["wed", "Wed"],
  ["thu", "Thu"],
  ["fri", "Fri"],
  ["sat", "Sat"],
  ["sun", "Sun"],
];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEK_MS = 7 * 86_400_000;

function chicago(epochMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(epochMs)).toZonedDateTimeISO(ZONE);
}

/** `15:00 CT` today, `Mon 08:30 CT` within the week, `Mon 30 Nov 08:30 CT` later. */
function timeWords(thenMs: number, nowMs: number): string {
  const then = chicago(thenMs);
  const now = chicago(nowMs);
  const time = `${then.toPlainTime().toString({ smallestUnit: "minute" })} CT`;
  const days = now.toPlainDate().until(then.toPlainDate(), { largestUnit: "day" }).days;
  if (days === 0) return time;
  const weekday = DAY_NAMES[then.dayOfWeek - 1]?.[1];
  return days < 7 ? `${weekday} ${time}` : `${weekday} ${then.day} ${MONTHS[then.month - 1]} ${time}`;
}

/** The end of the windows that continue one another, or null when that is a week away or more. */
function openUntil(windows: readonly SessionWindow[], epochMs: number, hours: TradingHours): number | null {
  let state = sessionAt(windows, epochMs, hours);
  let untilMs = epochMs;
  while (state.open) {
    untilMs = state.untilMs;
    if (untilMs - epochMs >= WEEK_MS) return null;
    state = sessionAt(windows, untilMs, hours);
  }
  return untilMs;
}

/** `always open`, `open until 15:00 CT`, `closed, opens Mon 08:30 CT`. */
export function sessionWords(
  windows: readonly SessionWindow[],
  epochMs: number,
  hours: TradingHours = exchangeHours,
): string {
  if (windows.length === 0) return "always open";
  const { open, nextStartMs } = sessionAt(windows, epochMs, hours);
  if (open) {
    const untilMs = openUntil(windows, epochMs, hours);
    return untilMs === null ? "open for more than a week" : `open until ${timeWords(untilMs, epochMs)}`;
  }
  if (nextStartMs === null) return "closed, no window opens in the next five weeks";
  return `closed, opens ${timeWords(nextStartMs, epochMs)}`;
}

/** `Mon–Fri`, `Mon, Wed–Thu`, `Fri–Sun`, `Every day`; runs of two days or more are joined, over the weekend too. */
function daysWords(days: readonly Weekday[]): string {
  const chosen = DAY_NAMES.map(([day]) => days.includes(day));
  if (chosen.every(Boolean)) return "Every day";
  const runs: string[] = [];
  for (const [index, [, name]] of DAY_NAMES.entries()) {
    // A run begins where the day before is not chosen; Monday's day before is Sunday.
    if (chosen[index] !== true || chosen[(index + 6) % 7] === true) continue;
    let length = 1;
    while (chosen[(index + length) % 7] === true) length += 1;
    const last = DAY_NAMES[(index + length - 1) % 7]?.[1];
    runs.push(length === 1 ? name : `${name}–${last}`);
  }
  return runs.join(", ");
}

/** `Mon–Fri 08:30–15:00 America/Chicago`; a window into the next day says so. */
export function windowWords(window: SessionWindow): string {
  const { days, from, to, zone } = window;
  const next = to <= from ? " next day" : "";
  return `${daysWords(days)} ${from}–${to}${next} ${zone}`;
}

function isZone(zone: string): boolean {
  // An offset is no place: it knows no daylight saving.
  if (!/^[A-Za-z]/u.test(zone)) return false;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const timeOfDay = /^(?:[01]\d|2[0-3]):[0-5]\d$/u;

/** What can not be true of a window; empty when it can be used. */
export function windowProblems(window: SessionWindow): readonly WindowProblem[] {
  const { days, from, to, zone } = window;
  const problems: WindowProblem[] = [];
  if (days.length === 0) problems.push({ key: "days", words: "Choose at least one day" });
  if (new Set(days).size < days.length)
    problems.push({ key: "days", words: "A day is listed more than once" });
  for (const [key, time] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (!timeOfDay.test(time))
      problems.push({ key, words: `"${time}" is not a time of day: write it as 08:30` });
  if (!isZone(zone))
    problems.push({ key: "zone", words: `"${zone}" is not a time zone: write it as America/Chicago` });
  return problems;
}
