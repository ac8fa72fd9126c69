/** A session as plain data: who follows, what happens, how the broker and the network behave. It can be printed and kept. */
import type { FollowerSettings, GroupSettings, RequestLimits } from "../../src-shared/group.ts";
import type { ContractName } from "../../src-shared/ids.ts";
import type { ActivationChoice, ResyncToward } from "../core/input.ts";
import type { FollowerPlan, GroupPlan } from "./desk.ts";
import type { Faults } from "./faults.ts";

export type Action =
  /** A leader's order of `signed` contracts, filled in `parts` parts `gapMs` apart. */
  | {
      readonly kind: "trade";
      readonly other: boolean;
      readonly signed: number;
      readonly parts: number;
      readonly gapMs: number;
      /** Contracts of the order that are cancelled in the end. */
      readonly unfilled?: number;
    }
  /** A leader's order that takes the position to flat, or through it to `beyond` contracts on the other side. */
  | {
      readonly kind: "exit";
      readonly other: boolean;
      readonly beyond: number;
      readonly parts: number;
      readonly gapMs: number;
    }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "manual"; readonly follower: number; readonly signed: number }
  | { readonly kind: "status"; readonly status: GroupSettings["status"] }
  | {
      readonly kind: "enable";
      readonly follower: number;
      readonly enabled: boolean;
      readonly whenOff?: FollowerSettings["whenOff"];
    }
  /** The trader changes a follower's settings, or the group's, whatever is in flight. */
  | { readonly kind: "resize"; readonly follower: number; readonly changes: Partial<FollowerPlan> }
  | { readonly kind: "regroup"; readonly changes: GroupPlan }
  | { readonly kind: "outage"; readonly other: boolean; readonly ms: number }
  /**
   * One login is down; meanwhile the leader trades in one go each of `led`, and followers are traded by hand. What the
   * broker tells then is lost.
   */
  | {
      readonly kind: "cut";
      readonly other: boolean;
      readonly ms: number;
      readonly led: readonly number[];
      readonly hands: readonly { readonly follower: number; readonly signed: number }[];
    }
  | { readonly kind: "flatten"; readonly follower: number | null }
  | { readonly kind: "release"; readonly follower: number }
  | { readonly kind: "resync"; readonly follower: number; readonly toward: ResyncToward }
  /** The broker's word on each account's net liquidation, in dollars: the leader's, then the followers'. */
  | { readonly kind: "money"; readonly dollars: readonly (number | null)[] }
  /** The broker locks one login out for so long. */
  | { readonly kind: "lock-out"; readonly other: boolean; readonly ms: number };

export interface Plan {
  readonly seed: number;
  /** The contract that the leader trades most; ES is the other one. */
  readonly contract: ContractName;
  readonly onReversal: GroupSettings["onReversal"];
  readonly copyOn?: GroupSettings["copyOn"];
  readonly followers: readonly FollowerPlan[];
  readonly actions: readonly Action[];
  readonly faults: Faults;
  /** End with the leader flat. */
  readonly endFlat: boolean;
  /** The oracle judges every decision and every position. */
  readonly exact: boolean;
  /** Everything comes to rest after each action, so that the order in which things are learned is plain. */
  readonly calm?: boolean;
  readonly group?: GroupPlan;
  /** What the leader and the followers hold when the session begins, and what the trader says of it (G7). */
  readonly carried?: Carried;
  /** Nothing is refused, lost, traded by hand or switched off: caps hold at every moment. */
  readonly strictCaps: boolean;
  /** Request limits of every login; none where it is left out. */
  readonly limits?: RequestLimits;
}

export interface Carried {
  readonly leader: number;
  readonly followers: readonly { readonly position: number; readonly choice: ActivationChoice["choice"] }[];
}
