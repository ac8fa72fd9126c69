/** What the core knows of the distance between its clocks and the broker's. Types only. */
import type { VenueKey } from "../../src-shared/ids.ts";

/** Our monotonic clock less the broker's fill times, smallest of two periods, in milliseconds. */
export interface ClockGap {
  sinceNs: number;
  current: number;
  before: number;
}

export interface Clocks {
  readonly gaps: Map<VenueKey, ClockGap>;
  /** Wall less monotonic clock at the last look, milliseconds. */
  apartMs: number | null;
  doubtUntilNs: number;
}
