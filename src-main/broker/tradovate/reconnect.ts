/** When to try again after a lost socket, and how patient the liveness check is. Pure. */

const FIRST_MS = 100;
const STEP_MS = 500;
const CAP_MS = 30_000;
const WINDOW_NS = 600e9;
const RECONNECTS_MAX = 6;

/** Milliseconds before attempt `attempt` (0 is the first after a loss); `random` lies in [0, 1). */
export function backoffMs(attempt: number, random: number): number {
  const whole = attempt === 0 ? FIRST_MS : Math.min(CAP_MS, STEP_MS * 2 ** (attempt - 1));
  return Math.round(whole * (0.5 + random / 2));
}

export interface Liveness {
  /** Silence after which the peer is asked, nanoseconds. */
  readonly probeNs: number;
  /** Silence after which the socket counts as dead. */
  readonly deadNs: number;
  /** More than six reconnects in ten minutes: the limit is widened and the trader told. */
  readonly troubled: boolean;
}

/** `lossesNs`: monotonic times of the last losses. */
export function livenessFor(lossesNs: readonly number[], nowNs: number): Liveness {
  const recent = lossesNs.filter((lossNs) => nowNs - lossNs < WINDOW_NS).length;
  return recent > RECONNECTS_MAX
    ? { probeNs: 6e9, deadNs: 10e9, troubled: true }
    : { probeNs: 3e9, deadNs: 5e9, troubled: false };
}
