/**
 * The token in use and how far it can be trusted: its life counts on the monotonic clock, so that no jump of the wall
 * clock ends or prolongs it. Where the two clocks parted the computer may have slept, which the monotonic one does not
 * count on every system: then only the broker knows.
 */

import type { Clock } from "../../runtime/port.ts";
import type { Token } from "./token.ts";

/** A token with less life than this is not begun with. */
const LIFE_NS_MIN = 60e9;
const JUMP_MS = 5000;
const RENEW_EARLY_NS = 900e9;

export class HeldToken {
  readonly token: Token;
  /** Monotonic end of its life. */
  readonly endNs: number;
  /** The broker refused it somewhere: a renewal has to prove it first. */
  doubted: boolean;
  readonly #clock: Clock;
  /** Wall less monotonic clock, milliseconds, when it was taken up. */
  readonly #skewMs: number;

  constructor(token: Token, lifeMs: number, clock: Clock, doubted = false) {
    this.token = token;
    this.#clock = clock;
    this.endNs = clock.monoNs() + lifeMs * 1e6;
    this.#skewMs = skewMs(clock);
    this.doubted = doubted;
  }

  /** A token of an earlier run; of its age the wall clock is the only witness. Where that was set back it is doubted. */
  static kept(token: Token, clock: Clock): HeldToken {
    const { wallMs } = clock.now();
    const lifeMs = Math.min(token.expiresAtMs - wallMs, token.expiresAtMs - token.savedAtMs);
    return new HeldToken(token, lifeMs, clock, token.savedAtMs > wallMs + JUMP_MS);
  }

  get fit(): boolean {
    return !this.doubted && !this.slept && this.leftNs > LIFE_NS_MIN;
  }

  /** Whether it lives long enough to be begun with, if it is good. */
  get lasting(): boolean {
    return this.leftNs > LIFE_NS_MIN;
  }

  get leftNs(): number {
    return this.endNs - this.#clock.monoNs();
  }

  get slept(): boolean {
    return Math.abs(skewMs(this.#clock) - this.#skewMs) > JUMP_MS;
  }

  /** Early, but never at once: a token that lives briefly is renewed half-way. */
  get renewInNs(): number {
    return Math.max(0, this.leftNs - RENEW_EARLY_NS, this.leftNs / 2);
  }

  /** Wall time of its end as the clock goes now. */
  get expiresMs(): number {
    return Math.round(this.#clock.now().wallMs + this.leftNs / 1e6);
  }
}

function skewMs(clock: Clock): number {
  const { wallMs, monoNs } = clock.now();
  return wallMs - monoNs / 1e6;
}
