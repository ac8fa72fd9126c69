/**
 * What is measured, and the words that the three processes of a run say to each other: `main.ts` plans and reports,
 * `subject.ts` runs the code under measurement, `peer.ts` plays the broker. Types and constants only.
 */

/** The floors and the engines that are held against them. */
export const variants = ["ws floor", "raw floor", "T1", "T2"] as const;
export type Variant = (typeof variants)[number];
export type EngineVariant = Extract<Variant, "T1" | "T2">;

export function isEngine(variant: Variant): variant is EngineVariant {
  return variant === "T1" || variant === "T2";
}

/** One run: fresh processes, all variants in one seeded order. */
export interface RunSpec {
  readonly followers: number;
  /** Measured fills per variant. */
  readonly samples: number;
  /** Pause before each fill, uniform between the two. */
  readonly gapMs: readonly [low: number, high: number];
  readonly seed: number;
}

/** One fill frame that the peer sent, and when the last order that answers it had arrived there. */
export interface Round {
  readonly variant: Variant;
  /** False for a leader's exit: it only brings the positions back to flat. */
  readonly measured: boolean;
  /** Nanoseconds of the clock that all processes of a machine share. */
  readonly arrivedNs: number;
}

export type PeerWord =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "done"; readonly rounds: readonly Round[] }
  | { readonly kind: "failed"; readonly why: string };

/** Nanoseconds from the readable fill frame, in the order in which they were measured. */
export interface VariantSamples {
  /** … to the return of the call that wrote the last order frame. */
  readonly writtenNs: readonly number[];
  /** … to the arrival of the last order frame at the peer. */
  readonly arrivedNs: readonly number[];
}

export type RunSamples = Readonly<Record<Variant, VariantSamples>>;

export type SubjectWord =
  | { readonly kind: "measured"; readonly samples: RunSamples }
  | { readonly kind: "failed"; readonly why: string };

export const TOKEN_PREFIX = "bench-token-";
export const FLOOR_PATH = "/floor/";
export const USER_PATH = "/v1/websocket";
export const MD_PATH = "/v1/md";
export const CONTRACT = "NQZ6";
