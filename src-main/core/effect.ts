/**
 * What the core wants done and remembered. `Effect`s are performed in the same turn, `Fact`s are committed by the
 * ledger, one transaction per frame. A step's `Intent`s are durable before the first byte of its orders leaves.
 */
import type { Brand } from "../../src-shared/brand.ts";
import type { DriftCause } from "../../src-shared/cockpit/model.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  FollowerId,
  GroupId,
  OrderKey,
  VenueKey,
} from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { OrderStatus, OrderStatusEvent } from "../../src-shared/order-status.ts";
import type { EquityRatio } from "../../src-shared/size.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { FollowerDecision } from "./decision.ts";
import type { BrokerFill, Side, TimerKey } from "./input.ts";
import type { LegRow } from "./leg.ts";

export type { Cause, CauseKind, LegKind, LegRow } from "./leg.ts";

/** One wire order, immutable. `kind: liquidation` carries no client order id on the wire. */
export interface OrderRow {
  readonly order: OrderKey;
  readonly kind: "market" | "liquidation";
  readonly follower: FollowerId;
  readonly group: GroupId;
  readonly account: AccountKey;
  readonly connection: ConnectionId;
  readonly contract: ContractName;
  readonly side: Side;
  readonly quantity: number;
  /** Contracts of it that close, the rest opens. */
  readonly closing: number;
  /** Orders that served its first leg so far, from 1; an order with an open leg is always 1. */
  readonly attempt: number;
  readonly legs: readonly string[];
  /** The leader's order behind it, where there is one. */
  readonly leaderOrder: BrokerOrderId | null;
  readonly tag: string;
}

/** An order that passed every check. Made in `core/risk/check-order.ts` alone. */
export type Approved<Value> = Brand<Value, "Approved">;
export type OrderIntent = OrderRow & { readonly kind: "market" };
/** Made in `core/targets.ts` alone. */
export type Liquidation = Brand<OrderRow & { readonly kind: "liquidation" }, "Liquidation">;
/** Made in `core/targets.ts` alone. */
export type Cancel = Brand<
  {
    readonly order: OrderKey;
    readonly orderId: BrokerOrderId;
    readonly account: AccountKey;
    readonly connection: ConnectionId;
  },
  "Cancel"
>;

export type Effect =
  | { readonly kind: "place"; readonly order: Approved<OrderIntent> }
  | { readonly kind: "liquidate"; readonly liquidation: Liquidation }
  | { readonly kind: "cancel"; readonly cancel: Cancel }
  /** Read orders, positions and fills of one account over REST; the answer is `account-read`. */
  | { readonly kind: "read-account"; readonly account: AccountKey; readonly connection: ConnectionId }
  /** Nothing answers on this login, neither the socket nor REST (F2): its connection is opened anew. */
  | { readonly kind: "reconnect"; readonly connection: ConnectionId; readonly why: string }
  /** The broker is asked for a contract by name; the answer is a `contract` event. */
  | { readonly kind: "resolve-contract"; readonly connection: ConnectionId; readonly contract: ContractName }
  /** Stops a group's entries by itself: the settings follow. */
  | { readonly kind: "close-only-group"; readonly group: GroupId }
  /** (Re)arms the timer of that key; `atNs` is monotonic. */
  | { readonly kind: "set-timer"; readonly timer: TimerKey; readonly atNs: number };

// ---- what is remembered ----

export type LeaderEventKind =
  | "copied"
  | "before-activation"
  | "while-offline"
  | "own-order"
  | "conflict"
  | "bust";

/** A leader's fill with all decisions, denied ones included. */
export interface LeaderEvent {
  readonly eventId: string;
  readonly kind: LeaderEventKind;
  readonly group: GroupId;
  readonly venue: VenueKey;
  readonly fill: BrokerFill;
  readonly l0: number;
  readonly l1: number;
  readonly wallMs: number;
  /** Stamped by the runtime when the step has returned: the core has no clock. */
  decidedNs: number;
  readonly decisions: readonly FollowerDecision[];
}

/**
 * What must be durable before the first byte leaves: a leader's fill with its decisions, or an exit's cause alone.
 * At a restart the journal's intents that have no ledger row are imported.
 */
export interface Intent {
  readonly at: number;
  readonly event: LeaderEvent | null;
  readonly legs: readonly LegRow[];
  readonly orders: readonly OrderRow[];
}

export interface TargetRow {
  readonly follower: FollowerId;
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly side: Side;
  /** The follower may hold at most this many contracts on this side. */
  readonly most: number;
  readonly legId: string;
  readonly attempts: number;
}

