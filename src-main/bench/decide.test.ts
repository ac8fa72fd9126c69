import { describe, expect, it } from "vitest";
import { DecideDesk } from "./decide-desk.ts";
import { decideLines, decideRegressions } from "./decide-report.ts";
import { MANY, measureDeciding, type DecideSamples } from "./decide.ts";

function samplesOf(us: { one: number; many: number; floor: number }): DecideSamples {
  const times = (value: number) => ({
    entryNs: [9e9, value * 1000, value * 1000, value * 1000, value * 1000],
    exitNs: [9e9, value * 2000, value * 2000, value * 2000, value * 2000],
  });
  const floorNs = [9e9, us.floor * 1000, us.floor * 1000, us.floor * 1000, us.floor * 1000];
  return { one: times(us.one), many: times(us.many), mixed: times(us.many + 10), floorNs };
}

describe("a desk", () => {
  it.each(["same", "mixed"] as const)("%s: goes in and out with one order for each follower", (mix) => {
    const desk = new DecideDesk(10, mix);
    let ns = 0;
    const clock = (): number => (ns += 5);
    const kinds = Array.from({ length: 4 }, () => desk.fill(clock));
    expect(kinds).toEqual(["entry", "exit", "entry", "exit"].map((kind) => ({ kind, ns: 5 })));
  });
});

describe("measuring", () => {
  it("takes every desk in and out once a round, and the floor once", () => {
    const samples = measureDeciding({ rounds: 2 });
    for (const course of ["one", "many", "mixed"] as const) {
      expect(samples[course].entryNs).toHaveLength(2);
      expect(samples[course].exitNs).toHaveLength(2);
    }
    expect(samples.floorNs).toHaveLength(2);
  });
});

describe("the report", () => {
  const lines = decideLines(samplesOf({ one: 20, many: 170, floor: 75 }));

  it("says what many followers cost beyond one, without the first fifth, and the ratio to the floor", () => {
    expect(lines[0]).toContain(
      `T3 deciding for ${MANY} followers, entries, one size class: 150 µs p50 beyond 1`,
    );
    expect(lines[0]).toContain("(170 − 20; 1.52 µs each)");
    expect(lines[0]).toContain("2.00 × the floor; met (≤ 150 µs)");
    expect(lines[1]).toContain("five size classes on two maps: 160 µs");
    expect(lines[1]).toContain("missed");
    expect(lines[2]).toContain("exits, one size class: 300 µs");
    expect(lines.at(-1)).toContain("p50 75 µs");
  });

  it("fails the short form beyond five times the bound only", () => {
    expect(decideRegressions(samplesOf({ one: 20, many: 770, floor: 75 }))).toEqual([]);
    expect(decideRegressions(samplesOf({ one: 20, many: 771, floor: 75 }))).toEqual([
      "T3 deciding for 100 followers: 751 µs is beyond 750 µs",
    ]);
  });
});
