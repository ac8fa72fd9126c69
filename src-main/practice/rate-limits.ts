/**
 * Counting requests in sliding windows, and what is answered past a limit: first a penalty ticket, then 423, then 429
 * for a time that each further request restarts. Pure: time is passed in.
 */
import type { HourlyLimit, Quotas } from "./quotas.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Names of logins come from outside: past this the oldest are forgotten. */
const KEYS_MAX = 1_000;

export type Verdict =
  | { readonly kind: "ok" }
  | { readonly kind: "ticket"; readonly seconds: number }
  | { readonly kind: "locked"; readonly status: 423 | 429 };

const OK: Verdict = { kind: "ok" };

/** Times of the last hour, oldest first. */
class SlidingHour {
  #times: number[] = [];

  add(now: number): void {
    if ((this.#times[0] ?? now) <= now - HOUR_MS)
      this.#times = this.#times.filter((at) => at > now - HOUR_MS);
    this.#times.push(now);
  }

  within(now: number, ms: number): number {
    let count = 0;
    for (let at = this.#times.length - 1; at >= 0; at -= 1) {
      if ((this.#times[at] ?? 0) <= now - ms) break;
      count += 1;
    }
    return count;
  }

  /** When one more fits below `limit` in windows of `ms`. */
  freeAt(now: number, limit: number, ms: number): number {
    const last = this.#times[this.#times.length - limit];
    return last === undefined ? now : last + ms;
  }
}

interface Usage {
  readonly hour: SlidingHour;
  excess: number;
  lockedUntil: number;
}

export class RateLimits {
  readonly #usage = new Map<string, Usage>();

  /** Counts one request of the user and judges it. `redeemed`: it brought its ticket, so only a lock-out stops it. */
  request(key: string, now: number, quotas: Quotas, redeemed: boolean): Verdict {
    const { requests: limits, lockoutMs } = quotas;
    if (!limits) return OK;
    const usage = this.#of(key);
    if (usage.lockedUntil > now) return this.#lock(usage, now, lockoutMs);
    const windows = [
      [limits.perSecond, SECOND_MS],
      [limits.perMinute, MINUTE_MS],
      [limits.perHour, HOUR_MS],
    ] as const;
    const full = windows.filter(([limit, ms]) => usage.hour.within(now, ms) >= limit);
    if (full.length === 0 || redeemed) {
      usage.hour.add(now);
      if (full.length === 0) usage.excess = 0;
      return OK;
    }
    usage.excess += 1;
    if (usage.excess === 2) return { kind: "locked", status: 423 };
    if (usage.excess > 2) return this.#lock(usage, now, lockoutMs);
    const freeAt = Math.max(...full.map(([limit, ms]) => usage.hour.freeAt(now, limit, ms)));
    return { kind: "ticket", seconds: Math.max(1, Math.ceil((freeAt - now) / SECOND_MS)) };
  }

  /** Judges one operation with a limit of its own, without counting it. */
  judge(key: string, now: number, limit: HourlyLimit): Verdict {
    const used = this.#usage.get(key)?.hour.within(now, HOUR_MS) ?? 0;
    return used < limit.perHour ? OK : { kind: "ticket", seconds: limit.backOffSeconds };
  }

  count(key: string, now: number): void {
    this.#of(key).hour.add(now);
  }

  clear(): void {
    this.#usage.clear();
  }

  #lock(usage: Usage, now: number, lockoutMs: number): Verdict {
    usage.lockedUntil = now + lockoutMs;
    return { kind: "locked", status: 429 };
  }

  #of(key: string): Usage {
    const known = this.#usage.get(key);
    if (known) return known;
    for (const oldest of this.#usage.keys()) {
      if (this.#usage.size < KEYS_MAX) break;
      this.#usage.delete(oldest);
    }
    const usage = { hour: new SlidingHour(), excess: 0, lockedUntil: 0 };
    this.#usage.set(key, usage);
    return usage;
  }
}
