/**
 * Time as the exchange takes it: the wall clock and one-shot timers, so that tests can drive both.
 * The only file of the exchange that reads the real clock.
 */

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `action` once after `ms`; the returned function cancels it. */
  after(ms: number, action: () => void): () => void;
}

/** Node's clock. Its timers do not keep the process alive: open servers do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Time of its own: begins at `start` and runs `speed` times as fast as the clock under it. */
export function scaledClock(under: Clock, start: number, speed: number): Clock {
  const begin = under.now();
  return {
    now: () => Math.round(start + (under.now() - begin) * speed),
    after: (ms, action) => under.after(Math.ceil(ms / speed), action),
  };
}
