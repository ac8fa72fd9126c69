/**
 * When this login was made in the last hour: the broker allows five an hour, failed ones counted, and wants 15 s between
 * them (protocol.md 7). Kept over a restart; a wall clock that was set back makes nothing younger than now.
 */

import type { Now } from "../../core/input.ts";

const HOUR_NS = 3600e9;

export interface LoginLimit {
  readonly perHour: number;
  readonly apartNs: number;
}

/** Five less one, which stays for the trader's own platform or his forced attempt. */
export const STRICT_LOGINS: LoginLimit = { perHour: 4, apartNs: 15e9 };
/** Renewals are counted whether they work or not: fifteen less one. */
export const STRICT_RENEWALS: LoginLimit = { perHour: 14, apartNs: 15e9 };
/** An exchange on this computer limits nobody, neither logins nor renewals. */
export const FREE_LOGINS: LoginLimit = { perHour: 1000, apartNs: 0 };

export class LoginHistory {
  readonly #limit: LoginLimit;
  #times: number[];

  constructor(limit: LoginLimit, storedMs: readonly number[], now: Now) {
    this.#limit = limit;
    this.#times = storedMs
      .map((wallMs) => now.monoNs - Math.max(0, now.wallMs - wallMs) * 1e6)
      .filter((atNs) => now.monoNs - atNs < HOUR_NS)
      .toSorted((one, other) => one - other);
  }

  /** Nanoseconds until the next login may be made; `spare` counts the one that is kept for the trader. */
  waitNs(nowNs: number, spare: boolean): number {
    this.#forget(nowNs);
    const { perHour, apartNs } = this.#limit;
    const most = spare ? perHour + 1 : perHour;
    const oldest = this.#times.at(-most);
    const last = this.#times.at(-1);
    const hourNs = oldest === undefined ? 0 : oldest + HOUR_NS - nowNs;
    const spacingNs = last === undefined || spare ? 0 : last + apartNs - nowNs;
    return Math.max(0, hourNs, spacingNs);
  }

  add(nowNs: number): void {
    this.#forget(nowNs);
    this.#times.push(nowNs);
  }

  /** The last one never reached the broker. */
  takeBack(): void {
    this.#times.pop();
  }

  stored(now: Now): readonly number[] {
    this.#forget(now.monoNs);
    return this.#times.map((atNs) => Math.round(now.wallMs - (now.monoNs - atNs) / 1e6));
  }

  #forget(nowNs: number): void {
    this.#times = this.#times.filter((atNs) => nowNs - atNs < HOUR_NS);
  }
}
