/** From samples to figures: percentiles, ratios of a run, and whether its floor held still. Pure. */
import type { RunSamples, Variant, VariantSamples } from "./spec.ts";

/** The first share of every variant's samples is warm-up. */
const DISCARDED = 0.2;
/** Parts of a run whose floors are compared. */
const PARTS = 4;
/** A run whose floor moved more than this is void. */
const FLOOR_MOVE_MAX = 2;

/** Nearest rank. @throws RangeError when there is nothing to take it of. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new RangeError("no samples");
  return value;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export function warm(samples: readonly number[]): readonly number[] {
  return samples.slice(Math.ceil(samples.length * DISCARDED));
}

/** The largest of the floor's medians over the parts of a run, divided by the smallest. */
export function floorMove(run: RunSamples): number {
  const samples = warm(run["ws floor"].writtenNs);
  const size = Math.ceil(samples.length / PARTS);
  const medians: number[] = [];
  for (let at = 0; at < samples.length; at += size) medians.push(median(samples.slice(at, at + size)));
  return Math.max(...medians) / Math.min(...medians);
}

export function isVoid(run: RunSamples): boolean {
  return floorMove(run) > FLOOR_MOVE_MAX;
}

export interface Figures {
  readonly p50Ns: number;
  /** Of all runs' samples together. */
  readonly p99Ns: number;
  /** Median of the runs' p50 divided by the ws floor's p50 of the same run. */
  readonly ratio: number;
  readonly runRatios: readonly number[];
  /** The same with the peer's arrival of the last frame as the end. */
  readonly arrivalP50Ns: number;
  readonly arrivalRatio: number;
  /** Median and worst of the runs' first fills: cold code. */
  readonly firstNs: number;
  readonly firstWorstNs: number;
  readonly samples: number;
}

type Ending = keyof VariantSamples;

function ratios(runs: readonly RunSamples[], variant: Variant, ending: Ending): number[] {
  return runs.map((run) => median(warm(run[variant][ending])) / median(warm(run["ws floor"][ending])));
}

/** @throws RangeError without a run. */
export function figuresOf(runs: readonly RunSamples[], variant: Variant): Figures {
  const pooled = runs.flatMap((run) => warm(run[variant].writtenNs));
  const firsts = runs.map((run) => run[variant].writtenNs[0]).filter((first) => first !== undefined);
  const runRatios = ratios(runs, variant, "writtenNs");
  const medians = (ending: Ending): number => median(runs.map((run) => median(warm(run[variant][ending]))));
  return {
    p50Ns: medians("writtenNs"),
    p99Ns: percentile(pooled, 0.99),
    ratio: median(runRatios),
    runRatios,
    arrivalP50Ns: medians("arrivedNs"),
    arrivalRatio: median(ratios(runs, variant, "arrivedNs")),
    firstNs: median(firsts),
    firstWorstNs: Math.max(...firsts),
    samples: pooled.length,
  };
}