/** What a follower's trade in one leader contract carries from the leader's flat to its next flat. */
export interface TradeRow {
  readonly follower: FollowerId;
  readonly leaderContract: ContractName;
  readonly contract: ContractName;
  /** An entry was sent, or the position adopted, since both were last flat. */
  readonly opened: boolean;
  /** La and Pa of S2, signed. */
  readonly leaderAnchor: number;
  readonly followerAnchor: number;
  /** Equity sizing's frozen ratio, micro-dollars of net liquidation; null where it was not known, or is not used. */
  readonly ratio: EquityRatio | null;
  /** What the last difference from the implied size came from. */
  readonly drift: DriftCause | null;
  /** Own contracts above the implied size that a settings change left there: shown, never reduced by itself (R5). */
  readonly tolerated: number;
  /** The end of a session, or loss of the leader, for which it has been closed already: once each. */
  readonly closedBy: string | null;
}

export interface AttemptTimings {
  /** Monotonic nanoseconds; null until it happened. */
  readonly receivedNs: number;
  readonly decidedNs: number;
  readonly sentNs: number | null;
  readonly answeredNs: number | null;
  readonly filledNs: number | null;
}

/** One follower's outcome of one leader event, when it is known. */
export interface AttemptRow {
  readonly follower: FollowerId;
  readonly decision: FollowerDecision;
  readonly orders: readonly OrderKey[];
  readonly status: OrderStatus | "denied" | "nothing" | "target" | "waiting";
  readonly filled: number;
  /** Average fill price in ticks times filled contracts, so that it stays an integer. */
  readonly filledTicks: number;
  readonly reason: string | null;
  readonly text: string | null;
  readonly timings: AttemptTimings;
}

export type ActivityKind =
  | "copy"
  | "denied"
  | "rejected"
  | "unknown"
  | "exit"
  | "flatten"
  | "leader-fill"
  | "foreign-trade"
  | "entries-off"
  | "entries-on"
  | "connection"
  | "settings"
  | "alarm"
  | "session";

export type Severity = "info" | "notice" | "alarm";

export type EntriesOffReason = "flattened" | "rejects" | "rejects-closed" | "foreign" | "gate" | "ledger";

export type Fact =
  | { readonly kind: "intent"; readonly intent: Intent }
  | {
      readonly kind: "order-event";
      readonly order: OrderKey;
      readonly event: OrderStatusEvent;
      readonly status: OrderStatus;
      readonly wallMs: number;
      readonly brokerOrderId: BrokerOrderId | null;
      readonly reason: string | null;
      readonly text: string | null;
    }
  | {
      readonly kind: "fill";
      readonly fill: BrokerFill;
      /** Our order behind it, or null for a foreign or a leader's own fill. */
      readonly order: OrderKey | null;
      readonly role: "leader" | "own" | "foreign";
    }
  /** Phase C: closes a leader event, all or nothing. */
  | {
      readonly kind: "event-complete";
      readonly event: LeaderEvent;
      readonly wallMs: number;
      readonly attempts: readonly AttemptRow[];
    }
  /** A contract as the broker tells of it, once per run: old fills are explained by it. */
  | { readonly kind: "contract"; readonly spec: ContractSpec }
  | { readonly kind: "trade"; readonly trade: TradeRow }
  | { readonly kind: "trade-ended"; readonly follower: FollowerId; readonly leaderContract: ContractName }
  | { readonly kind: "target"; readonly target: TargetRow }
  | {
      readonly kind: "target-ended";
      readonly follower: FollowerId;
      readonly contract: ContractName;
      readonly side: Side;
    }
  | {
      readonly kind: "entries-off";
      readonly follower: FollowerId;
      readonly reason: EntriesOffReason;
      readonly off: boolean;
      readonly wallMs: number;
    }
  /** Last confirmed position, for the start after this one. */
  | {
      readonly kind: "position";
      readonly account: AccountKey;
      readonly contract: ContractName;
      readonly tradeDate: TradeDate;
      readonly confirmed: number;
      /** Contracts of it that our own orders hold, signed. */
      readonly own: number;
    }
  | {
      readonly kind: "account";
      readonly account: AccountKey;
      readonly connection: ConnectionId;
      readonly name: string;
    }
  | {
      readonly kind: "activity";
      readonly wallMs: number;
      readonly activity: ActivityKind;
      readonly severity: Severity;
      readonly group: GroupId | null;
      readonly follower: FollowerId | null;
      readonly account: AccountKey | null;
      readonly contract: ContractName | null;
      readonly eventId: string | null;
      /** What happened, to which account, and what the trader can do (F9). */
      readonly words: string;
      readonly data: Readonly<Record<string, string | number | boolean | null>> | null;
    };

/** What the seen-fill ledger remembers of one fill. */
export interface SeenFill {
  readonly eventId: string;
  readonly orderId: BrokerOrderId;
  readonly contract: ContractName;
  readonly side: Side;
  readonly quantity: number;
  readonly priceTicks: Ticks;
}

/** The ledger's part of deduplication (layers 2 and 3). Synchronous, by primary key; in memory in the simulator. */
export interface FillHistory {
  find(venue: VenueKey, fillId: FillId, group: GroupId): SeenFill | undefined;
}
