/**
 * Settings act from the next fill and never resize what is open (G5). A follower that is removed while something of it is
 * open is refused by the host; here its state is dropped with it.
 */
import type { GroupSettings } from "../../src-shared/group.ts";
import type { FillId } from "../../src-shared/ids.ts";
import type { Step } from "./context.ts";
import { excessOf, tolerate } from "./drift.ts";
import { setEntriesOff } from "./entries-off.ts";
import { guarded } from "./gate.ts";
import { watchLeader } from "./leader-lost.ts";
import { baseLeader } from "./reconcile/leader-base.ts";
import { makeUpExits } from "./reconcile/outage.ts";
import { joinAccounts } from "./reconcile/resolve.ts";
import { recordPosition } from "./replication/own-fills.ts";
import { anchor } from "./replication/trades.ts";
import { armSession } from "./sessions.ts";
import { settleAll } from "./settle.ts";
import { accountOf, exitsAreOff, type FollowerState, type GroupState, type Trade } from "./state.ts";

export function onSettings(step: Step, groups: readonly GroupSettings[]): void {
  const { state } = step;
  const wanted = new Set(groups.map((group) => group.id));
  for (const id of state.groups.keys()) {
    if (wanted.has(id)) continue;
    for (const follower of state.groups.get(id)?.followers ?? []) forget(step, follower);
    state.groups.delete(id);
    step.out.dirty.groups.add(id);
  }
  // Exits that were off and come back on are made up for from positions, as after an outage.
  const silent = new Set(
    [...state.followers.values()].filter(exitsAreOff).map((follower) => follower.settings.id),
  );
  for (const settings of groups) applyGroup(step, settings);
  state.followers.clear();
  for (const group of state.groups.values()) {
    for (const follower of group.followers) state.followers.set(follower.settings.id, follower);
  }
  joinAccounts(state);
  const resumed = new Set(
    [...state.followers.values()]
      .filter((follower) => silent.has(follower.settings.id) && !exitsAreOff(follower))
      .map((follower) => follower.settings.id),
  );
  for (const group of state.groups.values()) {
    baseAnew(step, group);
    watchLeader(step, group);
    armSession(step, group);
  }
  for (const follower of state.followers.values()) {
    if (resumed.has(follower.settings.id)) guarded(step, () => makeUpExits(step, follower, true));
    guarded(step, () => settleAll(step, follower));
    step.out.dirty.followers.add(follower.settings.id);
  }
}

function applyGroup(step: Step, settings: GroupSettings): void {
  const { state } = step;
  let group = state.groups.get(settings.id);
  if (!group) {
    group = {
      settings,
      leader: null,
      lines: new Map(),
      followers: [],
      lastFill: null,
      session: null,
      sessionTold: null,
      windowsSetMs: 0,
      basedOn: null,
      before: new Set(),
      leaderLost: null,
    };
    state.groups.set(settings.id, group);
  }
  const present: GroupState = group;
  const known = new Map(present.followers.map((follower) => [follower.settings.id, follower]));
  const kept = new Set(settings.followers.map((follower) => follower.id));
  for (const [id, follower] of known) {
    if (kept.has(id)) continue;
    step.out.dirty.followers.add(id);
    forget(step, follower);
  }
  // Kept only where it is of the same windows: a new look costs little.
  if (JSON.stringify(present.settings.sessions) !== JSON.stringify(settings.sessions)) {
    present.session = null;
    // The host writes it down (`sessionsSetMs`); nothing may hang on that.
    present.windowsSetMs = step.now.wallMs;
  }
  present.settings = settings;
  present.followers = settings.followers.map((next): FollowerState => {
    const follower = known.get(next.id);
    if (!follower) return newFollower(present, next);
    const resized = sizeOfSettings(follower.settings) !== sizeOfSettings(next);
    const before = resized ? excesses(step, follower) : null;
    const left = isLeftAlone(follower.settings);
    follower.settings = next;
    if (!left && isLeftAlone(next)) leaveAlone(step, follower);
    if (before) reanchor(step, follower, before);
    return follower;
  });
  step.out.dirty.groups.add(settings.id);
}

/** A group that is new, or has another leader now, counts from where that leader stands: R1 asks for a reconciled base. */
function baseAnew(step: Step, group: GroupState): void {
  if (group.leader === null || group.basedOn === group.leader) return;
  group.lines.clear();
  group.lastFill = null;
  const account = accountOf(step.state, group.leader);
  const before = new Set<FillId>();
  for (const { fillIds } of account?.positions.values() ?? []) for (const id of fillIds) before.add(id);
  group.before = before;
  if (account?.phase === "live") baseLeader(step, group, account);
}

/** A follower that is removed: nothing of it comes back under the same name, and what it still holds is the trader's. */
function forget(step: Step, follower: FollowerState): void {
  const { id } = follower.settings;
  for (const leaderContract of follower.trades.keys()) {
    step.out.facts.push({ kind: "trade-ended", follower: id, leaderContract });
  }
  for (const [contract, targets] of follower.targets) {
    for (const target of [targets.long, targets.short]) {
      if (target) step.out.facts.push({ kind: "target-ended", follower: id, contract, side: target.side });
    }
  }
  for (const reason of follower.entriesOff) setEntriesOff(step, follower, reason, false);
  const account = accountOf(step.state, follower.account);
  for (const position of account?.positions.values() ?? []) {
    if (!account || position.own === 0) continue;
    position.own = 0;
    const { contract, tradeDate } = position;
    if (tradeDate) recordPosition(step, account, { contract, tradeDate });
  }
}

function newFollower(group: GroupState, settings: FollowerState["settings"]): FollowerState {
  return {
    settings,
    group,
    account: null,
    entriesOff: new Set(),
    trades: new Map(),
    targets: new Map(),
    rejects: 0,
    rejectedLeaderOrders: new Set(),
    rejectsClosed: true,
    closedSinceMs: 0,
    lastCopy: null,
    surplus: new Map(),
    flattenedBy: null,
  };
}

function isLeftAlone(settings: FollowerState["settings"]): boolean {
  return !settings.enabled && settings.whenOff === "leave-alone";
}

/** The trader turned exits off for this follower: its targets end unmet, but never one of his own flatten. */
function leaveAlone(step: Step, follower: FollowerState): void {
  for (const [contract, targets] of follower.targets) {
    for (const target of [targets.long, targets.short]) {
      if (!target || target.cause.kind === "flatten") continue;
      if (target.side === 1) targets.long = null;
      else targets.short = null;
      step.out.facts.push({
        kind: "target-ended",
        follower: follower.settings.id,
        contract,
        side: target.side,
      });
    }
  }
}

/** What a size depends on; the mapping of a trade is fixed, and caps cut nothing that is open. */
function sizeOfSettings({ sizing, keepNotional, largerConfirmed }: FollowerState["settings"]): string {
  const { maxContracts: _position, maxOrderContracts: _order, ...size } = sizing;
  return JSON.stringify([size, keepNotional, largerConfirmed]);
}

type Excesses = ReadonlyMap<Trade, number | undefined>;

function excesses(step: Step, follower: FollowerState): Excesses {
  return new Map(
    [...follower.trades.values()].map((trade) => [trade, excessOf(step.state, follower, trade)]),
  );
}

/** S2: La and Pa follow a settings change. */
function reanchor(step: Step, follower: FollowerState, before: Excesses): void {
  const account = accountOf(step.state, follower.account);
  for (const trade of follower.trades.values()) {
    const line = follower.group.lines.get(trade.leaderContract);
    if (line) anchor(step, follower, account, trade, line.position);
    tolerate(step, follower, trade, before.get(trade));
  }
}
