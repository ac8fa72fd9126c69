/** Refusals that are no refusals of the order: the broker wants silence for a while, and has executed nothing (F4). */

/**
 * Requests during a lock-out prolong it (protocol notes 1.6, 1.7): nothing is sent by itself, a flatten is one try. The
 * login's budget knows the deadline; these are for an answer that came without one.
 */
const PAUSE_NS: Readonly<Record<string, number>> = {
  PenaltyTicket: 30_000_000_000,
  LockoutWarning: 60_000_000_000,
  LockedOut: 3_600_000_000_000,
};

export function isPause(reason: string | null): boolean {
  return reason !== null && PAUSE_NS[reason] !== undefined;
}

/** How long nothing is sent after such a refusal; 0 for any other. */
export function pauseNs(reason: string): number {
  return PAUSE_NS[reason] ?? 0;
}
