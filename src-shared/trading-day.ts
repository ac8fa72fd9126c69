/**
 * The broker's trade date: it begins at 17:00 America/Chicago of the evening before; Friday and Saturday 17:00 start
 * nothing, nor does an evening before a closed day, and a holiday's session counts for the next trade date (product.md
 * section 1; calendar/trading-hours.ts). Pure: takes the instant. Cheap enough to ask for every fill.
 */
import { stretchAt } from "./calendar/trading-hours.ts";

export interface TradeDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The trade date to which an instant belongs; in a halt still that of the session before it. UTC milliseconds. */
export function tradeDateAt(epochMs: number): TradeDate {
  return stretchAt(epochMs).tradeDate;
}

/** The next instant, in epoch milliseconds, at which the trade date changes. */
export function nextRollAfter(epochMs: number): number {
  const today = tradeDateNumber(tradeDateAt(epochMs));
  let next = stretchAt(stretchAt(epochMs).nextOpenMs);
  while (tradeDateNumber(next.tradeDate) === today) next = stretchAt(next.nextOpenMs);
  return next.openMs;
}

/** `20261122`: orders trade dates and keys tables. */
export function tradeDateNumber(date: TradeDate): number {
  return date.year * 10_000 + date.month * 100 + date.day;
}
