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
    expect(date("2026-11-27T22:59:59.999Z")).toBe(20_261_127);
    expect(date("2026-11-27T23:00:00.000Z")).toBe(20_261_127);
    expect(date("2026-11-28T23:30:00.000Z")).toBe(20_261_127);
    expect(date("2026-11-29T22:59:59.999Z")).toBe(20_261_127);
    expect(date("2026-11-29T23:00:00.000Z")).toBe(20_261_130);
    expect(date("2026-11-30T22:59:59.999Z")).toBe(20_261_130);
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

  it("crosses the year: New Year's Eve evening belongs to the next trade date", () => {
    expect(date("2026-12-31T22:59:59.999Z")).toBe(20_261_231);
    expect(date("2026-12-31T23:00:00.000Z")).toBe(20_270_101);
  });
});

describe("nextRollAfter", () => {
  it("is the next 17:00 that starts a day, with its instant itself already over", () => {
    expect(roll("2026-11-23T15:00:00.000Z")).toBe("2026-11-23T23:00:00.000Z");
    expect(roll("2026-11-23T22:59:59.999Z")).toBe("2026-11-23T23:00:00.000Z");
    expect(roll("2026-11-23T23:00:00.000Z")).toBe("2026-11-24T23:00:00.000Z");
  });

  it("goes from Friday's session to Sunday evening", () => {
    expect(roll("2026-11-27T15:00:00.000Z")).toBe("2026-11-29T23:00:00.000Z");
    expect(roll("2026-11-28T15:00:00.000Z")).toBe("2026-11-29T23:00:00.000Z");
    expect(roll("2026-11-29T22:59:59.999Z")).toBe("2026-11-29T23:00:00.000Z");
    expect(roll("2026-11-29T23:00:00.000Z")).toBe("2026-11-30T23:00:00.000Z");
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
        expect(next - now).toBeLessThanOrEqual(74 * 3_600_000);
        const today = tradeDateNumber(tradeDateAt(now));
        expect(tradeDateNumber(tradeDateAt(next - 1))).toBe(today);
        expect(tradeDateNumber(tradeDateAt(next))).toBeGreaterThan(today);
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});
