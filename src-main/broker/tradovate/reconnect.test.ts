import { describe, expect, it } from "vitest";
import { backoffMs, livenessFor } from "./reconnect.ts";

describe("backoffMs", () => {
  it("begins short, doubles, ends at half a minute, and keeps at least half as its base", () => {
    expect([0, 1, 2, 3, 7, 50].map((attempt) => backoffMs(attempt, 0))).toEqual([
      50, 250, 500, 1000, 15_000, 15_000,
    ]);
    expect([0, 1, 2, 50].map((attempt) => backoffMs(attempt, 0.999))).toEqual([100, 500, 1000, 29_985]);
  });
});

describe("livenessFor", () => {
  const losses = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index * 1e9);

  it("asks after 3 s and gives up after 5 s", () => {
    expect(livenessFor(losses(6), 10e9)).toEqual({ probeNs: 3e9, deadNs: 5e9, troubled: false });
  });

  it("has more patience after more than six losses in ten minutes, and forgets them", () => {
    expect(livenessFor(losses(7), 10e9)).toEqual({ probeNs: 6e9, deadNs: 10e9, troubled: true });
    expect(livenessFor(losses(7), 605e9).troubled).toBe(false);
  });
});
