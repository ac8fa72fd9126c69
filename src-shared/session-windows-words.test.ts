import { describe, expect, it } from "vitest";
import { roundTheClock } from "./calendar/trading-hours.ts";
import { weekdays, type SessionWindow, type Weekday } from "./group.ts";
import { sessionWords, windowProblems, windowWords } from "./session-windows-words.ts";

function windowOf(
  days: readonly Weekday[],
  from: string,
  to: string,
  zone = "America/Chicago",
): SessionWindow {
  return { days: [...days], from, to, zone, flattenAtEnd: false };
}
const week: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri"];

describe("sessionWords", () => {
  const day = [windowOf(week, "08:30", "15:00")];
  const relay = [windowOf(["mon"], "08:30", "10:00"), windowOf(["mon"], "10:00", "12:30")];
  const rows: readonly (readonly [string, readonly SessionWindow[], string, string])[] = [
    ["without windows", [], "2026-11-21T12:00Z", "always open"],
    ["inside", day, "2026-11-23T15:00Z", "open until 15:00 CT"],
    ["until the early close", day, "2026-11-26T15:00Z", "open until 11:55 CT"],
    ["over touching windows", relay, "2026-11-23T15:00Z", "open until 12:30 CT"],
    ["before today's start", day, "2026-11-23T12:00Z", "closed, opens 08:30 CT"],
    ["after today's end", day, "2026-11-23T22:00Z", "closed, opens Tue 08:30 CT"],
    ["at the weekend", day, "2026-11-20T22:00Z", "closed, opens Mon 08:30 CT"],
    [
      "a week on",
      [windowOf(["mon"], "08:30", "15:00")],
      "2026-11-23T22:00Z",
      "closed, opens Mon 30 Nov 08:30 CT",
    ],
    ["overnight", [windowOf(["sun"], "17:00", "02:00")], "2026-11-23T03:00Z", "open until Mon 02:00 CT"],
    [
      "in Chicago's time",
      [windowOf(week, "09:00", "12:00", "Europe/Berlin")],
      "2026-11-23T07:00Z",
      "closed, opens 02:00 CT",
    ],
    [
      "never",
      [windowOf(["sat"], "09:00", "12:00")],
      "2026-11-21T16:00Z",
      "closed, no window opens in the next five weeks",
    ],
  ];
  it.each(rows)("%s", (_case, windows, now, words) => {
    expect(sessionWords(windows, Date.parse(now))).toBe(words);
  });

  it("ends its search where windows continue for ever", () => {
    const always = [windowOf(weekdays, "00:00", "00:00")];
    const saturday = Date.parse("2026-11-21T16:00Z");
    expect(sessionWords(always, saturday, roundTheClock)).toBe("open for more than a week");
    expect(sessionWords(always, saturday)).toBe("closed, opens Sun 17:00 CT");
  });
});

describe("windowWords", () => {
  it.each([
    [windowOf(week, "08:30", "15:00"), "Mon–Fri 08:30–15:00 America/Chicago"],
    [windowOf(["fri", "mon", "wed", "tue"], "08:30", "15:00"), "Mon–Wed, Fri 08:30–15:00 America/Chicago"],
    [
      windowOf(["sun", "mon", "tue", "wed", "thu"], "17:00", "15:00"),
      "Sun–Thu 17:00–15:00 next day America/Chicago",
    ],
    [windowOf(["sat"], "09:00", "09:00", "Asia/Tokyo"), "Sat 09:00–09:00 next day Asia/Tokyo"],
    [windowOf(weekdays, "00:00", "12:00", "UTC"), "Every day 00:00–12:00 UTC"],
  ])("writes %j", (window, words) => {
    expect(windowWords(window)).toBe(words);
  });
});

describe("windowProblems", () => {
  const keys = (window: SessionWindow): string[] => windowProblems(window).map(({ key }) => key);

  it("takes what can be used", () => {
    for (const zone of ["America/Chicago", "Europe/Berlin", "UTC", "Asia/Kolkata"])
      expect(keys(windowOf(week, "23:59", "00:00", zone))).toEqual([]);
  });

  it.each(["Chicago", "America/Springfield", "", "+02:00", "-06:00", "CT", "America/Chicago ", "2"])(
    "refuses the zone %j",
    (zone) => {
      expect(keys(windowOf(week, "08:30", "15:00", zone))).toEqual(["zone"]);
    },
  );

  it.each(["24:00", "8:30", "08:60", "08:30:00", "", "noon"])("refuses the time %j at either end", (time) => {
    expect(keys(windowOf(week, time, "15:00"))).toEqual(["from"]);
    expect(keys(windowOf(week, "08:30", time))).toEqual(["to"]);
  });

  it("tells everything at once, in words that name what was written", () => {
    const problems = windowProblems(windowOf(["mon", "mon"], "9", "25:00", "Nowhere/Town"));
    expect(problems.map(({ key }) => key)).toEqual(["days", "from", "to", "zone"]);
    expect(problems.map(({ words }) => words).join()).toMatch(/"9".*"25:00".*"Nowhere\/Town"/u);
    expect(keys(windowOf([], "08:30", "15:00"))).toEqual(["days"]);
  });
});
