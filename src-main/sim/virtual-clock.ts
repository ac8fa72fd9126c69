/**
 * Time for models: a queue of callbacks that runs in the order of their instants, first in first out where instants are
 * equal. Nothing here waits or looks at a real clock, so a run is a pure function of what was scheduled.
 */
import type { Now } from "../core/input.ts";

const NS_PER_MS = 1_000_000;
/** Monday 2026-11-23, 15:00 UTC: inside a trading day. */
export const WALL_START_MS = 1_795_446_000_000;

export interface VirtualClock {
  now(): Now;
  /** Virtual milliseconds since the start. */
  ms(): number;
  /** Runs `work` once at `atMs`, or at once where that is past; returns a cancel function. */
  at(atMs: number, work: () => void): () => void;
  after(delayMs: number, work: () => void): () => void;
  /** Runs everything that is due up to and including `untilMs`, then stands there. */
  runUntil(untilMs: number): void;
  /** Runs what is due now, without moving on. */
  settle(): void;
}

interface Entry {
  readonly atMs: number;
  readonly work: () => void;
  cancelled: boolean;
}

export function virtualClock(): VirtualClock {
  const queue: Entry[] = [];
  let nowMs = 0;

  // Held in falling order: the next one is popped from the end, and a new one stands behind its equals.
  const insert = (entry: Entry): void => {
    let index = queue.length;
    for (; index > 0; index -= 1) {
      const sooner = queue[index - 1];
      if (sooner === undefined || sooner.atMs > entry.atMs) break;
    }
    queue.splice(index, 0, entry);
  };

  const at = (atMs: number, work: () => void): (() => void) => {
    const entry: Entry = { atMs: Math.max(atMs, nowMs), work, cancelled: false };
    insert(entry);
    return () => {
      entry.cancelled = true;
    };
  };

  const runUntil = (untilMs: number): void => {
    for (let next = queue.at(-1); next !== undefined && next.atMs <= untilMs; next = queue.at(-1)) {
      queue.pop();
      nowMs = next.atMs;
      if (!next.cancelled) next.work();
    }
    nowMs = Math.max(nowMs, untilMs);
  };

  return {
    now: () => ({ monoNs: Math.round(nowMs * NS_PER_MS), wallMs: WALL_START_MS + Math.round(nowMs) }),
    ms: () => nowMs,
    at,
    after: (delayMs, work) => at(nowMs + delayMs, work),
    runUntil,
    settle: () => {
      runUntil(nowMs);
    },
  };
}
