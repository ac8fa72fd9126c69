/** What the benchmark says: one line per target and case, the floors beside it, the machine. Pure. */
import type { Figures } from "./figures.ts";
import type { Variant } from "./spec.ts";

export type Target = "T1" | "T2";

/** Ratios to the ws floor's p50 with 20 followers (performance.md); the first limit that holds is the verdict. */
const limits: Readonly<Record<Target, readonly (readonly [limit: number, words: string])[]>> = {
  T1: [[1.45, "met (≤ 1.45 ×)"]],
  T2: [
    [1.75, "aim met (≤ 1.75 ×)"],
    [2, "gate met (≤ 2.0 ×, aim 1.75 ×)"],
    [2.5, "wanted figure met (≤ 2.5 ×, gate 2.0 ×)"],
  ],
};
const missed: Readonly<Record<Target, string>> = { T1: "missed (1.45 ×)", T2: "missed (2.5 ×)" };
/** A ratio above twice the target is a gross regression: the short form fails. */
const gross: Readonly<Record<Target, number>> = { T1: 2 * 1.45, T2: 2 * 2 };
const FOLLOWERS_JUDGED = 20;

export interface CaseFigures {
  readonly name: string;
  readonly followers: number;
  /** Only the case that the target speaks of is judged. */
  readonly judged: boolean;
  readonly runs: number;
  readonly voidRuns: number;
  readonly figures: Readonly<Record<Variant, Figures>>;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
  readonly date: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
}

function us(nanoseconds: number): string {
  const value = nanoseconds / 1000;
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

export function verdictOf(target: Target, ratio: number): string {
  for (const [limit, words] of limits[target]) if (ratio <= limit) return words;
  return missed[target];
}

export function isJudged(followers: number, name: string): boolean {
  return followers === FOLLOWERS_JUDGED && !name.includes("apart");
}

function targetLine(target: Target, one: CaseFigures): string {
  const figures = one.figures[target];
  const floor = one.figures["ws floor"];
  const parts = [
    `${target} ${one.name}: p50 ${us(figures.p50Ns)} µs, p99 ${us(figures.p99Ns)} µs`,
    `${figures.ratio.toFixed(2)} × the ws floor of ${us(floor.p50Ns)} µs`,
    `arrival p50 ${us(figures.arrivalP50Ns)} µs (${figures.arrivalRatio.toFixed(2)} ×)`,
    `first fill ${us(figures.firstNs)} µs`,
    one.judged ? verdictOf(target, figures.ratio) : "no target of its own",
  ];
  return parts.join("; ");
}

function floorLine(one: CaseFigures): string {
  const parts = (["ws floor", "raw floor"] as const).map((variant) => {
    const { p50Ns, p99Ns, arrivalP50Ns } = one.figures[variant];
    return `${variant} p50 ${us(p50Ns)} µs, p99 ${us(p99Ns)} µs, arrival p50 ${us(arrivalP50Ns)} µs`;
  });
  const { samples } = one.figures["ws floor"];
  return `floor ${one.name}: ${parts.join("; ")}; ${one.runs} runs, ${samples} samples a variant, ${one.voidRuns} void`;
}

export function linesOf(cases: readonly CaseFigures[], machine: Machine): readonly string[] {
  return [
    ...cases.map((one) => targetLine("T1", one)),
    ...cases.map((one) => targetLine("T2", one)),
    ...cases.map(floorLine),
    `limits T1 and T2: none in force (an exchange on this computer), every order passes the login's budget all the same`,
    `machine ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node}, ${machine.date}, load ${machine.loadBefore.toFixed(1)} before and ${machine.loadAfter.toFixed(1)} after`,
  ];
}

/** Why the short form fails; empty when nothing regressed grossly. */
export function regressions(cases: readonly CaseFigures[]): readonly string[] {
  return cases
    .filter(({ judged }) => judged)
    .flatMap(({ name, figures }) =>
      (["T1", "T2"] as const)
        .filter((target) => figures[target].ratio > gross[target])
        .map(
          (target) =>
            `${target} ${name}: ${figures[target].ratio.toFixed(2)} × is beyond ${gross[target].toFixed(1)} ×`,
        ),
    );
}
