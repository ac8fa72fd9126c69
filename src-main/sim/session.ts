/**
 * One seeded session: a leader trades, the real core copies against the modelled exchange, the watch looks at every
 * event, and at the end the oracle says what the followers must hold. A plan is plain data, so that a failing one can
 * be printed and kept.
 */
import type { GroupSettings, RequestLimits } from "../../src-shared/group.ts";
import type { ConnectionId, ContractName, FollowerId } from "../../src-shared/ids.ts";
import { RequestBudget } from "../core/budget.ts";
import type { Input } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import {
  CONTRACTS,
  ES,
  followerAccount,
  followerSettings,
  groupOf,
  LEADER,
  MAIN_LOGIN,
  OTHER_LOGIN,
  type FollowerPlan,
} from "./desk.ts";
import type { Faults } from "./faults.ts";
import { judge } from "./judge.ts";
import { modelledExchange, type ModelledExchange } from "./modelled-exchange.ts";
import { newBudgetWatch, type BudgetWatch } from "./watch-budget.ts";
import { newWatch, type Watch } from "./watch.ts";

export type Action =
  /** A leader's order of `signed` contracts, filled in `parts` parts `gapMs` apart. */
  | {
      readonly kind: "trade";
      readonly other: boolean;
      readonly signed: number;
      readonly parts: number;
      readonly gapMs: number;
    }
  /** A leader's order that takes the position to flat, or through it to `beyond` contracts on the other side. */
  | {
      readonly kind: "exit";
      readonly other: boolean;
      readonly beyond: number;
      readonly parts: number;
      readonly gapMs: number;
    }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "manual"; readonly follower: number; readonly signed: number }
  | { readonly kind: "status"; readonly status: GroupSettings["status"] }
  | { readonly kind: "enable"; readonly follower: number; readonly enabled: boolean }
  | { readonly kind: "outage"; readonly other: boolean; readonly ms: number }
  /** The broker locks one login out for so long. */
  | { readonly kind: "lock-out"; readonly other: boolean; readonly ms: number };

export interface Plan {
  readonly seed: number;
  /** The contract that the leader trades most; ES is the other one. */
  readonly contract: ContractName;
  readonly onReversal: GroupSettings["onReversal"];
  readonly followers: readonly FollowerPlan[];
  readonly actions: readonly Action[];
  readonly faults: Faults;
  /** End with the leader flat. */
  readonly endFlat: boolean;
  /** Nothing but time decides: followers must equal the oracle. */
  readonly exact: boolean;
  /** Nothing is refused, lost, traded by hand or switched off: caps hold at every moment. */
  readonly strictCaps: boolean;
  /** Request limits of every login; none where it is left out. */
  readonly limits?: RequestLimits;
}

/** One leader fill as the core first met it. */
export interface Delivered {
  readonly fill: Extract<Input, { kind: "fill" }>["fill"];
  readonly group: GroupSettings;
  readonly atMs: number;
  /** The leader was live: the fill was up for copying. */
  readonly live: boolean;
  /** What the broker's books say of each follower at that moment: confirmed plus our unfilled rest. */
  readonly projected: ReadonlyMap<FollowerId, number>;
}

export interface Session {
  readonly plan: Plan;
  readonly exchange: ModelledExchange;
  readonly watch: Watch;
  readonly budget: BudgetWatch | null;
  readonly delivered: Delivered[];
  group: GroupSettings;
  hadOutage: boolean;
}

/** Sees each input with its virtual time and what the core made of it: for reading a failing session. */
export type Reader = (ms: number, input: Input, out: Out) => void;

/** Runs a plan to rest and returns every rule that was broken. */
export function runSession(plan: Plan, reader?: Reader): readonly string[] {
  const session = playSession(plan, reader);
  return [...session.watch.broken, ...judge(session)];
}

/** Runs a plan to rest: everything is delivered, and more than a minute has passed. */
export function playSession(plan: Plan, reader?: Reader): Session {
  const session = openSession(plan, reader);
  for (const action of plan.actions) act(session, action);
  if (plan.endFlat) {
    for (const contract of [plan.contract, ES])
      trade(session, contract, -leaderHolds(session, contract), 1, 0);
  }
  const { clock } = session.exchange;
  clock.runUntil(Math.max(clock.ms(), plan.faults.quietFromMs) + 90_000);
  return session;
}

