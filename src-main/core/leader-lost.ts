/**
 * F7: the leader's connection is lost while a follower is open. Alarm after 5 s, repeated each minute, and, where the group
 * says so, its followers are flattened after the time set. Looked at again every few seconds while it lasts: a follower may
 * open later, by an order that was still on its way.
 */
import { say, type Step } from "./context.ts";
import { guarded } from "./gate.ts";
import { confirmedIn } from "./projected.ts";
import { recordTrade } from "./replication/trades.ts";
import { settle } from "./settle.ts";
import {
  accountOf,
  exitsAreOff,
  openOrders,
  type AccountState,
  type FollowerState,
  type GroupState,
  type LeaderLost,
  type Trade,
} from "./state.ts";
import { setTarget } from "./targets.ts";

const LOOK_EVERY_NS = 5_000_000_000;
const SAY_EVERY_NS = 60_000_000_000;
const NS_PER_SECOND = 1_000_000_000;
const NS_PER_MS = 1_000_000;

/** Notices that the leader's connection has gone or is back. */
export function watchLeader(step: Step, group: GroupState): void {
  const account = accountOf(step.state, group.leader);
  if (account && account.phase !== "offline") {
    if (group.leaderLost !== null) step.out.dirty.groups.add(group.settings.id);
    group.leaderLost = null;
    return;
  }
  if (group.leaderLost !== null) return;
  const { monoNs, wallMs } = step.now;
  group.leaderLost = { sinceNs: monoNs, sinceMs: wallMs, saidNs: null, flattened: false };
  arm(step, group, monoNs + LOOK_EVERY_NS);
}

function arm(step: Step, group: GroupState, atNs: number): void {
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "leader-lost", group: group.settings.id },
    atNs,
  });
}

/** Contracts that the group's copies opened on a follower and that are not flat. */
function openTrades(follower: FollowerState, account: AccountState): Trade[] {
  return [...follower.trades.values()].filter(
    ({ opened, contract }) =>
      opened && (confirmedIn(account, contract) !== 0 || openOrders(account, contract).length > 0),
  );
}

interface OpenFollower {
  readonly follower: FollowerState;
  readonly account: AccountState;
  readonly trades: readonly Trade[];
}

export function openFollowers(step: Pick<Step, "state">, group: GroupState): OpenFollower[] {
  return group.followers.flatMap((follower) => {
    const account = accountOf(step.state, follower.account);
    const trades = account ? openTrades(follower, account) : [];
    return account && trades.length > 0 ? [{ follower, account, trades }] : [];
  });
}

/** When the group is flattened, monotonic; null: never by itself. */
function flattenAtNs(group: GroupState, lost: LeaderLost): number | null {
  const { leaderLost } = group.settings;
  return leaderLost.action === "flatten" ? lost.sinceNs + leaderLost.afterSeconds * NS_PER_SECOND : null;
}

/** The same by the wall clock, for the countdown. */
export function flattenAtMs(group: GroupState, lost: LeaderLost): number | null {
  const atNs = flattenAtNs(group, lost);
  return atNs === null ? null : lost.sinceMs + (atNs - lost.sinceNs) / NS_PER_MS;
}

export function onLeaderLost(step: Step, group: GroupState): void {
  watchLeader(step, group);
  const lost = group.leaderLost;
  if (lost === null) return;
  const { monoNs } = step.now;
  const flattenNs = flattenAtNs(group, lost);
  const open = openFollowers(step, group);
  step.out.dirty.groups.add(group.settings.id);
  if (open.length > 0 && monoNs - lost.sinceNs >= LOOK_EVERY_NS) {
    if (lost.saidNs === null || monoNs - lost.saidNs >= SAY_EVERY_NS) alarm(step, group, lost, open);
    if (flattenNs !== null && monoNs >= flattenNs) flattenAll(step, group, lost, open);
  }
  const next = monoNs + LOOK_EVERY_NS;
  arm(step, group, flattenNs !== null && monoNs < flattenNs ? Math.min(next, flattenNs) : next);
}

function alarm(step: Step, group: GroupState, lost: LeaderLost, open: readonly OpenFollower[]): void {
  lost.saidNs = step.now.monoNs;
  const names = open.map(({ account }) => account.name).join(", ");
  const seconds = Math.round((step.now.monoNs - lost.sinceNs) / NS_PER_SECOND);
  const flattenNs = flattenAtNs(group, lost);
  const then =
    flattenNs === null || lost.flattened
      ? "Flatten the group, or get out at the broker."
      : `The group is flattened ${Math.max(0, Math.round((flattenNs - step.now.monoNs) / NS_PER_SECOND))} s from now; flatten it yourself to be out sooner.`;
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words: `${group.settings.name}: the leader's connection has been lost for ${seconds} s while ${names} ${open.length === 1 ? "is" : "are"} open: the leader's exits can not be seen. ${then}`,
    group: group.settings.id,
  });
}

function flattenAll(step: Step, group: GroupState, lost: LeaderLost, open: readonly OpenFollower[]): void {
  const concerned = open.filter(({ follower }) => !exitsAreOff(follower));
  for (const each of concerned) guarded(step, () => flattenOne(step, lost, each));
  if (lost.flattened || concerned.length === 0) return;
  lost.flattened = true;
  say(step, {
    activity: "flatten",
    severity: "alarm",
    words: `${group.settings.name}: the leader's connection did not come back in time, so ${concerned.map(({ account }) => account.name).join(", ")} ${concerned.length === 1 ? "is" : "are"} being closed, as the group is set.`,
    group: group.settings.id,
  });
}

function flattenOne(step: Step, lost: LeaderLost, { follower, account, trades }: OpenFollower): void {
  const episode = `leader-lost:${lost.sinceMs}`;
  for (const trade of trades) {
    // Once per loss: what the trader opens afterwards is his own.
    if (trade.closedBy === episode) continue;
    trade.closedBy = episode;
    recordTrade(step, follower, trade);
    const { contract } = trade;
    for (const side of [1, -1] as const) {
      setTarget(
        step,
        follower,
        account,
        { contract, side, most: 0 },
        {
          cause: { kind: "leader-lost", id: `${lost.sinceMs}` },
          leaderOrder: null,
          eventId: null,
          proportional: false,
        },
      );
    }
    settle(step, follower, contract);
  }
}
