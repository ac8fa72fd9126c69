/**
 * Settings and instruments for models: one group, a leader, followers on one or two logins. Built through the real
 * schema, so that a session can not run on settings that the product would refuse.
 */
import {
  groupDefaults,
  groupSettingsSchema,
  type ContractMap,
  type FollowerSettings,
  type GroupSettings,
  type Sizing,
} from "../../src-shared/group.ts";
import {
  accountKeyOf,
  followerIdOf,
  venueOf,
  type ConnectionId,
  type ContractName,
  type GroupId,
} from "../../src-shared/ids.ts";
import type { ContractSpec } from "../../src-shared/instrument.ts";
import { hundredthsFromText } from "../../src-shared/money.ts";
import type { ModelAccount } from "./model.ts";

const VENUE = venueOf("practice", "");
const GROUP = "g1" as GroupId;
export const NQ = "NQZ6" as ContractName;
export const MNQ = "MNQZ6" as ContractName;
export const ES = "ESZ6" as ContractName;
const MES = "MESZ6" as ContractName;

function spec(
  contract: ContractName,
  contractId: string,
  root: string,
  dollarsPerPoint: number,
): ContractSpec {
  return {
    venue: VENUE,
    contract,
    contractId,
    root,
    tickSizeMicros: 250_000,
    tickValueMicros: dollarsPerPoint * 250_000,
    pointValueMicros: dollarsPerPoint * 1_000_000,
  };
}

export const CONTRACTS: readonly ContractSpec[] = [
  spec(NQ, "1", "NQ", 20),
  spec(MNQ, "2", "MNQ", 2),
  spec(ES, "3", "ES", 50),
  spec(MES, "4", "MES", 5),
];

/** The leader's login also holds every second follower; the others have a login of their own. */
export const MAIN_LOGIN = "main" as ConnectionId;
export const OTHER_LOGIN = "other" as ConnectionId;

export const LEADER: ModelAccount = {
  key: accountKeyOf(VENUE, "1"),
  name: "LEAD",
  connection: MAIN_LOGIN,
};

export function followerAccount(index: number): ModelAccount {
  return {
    key: accountKeyOf(VENUE, String(11 + index)),
    name: `F${index + 1}`,
    connection: index % 2 === 0 ? OTHER_LOGIN : MAIN_LOGIN,
  };
}

export interface FollowerPlan {
  readonly sizing: Sizing;
  readonly contractMap: ContractMap;
  readonly keepNotional: boolean;
  readonly largerConfirmed?: boolean;
}

export interface MultiplierPlan {
  readonly multiplier: string;
  readonly rounding?: "nearest" | "up" | "down";
  readonly atLeastOne?: boolean;
  readonly positionCap?: number;
  readonly orderCap?: number;
}

export function multiplierOf(plan: MultiplierPlan): Sizing {
  const cap = plan.positionCap ?? 10;
  return {
    mode: "multiplier",
    multiplier: hundredthsFromText(plan.multiplier),
    rounding: plan.rounding ?? "nearest",
    atLeastOne: plan.atLeastOne ?? true,
    maxContracts: cap,
    maxOrderContracts: plan.orderCap ?? cap,
  };
}

export function followerSettings(plan: FollowerPlan, index: number): FollowerSettings {
  const { name, connection } = followerAccount(index);
  return {
    id: followerIdOf(GROUP, connection, name),
    ref: { connection, account: name },
    enabled: true,
    whenOff: "copy-exits",
    largerConfirmed: false,
    ...plan,
  };
}

/** What a session's group sets otherwise than `groupOf`. */
export type GroupPlan = Partial<
  Pick<
    GroupSettings,
    | "status"
    | "onReversal"
    | "symbols"
    | "copyOn"
    | "foreignTrades"
    | "reduceAutomatically"
    | "leaderLost"
    | "sessions"
  >
>;

export function groupOf(followers: readonly FollowerSettings[], changes: GroupPlan): GroupSettings {
  return groupSettingsSchema.parse({
    id: GROUP,
    name: "Group",
    tag: "mimik",
    status: "active",
    leader: { connection: LEADER.connection, account: LEADER.name },
    copyOn: "each-fill",
    ...groupDefaults,
    reduceAutomatically: false,
    onReversal: "reverse",
    symbols: [],
    followers,
    ...changes,
  });
}
