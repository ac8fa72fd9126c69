/**
 * How a modelled broker and its network behave: delays in virtual milliseconds, shares in percent. Data only.
 */

export interface Faults {
  /** Least and most a message takes, either way. */
  readonly delayMs: readonly [number, number];
  /** Share of replies that come this late. */
  readonly lateReplies: number;
  readonly lateReplyMs: number;
  /** Orders that the broker refuses, half of them in the reply and half by a report. */
  readonly rejects: number;
  /** The most of them in one session; without a bound where it is left out. */
  readonly rejectsMost?: number;
  /** Requests that never arrive, and replies that never come back. */
  readonly lostRequests: number;
  readonly lostReplies: number;
  /** Orders filled in several parts, and the most that lies between two of them. */
  readonly partials: number;
  readonly partGapMs: number;
  /** Messages delivered again, up to two times more. */
  readonly duplicates: number;
  /** Nothing is refused or lost from here on, so that every session can come to rest. */
  readonly quietFromMs: number;
}

/** Nothing goes wrong and nothing takes time. */
export const PERFECT: Faults = {
  delayMs: [0, 0],
  lateReplies: 0,
  lateReplyMs: 500,
  rejects: 0,
  lostRequests: 0,
  lostReplies: 0,
  partials: 0,
  partGapMs: 0,
  duplicates: 0,
  quietFromMs: 0,
};