function openSession(plan: Plan, reader?: Reader): Session {
  const budget = plan.limits === undefined ? null : newBudgetWatch(plan.limits);
  const watch = newWatch({ strictCaps: plan.strictCaps, budget });
  const followers = plan.followers.map(followerSettings);
  const group = groupOf(followers, { onReversal: plan.onReversal });
  const delivered: Delivered[] = [];
  const exchange = modelledExchange({
    seed: plan.seed,
    faults: plan.faults,
    accounts: [LEADER, ...followers.map((_, index) => followerAccount(index))],
    leader: LEADER.key,
    contracts: CONTRACTS,
    byHand: false,
    onStep: (input, out) => {
      reader?.(exchange.clock.ms(), input, out);
      watch.onStep(input, out);
    },
    onExecution: (execution) => {
      watch.onExecution(execution);
    },
    beforeStep: (input) => {
      if (input.kind === "fill") deliver(session, input.fill);
    },
  });
  const session: Session = { plan, exchange, watch, budget, delivered, group, hadOutage: false };
  for (const connection of [MAIN_LOGIN, OTHER_LOGIN]) {
    exchange.state.budgets.set(connection, new RequestBudget(plan.limits ?? null));
  }
  watch.begin(exchange);
  for (const spec of CONTRACTS) exchange.input({ kind: "contract", spec });
  applySettings(session, group);
  exchange.connect(MAIN_LOGIN);
  exchange.connect(OTHER_LOGIN);
  return session;
}

function deliver(session: Session, fill: Delivered["fill"]): void {
  const { delivered, exchange, group, plan } = session;
  if (fill.account !== LEADER.key || delivered.some((known) => known.fill.fillId === fill.fillId)) return;
  const projected = new Map<FollowerId, number>();
  for (const [index, follower] of group.followers.entries()) {
    const { key } = followerAccount(index);
    let total = 0;
    for (const order of exchange.book.orders) {
      if (order.account !== key) continue;
      const contracts = contractsOf(plan, fill.contract);
      if (!contracts.includes(order.contract)) continue;
      const open = order.state === "working" || order.state === "pending";
      total += order.side * (open ? order.quantity : order.filled);
    }
    for (const row of exchange.inTransit()) {
      if (row.account === key && contractsOf(plan, fill.contract).includes(row.contract)) {
        total += row.side * row.quantity;
      }
    }
    projected.set(follower.id, total);
  }
  delivered.push({
    fill,
    group,
    atMs: exchange.clock.ms(),
    live: exchange.isUp(LEADER.connection),
    projected,
  });
}

/** Every contract that may stand for the leader's on a follower: root and its micro or mini. */
function contractsOf(plan: Plan, contract: ContractName): readonly string[] {
  return contract === plan.contract ? ["NQZ6", "MNQZ6"] : ["ESZ6", "MESZ6"];
}

function applySettings(session: Session, group: GroupSettings): void {
  session.group = group;
  session.watch.settings(group);
  session.exchange.input({ kind: "settings", groups: [group] });
}

function leaderHolds(session: Session, contract: ContractName): number {
  return session.exchange.book.position(LEADER.key, contract);
}

function trade(session: Session, contract: ContractName, signed: number, parts: number, gapMs: number): void {
  if (signed === 0) return;
  const { exchange } = session;
  const order = exchange.trade(LEADER.key, contract, signed);
  let left = Math.abs(signed);
  for (let part = 1; left > 0; part += 1) {
    const quantity = part >= parts ? left : Math.max(1, Math.floor(left / (parts - part + 1)));
    exchange.fill(order, quantity);
    left -= quantity;
    if (left > 0) exchange.clock.runUntil(exchange.clock.ms() + gapMs);
  }
}

function act(session: Session, action: Action): void {
  const { exchange, plan } = session;
  switch (action.kind) {
    case "trade":
      return trade(session, action.other ? ES : plan.contract, action.signed, action.parts, action.gapMs);
    case "exit": {
      const contract = action.other ? ES : plan.contract;
      const held = leaderHolds(session, contract);
      const beyond = held > 0 ? -action.beyond : action.beyond;
      if (held !== 0) trade(session, contract, beyond - held, action.parts, action.gapMs);
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
    case "enable":
      applySettings(session, {
        ...session.group,
        followers: session.group.followers.map((follower, index) =>
          index === action.follower ? { ...follower, enabled: action.enabled } : follower,
        ),
      });
      return;
    case "outage":
      return outage(session, action.other, action.ms);
    case "lock-out":
      return lockOut(session, action.other ? OTHER_LOGIN : MAIN_LOGIN, action.ms);
    default:
      throw new Error(`unknown action ${JSON.stringify(action satisfies never)}`);
  }
}

function manual(session: Session, index: number, signed: number): void {
  if (index >= session.plan.followers.length || signed === 0) return;
  const { key } = followerAccount(index);
  const settings = session.plan.followers[index];
  const micro = settings?.contractMap === "mini-to-micro";
  session.watch.taint(key);
  const own = (
    micro ? `M${session.plan.contract.replace(/^M/u, "")}` : session.plan.contract
  ) as ContractName;
  const order = session.exchange.trade(key, own, signed);
  session.exchange.fill(order, Math.abs(signed));
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
