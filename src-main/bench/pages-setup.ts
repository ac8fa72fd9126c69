/** The setup that the pages are measured with: as many groups and followers as a large desk has, on a login that is offline. */
import type { SetupFileText } from "../../src-shared/setup-file.ts";

export const GROUPS = 50;
export const FOLLOWERS = 20;
export const PASSWORD_ENV = "MIMIK_BENCH_PASSWORD";

const CONNECTION = "Offline desk";
/** The discard port of this computer: nobody listens, and the answer comes at once. */
const NOWHERE = "127.0.0.1:9";
const multipliers = ["1.00", "0.50", "2.20", "10.00"] as const;

const accountName = (group: number, place: number): string =>
  `DESK${String(group + 1).padStart(2, "0")}${String(place).padStart(2, "0")}`;

export function groupName(group: number): string {
  return `Group ${String(group + 1).padStart(2, "0")}`;
}

export function benchSetup(): SetupFileText {
  return {
    version: 1,
    connections: [
      {
        name: CONNECTION,
        environment: "custom",
        username: "desk",
        passwordEnv: PASSWORD_ENV,
        httpUrl: `http://${NOWHERE}/v1`,
        wsUrl: `ws://${NOWHERE}/v1/websocket`,
        mdUrl: `ws://${NOWHERE}/v1/websocket`,
      },
    ],
    groups: Array.from({ length: GROUPS }, (_, group) => ({
      name: groupName(group),
      tag: `G${group + 1}`,
      leader: { connection: CONNECTION, account: accountName(group, 0) },
      followers: Array.from({ length: FOLLOWERS }, (_none, place) => ({
        connection: CONNECTION,
        account: accountName(group, place + 1),
        sizing: {
          mode: "multiplier" as const,
          multiplier: multipliers[place % multipliers.length] ?? "1.00",
        },
        contractMap: place % 4 === 3 ? ("mini-to-micro" as const) : ("same" as const),
      })),
    })),
  };
}
