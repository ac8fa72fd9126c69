/** The setup file of a desk: one connection per login, through its taps, and one group. */
import type { SetupFileText } from "../../../src-shared/setup-file.ts";
import type { Exchange } from "./exchange.ts";
import type { Tap } from "./tap.ts";

export const LEADER = "PRAC0001";
export const GROUP = "Scenario";
export const PASSWORD_ENV = "MIMIK_SCENARIO_PASSWORD";
const CAP = 100;

type Connection = NonNullable<SetupFileText["connections"]>[number];

/** Multipliers in hundredths, by account. */
export type Followers = Readonly<Record<string, number>>;

export interface Taps {
  /** REST and user socket. */
  readonly user: Tap;
  readonly md: Tap;
}

export interface DeskPlan {
  readonly exchange: Exchange;
  readonly followers: Followers;
  readonly limits?: Connection["limits"];
  /** Left out: the exchange by its addresses. `demo`: by the broker's names, see named-hosts.ts. */
  readonly environment?: "demo";
  /** The taps of each login, before anything connects. */
  readonly onTaps?: (taps: Taps) => void;
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
        followers: Object.entries(plan.followers).map(([account, multiplier]) => ({
          connection: exchange.userOf(account),
          account,
          sizing: {
            mode: "multiplier",
            multiplier: (multiplier / 100).toFixed(2),
            maxContracts: CAP,
            maxOrderContracts: CAP,
          },
          contractMap: "same",
        })),
      },
    ],
  };
}
