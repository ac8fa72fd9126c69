/** Lines of T3's growth: deciding one fill for many followers, beyond deciding it for one (issue 4). Pure. */
import { MANY, type DecideSamples, type DecideTimes } from "./decide.ts";
import { median, percentile, warm } from "./figures.ts";

const LIMIT_US = 150;
/** Absolute figures fail the short form beyond five times the target. */
const GROSS = 5;

interface Growth {
  /** Microseconds at p50 beyond one follower. */
  readonly us: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly oneUs: number;
}

const p50Us = (samples: readonly number[]): number => median(warm(samples)) / 1000;
const p99Us = (samples: readonly number[]): number => percentile(warm(samples), 0.99) / 1000;

function growthOf(samples: DecideSamples, course: "many" | "mixed", kind: keyof DecideTimes): Growth {
  const p50 = p50Us(samples[course][kind]);
  const oneUs = p50Us(samples.one[kind]);
  return { us: p50 - oneUs, p50Us: p50, p99Us: p99Us(samples[course][kind]), oneUs };
}

const rows = [
  { course: "many", kind: "entryNs", words: "entries, one size class" },
  { course: "mixed", kind: "entryNs", words: "entries, five size classes on two maps" },
  { course: "many", kind: "exitNs", words: "exits, one size class" },
  { course: "mixed", kind: "exitNs", words: "exits, five size classes on two maps" },
] as const;

export function decideLines(samples: DecideSamples): readonly string[] {
  const floorUs = p50Us(samples.floorNs);
  return [
    ...rows.map(({ course, kind, words }) => {
      const { us, p50Us: p50, p99Us: p99, oneUs } = growthOf(samples, course, kind);
      const verdict = us <= LIMIT_US ? "met" : "missed";
      return `T3 deciding for ${MANY} followers, ${words}: ${us.toFixed(0)} µs p50 beyond 1 follower (${p50.toFixed(0)} − ${oneUs.toFixed(0)}; ${(us / (MANY - 1)).toFixed(2)} µs each), p99 ${p99.toFixed(0)} µs; ${(us / floorUs).toFixed(2)} × the floor; ${verdict} (≤ ${LIMIT_US} µs)`;
    }),
    `floor T3: ${MANY} order names and objects put into two maps each: p50 ${floorUs.toFixed(0)} µs, p99 ${p99Us(samples.floorNs).toFixed(0)} µs; ${samples.floorNs.length} rounds, the first fifth left out`,
  ];
}

/** The growth that the issue bounds, beyond five times its bound. */
export function decideRegressions(samples: DecideSamples): readonly string[] {
  const { us } = growthOf(samples, "many", "entryNs");
  if (us <= GROSS * LIMIT_US) return [];
  return [`T3 deciding for ${MANY} followers: ${us.toFixed(0)} µs is beyond ${GROSS * LIMIT_US} µs`];
}
