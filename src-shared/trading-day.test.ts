import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRollAfter, tradeDateAt, tradeDateNumber } from "./trading-day.ts";

const at = (iso: string): number => Date.parse(iso);
const date = (iso: string): number => tradeDateNumber(tradeDateAt(at(iso)));
const roll = (iso: string): string => new Date(nextRollAfter(at(iso))).toISOString();

describe("tradeDateAt", () => {
  it("begins a trade date at 17:00:00.000 Chicago of the evening before, in winter and summer", () => {
    expect(date("2026-11-23T22:59:59.999Z")).toBe(20_261_123);
    expect(date("2026-11-23T23:00:00.000Z")).toBe(20_261_124);
    expect(date("2026-07-14T21:59:59.999Z")).toBe(20_260_714);
    expect(date("2026-07-14T22:00:00.000Z")).toBe(20_260_715);
  });

  it("starts nothing on Friday and Saturday at 17:00: Friday's date lasts until Sunday 17:00", () => {
    expect(date("2026-11-20T22:59:59.999Z")).toBe(20_261_120);
    expect(date("2026-11-20T23:00:00.000Z")).toBe(20_261_120);
    expect(date("2026-11-21T23:30:00.000Z")).toBe(20_261_120);
    expect(date("2026-11-22T22:59:59.999Z")).toBe(20_261_120);
    expect(date("2026-11-22T23:00:00.000Z")).toBe(20_261_123);
    expect(date("2026-11-23T22:59:59.999Z")).toBe(20_261_123);
  });

  it("keeps 17:00 Chicago through both clock changes of 2026", () => {
    // Spring forward on Sunday 8 March: 17:00 is 22:00 UTC from that day on.
    expect(date("2026-03-06T22:59:59.999Z")).toBe(20_260_306);
    expect(date("2026-03-08T21:59:59.999Z")).toBe(20_260_306);
    expect(date("2026-03-08T22:00:00.000Z")).toBe(20_260_309);
    expect(date("2026-03-09T21:59:59.999Z")).toBe(20_260_309);
    expect(date("2026-03-09T22:00:00.000Z")).toBe(20_260_310);
    // Fall back on Sunday 1 November: 17:00 is 23:00 UTC from that day on.
    expect(date("2026-10-30T21:59:59.999Z")).toBe(20_261_030);
    expect(date("2026-11-01T22:59:59.999Z")).toBe(20_261_030);
    expect(date("2026-11-01T23:00:00.000Z")).toBe(20_261_102);
    expect(date("2026-11-02T22:59:59.999Z")).toBe(20_261_102);
    expect(date("2026-11-02T23:00:00.000Z")).toBe(20_261_103);
  });

  // Each row: the evening on which the date begins, the one on which the next begins, the date between them.
  it.each([
    [
      "Thanksgiving 2026: Wednesday 17:00 to Friday's close",
      "2026-11-25T23:00Z",
      "2026-11-29T23:00Z",
      20_261_127,
    ],
    ["a Monday holiday is one day with Tuesday", "2026-01-18T23:00Z", "2026-01-20T23:00Z", 20_260_120],
    ["a Friday holiday is one day with Monday", "2026-06-18T22:00Z", "2026-06-22T22:00Z", 20_260_622],
    ["Good Friday's short session counts for Monday", "2026-04-02T22:00Z", "2026-04-06T22:00Z", 20_260_406],
    [
      "an early close keeps its date, over the closed Christmas Day",
      "2026-12-23T23:00Z",
      "2026-12-27T23:00Z",
      20_261_224,
    ],
    [
      "no date begins on the evening before New Year's Day",
      "2026-12-30T23:00Z",
      "2027-01-03T23:00Z",
      20_261_231,
    ],
  ])("%s", (_words, from, to, expected) => {
    const dateAt = (ms: number): number => tradeDateNumber(tradeDateAt(ms));
    expect(dateAt(at(from) - 1)).toBeLessThan(expected);
    expect(dateAt(at(from))).toBe(expected);
    expect(dateAt((at(from) + at(to)) / 2)).toBe(expected);
    expect(dateAt(at(to) - 1)).toBe(expected);
    expect(dateAt(at(to))).toBeGreaterThan(expected);
    expect(nextRollAfter(at(from) - 1)).toBe(at(from));
    expect(nextRollAfter(at(from))).toBe(at(to));
    expect(nextRollAfter(at(to) - 1)).toBe(at(to));
  });

  it("keeps the ordinary week in years without data", () => {
    expect(date("2028-11-23T01:00:00.000Z")).toBe(20_281_123);
    expect(date("2028-11-23T23:00:00.000Z")).toBe(20_281_124);
  });

  it("gives the same answer whatever was asked before, forward and backward", () => {
    const hours = Array.from(
      { length: 24 * 120 },
      (_, hour) => at("2026-10-01T00:00:00Z") + hour * 3_600_000,
    );
    const forward = hours.map((ms) => tradeDateNumber(tradeDateAt(ms)));
    const backward = hours.toReversed().map((ms) => tradeDateNumber(tradeDateAt(ms)));
    expect(backward.toReversed()).toEqual(forward);
    expect(forward).toEqual(forward.toSorted((left, right) => left - right));
  });
});

describe("nextRollAfter", () => {
  it("is the next 17:00 that starts a day, with its instant itself already over", () => {
    expect(roll("2026-11-23T15:00:00.000Z")).toBe("2026-11-23T23:00:00.000Z");
    expect(roll("2026-11-23T22:59:59.999Z")).toBe("2026-11-23T23:00:00.000Z");
    expect(roll("2026-11-23T23:00:00.000Z")).toBe("2026-11-24T23:00:00.000Z");
  });

  it("goes from Friday's session to Sunday evening", () => {
    expect(roll("2026-11-20T15:00:00.000Z")).toBe("2026-11-22T23:00:00.000Z");
    expect(roll("2026-11-21T15:00:00.000Z")).toBe("2026-11-22T23:00:00.000Z");
    expect(roll("2026-11-22T22:59:59.999Z")).toBe("2026-11-22T23:00:00.000Z");
    expect(roll("2026-11-22T23:00:00.000Z")).toBe("2026-11-23T23:00:00.000Z");
  });

  it("moves by the hour at a clock change", () => {
    expect(roll("2026-03-06T15:00:00.000Z")).toBe("2026-03-08T22:00:00.000Z");
    expect(roll("2026-10-30T15:00:00.000Z")).toBe("2026-11-01T23:00:00.000Z");
  });

  it("agrees with tradeDateAt: the date changes there and not a millisecond before, and only forward", () => {
    const instant = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2030-12-31T00:00:00Z") });
    fc.assert(
      fc.property(instant, (now) => {
        const next = nextRollAfter(now);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(96 * 3_600_000);
        const today = tradeDateNumber(tradeDateAt(now));
        expect(tradeDateNumber(tradeDateAt(next - 1))).toBe(today);
        expect(tradeDateNumber(tradeDateAt(next))).toBeGreaterThan(today);
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});
