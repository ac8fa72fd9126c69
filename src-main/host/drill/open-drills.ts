/** Builds the fault switches and the drills of the embedded exchange. Composition only. */
import type { CockpitSnapshot } from "../../../src-shared/cockpit/model.ts";
import type { ProfileSettings } from "../../../src-shared/group.ts";
import type { FollowerId, GroupId } from "../../../src-shared/ids.ts";
import { PRODUCTS } from "../../practice/products.ts";
import type { RunningExchange } from "../../practice/server.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { DrillDesk } from "./drill-desk.ts";
import { exchangeDoor } from "./exchange-door.ts";
import { FaultDesk } from "./fault-desk.ts";
import type { PointValues } from "./must-hold.ts";

export interface DrillHands {
  readonly cockpit: () => CockpitSnapshot;
  readonly settings: () => ProfileSettings;
  readonly flattenGroup: (group: GroupId) => void;
  readonly releaseEntries: (follower: FollowerId) => void;
  readonly log: Log;
}

export interface DrillParts extends DrillHands {
  readonly exchange: RunningExchange;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names of practice accounts that lead a group. */
  readonly leaders: () => ReadonlySet<string>;
  readonly onChange: () => void;
}

const NS_PER_MS = 1_000_000;

/** Micro-dollars of one point, from the exchange's own list. */
const valueOf: PointValues = (root) => {
  const product = PRODUCTS.find((each) => each.root === root);
  return product && (product.tickValueMicros * 1_000_000) / product.tickSizeMicros;
};

export function openDrills(parts: DrillParts): { readonly faults: FaultDesk; readonly drills: DrillDesk } {
  const { exchange, clock, timers, leaders } = parts;
  const { trader } = exchange;
  const door = exchangeDoor(exchange.httpUrl);
  const nowMs = (): number => clock.now().wallMs;
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      timers.at(clock.monoNs() + ms * NS_PER_MS, resolve);
    });
  const faults = new FaultDesk({
    door,
    nowMs,
    port: new URL(exchange.httpUrl).port,
    accounts: () => trader.accounts(),
    leader: () => [...leaders()][0],
  });
  return { faults, drills: new DrillDesk({ ...parts, door, trader, valueOf, nowMs, sleep }) };
}
