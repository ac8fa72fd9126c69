/**
 * One seeded session: a leader trades, the real core copies against the modelled exchange, the watch looks at every
 * event, and at the end the oracle says what the followers must hold. A plan is plain data, so that a failing one can
 * be printed and kept.
 */
import type { ContractName, FollowerId } from "../../src-shared/ids.ts";
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
} from "./desk.ts";
import { judge } from "./judge.ts";
import { modelledExchange } from "./modelled-exchange.ts";
import { oracleContract } from "./oracle-size.ts";
import type { Carried, Plan } from "./plan.ts";
import { act, leaderHolds, trade } from "./session-actions.ts";
import { applySettings, type Session } from "./session-state.ts";
import { newTeller } from "./teller.ts";
import { newBudgetWatch } from "./watch-budget.ts";
import { newWatch } from "./watch.ts";

/** Longer than a grace time and everything that an order and its second attempt take. */
const CALM_MS = 15_000;
const SETTLED_MS = 5000;
const MINUTE_MS = 60_000;

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
  if (plan.carried) rest(session);
  for (const action of plan.actions) {
    act(session, action);
    if (plan.calm === true) rest(session);
  }
  if (plan.endFlat) {
    for (const contract of [plan.contract, ES])
      trade(session, contract, { signed: -leaderHolds(session, contract), parts: 1, gapMs: 0 });
  }
  const { clock } = session.exchange;
  clock.runUntil(Math.max(clock.ms(), plan.faults.quietFromMs) + 90_000);
  if (plan.calm === true) rest(session);
  return session;
}

function rest(session: Session): void {
  const { exchange, group, teller } = session;
  const untilMs = exchange.clock.ms() + CALM_MS;
  // Windows end at whole minutes: what they ask for has to be over, too.
  const intoMinuteMs = untilMs % MINUTE_MS;
  exchange.clock.runUntil(untilMs + Math.max(0, SETTLED_MS - intoMinuteMs));
  const held = new Map<FollowerId, ReadonlyMap<ContractName, number>>();
  for (const [index, { id }] of group.followers.entries()) {
    const { key } = followerAccount(index);
    const rows = CONTRACTS.map(({ contract }) => [contract, exchange.book.position(key, contract)] as const);
    held.set(id, new Map(rows));
  }
  teller.say({ kind: "rest", held });
}

function openSession(plan: Plan, reader?: Reader): Session {
  const budget = plan.limits === undefined ? null : newBudgetWatch(plan.limits);
  const watch = newWatch({ strictCaps: plan.strictCaps, budget });
  const followers = plan.followers.map(followerSettings);
  const group = groupOf(followers, {
    onReversal: plan.onReversal,
    ...(plan.copyOn === undefined ? {} : { copyOn: plan.copyOn }),
    ...plan.group,
  });
  const teller = newTeller(group, () => exchange);
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
      teller.after(out);
    },
    onExecution: (execution) => {
      watch.onExecution(execution);
    },
    beforeStep: (input) => {
      teller.before(input);
    },
  });
  const session: Session = { plan, exchange, watch, budget, teller, group, hadOutage: false };
  for (const connection of [MAIN_LOGIN, OTHER_LOGIN]) {
    exchange.state.budgets.set(connection, new RequestBudget(plan.limits ?? null));
  }
  watch.begin(exchange);
  for (const spec of CONTRACTS) exchange.input({ kind: "contract", spec });
  applySettings(session, group);
  if (plan.carried) carryIn(session, plan.carried);
  exchange.connect(MAIN_LOGIN);
  exchange.connect(OTHER_LOGIN);
  if (plan.carried) activate(session, plan.carried);
  return session;
}

function ownContract(session: Session, index: number): ContractName {
  const map = session.group.followers[index]?.contractMap ?? "same";
  return oracleContract(map, session.plan.contract) ?? session.plan.contract;
}

function carryIn(session: Session, { leader, followers }: Carried): void {
  const { exchange, group, plan, teller } = session;
  exchange.book.carry(LEADER.key, plan.contract, leader);
  const held = new Map<FollowerId, ReadonlyMap<ContractName, number>>();
  for (const [index, { id }] of group.followers.entries()) {
    const position = followers[index]?.position ?? 0;
    const contract = ownContract(session, index);
    exchange.book.carry(followerAccount(index).key, contract, position);
    held.set(id, new Map([[contract, position]]));
  }
  teller.say({ kind: "carried", leader: new Map([[plan.contract, leader]]), followers: held });
}

function activate(session: Session, { followers }: Carried): void {
  const { exchange, group } = session;
  const choices = group.followers.flatMap(({ id: follower }, index) => {
    const row = followers[index];
    if (row === undefined || row.position === 0) return [];
    return [{ follower, contract: ownContract(session, index), position: row.position, choice: row.choice }];
  });
  exchange.input({ kind: "activate", group: group.id, choices });
}
