/**
 * Confirmed positions (R1): carried + max(bought reported, Σ buy fills) − max(sold reported, Σ sell fills), per
 * account, contract and trade date: right in whatever order reports and fills arrive. Older rows are never added.
 */
import type { ContractName, FillId } from "../../src-shared/ids.ts";
import { tradeDateNumber, type TradeDate } from "../../src-shared/trading-day.ts";
import type { BrokerFill, PositionReport, Side } from "./input.ts";

export interface PositionState {
  readonly contract: ContractName;
  /** `20261123`; 0 before anything is known. */
  date: number;
  carried: number;
  boughtReported: number;
  soldReported: number;
  boughtFills: number;
  soldFills: number;
  /**
   * Signed contracts × ticks of the open position, by average cost; null where a carried position's price is not known.
   * For showing open P&L only; no decision reads it.
   */
  costTicks: number | null;
  /** Fills counted for this trade date. */
  fillIds: Set<FillId>;
  /** Contracts of the confirmed position that our own orders hold, signed. */
  own: number;
  /** Why the position is not certain, or null. Entries are off while it is not. */
  unknown: string | null;
  tradeDate: TradeDate | null;
}

export function emptyPosition(contract: ContractName): PositionState {
  return {
    contract,
    date: 0,
    carried: 0,
    boughtReported: 0,
    soldReported: 0,
    boughtFills: 0,
    soldFills: 0,
    costTicks: 0,
    fillIds: new Set(),
    own: 0,
    unknown: null,
    tradeDate: null,
  };
}

export function confirmedOf(position: PositionState): number {
  const bought = Math.max(position.boughtReported, position.boughtFills);
  const sold = Math.max(position.soldReported, position.soldFills);
  return position.carried + bought - sold;
}

/** Contracts of `side` that reports show and no fill has explained yet. */
export function unexplained(position: PositionState, side: Side): number {
  const gap =
    side === 1 ? position.boughtReported - position.boughtFills : position.soldReported - position.soldFills;
  return Math.max(0, gap);
}

function roll(position: PositionState, tradeDate: TradeDate): void {
  position.carried = confirmedOf(position);
  position.boughtReported = 0;
  position.soldReported = 0;
  position.boughtFills = 0;
  position.soldFills = 0;
  position.fillIds = new Set();
  position.date = tradeDateNumber(tradeDate);
  position.tradeDate = tradeDate;
}

/** Takes a position row in. Rows of an older trade date change nothing. */
export function applyReport(position: PositionState, report: PositionReport): void {
  const date = tradeDateNumber(report.tradeDate);
  if (date < position.date) return;
  if (date > position.date) roll(position, report.tradeDate);
  position.carried = report.carried;
  position.boughtReported = Math.max(position.boughtReported, report.bought);
  position.soldReported = Math.max(position.soldReported, report.sold);
}

/** Counts a fill once; false when it was counted before or belongs to an older trade date. */
export function applyFill(position: PositionState, fill: BrokerFill): boolean {
  const date = tradeDateNumber(fill.tradeDate);
  if (date < position.date || position.fillIds.has(fill.fillId)) return false;
  if (date > position.date) roll(position, fill.tradeDate);
  position.fillIds.add(fill.fillId);
  position.costTicks = costAfter(position, fill);
  if (fill.side === 1) position.boughtFills += fill.quantity;
  else position.soldFills += fill.quantity;
  return true;
}

/** Position by carry and fills alone: what the cost speaks of. */
export function filledPosition(position: PositionState): number {
  return position.carried + position.boughtFills - position.soldFills;
}

function costAfter(position: PositionState, fill: BrokerFill): number | null {
  const before = filledPosition(position);
  const signed = fill.side * fill.quantity;
  const after = before + signed;
  if (after === 0) return 0;
  if (before === 0 || before * after < 0) return after * fill.priceTicks;
  if (position.costTicks === null) return null;
  const adds = Math.abs(after) > Math.abs(before);
  return adds ? position.costTicks + signed * fill.priceTicks : (position.costTicks * after) / before;
}

/** Adds what a reading knows to what is known: it may be older than the newest fill, so it takes nothing away. */
export function mergePosition(
  position: PositionState,
  report: PositionReport | undefined,
  fills: readonly BrokerFill[],
): void {
  if (report) applyReport(position, report);
  for (const fill of fills) if (fill.active) applyFill(position, fill);
}

/** Replaces what is known by a complete reading: reports and fills of the newest trade date, as the broker lists them. */
export function resetPosition(
  position: PositionState,
  report: PositionReport | undefined,
  fills: readonly BrokerFill[],
): void {
  position.date = 0;
  position.carried = 0;
  position.boughtReported = 0;
  position.soldReported = 0;
  position.boughtFills = 0;
  position.soldFills = 0;
  position.costTicks = 0;
  position.fillIds = new Set();
  position.unknown = null;
  if (report) {
    position.date = tradeDateNumber(report.tradeDate);
    position.tradeDate = report.tradeDate;
    position.carried = report.carried;
    position.costTicks = report.carried === 0 ? 0 : null;
    position.boughtReported = report.bought;
    position.soldReported = report.sold;
  }
  for (const fill of fills) if (fill.active) applyFill(position, fill);
}

function within(value: number, position: number): number {
  return position >= 0 ? Math.min(Math.max(value, 0), position) : Math.max(Math.min(value, 0), position);
}

/**
 * Splits a position into own and foreign contracts after a fill (R5): our closes take our own first, foreign closes
 * take foreign first, and a change of sign puts the rest on the side that caused it.
 */
export function attributeFill(position: PositionState, byUs: boolean, signed: number): void {
  const side: Side = signed > 0 ? 1 : -1;
  // A report may count fills of this side that are still to be told of: they are attributed when they are.
  const after = confirmedOf(position) - side * unexplained(position, side);
  if (byUs) {
    position.own = within(position.own + signed, after);
  } else {
    // Before this fill: after − signed, of which `own` was ours; foreign closes take foreign first.
    const foreign = within(after - position.own, after);
    position.own = within(after - foreign, after);
  }
}

/** The positions that are not flat. */
export function positionsOpen(positions: Iterable<PositionState>): PositionState[] {
  return [...positions].filter((position) => confirmedOf(position) !== 0);
}
