/**
 * Lets the client's own requests out of one login as its budget allows (F5), and keeps the silence that the broker asks
 * for (F4). What must wait waits here, each kind for itself, so that polling never stands before what matters. Orders,
 * liquidations and cancels never come here: the core takes for them, in the turn in which they leave.
 */

import PQueue from "p-queue";
import type { PauseReason, RequestBudget, RequestKind } from "../../core/budget.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import type { Failure } from "./errors.ts";
import { Tickets } from "./tickets.ts";

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

interface Waiter {
  readonly priority: number;
  readonly wanted: () => boolean;
  readonly go: (goes: boolean) => void;
}

export class Pacer {
  readonly tickets: Tickets;
  readonly #options: PacerOptions;
  readonly #queues: Readonly<Record<OwnKind, PQueue>> = {
    poll: new PQueue({ concurrency: 1 }),
    read: new PQueue({ concurrency: 1 }),
    session: new PQueue({ concurrency: 1 }),
  };
  /** In the order in which they came. */
  readonly #waiters: Readonly<Record<OwnKind, Waiter[]>> = { poll: [], read: [], session: [] };
  /** What waits for a time, and what waits for the budget. */
  readonly #sleeping = new Set<() => void>();
  readonly #held = new Set<() => void>();
  #captchaUntilNs = 0;
  #closed = false;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.tickets = new Tickets(options.clock);
  }

  /** True when the request may leave now; false when it never will. */
  async turn({ kind, priority = 0, forced = false, wanted = always }: Turn): Promise<boolean> {
    if (this.#closed) return false;
    if (this.now({ kind, forced })) return true;
    const waiters = this.#waiters[kind];
    if (waiters.length >= WAITING_MAX) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiters.push({ priority, wanted, go: resolve });
    void this.#queues[kind].add(async () => this.#serve(waiters, kind));
    return promise;
  }

  /** True when it leaves in this turn; false when it has to wait for its `turn`. */
  now({ kind, forced = false }: Turn): boolean {
    const { budget, clock, changed } = this.#options;
    if (this.#closed) return false;
    if (forced) budget.force(clock.monoNs());
    else if (this.#waiters[kind].length > 0 || budget.take(kind, clock.monoNs()) !== 0) return false;
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
    return this.#sleepAmong(this.#sleeping, untilNs);
  }

  /** A pause has ended before its time: what waits for the budget asks it again. */
  resume(): void {
    for (const wake of this.#held) wake();
  }

  close(): void {
    this.#closed = true;
    for (const wake of [...this.#sleeping, ...this.#held]) wake();
    for (const waiters of Object.values(this.#waiters)) {
      for (const { go } of waiters.splice(0)) go(false);
    }
  }

  async #sleepAmong(sleepers: Set<() => void>, untilNs: number): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        sleepers.delete(wake);
        resolve();
      };
      const cancel = this.#options.timers.at(untilNs, wake);
      sleepers.add(wake);
    });
  }

  #announce(reason: PauseReason, failure: Failure): void {
    this.#options.changed(true);
    this.#options.paused(reason, failure);
  }

  /** Lets one of them go when the budget gives a request: who is wanted most by then, not who came first. */
  async #serve(waiters: Waiter[], kind: OwnKind): Promise<void> {
    const { budget, clock, changed } = this.#options;
    while (!this.#closed) {
      for (const given of waiters.filter(({ wanted }) => !wanted())) {
        waiters.splice(waiters.indexOf(given), 1);
        given.go(false);
      }
      const [best] = waiters.toSorted((one, other) => other.priority - one.priority);
      if (best === undefined) return;
      const untilNs = budget.take(kind, clock.monoNs());
      if (untilNs === 0) {
        waiters.splice(waiters.indexOf(best), 1);
        changed(false);
        best.go(true);
        return;
      }
      await this.#sleepAmong(this.#held, untilNs);
    }
  }
}
