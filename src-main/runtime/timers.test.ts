import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";
import { systemTimers } from "./timers.ts";

const MS = 1_000_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function harness() {
  let ns = 0;
  const clock = { monoNs: () => ns, now: () => ({ monoNs: ns, wallMs: 0 }) };
  const timers = systemTimers(clock);
  return {
    timers,
    /** Node's timers move by `ms`, the monotonic clock by `ofWhichNs`. */
    pass: (ms: number, ofWhichNs = ms * MS): void => {
      ns += ofWhichNs;
      vi.advanceTimersByTime(ms);
    },
  };
}

test("fires once, at its time", () => {
  const { timers, pass } = harness();
  const fired = vi.fn<() => void>();
  timers.at(10 * MS, fired);
  pass(9);
  expect(fired).not.toHaveBeenCalled();
  pass(1);
  pass(100);
  expect(fired).toHaveBeenCalledTimes(1);
});

test("waits on when Node's timer fires before the monotonic clock is there", () => {
  const { timers, pass } = harness();
  const fired = vi.fn<() => void>();
  timers.at(10 * MS, fired);
  pass(10, 9.5 * MS);
  expect(fired).not.toHaveBeenCalled();
  pass(1);
  expect(fired).toHaveBeenCalledTimes(1);
});

test("a time in the past fires in the next turn, a cancelled one never", () => {
  const { timers, pass } = harness();
  const late = vi.fn<() => void>();
  const cancelled = vi.fn<() => void>();
  timers.at(-5, late);
  timers.at(MS, cancelled)();
  expect(late).not.toHaveBeenCalled();
  pass(5);
  expect(late).toHaveBeenCalledTimes(1);
  expect(cancelled).not.toHaveBeenCalled();
});

test("a wait beyond Node's longest delay is not cut short", () => {
  const { timers, pass } = harness();
  const fired = vi.fn<() => void>();
  timers.at(30 * 86_400_000 * MS, fired);
  pass(25 * 86_400_000);
  expect(fired).not.toHaveBeenCalled();
  pass(5 * 86_400_000);
  expect(fired).toHaveBeenCalledTimes(1);
});

test("the system clock gives monotonic integers", () => {
  const clock = systemClock();
  const first = clock.now();
  expect(Number.isSafeInteger(first.monoNs)).toBe(true);
  expect(clock.monoNs()).toBeGreaterThanOrEqual(first.monoNs);
});
