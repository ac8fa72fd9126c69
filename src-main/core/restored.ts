/** What the ledger gives back at a start, from which `state.ts` rebuilds the core. */
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  FollowerId,
} from "../../src-shared/ids.ts";
import type { OrderStatus } from "../../src-shared/order-status.ts";
import type { EntriesOffReason, LeaderEvent, LegRow, OrderRow, TargetRow, TradeRow } from "./effect.ts";

export interface RestoredOrder {
  readonly row: OrderRow;
  readonly status: OrderStatus;
  readonly brokerOrderId: BrokerOrderId | null;
  readonly fills: readonly {
    readonly fillId: FillId;
    readonly quantity: number;
    readonly priceTicks: number;
  }[];
  /** Wall-clock milliseconds of its last event. */
  readonly lastMs: number;
}

export interface Restored {
  readonly accounts: readonly {
    readonly account: AccountKey;
    readonly connection: ConnectionId;
    readonly name: string;
  }[];
  /** Every order that is not terminal, those whose leader event is not complete, and today's. */
  readonly orders: readonly RestoredOrder[];
  readonly legs: readonly LegRow[];
  /** Leader events with an intent and no completion. */
  readonly openEvents: readonly LeaderEvent[];
  readonly trades: readonly TradeRow[];
  readonly targets: readonly TargetRow[];
  readonly entriesOff: readonly {
    readonly follower: FollowerId;
    readonly reason: EntriesOffReason;
    readonly wallMs: number;
  }[];
  readonly positions: readonly {
    readonly account: AccountKey;
    readonly contract: ContractName;
    readonly confirmed: number;
    readonly own: number;
  }[];
}
