/**
 * The broker's trade date: it begins at 17:00 America/Chicago of the evening before; Friday and Saturday 17:00 start
 * nothing (product.md section 1). Holidays arrive with the calendar of a later version. Pure: takes the instant.
 */
import { Temporal } from "temporal-polyfill";

export interface TradeDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const ZONE = "America/Chicago";
const ROLL_HOUR = 17;

function dateOf(local: Temporal.ZonedDateTime): Temporal.PlainDate {
  const date = local.toPlainDate();
  const weekday = date.dayOfWeek;
  // Friday's trade date lasts until Sunday 17:00.
  if (weekday === 6) return date.subtract({ days: 1 });
  if (weekday === 7) return local.hour >= ROLL_HOUR ? date.add({ days: 1 }) : date.subtract({ days: 2 });
  return local.hour >= ROLL_HOUR && weekday !== 5 ? date.add({ days: 1 }) : date;
}

/** The trade date to which an instant belongs; in the weekend still Friday's. `epochMs` is UTC milliseconds. */
export function tradeDateAt(epochMs: number): TradeDate {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.trunc(epochMs)).toZonedDateTimeISO(ZONE);
  const { year, month, day } = dateOf(local);
  return { year, month, day };
}

/** The next instant, in epoch milliseconds, at which the trade date changes. */
export function nextRollAfter(epochMs: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.trunc(epochMs)).toZonedDateTimeISO(ZONE);
  let roll = local.withPlainTime({ hour: ROLL_HOUR });
  if (Temporal.ZonedDateTime.compare(local, roll) >= 0) roll = roll.add({ days: 1 });
  while (roll.dayOfWeek === 5 || roll.dayOfWeek === 6) {
    roll = roll.add({ days: 1 });
  }
  return roll.epochMilliseconds;
}

/** `20261122`: orders trade dates and keys tables. */
export function tradeDateNumber(date: TradeDate): number {
  return date.year * 10_000 + date.month * 100 + date.day;
}
