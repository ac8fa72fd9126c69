/**
 * Lets the client's own requests out of one login as its budget allows (F5), and keeps the silence that the broker asks
 * for (F4). What must wait waits here, each kind for itself, so that polling never stands before what matters. Orders,
 * liquidations and cancels never come here: the core takes for them, in the turn in which they leave.
 */

import PQueue from "p-queue";
import type { PauseReason, RequestBudget, RequestKind } from "../../core/budget.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import type { Failure } from "./errors.ts";

/** What the client itself requests; `entry` and `exit` are the core's. */
export type OwnKind = Extract<RequestKind, "poll" | "read" | "session">;

export interface Turn {
  readonly kind: OwnKind;
  /** Higher goes first among its kind. */
  readonly priority?: number;
  /** The trader's own word: it goes whatever the budget says (F4, one attempt). */
  readonly forced?: boolean;
  /** False once nobody waits for it any more: it then never leaves. */
  readonly wanted?: () => boolean;
}

export interface PacerOptions {
  readonly budget: RequestBudget;
  readonly clock: Clock;
  readonly timers: Timers;
  /** What was spent or paused has changed; `at once` when it must survive whatever comes next. */
  readonly changed: (urgent: boolean) => void;
  /** The broker asked for silence. */
  readonly paused: (reason: PauseReason, failure: Failure) => void;
}

/** A 429 locks for a rolling hour, which each further one restarts; a 423 only warns. */
const LOCKED_OUT_NS = 3600e9;
const WARNING_NS = 60e9;
/** A ticket with a captcha is no use sooner, whatever time it names. */
const CAPTCHA_NS = 3600e9;
/** What waits beyond this is refused: nobody would still want the answer. */
const WAITING_MAX = 2000;

const always = (): boolean => true;

export class Pacer {
  readonly #options: PacerOptions;
  readonly #queues: Readonly<Record<OwnKind, PQueue>> = {
    poll: new PQueue({ concurrency: 1 }),
    read: new PQueue({ concurrency: 1 }),
    session: new PQueue({ concurrency: 1 }),
  };
  readonly #sleeping = new Set<() => void>();
  #captchaUntilNs = 0;
  #closed = false;

  constructor(options: PacerOptions) {
    this.#options = options;
  }

  /** True when the request may leave now; false when it never will. */
  async turn({ kind, priority = 0, forced = false, wanted = always }: Turn): Promise<boolean> {
    if (this.#closed) return false;
    if (this.now({ kind, forced })) return true;
    const queue = this.#queues[kind];
    if (queue.size >= WAITING_MAX) return false;
    return queue.add(async () => this.#wait(kind, wanted), { priority });
  }

  /** True when it leaves in this turn; false when it has to wait for its `turn`. */
  now({ kind, forced = false }: Turn): boolean {
    const { budget, clock, changed } = this.#options;
    if (this.#closed) return false;
    const queue = this.#queues[kind];
    if (forced) budget.force(clock.monoNs());
    else if (queue.size + queue.pending > 0 || budget.take(kind, clock.monoNs()) !== 0) return false;
    changed(false);
    return true;
  }

  /** Something was taken elsewhere: the core takes for orders itself. */
  spent(): void {
    this.#options.changed(false);
  }

  /** Monotonic end of a lock-out, or 0. */
  lockedUntilNs(): number {
    const { budget, clock } = this.#options;
    return budget.lockedUntilNs(clock.monoNs());
  }

  /** Monotonic time until which the broker wants to see a human, or 0. */
  captchaUntilNs(): number {
    return this.#captchaUntilNs > this.#options.clock.monoNs() ? this.#captchaUntilNs : 0;
  }

  /** Every failed reply passes here, whichever way it came. */
  observe(failure: Failure): void {
    const { budget, clock } = this.#options;
    const nowNs = clock.monoNs();
    if (failure.kind === "penalty") {
      const untilNs = nowNs + (failure.captcha ? CAPTCHA_NS : failure.seconds * 1e9);
      if (failure.captcha) this.#captchaUntilNs = Math.max(this.#captchaUntilNs, untilNs);
      budget.pause("PenaltyTicket", untilNs);
      this.#announce("PenaltyTicket", failure);
    } else if (failure.kind === "status" && failure.status === 429) {
      budget.pause("LockedOut", nowNs + LOCKED_OUT_NS);
      this.#announce("LockedOut", failure);
    } else if (failure.kind === "status" && failure.status === 423) {
      budget.pause("LockoutWarning", nowNs + WARNING_NS);
      this.#announce("LockoutWarning", failure);
    }
  }

  /** Resolves at that time, or when everything ends. */
  async sleep(untilNs: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        this.#sleeping.delete(wake);
        resolve();
      };
      const cancel = this.#options.timers.at(untilNs, wake);
      this.#sleeping.add(wake);
    });
  }

  close(): void {
    this.#closed = true;
    for (const wake of this.#sleeping) wake();
  }

  /** Lets requests out again after `close`. */
  open(): void {
    this.#closed = false;
  }

  #announce(reason: PauseReason, failure: Failure): void {
    this.#options.changed(true);
    this.#options.paused(reason, failure);
  }

  async #wait(kind: OwnKind, wanted: () => boolean): Promise<boolean> {
    const { budget, clock, changed } = this.#options;
    while (!this.#closed && wanted()) {
      const untilNs = budget.take(kind, clock.monoNs());
      if (untilNs === 0) {
        changed(false);
        return true;
      }
      await this.sleep(untilNs);
    }
    return false;
  }
}
