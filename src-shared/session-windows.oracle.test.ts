/**
 * sessionAt against a second implementation that knows no instants: it looks at a wall clock minute after minute, with
 * hours of the exchange written down here, and remembers per window only whether it is over. What it checks besides the
 * state is that the state stays the same until `untilMs`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weekdays, type SessionWindow } from "./group.ts";
import { sessionAt } from "./session-windows.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Lists of windows a range; each is compared in every minute of it. */
const RUNS = 30;
/** Chicago minute of the day at which the session of that date stops; 0 where there is none. */
const STOPS: Readonly<Record<string, number>> = {
  "2026-04-03": 495,
  "2026-11-26": 720,
  "2026-11-27": 735,
  "2026-12-24": 735,
  "2026-12-25": 0,
  "2027-01-01": 0,
};

interface Wall {
  /** Days since 1970 on the wall calendar; the day's weekday from Monday = 0; minute of the day. */
  readonly day: number;
  readonly weekday: number;
  readonly minute: number;
}

function walls(zone: string, from: number, minutes: number): readonly Wall[] {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return Array.from({ length: minutes }, (_, index) => {
    // "09/11/2026, 13:05"
    const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = clock
      .format(from + index * MINUTE_MS)
      .split(/\D+/u)
      .map(Number);
    const date = Date.UTC(year, month - 1, day) / (DAY_MINUTES * MINUTE_MS);
    // 1 January 1970 was a Thursday.
    return { day: date, weekday: (date + 3) % 7, minute: hour * 60 + minute };
  });
}

/** Whether the exchange trades in a minute of Chicago's wall clock. */
function trades({ day, minute }: Wall): boolean {
  const stopOf = (date: number): number => {
    if ((date + 3) % 7 >= 5) return 0;
    return STOPS[new Date(date * DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10)] ?? 960;
  };
  return minute < 1020 ? minute < stopOf(day) : stopOf(day + 1) > 0;
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The day to which a window that is on at a minute belongs, or null. */
function dayOfWindow({ days, from: begins, to: ends }: SessionWindow): (wall: Wall) => number | null {
  const [from, to] = [minuteOf(begins), minuteOf(ends)];
  const has = weekdays.map((name) => days.includes(name));
  return ({ day, weekday, minute }) => {
    if (from < to) return has[weekday] === true && from <= minute && minute < to ? day : null;
    if (has[weekday] === true && from <= minute) return day;
    return has[(weekday + 6) % 7] === true && minute < to ? day - 1 : null;
  };
}

interface Minute {
  readonly open: boolean;
  /** Since which minute a flatten is due; undefined while nothing was open yet. */
  readonly due: number | null | undefined;
}

function naive(
  windows: readonly SessionWindow[],
  wallsOf: (zone: string) => readonly Wall[],
  trading: readonly boolean[],
): Minute[] {
  const lanes = windows.map((window) => ({
    flattens: window.flattenAtEnd,
    clock: wallsOf(window.zone),
    dayOf: dayOfWindow(window),
    day: -1,
    over: false,
  }));
  let before: typeof lanes = [];
  let due: number | null | undefined;
  return trading.slice(0, -5).map((isTrading, index) => {
    const open = lanes.filter((lane) => {
      const wall = lane.clock[index];
      const day = wall === undefined ? null : lane.dayOf(wall);
      if (day === null) return false;
      if (day !== lane.day) Object.assign(lane, { day, over: false });
      if (isTrading && trading[index + 5] === false) lane.over = true;
      return isTrading && !lane.over;
    });
    if (open.length > 0) due = null;
    else if (before.length > 0) due = before.some(({ flattens }) => flattens) ? index : null;
    before = open;
    return { open: open.length > 0, due };
  });
}

const zones = ["America/Chicago", "America/New_York", "Europe/Berlin", "Asia/Tokyo", "UTC"];
const clock = fc.integer({ min: 0, max: DAY_MINUTES - 1 }).map((minute) => {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
});
/** Few distinct times, so that windows touch, end together and meet the halts. */
const time = fc.oneof(
  fc.constantFrom("00:00", "08:30", "12:00", "15:00", "15:55", "16:00", "17:00", "18:00", "22:00"),
  clock,
);
const anyWindow: fc.Arbitrary<SessionWindow> = fc.record({
  days: fc.subarray([...weekdays], { minLength: 1 }),
  from: time,
  to: time,
  zone: fc.constantFrom(...zones),
  flattenAtEnd: fc.boolean(),
});

/** Each range begins on a Saturday noon, with the exchange closed. */
const ranges: readonly (readonly [string, string, number])[] = [
  ["Chicago's spring change", "2026-03-07T18:00Z", 10],
  ["Berlin's spring change and Good Friday", "2026-03-28T18:00Z", 10],
  ["Berlin's and Chicago's autumn changes", "2026-10-24T17:00Z", 11],
  ["Thanksgiving", "2026-11-21T18:00Z", 10],
  ["Christmas and New Year", "2026-12-19T18:00Z", 17],
];

describe("sessionAt and the wall clock", () => {
  it.each(ranges)("agree over %s", (_words, from, days) => {
    const start = Date.parse(from);
    const tables = new Map(zones.map((zone) => [zone, walls(zone, start, days * DAY_MINUTES)]));
    const wallsOf = (zone: string): readonly Wall[] => tables.get(zone) ?? [];
    const trading = wallsOf("America/Chicago").map(trades);
    const seen = { open: 0, due: 0 };
    fc.assert(
      fc.property(fc.array(anyWindow, { minLength: 1, maxLength: 4 }), (windows) => {
        const minutes = naive(windows, wallsOf, trading);
        let state = sessionAt(windows, start);
        const wrong = minutes.findIndex(({ open, due }, index) => {
          const now = start + index * MINUTE_MS;
          if (now >= state.untilMs) state = sessionAt(windows, now);
          const said = state.flattenDue === null ? null : (state.flattenDue.endedMs - start) / MINUTE_MS;
          return state.open !== open || (due !== undefined && said !== due);
        });
        const facts = { asked: state, expected: minutes[wrong], index: wrong };
        expect(facts).toEqual({ asked: state, expected: undefined, index: -1 });
        seen.open += minutes.filter(({ open }) => open).length;
        seen.due += minutes.filter(({ due }) => typeof due === "number").length;
      }),
      { seed: 4, numRuns: RUNS },
    );
    // Neither side of the comparison is empty.
    expect(Math.min(seen.open, seen.due)).toBeGreaterThan(RUNS * DAY_MINUTES);
  });
});
