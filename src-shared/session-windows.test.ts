import { describe, expect, it } from "vitest";
import { roundTheClock, type TradingHours } from "./calendar/trading-hours.ts";
import type { SessionWindow, Weekday } from "./group.ts";
import { sessionAt } from "./session-windows.ts";

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");

const week: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];
const everyDay: readonly Weekday[] = [...week, "sat", "sun"];

function windowOf(days: readonly Weekday[], from: string, to: string, rest: Partial<SessionWindow> = {}) {
  return { days: [...days], from, to, zone: "America/Chicago", flattenAtEnd: false, ...rest };
}

/**
 * The spans in which the session is open, walked from change to change as the core does, each edge to the millisecond;
 * `…` where the range begins or ends inside one.
 */
function spans(
  windows: readonly SessionWindow[],
  [from, to]: readonly [string, string],
  hours?: TradingHours,
): string[] {
  const openAt = (ms: number): boolean => sessionAt(windows, ms, hours).open;
  const edges: string[] = openAt(at(from)) ? ["…"] : [];
  let now = at(from);
  while (now < at(to)) {
    if (now > at(from) && openAt(now) !== openAt(now - 1)) edges.push(iso(now));
    const { untilMs } = sessionAt(windows, now, hours);
    if (untilMs <= now) throw new Error(`nothing changes after ${iso(now)}`);
    now = untilMs;
  }
  if (edges.length % 2 === 1) edges.push("…");
  return Array.from({ length: edges.length / 2 }, (_, span) => `${edges[2 * span]} ${edges[2 * span + 1]}`);
}

