import { describe, expect, it } from "vitest";
import { calendarDays, coveredYears } from "./cme-holidays.ts";
import { calendarCovers, closeAfter, isOpen, openAfter, roundTheClock, stretchAt } from "./trading-hours.ts";

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const chicago = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/Chicago",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});
const local = (ms: number): string => chicago.format(ms).replace(", ", " ");

describe("the data", () => {
  it("names real weekdays in order, once each, of the covered years, with a source and a date of reading", () => {
    const dates = calendarDays.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].toSorted());
    for (const day of calendarDays) {
      const noon = new Date(`${day.date}T12:00:00Z`);
      expect(noon.toISOString().slice(0, 10)).toBe(day.date);
      expect([1, 2, 3, 4, 5]).toContain(noon.getUTCDay());
      expect(coveredYears).toContain(noon.getUTCFullYear());
      expect(day.verifiedOn).toMatch(/^2026-\d\d-\d\d$/u);
      expect(day.source.length).toBeGreaterThan(0);
      expect(day.kind === "closed" ? "16:00" : day.closes).toMatch(/^(08:15|12:00|12:15|16:00)$/u);
    }
  });

  it("has the ten holidays of each year, and the half days", () => {
    for (const year of coveredYears) {
      const ofYear = calendarDays.filter(({ date }) => date.startsWith(String(year)));
      expect(ofYear.filter(({ kind }) => kind !== "early")).toHaveLength(10);
    }
    const halves = calendarDays.filter(({ kind }) => kind === "early").map(({ date }) => date);
    expect(halves).toEqual(["2026-11-27", "2026-12-24", "2027-11-26"]);
  });

  it("covers its years by Chicago's date and no other", () => {
    expect(calendarCovers(at("2026-01-01T05:59:59.999Z"))).toBe(false);
    expect(calendarCovers(at("2026-01-01T06:00:00.000Z"))).toBe(true);
    expect(calendarCovers(at("2028-01-01T05:59:59.999Z"))).toBe(true);
    expect(calendarCovers(at("2028-01-01T06:00:00.000Z"))).toBe(false);
  });
});

describe("opens and closes", () => {
  // Each row: an open, the close of its session, the next open; Chicago time.
  it.each([
    ["an ordinary night", "2026-11-23 17:00", "2026-11-24 16:00", "2026-11-24 17:00"],
    ["an ordinary night in summer", "2026-07-14 17:00", "2026-07-15 16:00", "2026-07-15 17:00"],
    ["the weekend", "2026-11-19 17:00", "2026-11-20 16:00", "2026-11-22 17:00"],
    ["the weekend of the spring change", "2026-03-05 17:00", "2026-03-06 16:00", "2026-03-08 17:00"],
    ["the weekend of the autumn change", "2026-10-29 17:00", "2026-10-30 16:00", "2026-11-01 17:00"],
    ["Martin Luther King Day", "2026-01-18 17:00", "2026-01-19 12:00", "2026-01-19 17:00"],
    ["Good Friday with a short session", "2026-04-02 17:00", "2026-04-03 08:15", "2026-04-05 17:00"],
    ["Good Friday without one", "2027-03-24 17:00", "2027-03-25 16:00", "2027-03-28 17:00"],
    ["Juneteenth on a Friday", "2026-06-18 17:00", "2026-06-19 12:00", "2026-06-21 17:00"],
    ["Thanksgiving", "2026-11-25 17:00", "2026-11-26 12:00", "2026-11-26 17:00"],
    ["the day after", "2026-11-26 17:00", "2026-11-27 12:15", "2026-11-29 17:00"],
    ["Christmas Eve, then closed", "2026-12-23 17:00", "2026-12-24 12:15", "2026-12-27 17:00"],
    ["New Year's Eve, then closed", "2026-12-30 17:00", "2026-12-31 16:00", "2027-01-03 17:00"],
    ["a closed day within a week", "2025-12-30 17:00", "2025-12-31 16:00", "2026-01-01 17:00"],
    ["Thanksgiving without data", "2028-11-22 17:00", "2028-11-23 16:00", "2028-11-23 17:00"],
  ])("%s", (_words, opens, closes, opensAgain) => {
    const openMs = stretchAt(at(`${opens.replace(" ", "T")}:00Z`) + 6 * HOUR).openMs;
    expect(local(openMs)).toBe(opens);
    const closeMs = closeAfter(openMs);
    const nextMs = openAfter(openMs);
    expect([local(closeMs), local(nextMs)]).toEqual([closes, opensAgain]);
    // The open belongs to the session, the close does not.
    expect([isOpen(openMs - 1), isOpen(openMs), isOpen(closeMs - 1), isOpen(closeMs)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([isOpen(nextMs - 1), isOpen(nextMs)]).toEqual([false, true]);
    // "After" is strictly later, in the session as in the halt.
    expect(openAfter(openMs - 1)).toBe(openMs);
    expect(closeAfter(closeMs - 1)).toBe(closeMs);
    expect(closeAfter(closeMs)).toBe(closeAfter(nextMs));
    expect(openAfter(closeMs)).toBe(nextMs);
  });

  it("lines up without gap or overlap over both covered years", () => {
    const end = at("2028-01-02T00:00:00Z");
    let stretch = stretchAt(at("2026-01-02T12:00:00Z"));
    let sessions = 0;
    while (stretch.openMs < end) {
      expect(stretch.closeMs).toBeGreaterThan(stretch.openMs + 15 * HOUR - MINUTE);
      expect(stretch.closeMs).toBeLessThanOrEqual(stretch.openMs + 23 * HOUR);
      expect(stretch.nextOpenMs - stretch.closeMs).toBeGreaterThanOrEqual(HOUR);
      expect(local(stretch.openMs).slice(11)).toBe("17:00");
      const next = stretchAt(stretch.nextOpenMs);
      expect(next.openMs).toBe(stretch.nextOpenMs);
      stretch = next;
      sessions += 1;
    }
    // 260 weekdays of 2026 from 2 January on and 261 of 2027, less Christmas twice, New Year's Day and Good Friday 2027.
    expect(sessions).toBe(260 + 261 - 4);
  });

  it("names the same instants again after a thousand others were asked for", () => {
    const instant = at("2026-11-26T18:00:00.000Z");
    const before = [closeAfter(instant), openAfter(instant)].map(iso);
    for (let day = 0; day < 1000; day += 1) isOpen(at("2026-01-01T00:00:00Z") + day * 24 * HOUR);
    expect([closeAfter(instant), openAfter(instant)].map(iso)).toEqual(before);
    expect(before).toEqual(["2026-11-27T18:15:00.000Z", "2026-11-26T23:00:00.000Z"]);
  });

  it("has a venue that never halts", () => {
    const saturday = at("2026-11-21T18:00:00Z");
    expect(roundTheClock.isOpen(saturday)).toBe(true);
    expect(roundTheClock.closeAfter(saturday)).toBe(Number.MAX_SAFE_INTEGER);
    expect(roundTheClock.openAfter(saturday)).toBe(Number.MAX_SAFE_INTEGER);
  });
});
