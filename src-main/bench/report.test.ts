import { describe, expect, it } from "vitest";
import type { Figures } from "./figures.ts";
import { planOf } from "./plan.ts";
import { isJudged, linesOf, regressions, verdictOf, type CaseFigures } from "./report.ts";

function figures(p50Us: number, ratio: number): Figures {
  return {
    p50Ns: p50Us * 1000,
    p99Ns: p50Us * 3000,
    ratio,
    runRatios: [ratio],
    arrivalP50Ns: p50Us * 2000,
    arrivalRatio: ratio,
    firstNs: 900_000,
    firstWorstNs: 900_000,
    samples: 400,
  };
}

function caseOf(followers: number, t1: number, t2: number, name = `${followers} followers`): CaseFigures {
  return {
    name,
    followers,
    judged: isJudged(followers, name),
    runs: 5,
    voidRuns: 0,
    figures: {
      "ws floor": figures(100, 1),
      "raw floor": figures(50, 0.5),
      T1: figures(100 * t1, t1),
      T2: figures(100 * t2, t2),
    },
  };
}

const machine = {
  cpu: "a processor",
  cores: 2,
  memoryGb: 8,
  platform: "linux x64",
  node: "24.0.0",
  date: "2026-11-22T16:00:00.000Z",
  loadBefore: 0.1,
  loadAfter: 0.2,
};

describe("verdicts", () => {
  it.each([
    ["T1", 1.45, "met (≤ 1.45 ×)"],
    ["T1", 1.46, "missed (1.45 ×)"],
    ["T2", 1.75, "aim met (≤ 1.75 ×)"],
    ["T2", 2, "gate met (≤ 2.0 ×, aim 1.75 ×)"],
    ["T2", 2.5, "wanted figure met (≤ 2.5 ×, gate 2.0 ×)"],
    ["T2", 2.51, "missed (2.5 ×)"],
  ] as const)("%s at %d: %s", (target, ratio, words) => {
    expect(verdictOf(target, ratio)).toBe(words);
  });
});

describe("the report", () => {
  const lines = linesOf([caseOf(1, 3, 4), caseOf(20, 1.4, 1.9)], machine);

  it("begins each target's lines with its name and says p50, p99 and ratio", () => {
    const targets = lines.filter((line) => /^T[12] /u.test(line));
    expect(targets).toHaveLength(4);
    for (const line of targets) {
      expect(line).toMatch(/p50 [\d.]+ µs, p99 [\d.]+ µs; [\d.]+ × the ws floor of 100 µs;/u);
    }
    expect(lines).toContainEqual(expect.stringMatching(/^T2 20 followers: p50 190 µs.*gate met/u));
  });

  it("judges twenty followers at the usual pace alone", () => {
    expect(lines).toContainEqual(expect.stringMatching(/^T2 1 followers: .*no target of its own$/u));
    expect(isJudged(20, "20 followers, 200 ms apart")).toBe(false);
  });

  it("names machine, Node, date and load", () => {
    expect(lines.at(-1)).toBe(
      "machine 2 × a processor, 8 GB, linux x64, Node 24.0.0, 2026-11-22T16:00:00.000Z, load 0.1 before and 0.2 after",
    );
  });
});

describe("a gross regression", () => {
  it("is more than twice the target, with twenty followers", () => {
    expect(regressions([caseOf(20, 2.9, 4)])).toEqual([]);
    expect(regressions([caseOf(20, 2.91, 4.01)])).toEqual([
      "T1 20 followers: 2.91 × is beyond 2.9 ×",
      "T2 20 followers: 4.01 × is beyond 4.0 ×",
    ]);
    expect(regressions([caseOf(5, 9, 9)])).toEqual([]);
  });
});

describe("the plan", () => {
  it("takes 400 warm samples a variant in five runs, fewer in the short form", () => {
    for (const one of planOf(false).filter(({ name }) => !name.includes("apart"))) {
      expect(one.runs).toBe(5);
      expect(one.spec.samples * 0.8).toBeGreaterThanOrEqual(400);
    }
    expect(planOf(true).map(({ spec }) => spec.followers)).toEqual([1, 5, 20]);
  });
});