describe("one window, Chicago's winter and summer", () => {
  // Each row: what it shows, window, the days looked at, the spans in which entries are copied; all in UTC.
  const rows: readonly (readonly [string, SessionWindow, readonly [string, string], readonly string[]])[] = [
    [
      "spring change, Sunday 8 March 2026: 08:30 Chicago moves by an hour in UTC",
      windowOf(["fri", "mon"], "08:30", "15:00"),
      ["2026-03-06T00:00Z", "2026-03-10T00:00Z"],
      ["2026-03-06T14:30Z 2026-03-06T21:00Z", "2026-03-09T13:30Z 2026-03-09T20:00Z"],
    ],
    [
      "autumn change, Sunday 1 November 2026",
      windowOf(["fri", "mon"], "08:30", "15:00"),
      ["2026-10-30T00:00Z", "2026-11-03T00:00Z"],
      ["2026-10-30T13:30Z 2026-10-30T20:00Z", "2026-11-02T14:30Z 2026-11-02T21:00Z"],
    ],
    [
      "overnight over the spring change: Sunday's runs into Monday",
      windowOf(["sun", "thu"], "17:00", "02:00"),
      ["2026-03-05T12:00Z", "2026-03-10T00:00Z"],
      ["2026-03-05T23:00Z 2026-03-06T08:00Z", "2026-03-08T22:00Z 2026-03-09T07:00Z"],
    ],
    [
      "overnight over the autumn change",
      windowOf(["sun", "thu"], "17:00", "02:00"),
      ["2026-10-29T12:00Z", "2026-11-03T00:00Z"],
      ["2026-10-29T22:00Z 2026-10-30T07:00Z", "2026-11-01T23:00Z 2026-11-02T08:00Z"],
    ],
    [
      "Berlin changes three weeks later than Chicago: its own clock counts",
      windowOf(["fri", "mon"], "09:00", "17:30", { zone: "Europe/Berlin" }),
      ["2026-03-27T00:00Z", "2026-03-31T00:00Z"],
      ["2026-03-27T08:00Z 2026-03-27T16:30Z", "2026-03-30T07:00Z 2026-03-30T15:30Z"],
    ],
    [
      "Berlin in October, a week earlier: the close bounds it by Chicago's clock",
      windowOf(["fri", "mon"], "15:00", "23:00", { zone: "Europe/Berlin" }),
      ["2026-10-23T00:00Z", "2026-10-27T00:00Z"],
      ["2026-10-23T13:00Z 2026-10-23T20:55Z", "2026-10-26T14:00Z 2026-10-26T20:55Z"],
    ],
    [
      "Friday close to Sunday open: Friday ends five minutes early, nothing before Sunday 17:00",
      windowOf(everyDay, "17:00", "17:00"),
      ["2026-11-19T12:00Z", "2026-11-23T12:00Z"],
      ["… 2026-11-19T21:55Z", "2026-11-19T23:00Z 2026-11-20T21:55Z", "2026-11-22T23:00Z …"],
    ],
    [
      "a window of the weekend alone never opens, but its rest after the re-open does",
      windowOf(["sat", "sun"], "10:00", "18:00"),
      ["2026-11-20T23:00Z", "2026-11-24T00:00Z"],
      ["2026-11-22T23:00Z 2026-11-23T00:00Z"],
    ],
    [
      "Saturday's overnight window begins only on Sunday, with the re-open",
      windowOf(["sat"], "20:00", "19:00"),
      ["2026-11-22T12:00Z", "2026-11-24T00:00Z"],
      ["2026-11-22T23:00Z 2026-11-23T01:00Z"],
    ],
    [
      "15:00 to 18:00 ends at 15:55 and does not go on at 17:00",
      windowOf(["mon"], "15:00", "18:00"),
      ["2026-11-23T00:00Z", "2026-11-24T12:00Z"],
      ["2026-11-23T21:00Z 2026-11-23T21:55Z"],
    ],
    [
      "16:00 to 18:00 begins with the re-open",
      windowOf(["mon"], "16:00", "18:00"),
      ["2026-11-23T00:00Z", "2026-11-24T12:00Z"],
      ["2026-11-23T23:00Z 2026-11-24T00:00Z"],
    ],
    [
      "15:55 to 18:00 begins in the last five minutes: not at all",
      windowOf(["mon"], "15:55", "18:00"),
      ["2026-11-23T00:00Z", "2026-11-24T12:00Z"],
      [],
    ],
    [
      "equal times are 24 hours, cut at the close",
      windowOf(["tue"], "08:00", "08:00"),
      ["2026-11-23T00:00Z", "2026-11-26T00:00Z"],
      ["2026-11-24T14:00Z 2026-11-24T21:55Z"],
    ],
    [
      "midnight to midnight, every day: Sunday's begins with the re-open, a weekday's is over at its close",
      windowOf(everyDay, "00:00", "00:00"),
      ["2026-11-22T12:00Z", "2026-11-25T00:00Z"],
      ["2026-11-22T23:00Z 2026-11-23T21:55Z", "2026-11-24T06:00Z 2026-11-24T21:55Z"],
    ],
    [
      "Friday's overnight window has nothing but the weekend",
      windowOf(["fri"], "17:00", "15:00"),
      ["2026-11-20T00:00Z", "2026-11-23T12:00Z"],
      [],
    ],
    [
      "Thanksgiving halts at noon, the day after at 12:15, Monday is ordinary again",
      windowOf(week, "08:30", "15:00"),
      ["2026-11-25T20:00Z", "2026-12-01T00:00Z"],
      [
        "… 2026-11-25T21:00Z",
        "2026-11-26T14:30Z 2026-11-26T17:55Z",
        "2026-11-27T14:30Z 2026-11-27T18:10Z",
        "2026-11-30T14:30Z 2026-11-30T21:00Z",
      ],
    ],
    [
      "Christmas Eve halts at 12:15, Christmas Day does not open",
      windowOf(week, "10:00", "12:12"),
      ["2026-12-24T00:00Z", "2026-12-29T00:00Z"],
      ["2026-12-24T16:00Z 2026-12-24T18:10Z", "2026-12-28T16:00Z 2026-12-28T18:12Z"],
    ],
    [
      "a window that starts after an early close waits for the re-open, if it is still on then",
      windowOf(["thu"], "13:00", "19:00"),
      ["2026-11-26T00:00Z", "2026-11-27T12:00Z"],
      ["2026-11-26T23:00Z 2026-11-27T01:00Z"],
    ],
    [
      "Jerusalem springs forward in open trading: the skipped 02:30 moves to 03:30",
      windowOf(["fri"], "02:30", "05:00", { zone: "Asia/Jerusalem" }),
      ["2026-03-26T00:00Z", "2026-03-28T00:00Z"],
      ["2026-03-27T00:30Z 2026-03-27T02:00Z"],
    ],
    [
      "what lies wholly in the skipped hour moves as a whole",
      windowOf(["fri"], "02:10", "02:50", { zone: "Asia/Jerusalem" }),
      ["2026-03-26T00:00Z", "2026-03-28T00:00Z"],
      ["2026-03-27T00:10Z 2026-03-27T00:50Z"],
    ],
  ];
  it.each(rows)("%s", (_words, window, range, expected) => {
    expect(spans([window], range)).toEqual(expected);
  });

  it("counts a repeated hour once: its first pass", () => {
    // Sunday 1 November 2026, 01:00 to 01:45 comes twice in Chicago; only a venue that never halts is open then.
    const window = windowOf(["sun"], "01:00", "01:45");
    expect(spans([window], ["2026-11-01T00:00Z", "2026-11-02T00:00Z"], roundTheClock)).toEqual([
      "2026-11-01T06:00Z 2026-11-01T06:45Z",
    ]);
  });
});

