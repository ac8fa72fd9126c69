/** What the recovery runs measure, and the words between `main.ts` and `recovery.ts`. Types and constants only. */

export const FOLLOWERS = 20;
/** Requests that the login may make: the broker's own documents. Reconnects need more than the strictest figures. */
export const LIMITS = { perSecond: 1000, perMinute: 5000, perHour: 5000 } as const;

export interface RecoverySpec {
  readonly flattens: number;
  readonly silences: number;
  /** Reconnects, each with and without unknown orders. */
  readonly reconnects: number;
}

/** Milliseconds, in the order of their measurement. */
export interface RecoverySamples {
  /** T7: the core has decided → the last of the frames that close every follower written. */
  readonly flattenMs: readonly number[];
  /** The same from the trader's command on: with the deciding for every follower. */
  readonly flattenInAllMs: readonly number[];
  /** T16: the peer told to be silent → sends stopped. */
  readonly silenceMs: readonly number[];
  /** T17: the socket lost → every follower at exits only, → everything live. */
  readonly exitsOnlyMs: readonly number[];
  readonly liveMs: readonly number[];
  readonly exitsOnlyUnknownMs: readonly number[];
  readonly liveUnknownMs: readonly number[];
}

export type RecoveryWord =
  | { readonly kind: "measured"; readonly samples: RecoverySamples }
  | { readonly kind: "failed"; readonly why: string };
