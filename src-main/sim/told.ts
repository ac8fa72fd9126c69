/**
 * What a session tells the oracle, in the order in which the core came to know it: the leader's fills and orders, settings,
 * what was sent and how it ended, trades by hand, connections, money and the trader's commands. Types only; outcomes are
 * the modelled broker's.
 */
import type { GroupSettings } from "../../src-shared/group.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  FollowerId,
} from "../../src-shared/ids.ts";
import type { OrderRow } from "../core/effect.ts";
import type { ActivationChoice, BrokerFill, ResyncToward } from "../core/input.ts";

export type Told = {
  readonly step: number;
  readonly atMs: number;
  /** Logins that are connected, now that this is told. */
  readonly up: ReadonlySet<ConnectionId>;
} & (
  | { readonly kind: "fill"; readonly fill: BrokerFill }
  /** Leader's fills that were made while its login was down, as the snapshot lists them. */
  | { readonly kind: "missed"; readonly fills: readonly BrokerFill[] }
  /** A leader's order that will fill no more, and what it has filled in all. */
  | { readonly kind: "leader-order"; readonly orderId: BrokerOrderId; readonly filled: number }
  | { readonly kind: "settings"; readonly group: GroupSettings }
  | { readonly kind: "sent"; readonly row: OrderRow; readonly causes: readonly string[] }
  | { readonly kind: "ended"; readonly row: OrderRow; readonly unfilled: number; readonly rejected: boolean }
  /** An entry that waited will not be sent, the core says, and why. */
  | { readonly kind: "dropped"; readonly follower: FollowerId; readonly fillId: FillId; readonly why: string }
  /** One of our entries has filled, at least in part. */
  | { readonly kind: "entry-filled"; readonly follower: FollowerId }
  | {
      readonly kind: "hand";
      readonly follower: FollowerId;
      readonly contract: ContractName;
      readonly signed: number;
    }
  | { readonly kind: "connected"; readonly connection: ConnectionId }
  | { readonly kind: "disconnected"; readonly connection: ConnectionId }
  | { readonly kind: "money"; readonly account: AccountKey; readonly netLiq: number }
  | { readonly kind: "flatten"; readonly follower: FollowerId | null }
  | { readonly kind: "release"; readonly follower: FollowerId }
  | {
      readonly kind: "resync";
      readonly id: string;
      readonly follower: FollowerId;
      readonly toward: ResyncToward;
    }
  /** What stood there before the session began. */
  | {
      readonly kind: "carried";
      readonly leader: ReadonlyMap<ContractName, number>;
      readonly followers: ReadonlyMap<FollowerId, ReadonlyMap<ContractName, number>>;
    }
  | { readonly kind: "activated"; readonly choices: readonly ActivationChoice[] }
  /** All is delivered, done and over: what the followers hold at the broker. */
  | { readonly kind: "rest"; readonly held: ReadonlyMap<FollowerId, ReadonlyMap<ContractName, number>> }
);

export type ToldOf<Kind extends Told["kind"]> = Extract<Told, { kind: Kind }>;
