/**
 * What the followers must be sent and end up holding, worked out a second time from product.md sections 1-4 and 6, slowly
 * and without looking at the core: every leader fill is judged as the table of Phase A says and moves a follower's
 * position at once, as if everything were filled in the turn it was decided. What time and the broker decide (an entry
 * that waited, one that was refused) is told; whether it was allowed to happen is judged here too.
 */
import type { GroupSettings } from "../../src-shared/group.ts";
import type { ContractName, FollowerId } from "../../src-shared/ids.ts";
import { LEADER } from "./desk.ts";
import { leaderFill, leaderMissed, leaderOrder } from "./oracle-leader.ts";
import { spotOf } from "./oracle-line.ts";
import { followerOf, leads, newMemory, type Decided, type Memory } from "./oracle-memory.ts";
import { dropped, ended, sent } from "./oracle-orders.ts";
import { connected, endSessions, loseLeader, reduceAll } from "./oracle-own.ts";
import {
  activated,
  byHand,
  carried,
  changeSettings,
  endResyncs,
  endTrades,
  flatten,
  liftFlattened,
  release,
  resync,
} from "./oracle-trader.ts";
import type { Told, ToldOf } from "./told.ts";

export type { Decided } from "./oracle-memory.ts";

export interface Oracle {
  readonly decided: readonly Decided[];
  readonly broken: readonly string[];
  /** Followers about whom the rules leave more than one answer: what the network did first decides. */
  readonly unsure: ReadonlySet<FollowerId>;
  take(told: Told): void;
  /** Signed contracts that the follower must hold. */
  held(follower: FollowerId, contract: ContractName): number;
  leader(contract: ContractName): number;
  /** Entries that nobody decided about. */
  undecided(): number;
}

export function newOracle(group: GroupSettings): Oracle {
  const memory = newMemory(group);
  return {
    decided: memory.decided,
    broken: memory.broken,
    unsure: memory.unsure,
    take(told) {
      memory.nowMs = told.atMs;
      memory.up = told.up;
      endSessions(memory);
      loseLeader(memory);
      take(memory, told);
      endSessions(memory);
      liftFlattened(memory, told.kind === "rest");
    },
    held: (follower, contract) => spotOf(followerOf(memory, follower), contract).held,
    leader: (contract) => leads(memory, contract),
    undecided: () => {
      let count = 0;
      for (const [id, { lines }] of memory.followers) {
        if (memory.unsure.has(id)) continue;
        for (const { pending } of lines.values()) count += pending.length;
      }
      return count;
    },
  };
}

function take(memory: Memory, told: Told): void {
  switch (told.kind) {
    case "fill":
      return leaderFill(memory, told);
    case "missed":
      return leaderMissed(memory, told);
    case "leader-order":
      return leaderOrder(memory, told);
    case "settings":
      return changeSettings(memory, told.group);
    case "sent":
      return sent(memory, told);
    case "ended":
      return ended(memory, told);
    case "dropped":
      return dropped(memory, told);
    case "entry-filled":
      followerOf(memory, told.follower).rejects = 0;
      return;
    case "hand":
      return byHand(memory, told);
    case "connected":
      return connected(memory, told);
    case "disconnected":
      return disconnected(memory, told);
    case "money":
      memory.money.set(told.account, { netLiq: told.netLiq, atMs: told.atMs });
      return;
    case "flatten":
      return flatten(memory, told.follower);
    case "release":
      return release(memory, told.follower);
    case "resync":
      return resync(memory, told);
    case "carried":
      return carried(memory, told);
    case "activated":
      return activated(memory, told);
    case "rest":
      return rest(memory, told);
    default:
      throw new Error(`unknown ${JSON.stringify(told satisfies never)}`);
  }
}

function disconnected(memory: Memory, { connection, atMs }: ToldOf<"disconnected">): void {
  memory.read.delete(connection);
  if (connection !== LEADER.connection) return;
  memory.leaderDownMs ??= atMs;
  memory.leaderLostDone = false;
}

/** Everything is over: what has stood for long enough is reduced, and the books must say the same. */
function rest(memory: Memory, told: ToldOf<"rest">): void {
  endResyncs(memory);
  reduceAll(memory);
  endTrades(memory);
  for (const [id, contracts] of told.held) {
    for (const [contract, held] of contracts) {
      const expected = spotOf(followerOf(memory, id), contract).held;
      if (held === expected || memory.unsure.has(id)) continue;
      memory.broken.push(`${told.atMs} ms, ${id} holds ${held} ${contract}, the oracle says ${expected}`);
    }
  }
}
