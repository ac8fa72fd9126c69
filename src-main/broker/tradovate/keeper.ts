/**
 * Hands what must outlive a restart to the host: at once when the broker asks for silence or a login is made, otherwise
 * every few seconds while something changes.
 */

import type { RequestBudget } from "../../core/budget.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import type { LoginHistory } from "./login-history.ts";
import type { StoredLogin } from "./options.ts";

export interface KeeperOptions {
  readonly budget: RequestBudget;
  readonly history: LoginHistory;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly keep: (login: StoredLogin) => void;
}

const EVERY_NS = 5e9;

export class Keeper {
  readonly #options: KeeperOptions;
  #cancel: (() => void) | null = null;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Something was spent. */
  changed(): void {
    const { clock, timers } = this.#options;
    this.#cancel ??= timers.at(clock.monoNs() + EVERY_NS, () => this.keep());
  }

  keep(): void {
    const { budget, history, clock, keep } = this.#options;
    this.#cancel?.();
    this.#cancel = null;
    const now = clock.now();
    keep({ ...budget.stored(now), loginsMs: history.stored(now) });
  }
}
