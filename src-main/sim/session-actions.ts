/** What happens in a session: the leader's trades, the trader's commands, trades by hand, outages. Each is plain data. */
import type { FollowerSettings } from "../../src-shared/group.ts";
import type { ConnectionId, ContractName, FollowerId } from "../../src-shared/ids.ts";
import { micros } from "../../src-shared/money.ts";
import type { ResyncToward } from "../core/input.ts";
import { resyncPlan } from "../core/resync/plan.ts";
import { ES, followerAccount, LEADER, MAIN_LOGIN, OTHER_LOGIN } from "./desk.ts";
import { oracleContract } from "./oracle-size.ts";
import type { Action } from "./plan.ts";
import { applySettings, type Session } from "./session-state.ts";

export function leaderHolds(session: Session, contract: ContractName): number {
  return session.exchange.book.position(LEADER.key, contract);
}

interface LeaderOrder {
  readonly signed: number;
  readonly parts: number;
  readonly gapMs: number;
  readonly unfilled?: number;
}

export function trade({ exchange }: Session, contract: ContractName, wanted: LeaderOrder): void {
  const { signed, parts, gapMs, unfilled = 0 } = wanted;
  if (signed === 0) return;
  const order = exchange.trade(LEADER.key, contract, signed + Math.sign(signed) * unfilled);
  let left = Math.abs(signed);
  for (let part = 1; left > 0; part += 1) {
    const quantity = part >= parts ? left : Math.max(1, Math.floor(left / (parts - part + 1)));
    exchange.fill(order, quantity);
    left -= quantity;
    if (left > 0) exchange.clock.runUntil(exchange.clock.ms() + gapMs);
  }
  if (unfilled > 0) exchange.cancelRest(order);
}

export function act(session: Session, action: Action): void {
  const { exchange, plan } = session;
  switch (action.kind) {
    case "trade":
      return trade(session, action.other ? ES : plan.contract, action);
    case "exit": {
      const contract = action.other ? ES : plan.contract;
      const held = leaderHolds(session, contract);
      const beyond = held > 0 ? -action.beyond : action.beyond;
      const { parts, gapMs } = action;
      if (held !== 0) trade(session, contract, { signed: beyond - held, parts, gapMs });
      return;
    }
    case "wait":
      exchange.clock.runUntil(exchange.clock.ms() + action.ms);
      return;
    case "manual":
      return manual(session, action.follower, action.signed);
    case "status":
      applySettings(session, { ...session.group, status: action.status });
      return;
    case "enable": {
      const { enabled, whenOff = "copy-exits" } = action;
      return changeFollower(session, action.follower, { enabled, whenOff });
    }
    case "resize":
      return changeFollower(session, action.follower, action.changes);
    case "regroup":
      return applySettings(session, { ...session.group, ...action.changes });
    case "outage":
      return outage(session, action.other, action.ms);
    case "cut":
      return cut(session, action);
    case "flatten": {
      const follower = followerId(session, action.follower);
      const scope =
        follower === undefined
          ? ({ kind: "everything" } as const)
          : ({ kind: "follower", follower } as const);
      return exchange.input({ kind: "flatten", scope, requestId: `f${exchange.clock.ms()}` });
    }
    case "release": {
      const follower = followerId(session, action.follower);
      if (follower !== undefined) exchange.input({ kind: "release-entries", follower });
      return;
    }
    case "resync":
      return resync(session, action.follower, action.toward);
    case "money":
      return money(session, action.dollars);
    case "lock-out":
      return lockOut(session, action.other ? OTHER_LOGIN : MAIN_LOGIN, action.ms);
    default:
      throw new Error(`unknown action ${JSON.stringify(action satisfies never)}`);
  }
}

function changeFollower(session: Session, index: number, changes: Partial<FollowerSettings>): void {
  const { group } = session;
  const followers = group.followers.map((follower, at) =>
    at === index ? { ...follower, ...changes } : follower,
  );
  applySettings(session, { ...group, followers });
}

function followerId({ group }: Session, index: number | null): FollowerId | undefined {
  return index === null ? undefined : group.followers[index]?.id;
}

/** In the contract that the follower trades for the leader's. */
function manual(session: Session, index: number, signed: number): void {
  const settings = session.group.followers[index];
  if (settings === undefined || signed === 0) return;
  const { key } = followerAccount(index);
  session.watch.taint(key);
  const { contract } = session.plan;
  const own = oracleContract(settings.contractMap, contract) ?? contract;
  session.exchange.fill(session.exchange.trade(key, own, signed), Math.abs(signed));
}

function cut(session: Session, { other, ms, led, hands }: Extract<Action, { kind: "cut" }>): void {
  const { exchange, plan } = session;
  const connection = other ? OTHER_LOGIN : MAIN_LOGIN;
  session.hadOutage = true;
  exchange.disconnect(connection);
  for (const signed of led) trade(session, plan.contract, { signed, parts: 1, gapMs: 0 });
  for (const { follower, signed } of hands) {
    if (followerAccount(follower).connection === connection) manual(session, follower, signed);
  }
  exchange.clock.runUntil(exchange.clock.ms() + ms);
  exchange.connect(connection);
}

/** The trader confirms the preview that he sees at this moment. */
function resync(session: Session, index: number, toward: ResyncToward): void {
  const { exchange } = session;
  const id = followerId(session, index);
  const follower = id === undefined ? undefined : exchange.state.followers.get(id);
  if (follower === undefined) return;
  const previewId = `p${exchange.clock.ms()}`;
  const { version } = resyncPlan(
    { state: exchange.state, now: exchange.clock.now() },
    follower,
    toward,
    previewId,
  );
  exchange.input({ kind: "resync", follower: follower.settings.id, toward, previewId, version });
}

function money({ exchange, group }: Session, dollars: readonly (number | null)[]): void {
  const accounts = [LEADER, ...group.followers.map((_, index) => followerAccount(index))];
  for (const [index, { key: account }] of accounts.entries()) {
    const amount = dollars[index] ?? null;
    if (amount === null) continue;
    const atNs = exchange.clock.now().monoNs;
    exchange.input({ kind: "money", account, netLiq: micros(amount * 1_000_000), atNs });
  }
}

function lockOut({ exchange, budget }: Session, connection: ConnectionId, ms: number): void {
  const now = exchange.clock.now();
  const untilMs = exchange.clock.ms() + ms;
  exchange.state.budgets.get(connection)?.pause("LockoutWarning", now.monoNs + ms * 1e6);
  if (budget === null) return;
  budget.lockedUntilMs.set(connection, Math.max(untilMs, budget.lockedUntilMs.get(connection) ?? 0));
}

function outage(session: Session, other: boolean, ms: number): void {
  const { exchange } = session;
  const connection = other ? OTHER_LOGIN : MAIN_LOGIN;
  if (!exchange.isUp(connection)) return;
  session.hadOutage = true;
  exchange.disconnect(connection);
  exchange.clock.after(ms, () => {
    exchange.connect(connection);
  });
}
