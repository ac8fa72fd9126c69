/**
 * What the thresholds of an account say to its figures. Pure. Amounts in dollars. A loss is what the session's
 * realized and open profit are below zero; fees do not count. A trailing drawdown hangs below the highest net
 * liquidation and stops rising at its limit or, without one, at the balance that the account was opened with.
 */
import type { BookAutoLiq } from "./book-entities.ts";

export interface Figures {
  readonly netLiq: number;
  readonly dayPnL: number;
  readonly weekPnL: number;
  readonly startOfDay: number;
  readonly usedMargin: number;
  /** Below or at this a trailing drawdown is broken; undefined where there is none. */
  readonly floor: number | undefined;
}

export type Verdict = "fine" | "liquidateOnly" | "liquidate";

export function drawdownFloor(rules: BookAutoLiq, peak: number, opening: number): number | undefined {
  if (rules.trailingMaxDrawdown === undefined) return undefined;
  return Math.min(peak - rules.trailingMaxDrawdown, rules.trailingMaxDrawdownLimit ?? opening);
}

function reached(value: number, threshold: number | undefined): boolean {
  return threshold !== undefined && threshold > 0 && value >= threshold;
}

function percentOf(part: number, whole: number): number {
  if (part <= 0) return 0;
  return whole > 0 ? (part / whole) * 100 : Number.POSITIVE_INFINITY;
}

export function judge(rules: BookAutoLiq, figures: Figures): Verdict {
  const { netLiq, dayPnL, weekPnL, floor } = figures;
  const lossPercent = percentOf(-dayPnL, figures.startOfDay);
  const marginPercent = percentOf(figures.usedMargin, netLiq);
  const liquidates =
    reached(-dayPnL, rules.dailyLossAutoLiq) ||
    reached(-weekPnL, rules.weeklyLossAutoLiq) ||
    reached(dayPnL, rules.dailyProfitAutoLiq) ||
    reached(weekPnL, rules.weeklyProfitAutoLiq) ||
    reached(lossPercent, rules.dailyLossPercentageAutoLiq) ||
    reached(marginPercent, rules.marginPercentageAutoLiq) ||
    (floor !== undefined && netLiq <= floor);
  if (liquidates) return "liquidate";
  const stops =
    reached(-dayPnL, rules.dailyLossLiqOnly) ||
    reached(lossPercent, rules.dailyLossPercentageLiqOnly) ||
    reached(marginPercent, rules.marginPercentageLiqOnly);
  return stops ? "liquidateOnly" : "fine";
}
