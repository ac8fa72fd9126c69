/**
 * One-shot timers on the monotonic clock. Node's own may fire up to a millisecond early and hold 24 days at most:
 * a callback here is never early, and later only when the event loop is.
 */
import type { Clock, Timers } from "./port.ts";

const NS_PER_MS = 1_000_000;
/** Node's longest delay; longer waits are taken in steps. */
const DELAY_MS_MAX = 2 ** 31 - 1;

export function systemTimers(clock: Clock): Timers {
  return {
    at(atNs, callback) {
      let timer: NodeJS.Timeout | undefined;
      const wait = (): void => {
        const leftMs = Math.ceil((atNs - clock.monoNs()) / NS_PER_MS);
        timer = setTimeout(fire, Math.min(Math.max(leftMs, 0), DELAY_MS_MAX));
      };
      const fire = (): void => {
        if (clock.monoNs() < atNs) wait();
        else callback();
      };
      wait();
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
