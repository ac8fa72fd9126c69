/**
 * Bars of a past that nobody traded in: a smooth noise, the same for the same contract and minute, that ends at the
 * price at which the contract stood when it was first asked for. Practice only has live prices; a chart wants a past.
 * Pure, in ticks and whole minutes.
 */
import { createRng } from "./rng.ts";

export interface Bar {
  /** Epoch minutes of its beginning. */
  readonly minute: number;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
  readonly volume: number;
}

export interface Anchor {
  readonly seed: number;
  readonly minute: number;
  readonly ticks: number;
}

/** Length in minutes and height in ticks of each wave. */
const WAVES = [
  [2_880, 400],
  [240, 120],
  [30, 40],
  [5, 12],
] as const;
const SAMPLES = 8;

function knot(seed: number, length: number, at: number): number {
  return createRng(seed * 31 + length * 7_919 + at * 104_729).next() * 2 - 1;
}

function waveTicks(seed: number, minute: number): number {
  return WAVES.reduce((sum, [length, height]) => {
    const at = Math.floor(minute / length);
    const share = minute / length - at;
    return sum + height * (knot(seed, length, at) * (1 - share) + knot(seed, length, at + 1) * share);
  }, 0);
}

function ticksAt({ seed, minute: anchorMinute, ticks }: Anchor, minute: number): number {
  return Math.round(ticks + waveTicks(seed, minute) - waveTicks(seed, anchorMinute));
}

export function barAt(anchor: Anchor, minute: number, minutes: number): Bar {
  const samples = Array.from({ length: SAMPLES + 1 }, (_, at) =>
    ticksAt(anchor, minute + (minutes * at) / SAMPLES),
  );
  const volume = Math.round(50 + (knot(anchor.seed, 1, minute) + 1) * 200 * Math.sqrt(minutes));
  return {
    minute,
    openTicks: samples[0] ?? anchor.ticks,
    closeTicks: samples[SAMPLES] ?? anchor.ticks,
    highTicks: Math.max(...samples),
    lowTicks: Math.min(...samples),
    volume,
  };
}
