/** A clock for tests against another process: it runs with the real one and can be pushed ahead. */

import { systemClock } from "../../runtime/clock.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import { systemTimers } from "../../runtime/timers.ts";

export interface HurriedTime {
  readonly clock: Clock;
  readonly timers: Timers;
  hurry(ms: number): Promise<void>;
  stop(): void;
}

/** Real time, which a test can hurry; callbacks come within milliseconds of their time. */
/** `settle` gives the other side time to answer what a step has caused. */
export function hurriedTime(settle: () => Promise<void>): HurriedTime {
  const real = systemClock();
  const realTimers = systemTimers(real);
  let aheadMs = 0;
  const due = new Set<{ atNs: number; callback: () => void }>();
  const monoNs = (): number => real.monoNs() + aheadMs * 1e6;
  let stopped = false;
  const poll = (): void => {
    if (stopped) return;
    for (const entry of due) if (entry.atNs <= monoNs() && due.delete(entry)) entry.callback();
    realTimers.at(real.monoNs() + 2e6, poll);
  };
  poll();
  return {
    clock: { monoNs, now: () => ({ monoNs: monoNs(), wallMs: real.now().wallMs + aheadMs }) },
    timers: {
      at(atNs: number, callback: () => void) {
        const entry = { atNs, callback };
        due.add(entry);
        return () => due.delete(entry);
      },
    },
    /** In steps small enough not to look like a standstill of this process. */
    async hurry(ms: number) {
      for (let left = ms; left > 0; left -= 300) {
        aheadMs += Math.min(300, left);
        await settle();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
