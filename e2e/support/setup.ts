/** Setup files of the specs, in the format of the trader's `mimik-setup.json`. */
import type { SetupFileText } from "../../src-shared/setup-file.ts";
import type { Exchange } from "./exchange.ts";

export const PASSWORD_ENV = "MIMIK_E2E_PASSWORD";
export const GROUP = "NQ scalps";
export const TAG = "NQ1";

/** Accounts of the exchange's first login, which leads, and of its second, which only follows. */
export const LEADER = "PRAC0001";
export const ONE = "PRAC0002";
export const TWO = "PRAC0003";
export const THREE = "PRAC0004";
export const ELSEWHERE = "PRAC0009";
export const ELSEWHERE_TOO = "PRAC0010";

type Group = NonNullable<SetupFileText["groups"]>[number];
type Follower = Group["followers"][number];

export interface FollowerPlan {
  readonly account: string;
  readonly multiplier?: string;
  readonly contractMap?: Follower["contractMap"];
  readonly enabled?: boolean;
}

export interface Plan {
  readonly followers: readonly FollowerPlan[];
  readonly group?: Partial<Omit<Group, "followers" | "leader">>;
}

const CAP = 100;

function followerOf(exchange: Exchange, plan: FollowerPlan): Follower {
  return {
    connection: loginOf(exchange, plan.account),
    account: plan.account,
    enabled: plan.enabled ?? true,
    sizing: {
      mode: "multiplier",
      multiplier: plan.multiplier ?? "1.00",
      maxContracts: CAP,
      maxOrderContracts: CAP,
    },
    contractMap: plan.contractMap ?? "same",
  };
}

/** A connection is named after its login. */
function loginOf(exchange: Exchange, account: string): string {
  const user = exchange.users.find(({ accounts }) => accounts.some(({ name }) => name === account));
  if (user === undefined) throw new Error(`The exchange has no account ${account}`);
  return user.name;
}

/** One group behind the logins that it needs. */
export function setupOf(exchange: Exchange, { followers, group = {} }: Plan): SetupFileText {
  const rows = followers.map((plan) => followerOf(exchange, plan));
  const leader = { connection: loginOf(exchange, LEADER), account: LEADER };
  const logins = [...new Set([leader.connection, ...rows.map((row) => row.connection)])];
  return {
    version: 1,
    connections: logins.map((name) => ({
      name,
      environment: "custom",
      username: name,
      passwordEnv: PASSWORD_ENV,
      httpUrl: exchange.urls.http,
      wsUrl: exchange.urls.ws,
      mdUrl: exchange.urls.md,
    })),
    groups: [{ name: GROUP, tag: TAG, leader, ...group, followers: rows }],
  };
}
