/**
 * Everything that can happen to the core, as values. The broker's part is made by `broker/<venue>/to-event.ts` alone:
 * there floats became ticks, accounts and contracts were joined, and what was not known yet was parked.
 * Every input is handled to completion before the next (style.md 6).
 */
import type { GroupSettings } from "../../src-shared/group.ts";
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
import type { Micros, Ticks } from "../../src-shared/money.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";

/** The time at which an input is handled. The core has no clock of its own. */
export interface Now {
  /** Monotonic nanoseconds since the process started. */
  readonly monoNs: number;
  /** Milliseconds since 1970, UTC, of the computer's wall clock. */
  readonly wallMs: number;
}

/** +1 buys, −1 sells. */
export type Side = 1 | -1;

export interface BrokerFill {
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly fillId: FillId;
  readonly orderId: BrokerOrderId;
  readonly side: Side;
  /** Contracts, positive. */
  readonly quantity: number;
  readonly priceTicks: Ticks;
  readonly tradeDate: TradeDate;
  /** The broker's timestamp, epoch milliseconds. */
  readonly filledAtMs: number;
  /** How coarse that timestamp is, milliseconds: one without seconds means any moment of its minute. Left out: exact. */
  readonly filledWithinMs?: number;
  /** False once the exchange has busted the trade. */
  readonly active: boolean;
  /** Monotonic nanoseconds at which the frame that carried it could be read. */
  readonly receivedNs: number;
}

/** One position row: account × contract × trade date (R1). Absolute figures, never deltas. */
export interface PositionReport {
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly tradeDate: TradeDate;
  /** Signed contracts carried in from the day before. */
  readonly carried: number;
  readonly bought: number;
  readonly sold: number;
}

/** The broker's order states, as far as they matter here. */
export type BrokerOrderState = "pending" | "working" | "filled" | "cancelled" | "rejected" | "expired";

/**
 * What is newly known of one order, gathered from order, command, command report, execution report and order version.
 * Fields that this message did not carry are null; known values are never taken back.
 */
export interface OrderReport {
  readonly account: AccountKey;
  readonly orderId: BrokerOrderId;
  readonly contract: ContractName | null;
  readonly side: Side | null;
  readonly state: BrokerOrderState | null;
  /** Our key when the order carries one (`clOrdId` of its first command). */
  readonly key: OrderKey | null;
  /** Contracts ordered. */
  readonly quantity: number | null;
  /** Contracts filled so far as the broker counts them. */
  readonly cumulative: number | null;
  /** The broker's reject reason code, `MaxPosLimitReached`. */
  readonly reason: string | null;
  /** The broker's own words. */
  readonly text: string | null;
  /** The broker itself placed it (`admin`), not the user; null where this message does not say. */
  readonly byBroker?: boolean | null;
}

export interface CashReport {
  readonly account: AccountKey;
  readonly tradeDate: TradeDate;
  readonly amount: Micros;
  readonly realized: Micros | null;
  readonly startOfDay: Micros | null;
}

/** One account as a snapshot (or a read over REST) shows it. */
export interface AccountSnapshot {
  readonly account: AccountKey;
  readonly name: string;
  /** Monotonic nanoseconds at which the reading was asked for: what was sent later can not be in it. */
  readonly beganNs: number;
  /** Positions, orders and fills were all delivered without an error. An incomplete one proves nothing by absence. */
  readonly complete: boolean;
  readonly positions: readonly PositionReport[];
  readonly orders: readonly OrderReport[];
  readonly fills: readonly BrokerFill[];
  readonly cash: CashReport | null;
}

/** What became of an order that was handed to the socket. */
export type PlaceOutcome =
  | { readonly kind: "accepted"; readonly orderId: BrokerOrderId }
  | {
      readonly kind: "rejected";
      readonly reason: string;
      readonly text: string;
      /** A penalty ticket: when it may be sent again, and whether a human has to prove that he is one (F4). */
      readonly ticket?: { readonly untilNs: number; readonly captcha: boolean };
    }
  /** Sent, or perhaps sent, with no proof either way. */
  | { readonly kind: "unknown"; readonly why: string };

/** One quote, as ticks; a side that the broker did not send stays null. */
export interface Quote {
  readonly contract: ContractName;
  readonly bidTicks: number | null;
  readonly offerTicks: number | null;
  readonly tradeTicks: number | null;
  readonly receivedNs: number;
}

export type FlattenScope =
  | { readonly kind: "everything" }
  | { readonly kind: "group"; readonly group: GroupId }
  | { readonly kind: "follower"; readonly follower: FollowerId };

