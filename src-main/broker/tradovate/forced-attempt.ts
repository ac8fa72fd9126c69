/**
 * F4: the trader's attempt in spite of a lock-out. What the broker does then proves that the lock-out is over, and what
 * was held back may go; what it did before proves nothing.
 */

import type { ConnectionId } from "../../../src-shared/ids.ts";
import type { RequestBudget } from "../../core/budget.ts";
import type { Clock } from "../../runtime/port.ts";
import type { Intake } from "./intake.ts";

export interface ForcedAttemptOptions {
  readonly id: ConnectionId;
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly intake: Intake;
  /** The lock-out is over: it has to be kept and shown. */
  readonly ended: () => void;
}

/** An answer that comes later is none to the attempt. */
const ANSWERED_NS = 30e9;

export class ForcedAttempt {
  readonly #options: ForcedAttemptOptions;
  #atNs = Number.NEGATIVE_INFINITY;

  constructor(options: ForcedAttemptOptions) {
    this.#options = options;
  }

  begin(): void {
    this.#atNs = this.#options.clock.monoNs();
  }

  /** The broker has done something that was asked for; the caller flushes what this adds to the intake. */
  answered(): void {
    const { id, budget, clock, intake, ended } = this.#options;
    const nowNs = clock.monoNs();
    if (nowNs - this.#atNs > ANSWERED_NS || budget.lockedUntilNs(nowNs) === 0) return;
    this.#atNs = Number.NEGATIVE_INFINITY;
    budget.endLockOut(nowNs);
    intake.push((out) => out.events.push({ kind: "unlocked", connection: id }), nowNs);
    ended();
  }
}
