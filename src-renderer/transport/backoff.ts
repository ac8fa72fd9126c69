/** Pause before a reconnect: doubles from 250 ms to 5 s, spread by a fifth so that pages do not knock in step. */

const FIRST_MS = 250;
const PAUSE_MS_MAX = 5_000;

/** `attempt` counts from 1; `random` lies in [0, 1). */
export function reconnectPauseMs(attempt: number, random: number): number {
  const base = Math.min(PAUSE_MS_MAX, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(base * (0.8 + 0.4 * random));
}
