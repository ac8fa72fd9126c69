/** Time for the runtime's tests: it stands still until it is told to go on, and timers then fire at their instants. */
import type { Clock, Timers } from "../port.ts";

const NS_PER_MS = 1_000_000;
/** Monday 2026-11-23, 15:00 UTC. */
const WALL_START_MS = Date.UTC(2026, 10, 23, 15, 0, 0);

export interface VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Fires what is due up to then, also what only came up meanwhile; 0 ends the present turn. */
  runFor(ms: number): void;
}

export function virtualTime(): VirtualTime {
  const waiting = new Set<{ readonly atNs: number; readonly callback: () => void }>();
  let nowNs = 0;
  const next = (untilNs: number) => {
    let found: { readonly atNs: number; readonly callback: () => void } | undefined;
    for (const entry of waiting) {
      if (entry.atNs <= untilNs && (found === undefined || entry.atNs < found.atNs)) found = entry;
    }
    return found;
  };
  return {
    clock: {
      monoNs: () => nowNs,
      now: () => ({ monoNs: nowNs, wallMs: WALL_START_MS + Math.round(nowNs / NS_PER_MS) }),
    },
    timers: {
      at(atNs, callback) {
        const entry = { atNs: Math.max(atNs, nowNs), callback };
        waiting.add(entry);
        return () => {
          waiting.delete(entry);
        };
      },
    },
    runFor(ms) {
      const untilNs = nowNs + ms * NS_PER_MS;
      for (let entry = next(untilNs); entry !== undefined; entry = next(untilNs)) {
        waiting.delete(entry);
        nowNs = entry.atNs;
        entry.callback();
      }
      nowNs = untilNs;
    },
  };
}