describe("several windows", () => {
  it("are open while any of them is, without a gap where they overlap or touch", () => {
    const windows = [
      windowOf(["mon"], "08:00", "10:00", { flattenAtEnd: true }),
      windowOf(["mon"], "09:00", "11:00"),
      windowOf(["mon"], "11:00", "12:00", { flattenAtEnd: true }),
      windowOf(["mon"], "12:01", "13:00"),
    ];
    expect(spans(windows, ["2026-11-23T00:00Z", "2026-11-24T00:00Z"])).toEqual([
      "2026-11-23T14:00Z 2026-11-23T18:00Z",
      "2026-11-23T18:01Z 2026-11-23T19:00Z",
    ]);
  });

  it("name the window that ends last, and say until when to keep the answer", () => {
    const windows = [windowOf(["mon"], "08:00", "10:00"), windowOf(["mon"], "09:00", "11:00")];
    const state = (text: string) => sessionAt(windows, at(text));
    expect(state("2026-11-23T14:30Z")).toEqual({
      open: true,
      untilMs: at("2026-11-23T16:00Z"),
      window: 0,
      nextStartMs: null,
      flattenDue: null,
    });
    expect(state("2026-11-23T15:30Z")).toMatchObject({ window: 1, untilMs: at("2026-11-23T17:00Z") });
    expect(state("2026-11-23T17:00Z")).toEqual({
      open: false,
      untilMs: at("2026-11-30T14:00Z"),
      window: null,
      nextStartMs: at("2026-11-30T14:00Z"),
      flattenDue: null,
    });
  });

  it("without any, the session is always open", () => {
    expect(sessionAt([], at("2026-11-21T12:00Z"))).toEqual({
      open: true,
      untilMs: Number.MAX_SAFE_INTEGER,
      window: null,
      nextStartMs: null,
      flattenDue: null,
    });
  });

  it("find the next start three weeks on, and say when there is none", () => {
    // Both the Christmas and the New Year Friday are closed.
    const friday = windowOf(["fri"], "09:00", "10:00", { flattenAtEnd: true });
    const state = sessionAt([friday], at("2026-12-18T16:00Z"));
    expect(state).toMatchObject({
      open: false,
      nextStartMs: at("2027-01-08T15:00Z"),
      flattenDue: { endedMs: at("2026-12-18T16:00Z") },
    });
    expect(sessionAt([friday], at("2027-01-08T14:59Z")).flattenDue).toEqual(state.flattenDue);
    const never = sessionAt([windowOf(["sat"], "09:00", "10:00")], at("2026-11-21T15:30Z"));
    expect(never).toMatchObject({ open: false, window: null, nextStartMs: null, flattenDue: null });
    expect(never.untilMs).toBeGreaterThan(at("2026-11-21T15:30Z"));
  });
});

describe("a venue that never halts", () => {
  it("keeps windows through halts, weekends and holidays", () => {
    const window = windowOf(everyDay, "15:00", "18:00");
    expect(spans([window], ["2026-11-26T12:00Z", "2026-11-29T12:00Z"], roundTheClock)).toEqual([
      "2026-11-26T21:00Z 2026-11-27T00:00Z",
      "2026-11-27T21:00Z 2026-11-28T00:00Z",
      "2026-11-28T21:00Z 2026-11-29T00:00Z",
    ]);
    const allDay = windowOf(everyDay, "00:00", "00:00");
    expect(spans([allDay], ["2026-11-20T06:00Z", "2026-11-29T12:00Z"], roundTheClock)).toEqual(["… …"]);
  });
});

