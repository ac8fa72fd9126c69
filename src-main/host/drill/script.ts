/** A drill as data: what is done, one step after the other, and what the copier has to make of it. */
import type { FaultsRequest } from "../../practice/faults.ts";
import type { Expectation } from "./evidence.ts";

/** Who plays: the practice group of the drill. */
export interface Cast {
  /** Login of the first follower, whose requests a fault may single out. */
  readonly login: string;
  /** The first follower. */
  readonly follower: string;
}

export type Step =
  | {
      readonly kind: "fault";
      readonly words: string;
      readonly faults: FaultsRequest | ((cast: Cast) => FaultsRequest);
      /** The fault is over so long after this step; left out: this step does not end it. */
      readonly overInMs?: number;
    }
  /** The leader trades at market: above zero it buys. */
  | { readonly kind: "trade"; readonly contracts: number }
  /** The leader closes everything. */
  | { readonly kind: "exit" }
  | { readonly kind: "wait"; readonly ms: number; readonly words: string }
  /** The last price goes so many ticks from where it is. */
  | { readonly kind: "move"; readonly ticks: number }
  /** The broker closes the first follower's position by itself. */
  | { readonly kind: "liquidate" }
  /** The leader's newest fill is taken back. */
  | { readonly kind: "bust" }
  /** Until every login of the group is connected and its accounts are followed again. */
  | { readonly kind: "connected"; readonly msMax: number }
  /** Until every follower is where it must be, or nothing moves any more. */
  | { readonly kind: "hold"; readonly msMax: number }
  /** Until every follower is flat. */
  | { readonly kind: "flat"; readonly msMax: number };

export interface Drill {
  readonly id: string;
  readonly title: string;
  readonly line: string;
  readonly steps: readonly Step[];
  readonly expects: Expectation;
  /** The switch that must have been used up, else the fault never met anything. */
  readonly usesUp?: "rejectNext" | "loseReplies" | "penalty" | "rateLimit";
}
