/**
 * When a dated contract expires, when its first notice is, and when trading moves on to the next one.
 * Weekday rules only: exchange holidays are not known here. Pure.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { ExpiryRule } from "./products.ts";

const DAY_MS = 86_400_000;
/** Expiries are named at 22:00 UTC of their day: after the close in either half of the year. */
const CLOSE_HOUR_UTC = 22;

export interface Expiry {
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly firstNoticeAt?: number;
  /** From here on the next month is the one that is traded. */
  readonly rollsAt: number;
}

function at(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day, CLOSE_HOUR_UTC);
}

function isBusinessDay(ms: number): boolean {
  const weekday = new Date(ms).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** `count` business days before `ms`; 0 is `ms` itself or, in a weekend, the Friday before. */
function businessDaysBefore(ms: number, count: number): number {
  let day = ms;
  while (!isBusinessDay(day)) day -= DAY_MS;
  for (let left = count; left > 0; left -= 1) {
    do day -= DAY_MS;
    while (!isBusinessDay(day));
  }
  return day;
}

function thirdFriday(year: number, month: number): number {
  const firstWeekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const firstFriday = 1 + ((5 - firstWeekday + 7) % 7);
  return at(year, month, firstFriday + 14);
}

/** `month` is 1 to 12 and names the contract, not the day of its expiry. */
export function expiryOf(rule: ExpiryRule, year: number, month: number): Expiry {
  switch (rule) {
    case "thirdFriday": {
      const expiresAt = thirdFriday(year, month);
      return { expiresAt, rollsAt: expiresAt - 8 * DAY_MS };
    }
    case "crudeOil": {
      const expiresAt = businessDaysBefore(at(year, month - 1, 25), 3);
      return { expiresAt, firstNoticeAt: expiresAt + 2 * DAY_MS, rollsAt: businessDaysBefore(expiresAt, 3) };
    }
    case "gold": {
      const expiresAt = businessDaysBefore(at(year, month + 1, 0), 2);
      const firstNoticeAt = businessDaysBefore(at(year, month, 0), 0);
      return { expiresAt, firstNoticeAt, rollsAt: businessDaysBefore(firstNoticeAt, 3) };
    }
    default:
      return assertNever(rule);
  }
}