describe("flatten at the end", () => {
  const flatten = windowOf(["mon"], "08:30", "15:00", { flattenAtEnd: true });
  const due = (windows: readonly SessionWindow[], text: string): string | null => {
    const { open, flattenDue } = sessionAt(windows, at(text));
    expect(open && flattenDue !== null).toBe(false);
    return flattenDue === null ? null : iso(flattenDue.endedMs);
  };

  it("is due from the end's millisecond to the next start", () => {
    expect(due([flatten], "2026-11-23T20:59:59.999Z")).toBeNull();
    expect(due([flatten], "2026-11-23T21:00:00.000Z")).toBe("2026-11-23T21:00Z");
    expect(due([flatten], "2026-11-30T14:29:59.999Z")).toBe("2026-11-23T21:00Z");
    expect(due([flatten], "2026-11-30T14:30:00.000Z")).toBeNull();
  });

  it("is not due where the window does not ask for it", () => {
    expect(due([windowOf(["mon"], "08:30", "15:00")], "2026-11-23T21:00Z")).toBeNull();
  });

  it("is due five minutes before the close that ends the window, through the halt and after", () => {
    const late = windowOf(["mon"], "15:00", "18:00", { flattenAtEnd: true });
    for (const text of ["2026-11-23T21:55Z", "2026-11-23T22:30Z", "2026-11-23T23:30Z", "2026-11-24T12:00Z"])
      expect(due([late], text)).toBe("2026-11-23T21:55Z");
    const holiday = windowOf(["thu"], "08:30", "15:00", { flattenAtEnd: true });
    expect(due([holiday], "2026-11-26T17:54:59.999Z")).toBeNull();
    expect(due([holiday], "2026-11-26T17:55Z")).toBe("2026-11-26T17:55Z");
  });

  it("waits over the weekend: what would start on Friday evening or Saturday is no start", () => {
    const always = windowOf(everyDay, "17:00", "17:00", { flattenAtEnd: true });
    expect(due([always], "2026-11-20T21:55Z")).toBe("2026-11-20T21:55Z");
    expect(due([always], "2026-11-21T18:00Z")).toBe("2026-11-20T21:55Z");
    expect(due([always], "2026-11-22T22:59:59.999Z")).toBe("2026-11-20T21:55Z");
    expect(due([always], "2026-11-22T23:00Z")).toBeNull();
  });

  it("is left to the window that continues, whether that overlaps or touches", () => {
    const overlapping = windowOf(["mon"], "14:00", "15:30");
    const touching = windowOf(["mon"], "15:00", "15:30");
    for (const other of [overlapping, touching])
      for (const windows of [
        [flatten, other],
        [other, flatten],
      ]) {
        expect(due(windows, "2026-11-23T21:00Z")).toBeNull();
        expect(due(windows, "2026-11-23T21:30Z")).toBeNull();
      }
    const continued = windowOf(["mon"], "15:00", "15:30", { flattenAtEnd: true });
    expect(due([flatten, continued], "2026-11-23T21:29Z")).toBeNull();
    expect(due([flatten, continued], "2026-11-23T21:30Z")).toBe("2026-11-23T21:30Z");
  });

  it("is due at the end of an inner window only if it is the last", () => {
    const outer = windowOf(["mon"], "08:00", "15:30");
    expect(due([flatten, outer], "2026-11-23T21:00Z")).toBeNull();
    expect(due([flatten, outer], "2026-11-23T21:30Z")).toBeNull();
  });

  it("is due when of windows that end together one asks for it", () => {
    const same = windowOf(["mon"], "10:00", "15:00");
    expect(due([same, flatten], "2026-11-23T21:00Z")).toBe("2026-11-23T21:00Z");
    expect(due([flatten, same], "2026-11-23T21:00Z")).toBe("2026-11-23T21:00Z");
    // The close makes them end together too.
    const long = windowOf(["mon"], "08:00", "17:30");
    const longer = windowOf(["mon"], "12:00", "20:00", { flattenAtEnd: true });
    expect(due([long, longer], "2026-11-23T21:55Z")).toBe("2026-11-23T21:55Z");
  });

  it("ends with the start of any window, be it of another kind", () => {
    const evening = windowOf(["mon"], "17:00", "19:00");
    expect(due([flatten, evening], "2026-11-23T22:59:59.999Z")).toBe("2026-11-23T21:00Z");
    expect(due([flatten, evening], "2026-11-23T23:00Z")).toBeNull();
    expect(due([flatten, evening], "2026-11-24T02:00Z")).toBeNull();
  });

  it("is never due of a window that never opens", () => {
    const saturday = windowOf(["sat"], "09:00", "10:00", { flattenAtEnd: true });
    expect(due([saturday], "2026-11-21T16:00Z")).toBeNull();
    expect(due([saturday], "2026-11-23T12:00Z")).toBeNull();
    const lastMinutes = windowOf(["mon"], "15:56", "16:30", { flattenAtEnd: true });
    expect(due([lastMinutes], "2026-11-23T22:30Z")).toBeNull();
  });
});
