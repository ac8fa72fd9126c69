/** What the oracle remembers: the leader by contract, its followers, money. Values and look-ups; no rule stands here. */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FollowerId,
} from "../../src-shared/ids.ts";
import type { BrokerFill } from "../core/input.ts";
import { followerAccount } from "./desk.ts";
import type { Verdict } from "./oracle-checks.ts";
import { newFollower, spotOf, type FollowerMemory, type Line, type Spot } from "./oracle-line.ts";
import { oracleContract } from "./oracle-size.ts";

/** What the oracle decided for one follower's open leg. */
export interface Decided extends Verdict {
  readonly follower: FollowerId;
  /** The leader's fill, or the last one of its completed order. */
  readonly fill: BrokerFill;
}

export interface LeaderOrder {
  filled: number;
  closed: boolean;
  /** The last opening fill that waits for its completion. */
  opening: BrokerFill | null;
  total: number | null;
}

export interface Memory {
  group: GroupSettings;
  readonly leader: Map<ContractName, number>;
  readonly orders: Map<BrokerOrderId, LeaderOrder>;
  /** c of S5. */
  readonly completed: Map<ContractName, number>;
  readonly followers: Map<FollowerId, FollowerMemory>;
  readonly money: Map<AccountKey, { readonly netLiq: number; readonly atMs: number }>;
  /** Since when the leader's login is down. */
  leaderDownMs: number | null;
  leaderLostDone: boolean;
  /** The step in which missed fills of the leader were read last. */
  missedStep: number | null;
  readonly decided: Decided[];
  readonly broken: string[];
  readonly unsure: Set<FollowerId>;
  up: ReadonlySet<ConnectionId>;
  /** Logins whose books have been read since they came up. */
  readonly read: Set<ConnectionId>;
  nowMs: number;
}

export function newMemory(group: GroupSettings): Memory {
  return {
    group,
    leader: new Map(),
    orders: new Map(),
    completed: new Map(),
    followers: new Map(),
    money: new Map(),
    leaderDownMs: null,
    leaderLostDone: false,
    missedStep: null,
    decided: [],
    broken: [],
    unsure: new Set(),
    up: new Set(),
    read: new Set(),
    nowMs: 0,
  };
}

export function followerOf(memory: Memory, id: FollowerId): FollowerMemory {
  const follower = memory.followers.get(id) ?? newFollower();
  memory.followers.set(id, follower);
  return follower;
}

export function orderOf(memory: Memory, id: BrokerOrderId): LeaderOrder {
  const order = memory.orders.get(id) ?? { filled: 0, closed: false, opening: null, total: null };
  memory.orders.set(id, order);
  return order;
}

export function lineOf(memory: Memory, follower: FollowerSettings, leader: ContractName): Line {
  const { lines } = followerOf(memory, follower.id);
  const line = lines.get(leader) ?? {
    follower: follower.id,
    leader,
    contract: oracleContract(follower.contractMap, leader),
    ratio: null,
    opened: false,
    doubt: false,
    closedEndMs: null,
    leaderAnchor: 0,
    anchor: 0,
    tolerated: 0,
    mixed: false,
    sentMs: Number.NEGATIVE_INFINITY,
    pending: [],
    openedBy: new Map(),
  };
  lines.set(leader, line);
  return line;
}

export function settingsOf(memory: Memory, id: FollowerId): FollowerSettings | undefined {
  return memory.group.followers.find((follower) => follower.id === id);
}

export function leads(memory: Memory, contract: ContractName): number {
  return memory.leader.get(contract) ?? 0;
}

export function isFlat(memory: Memory): boolean {
  return [...memory.leader.values()].every((position) => position === 0);
}

/** Each contract of the follower's with the line that uses it: two of the leader's contracts never share one. */
export function places(memory: Memory, id: FollowerId): readonly (readonly [Line, ContractName, Spot])[] {
  const follower = followerOf(memory, id);
  const users = new Map<ContractName, Line>();
  for (const line of follower.lines.values()) {
    if (line.contract === undefined) continue;
    const other = users.get(line.contract);
    const stands = !other?.opened && leads(memory, line.leader) !== 0;
    if (other === undefined || line.opened || stands) users.set(line.contract, line);
  }
  return [...users].map(([contract, line]) => [line, contract, spotOf(follower, contract)] as const);
}

export function connectionOf(memory: Memory, id: FollowerId): ConnectionId {
  return followerAccount(memory.group.followers.findIndex((follower) => follower.id === id)).connection;
}

export function isUp(memory: Memory, id: FollowerId): boolean {
  return memory.up.has(connectionOf(memory, id));
}
