/** The setup file of a desk: one connection per login, through its taps, and one group. */
import type { ContractMap } from "../../../src-shared/group.ts";
import type { SetupFileText } from "../../../src-shared/setup-file.ts";
import type { Exchange } from "./exchange.ts";
import type { Tap } from "./tap.ts";

export const LEADER = "PRAC0001";
export const GROUP = "Scenario";
export const PASSWORD_ENV = "MIMIK_SCENARIO_PASSWORD";
/** What the leader trades. */
export const PRODUCT = "NQ";
const CAP = 100;

type Connection = NonNullable<SetupFileText["connections"]>[number];
type Group = NonNullable<SetupFileText["groups"]>[number];
type Follower = Group["followers"][number];

export interface FollowerPlan {
  /** Hundredths. */
  readonly multiplier: number;
  readonly atLeastOne?: boolean;
  readonly contractMap?: ContractMap;
  readonly keepNotional?: boolean;
  /** `multiplier` when it is left out. */
  readonly mode?: "multiplier" | "equity";
}

/** By account; a number is a multiplier in hundredths. */
export type Followers = Readonly<Record<string, number | FollowerPlan>>;

/** Settings of the group that are not the defaults. */
export type GroupPlan = Partial<Omit<Group, "name" | "tag" | "leader" | "followers">>;

export interface Taps {
  /** REST and user socket. */
  readonly user: Tap;
  readonly md: Tap;
}

export interface DeskPlan {
  readonly exchange: Exchange;
  readonly followers: Followers;
  readonly group?: GroupPlan;
  readonly limits?: Connection["limits"];
  /** Left out: the exchange by its addresses. `demo`: by the broker's names, see named-hosts.ts. */
  readonly environment?: "demo";
  /** The taps of each login, before anything connects. */
  readonly onTaps?: (taps: Taps) => void;
}

export function planOf(given: number | FollowerPlan): FollowerPlan {
  return typeof given === "number" ? { multiplier: given } : given;
}

/** What each follower trades for it. */
export async function symbolsOf({ exchange, followers }: DeskPlan): Promise<ReadonlyMap<string, string>> {
  const symbols = new Map<string, string>();
  for (const [account, given] of Object.entries(followers)) {
    symbols.set(account, await exchange.front(productOf(planOf(given))));
  }
  return symbols;
}

function productOf({ contractMap = "same" }: FollowerPlan): string {
  if (typeof contractMap === "object")
    return contractMap.pairs.find(([from]) => from === PRODUCT)?.[1] ?? PRODUCT;
  return contractMap === "mini-to-micro" ? "MNQ" : PRODUCT;
}

function followerOf(exchange: Exchange, account: string, given: number | FollowerPlan): Follower {
  const { multiplier, mode = "multiplier", atLeastOne = true, ...rest } = planOf(given);
  const { contractMap = "same", keepNotional = false } = rest;
  return {
    connection: exchange.userOf(account),
    account,
    sizing: {
      mode,
      multiplier: (multiplier / 100).toFixed(2),
      atLeastOne,
      maxContracts: CAP,
      maxOrderContracts: CAP,
    },
    contractMap,
    keepNotional,
  };
}

export function setupOf(exchange: Exchange, taps: ReadonlyMap<string, Taps>, plan: DeskPlan): SetupFileText {
  const { http, ws, md } = exchange.ready;
  return {
    version: 1,
    connections: Array.from(taps, ([name, tap]) => ({
      name,
      environment: plan.environment ?? "custom",
      username: name,
      passwordEnv: PASSWORD_ENV,
      ...(plan.environment === undefined && {
        httpUrl: tap.user.through(http),
        wsUrl: tap.user.through(ws),
        mdUrl: tap.md.through(md),
      }),
      ...(plan.limits === undefined ? {} : { limits: plan.limits }),
    })),
    groups: [
      {
        name: GROUP,
        tag: "SC1",
        leader: { connection: exchange.userOf(LEADER), account: LEADER },
        ...plan.group,
        followers: Object.entries(plan.followers).map(([account, given]) =>
          followerOf(exchange, account, given),
        ),
      },
    ],
  };
}
