/**
 * The computer's clocks of a host under test, with a monotonic clock that a test may push ahead: an hour of a lock-out
 * passes in a moment. The wall clock stays with the exchange's, so no timestamp of it is ever wrong, unless a test sets
 * it. Stands in for runtime/clock.ts and runtime/timers.ts (`vi.mock`); both are one clock, as in the real host.
 */
import type { Clock, Timers } from "../../runtime/port.ts";

const NS_PER_MS = 1_000_000;
const DELAY_MS_MAX = 2 ** 31 - 1;

interface Entry {
  readonly atNs: number;
  readonly callback: () => void;
  timer: NodeJS.Timeout | undefined;
}

let aheadNs = 0;
let wallAheadMs = 0;
const waiting = new Set<Entry>();

function monoNs(): number {
  return Math.round(performance.now() * NS_PER_MS) + aheadNs;
}

function fire(entry: Entry): void {
  if (!waiting.has(entry)) return;
  if (monoNs() < entry.atNs) {
    arm(entry);
    return;
  }
  waiting.delete(entry);
  entry.callback();
}

function arm(entry: Entry): void {
  clearTimeout(entry.timer);
  const leftMs = Math.ceil((entry.atNs - monoNs()) / NS_PER_MS);
  entry.timer = setTimeout(() => fire(entry), Math.min(Math.max(leftMs, 0), DELAY_MS_MAX));
}

/** The wall clock of the host. */
export function wallMs(): number {
  return Date.now() + wallAheadMs;
}

/** Sets the wall clock of the host; a running one would call it set by somebody. */
export function setWall(epochMs: number): void {
  wallAheadMs = epochMs - Date.now();
}

export function systemClock(): Clock {
  return { monoNs, now: () => ({ monoNs: monoNs(), wallMs: wallMs() }) };
}

export function systemTimers(_clock: Clock): Timers {
  return {
    at(atNs, callback) {
      const entry: Entry = { atNs, callback, timer: undefined };
      waiting.add(entry);
      arm(entry);
      return () => {
        waiting.delete(entry);
        clearTimeout(entry.timer);
      };
    },
  };
}

/** Both clocks, as when time passes. */
export function pushAll(ms: number): void {
  wallAheadMs += ms;
  push(ms);
}

/** What has become due fires with the next turns of the event loop, earliest first. */
export function push(ms: number): void {
  aheadNs += ms * NS_PER_MS;
  for (const entry of [...waiting].toSorted((a, b) => a.atNs - b.atNs)) arm(entry);
}
