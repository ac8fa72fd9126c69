/**
 * Session windows of a group (product.md section 3): whether entries are copied now, until when that holds, and whether
 * the end of the last window still asks for a flatten. What one window is on one day, and how the exchange's halts end
 * it, is session-windows-occurrence.ts's.
 *
 * Invariants: pure, no clock; between the instant asked for and `untilMs` the answer is the same, so the caller keeps
 * it until then and asks again when the windows change. Open and flatten due exclude each other. The windows must have
 * passed `windowProblems`. It decides nothing about orders.
 */
import { exchangeHours, type TradingHours } from "./calendar/trading-hours.ts";
import type { SessionWindow } from "./group.ts";
import { dateIn, occurrenceOn, type Occurrence } from "./session-windows-occurrence.ts";

export interface SessionState {
  readonly open: boolean;
  /** The next instant at which any of this may change. */
  readonly untilMs: number;
  /** Of the windows that are open the one that ends last; null when closed, or without windows. */
  readonly window: number | null;
  /** When closed, the next start; null when open, and when no window starts within `SEARCH_DAYS_MAX` days. */
  readonly nextStartMs: number | null;
  /**
   * Not null from the end of a window with `flattenAtEnd` that no other window continued, to the next start: whoever
   * was off at the end acts late, at exits only.
   */
  readonly flattenDue: { readonly endedMs: number } | null;
}

/** A window of Fridays alone skips three weeks over Christmas and New Year 2026. */
const SEARCH_DAYS_MAX = 35;
const DAY_MS = 86_400_000;

const ALWAYS_OPEN: SessionState = {
  open: true,
  untilMs: Number.MAX_SAFE_INTEGER,
  window: null,
  nextStartMs: null,
  flattenDue: null,
};

/** Occurrences of a window from the day `first` days from now on, toward the past or the future. */
function* occurrences(
  window: SessionWindow,
  epochMs: number,
  hours: TradingHours,
  { first, days }: { readonly first: number; readonly days: 1 | -1 },
): Generator<Occurrence> {
  const today = dateIn(window.zone, epochMs);
  for (let step = 0; step <= SEARCH_DAYS_MAX; step += 1) {
    const occurrence = occurrenceOn(window, today.add({ days: first + step * days }), hours);
    if (occurrence !== null) yield occurrence;
  }
}

/** The last occurrence that has begun. One window's occurrences never overlap, so it alone can be open. */
function lastBegun(window: SessionWindow, epochMs: number, hours: TradingHours): Occurrence | null {
  for (const occurrence of occurrences(window, epochMs, hours, { first: 0, days: -1 }))
    if (occurrence.startMs <= epochMs) return occurrence;
  return null;
}

function nextStart(window: SessionWindow, epochMs: number, hours: TradingHours): number | null {
  // Yesterday's may begin only now, with the re-open.
  for (const { startMs } of occurrences(window, epochMs, hours, { first: -1, days: 1 }))
    if (startMs > epochMs) return startMs;
  return null;
}

/** The state of a closed session, given what each window was last. */
function closed(
  windows: readonly SessionWindow[],
  begun: readonly (Occurrence | null)[],
  epochMs: number,
  hours: TradingHours,
): SessionState {
  const starts = windows.map((window) => nextStart(window, epochMs, hours)).filter((start) => start !== null);
  const nextStartMs = starts.length === 0 ? null : Math.min(...starts);
  const endedMs = Math.max(...begun.map((occurrence) => occurrence?.endMs ?? Number.NEGATIVE_INFINITY));
  // Of windows that end together one that wants to be flat is enough.
  const flattens = windows.some(({ flattenAtEnd }, index) => flattenAtEnd && begun[index]?.endMs === endedMs);
  return {
    open: false,
    untilMs: nextStartMs ?? epochMs + DAY_MS,
    window: null,
    nextStartMs,
    flattenDue: flattens ? { endedMs } : null,
  };
}

/**
 * The state at an instant; without windows always open. `hours` are the exchange's unless the venue keeps others.
 * @throws RangeError for a zone that does not exist
 */
export function sessionAt(
  windows: readonly SessionWindow[],
  epochMs: number,
  hours: TradingHours = exchangeHours,
): SessionState {
  if (windows.length === 0) return ALWAYS_OPEN;
  const begun = windows.map((window) => lastBegun(window, epochMs, hours));
  const untilMs = Math.max(...begun.map((occurrence) => occurrence?.endMs ?? Number.NEGATIVE_INFINITY));
  if (untilMs <= epochMs) return closed(windows, begun, epochMs, hours);
  const window = begun.findIndex((occurrence) => occurrence?.endMs === untilMs);
  return { open: true, untilMs, window, nextStartMs: null, flattenDue: null };
}
