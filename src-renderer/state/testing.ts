/** Builders and doubles for the tests of this folder and its neighbours. Not part of the page. */
import type { CockpitEvent } from "../../src-shared/cockpit/event.ts";
import type {
  CockpitSnapshot,
  FollowerRow,
  GroupRow,
  LeaderRow,
  PositionLine,
} from "../../src-shared/cockpit/model.ts";
import type { Clock } from "./clock.ts";

export function line(change: Partial<PositionLine> = {}): PositionLine {
  return {
    contract: "NQZ6",
    leaderContract: "NQZ6",
    confirmed: 0,
    expected: 0,
    inFlight: 0,
    state: "in-sync",
    cause: null,
    open: null,
    ...change,
  };
}

export function follower(id: string, change: Partial<FollowerRow> = {}): FollowerRow {
  return {
    id,
    group: "g1",
    account: id,
    connection: "c1",
    enabled: true,
    size: "1.00×",
    map: "same",
    state: "in-sync",
    reason: "",
    action: "",
    entriesOff: [],
    ratio: null,
    working: 0,
    lines: [],
    exitHeld: null,
    lastCopy: null,
    ...change,
  };
}

export function leaderLine(change: Partial<LeaderRow["lines"][number]> = {}): LeaderRow["lines"][number] {
  return { contract: "NQZ6", confirmed: 0, state: "known", open: null, ...change };
}

export function groupRow(
  id: string,
  change: Partial<Omit<GroupRow, "leader">> & { readonly leader?: Partial<LeaderRow> } = {},
): GroupRow {
  const { leader = {}, ...rest } = change;
  return {
    id,
    name: id,
    tag: id,
    status: "active",
    leader: {
      account: "leader",
      connection: "c1",
      state: "live",
      reason: "",
      lines: [],
      lastFill: null,
      ...leader,
    },
    session: null,
    leaderLost: null,
    followers: [],
    ...rest,
  };
}

export function snapshot(seq: number, followers: readonly FollowerRow[] = []): CockpitSnapshot {
  return {
    seq,
    atMs: seq,
    connections: [],
    groups: [],
    followers: [...followers],
    tape: [],
    alarms: [],
    engine: { durable: true, unknownOrders: 0, copies: 0, ownP50Us: null, ownP99Us: null },
  };
}

/** Event number `seq` that puts follower `row`. */
export function event(seq: number, row: FollowerRow): CockpitEvent {
  return { seq, atMs: seq, changes: [{ kind: "follower", follower: row }] };
}

export interface ManualClock extends Clock {
  /** Moves time on and runs what has fallen due, in order. */
  advance(ms: number): void;
}

export function manualClock(): ManualClock {
  let now = 1_000_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    nowMs: () => now,
    after(ms, callback) {
      const timer = { atMs: now + ms, run: callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = timers.filter((timer) => timer.atMs <= until).toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now = next.atMs;
        next.run();
      }
      now = until;
    },
  };
}

/** Lets everything that only waits for promises go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
