/** The order of the measured fills: blocks that hold every variant once, each shuffled by the seed. Pure. */
import { createRng, shuffled } from "../practice/rng.ts";
import { variants, type RunSpec, type Variant } from "./spec.ts";

export interface Turn {
  readonly variant: Variant;
  /** Pause before its fill. */
  readonly gapMs: number;
}

export function schedule(spec: RunSpec): readonly Turn[] {
  const rng = createRng(spec.seed);
  const [low, high] = spec.gapMs;
  const turns: Turn[] = [];
  for (let block = 0; block < spec.samples; block += 1) {
    for (const variant of shuffled(variants, rng))
      turns.push({ variant, gapMs: low + rng.next() * (high - low) });
  }
  return turns;
}
