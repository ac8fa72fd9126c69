import type { DriftCause } from "../../src-shared/cockpit/model.ts";
/** What a follower carries from the leader's flat to its next flat, and the entries that wait in it. Types only. */
import type { AccountKey, BrokerOrderId, ContractName } from "../../src-shared/ids.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { EquityRatio } from "../../src-shared/size.ts";
import type { Cause } from "./effect.ts";
import type { Side } from "./input.ts";

export interface WaitingEntry {
  /** Of its open leg. */
  readonly legId: string;
  /** Null: not of a leader's fill. */
  readonly eventId: string | null;
  readonly cause: Cause;
  readonly leaderOrder: BrokerOrderId;
  /** Difference of sizes that the leader's fill asked for. */
  readonly sized: number;
  readonly reversal: boolean;
  /** When the leader's fill was made, on our monotonic clock: two seconds later it is stale. */
  readonly bornNs: number;
  /** Of the follower, when it was decided: it is sent there or nowhere. */
  readonly account: AccountKey;
  /** The leader's price that the collar is around; null: none (a resync). */
  readonly price: { readonly contract: ContractName; readonly ticks: Ticks } | null;
  /** |L1|: a leader that holds less has left since. */
  readonly leaderAfter: number;
  /** An add that passed because another entry waits (check 9): it goes only with that one, or behind it. */
  readonly needsTrade: boolean;
}

export interface Trade {
  readonly leaderContract: ContractName;
  readonly contract: ContractName;
  opened: boolean;
  /** La and Pa of S2, signed. */
  leaderAnchor: number;
  followerAnchor: number;
  /** Equity sizing's ratio, taken when the leader left flat; null where it was not known, or is not used. */
  ratio: EquityRatio | null;
  /** What the last difference from the implied size came from. */
  drift: DriftCause | null;
  /** Own contracts above the implied size that a settings change left there (R5). */
  tolerated: number;
  /** The end of a session, or loss of the leader, for which it has been closed already: once each. */
  closedBy: string | null;
  /** With order-complete copying: where the leader stood when a resync or an adoption brought this follower up to it. */
  caughtUp: number;
  /** Side that the waiting entries open. */
  waitingSide: Side;
  waiting: WaitingEntry[];
  /** What the waiting entries were last held back by. */
  heldBy: "other side" | "budget" | "ticket";
  /** Contracts that each recent leader order has opened here, for the order cap. */
  readonly openedBy: Map<BrokerOrderId, number>;
}
