/** What is watched of a group beside fills: its session, and a leader that is lost. Types only. */
import type { TradingHours } from "../../src-shared/calendar/trading-hours.ts";
import type { SessionState } from "../../src-shared/session-windows.ts";

export interface KnownSession extends SessionState {
  /** Wall-clock milliseconds of the look: a clock that was set back is looked at anew. */
  readonly sinceMs: number;
  readonly hours: TradingHours;
  /** `open until 15:00 CT`. */
  readonly words: string;
}

export interface LeaderLost {
  readonly sinceNs: number;
  readonly sinceMs: number;
  /** Monotonic time of the last alarm; null: not told yet. */
  saidNs: number | null;
  flattened: boolean;
}
