import { describe, expect, it } from "vitest";
import { figuresOf, floorMove, isVoid, median, percentile, warm } from "./figures.ts";
import type { RunSamples } from "./spec.ts";

/** A run whose variants take these multiples of the floor's samples. */
function runOf(floor: readonly number[], multiples: { t1: number; t2: number; arrival: number }): RunSamples {
  const { t1, t2, arrival } = multiples;
  const of = (times: number) => ({
    writtenNs: floor.map((sample) => sample * times),
    arrivedNs: floor.map((sample) => sample * times * arrival),
  });
  return { "ws floor": of(1), "raw floor": of(0.5), T1: of(t1), T2: of(t2) };
}

const steady = Array.from({ length: 100 }, (_, index) => 100 + (index % 3));

describe("percentile", () => {
  it.each([
    [[5], 0.99, 5],
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99, 10],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0, 1],
  ])("of %j at %d is %d", (samples, share, expected) => {
    expect(percentile(samples, share)).toBe(expected);
  });

  it("of nothing is refused", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("figures", () => {
  it("leave the first fifth out", () => {
    expect(warm([9, 9, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("take the ratio run by run and then its median, so that one slow run does not decide", () => {
    const slow = steady.map((sample) => sample * 10);
    const runs = [
      runOf(steady, { t1: 1.4, t2: 1.8, arrival: 2 }),
      runOf(slow, { t1: 1.5, t2: 1.9, arrival: 2 }),
      runOf(steady, { t1: 9, t2: 9, arrival: 2 }),
    ];
    expect(figuresOf(runs, "T1").ratio).toBeCloseTo(1.5);
    expect(figuresOf(runs, "T2").runRatios.map((ratio) => Math.round(ratio * 10) / 10)).toEqual([
      1.8, 1.9, 9,
    ]);
    expect(figuresOf(runs, "ws floor").ratio).toBe(1);
    expect(figuresOf(runs, "T2").arrivalRatio).toBeCloseTo(1.9);
  });

  it("pool the runs for the 99th percentile and tell the first fills apart", () => {
    const spiked = [7000, ...steady.slice(1, -1), 5000];
    const runs = [runOf(spiked, { t1: 1, t2: 2, arrival: 1 }), runOf(steady, { t1: 1, t2: 2, arrival: 1 })];
    const figures = figuresOf(runs, "T2");
    expect(figures.samples).toBe(160);
    expect(figures.p99Ns).toBe(204);
    expect(figures.firstWorstNs).toBe(14_000);
    expect(figures.p50Ns).toBe(202);
  });
});

describe("a run", () => {
  it("is void when its floor moved more than twofold", () => {
    const drifting = steady.map((sample, index) => (index < 60 ? sample : sample * 2.1));
    const multiples = { t1: 1, t2: 1, arrival: 1 };
    expect(isVoid(runOf(drifting, multiples))).toBe(true);
    expect(floorMove(runOf(drifting, multiples))).toBeGreaterThan(2);
    expect(isVoid(runOf(steady, multiples))).toBe(false);
  });
});
