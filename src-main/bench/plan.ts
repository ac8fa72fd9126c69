/** Which runs a benchmark makes, in its full and its short form. Pure. */
import type { RunSpec } from "./spec.ts";

export interface Case {
  /** What the lines of the report say of it. */
  readonly name: string;
  readonly runs: number;
  readonly spec: Omit<RunSpec, "seed">;
}

const COUNTS = [1, 5, 20] as const;
const GAP_MS = [8, 30] as const;
/** Between fills this far apart caches and clocks have gone cold. */
const SLOW_GAP_MS = [200, 200] as const;

const named = (followers: number): string => `${followers} follower${followers === 1 ? "" : "s"}`;

/** 500 fills, of which 400 are left after the warm-up. */
const full: readonly Case[] = [
  ...COUNTS.map((followers) => ({
    name: named(followers),
    runs: 5,
    spec: { followers, samples: 500, gapMs: GAP_MS },
  })),
  { name: "20 followers, 200 ms apart", runs: 2, spec: { followers: 20, samples: 125, gapMs: SLOW_GAP_MS } },
];

const short: readonly Case[] = COUNTS.map((followers) => ({
  name: named(followers),
  runs: 1,
  spec: { followers, samples: 100, gapMs: GAP_MS },
}));

export function planOf(isShort: boolean): readonly Case[] {
  return isShort ? short : full;
}

/** Runs of a case that may be void and repeated. */
export const VOID_MAX = 3;