/** Names a timer that the core asked for; it comes back unchanged. */
export type TimerKey =
  | { readonly kind: "order-answer"; readonly order: OrderKey }
  | { readonly kind: "exit-due"; readonly follower: FollowerId; readonly contract: ContractName }
  | { readonly kind: "cancel-rests"; readonly follower: FollowerId; readonly contract: ContractName }
  | { readonly kind: "waiting-entry"; readonly follower: FollowerId; readonly contract: ContractName }
  | { readonly kind: "foreign-fill"; readonly account: AccountKey }
  | { readonly kind: "leader-report"; readonly account: AccountKey; readonly contract: ContractName }
  | { readonly kind: "unknown-orders"; readonly account: AccountKey }
  /** A surplus of own contracts has stood for the grace time (R5). */
  | { readonly kind: "reduction"; readonly follower: FollowerId; readonly contract: ContractName }
  | { readonly kind: "leader-lost"; readonly group: GroupId }
  | { readonly kind: "session"; readonly group: GroupId }
  /** The trading day has rolled: what holds until then only is lifted. */
  | { readonly kind: "roll" };

export type BrokerEvent =
  | { readonly kind: "connected"; readonly connection: ConnectionId; readonly venue: VenueKey }
  | { readonly kind: "disconnected"; readonly connection: ConnectionId; readonly why: string }
  /** The broker's lock-out of this login has ended before its deadline: its budget knows already. */
  | { readonly kind: "unlocked"; readonly connection: ConnectionId }
  /** The one snapshot of a fresh socket; `accounts` lists every account that the login shows. */
  | {
      readonly kind: "snapshot";
      readonly connection: ConnectionId;
      readonly venue: VenueKey;
      readonly accounts: readonly AccountSnapshot[];
    }
  /** The answer to a `read-account` effect, over REST. */
  | { readonly kind: "account-read"; readonly snapshot: AccountSnapshot }
  | { readonly kind: "account-read-failed"; readonly account: AccountKey; readonly why: string }
  | { readonly kind: "fill"; readonly fill: BrokerFill }
  | { readonly kind: "position"; readonly report: PositionReport }
  | { readonly kind: "order"; readonly report: OrderReport }
  | { readonly kind: "cash"; readonly report: CashReport }
  /** The broker's own figure of an account's net liquidation (its cash-balance snapshot). */
  | { readonly kind: "money"; readonly account: AccountKey; readonly netLiq: Micros; readonly atNs: number }
  | { readonly kind: "quotes"; readonly venue: VenueKey; readonly quotes: readonly Quote[] }
  | { readonly kind: "contract"; readonly spec: ContractSpec }
  | { readonly kind: "placed"; readonly order: OrderKey; readonly outcome: PlaceOutcome }
  /** The runtime's own word: the order was (or could not be) handed to its socket. */
  | { readonly kind: "handed-over"; readonly order: OrderKey; readonly sent: boolean; readonly atNs: number }
  /** A cancel was refused or its outcome is not known; a success shows as an order report. */
  | {
      readonly kind: "cancel-failed";
      readonly order: OrderKey;
      readonly text: string;
      /** A penalty ticket: the broker wants no other try before this monotonic time. */
      readonly untilNs?: number;
    }
  /** A fill whose order or contract could not be found in time: its account's position is not certain. */
  | {
      readonly kind: "unattributed";
      readonly account: AccountKey | null;
      readonly contract: ContractName | null;
      readonly why: string;
    };

export type ResyncToward = "implied" | "flat";

export interface ActivationChoice {
  readonly follower: FollowerId;
  readonly contract: ContractName;
  /** What the trader saw; a choice about another position is no choice. */
  readonly position: number;
  readonly choice: "adopt" | "leave" | "close";
}

export type TraderCommand =
  | { readonly kind: "settings"; readonly groups: readonly GroupSettings[] }
  /** Flatten followers: entries off first, then cancel and close, done when verified flat (F6). */
  | { readonly kind: "flatten"; readonly scope: FlattenScope; readonly requestId: string }
  | { readonly kind: "release-entries"; readonly follower: FollowerId }
  /** Sends what the preview of that version shows, or nothing at all (R4). */
  | {
      readonly kind: "resync";
      readonly follower: FollowerId;
      readonly toward: ResyncToward;
      readonly previewId: string;
      readonly version: string;
    }
  /** First activation (G7): what becomes of positions that stand there already. What is not named is left. */
  | { readonly kind: "activate"; readonly group: GroupId; readonly choices: readonly ActivationChoice[] };

export type Input =
  | BrokerEvent
  | TraderCommand
  | { readonly kind: "timer"; readonly timer: TimerKey }
  | { readonly kind: "ledger-failed"; readonly why: string }
  | { readonly kind: "ledger-recovered" };
