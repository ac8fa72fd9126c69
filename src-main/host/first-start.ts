/**
 * What a newcomer finds: two logins of the practice exchange, and an active group whose leader is copied by three
 * followers in three ways. Pure: ids come in, settings go out.
 */
import {
  groupDefaults,
  type ConnectionSettings,
  type FollowerSettings,
  type GroupSettings,
  type ProfileSettings,
} from "../../src-shared/group.ts";
import { followerIdOf, type ConnectionId, type GroupId } from "../../src-shared/ids.ts";
import { hundredthsFromText } from "../../src-shared/money.ts";

export interface PracticeLogin {
  readonly connection: ConnectionId;
  readonly username: string;
  readonly accounts: number;
}

/** The leader and two followers behind one login, a third follower behind another: both ways that copies travel. */
export const practiceLogins = {
  own: { connection: "Practice" as ConnectionId, username: "trader", accounts: 3 },
  other: { connection: "Practice 2" as ConnectionId, username: "partner", accounts: 1 },
} as const satisfies Record<string, PracticeLogin>;

/** Account names by user name, as the exchange opened them. */
export type AccountsByUser = ReadonlyMap<string, readonly string[]>;

const GROUP_NAME = "Practice";

function connectionOf({ connection, username }: PracticeLogin): ConnectionSettings {
  return {
    id: connection,
    environment: "practice",
    username,
    passwordEnv: null,
    httpUrl: null,
    wsUrl: null,
    mdUrl: null,
    login: "password",
    apiKey: null,
    oauthClientId: null,
    appId: null,
    appVersion: null,
    limits: null,
  };
}

interface FollowerPlan {
  readonly connection: ConnectionId;
  readonly account: string;
  readonly multiplier: string;
  readonly contractMap: FollowerSettings["contractMap"];
  readonly cap: number;
}

function followerOf(group: GroupId, plan: FollowerPlan): FollowerSettings {
  const { connection, account, multiplier, contractMap, cap } = plan;
  return {
    id: followerIdOf(group, connection, account),
    ref: { connection, account },
    enabled: true,
    whenOff: "copy-exits",
    sizing: {
      mode: "multiplier",
      multiplier: hundredthsFromText(multiplier),
      rounding: "nearest",
      atLeastOne: true,
      maxContracts: cap,
      maxOrderContracts: cap,
    },
    contractMap,
    keepNotional: false,
    largerConfirmed: false,
  };
}

/** @throws when the exchange has fewer accounts than it was asked for. */
export function firstStartSettings(
  empty: ProfileSettings,
  accounts: AccountsByUser,
  newId: () => string,
): ProfileSettings {
  const { own, other } = practiceLogins;
  const [leader, same, half] = accounts.get(own.username) ?? [];
  const [micro] = accounts.get(other.username) ?? [];
  if (leader === undefined || same === undefined || half === undefined || micro === undefined) {
    throw new Error("Invariant: the practice exchange has not opened the accounts of a first start");
  }
  const id = newId() as GroupId;
  const group: GroupSettings = {
    id,
    name: GROUP_NAME,
    tag: GROUP_NAME,
    status: "active",
    leader: { connection: own.connection, account: leader },
    copyOn: "each-fill",
    ...groupDefaults,
    onReversal: "reverse",
    symbols: [],
    followers: [
      {
        connection: own.connection,
        account: same,
        multiplier: "1.00",
        contractMap: "same",
        cap: 50,
      } as const,
      {
        connection: own.connection,
        account: half,
        multiplier: "0.50",
        contractMap: "same",
        cap: 50,
      } as const,
      {
        connection: other.connection,
        account: micro,
        multiplier: "10.00",
        contractMap: "mini-to-micro",
        cap: 50,
      } as const,
    ].map((plan) => followerOf(id, plan)),
  };
  return { ...empty, connections: [connectionOf(own), connectionOf(other)], groups: [group] };
}
