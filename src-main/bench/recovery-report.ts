/** Lines of the recovery targets: T7, T16 and T17 of performance.md. Pure. */
import { FOLLOWERS, LIMITS, type RecoverySamples } from "./recovery-spec.ts";

interface Target {
  readonly name: string;
  readonly words: string;
  readonly of: (samples: RecoverySamples) => readonly number[];
  readonly limitMs: number;
  /** What is held against the limit. */
  readonly judged: "p50" | "p99" | "worst";
}

const targets: readonly Target[] = [
  {
    name: "T7",
    words: `flatten of ${FOLLOWERS} followers with the copy budget spent, decision → last frame written`,
    of: ({ flattenMs }) => flattenMs,
    limitMs: 1,
    judged: "p50",
  },
  {
    name: "T7",
    words: "… trader's command → last frame written, with the deciding for all of them",
    of: ({ flattenInAllMs }) => flattenInAllMs,
    limitMs: 1,
    judged: "p50",
  },
  {
    name: "T16",
    words: "half-open socket, peer silent → sends stopped",
    of: ({ silenceMs }) => silenceMs,
    limitMs: 5500,
    judged: "worst",
  },
  {
    name: "T17",
    words: `reconnect with ${FOLLOWERS} accounts, socket lost → exits only`,
    of: ({ exitsOnlyMs }) => exitsOnlyMs,
    limitMs: 1000,
    judged: "p99",
  },
  { name: "T17", words: "… → live", of: ({ liveMs }) => liveMs, limitMs: 1000, judged: "p99" },
  {
    name: "T17",
    words: "with unknown orders, socket lost → exits only",
    of: ({ exitsOnlyUnknownMs }) => exitsOnlyUnknownMs,
    limitMs: 1000,
    judged: "p99",
  },
  {
    name: "T17",
    words: "with unknown orders, … → live",
    of: ({ liveUnknownMs }) => liveUnknownMs,
    limitMs: 1000,
    judged: "p99",
  },
];

/** Nearest rank. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const ms = (value: number): string => (value < 10 ? value.toFixed(3) : value.toFixed(0));

export function recoveryLines(samples: RecoverySamples): readonly string[] {
  const lines = targets.map(({ name, words, of, limitMs, judged }) => {
    const own = of(samples);
    const [p50, p99, worst] = [quantile(own, 0.5), quantile(own, 0.99), quantile(own, 1)];
    const verdict = { p50, p99, worst }[judged] <= limitMs ? "met" : "missed";
    return `${name} ${words}: p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, worst ${ms(worst)} ms of ${own.length}; ${verdict} (≤ ${limitMs} ms ${judged})`;
  });
  const { perSecond, perMinute, perHour } = LIMITS;
  return [
    ...lines,
    `limits recovery runs: ${perSecond} a second, ${perMinute} a minute, ${perHour} an hour (the broker's own documents)`,
  ];
}

/** Gross regressions: five times the target. */
export function recoveryRegressions(samples: RecoverySamples): readonly string[] {
  return targets.flatMap(({ name, words, of, limitMs, judged }) => {
    const value = quantile(of(samples), judged === "worst" ? 1 : 0.5);
    return value <= 5 * limitMs ? [] : [`${name} ${words}: ${ms(value)} ms is beyond ${5 * limitMs} ms`];
  });
}
