/**
 * The judgement at rest: everything is delivered and a minute and more has passed. Compares the modelled broker's books
 * with the oracle and with what the core remembers.
 */
import type { AccountKey, ContractName } from "../../src-shared/ids.ts";
import { confirmedOf } from "../core/positions.ts";
import { followerAccount, LEADER } from "./desk.ts";
import { judgeByOracle } from "./judge-oracle.ts";
import { oracleContract } from "./oracle-size.ts";
import type { Session } from "./session-state.ts";
import { holdingKey } from "./watch.ts";

/** Longer than any message travels here. */
const TOLD_WITHIN_MS = 1000;

export function judge(session: Session): readonly string[] {
  const broken: string[] = [];
  judgeRest(session, broken);
  judgeRecords(session, broken);
  if (session.plan.exact) judgeByOracle(session, broken);
  else judgeFlat(session, broken);
  return broken.map((words) => `at rest: ${words}`);
}

/** No order open, no target in force. */
function judgeRest(session: Session, broken: string[]): void {
  const { state, book } = session.exchange;
  for (const account of state.accounts.values()) {
    for (const order of account.open.values())
      broken.push(`${order.row.order} is still open: ${order.status}`);
    for (const position of account.positions.values()) {
      const confirmed = confirmedOf(position);
      const truth = book.position(account.key, position.contract);
      if (confirmed !== truth)
        broken.push(`${account.name} is confirmed at ${confirmed}, the broker has ${truth}`);
      if (account.pendingFills.length > 0) broken.push(`${account.name} has fills that nobody owns`);
    }
  }
  for (const follower of state.followers.values()) {
    for (const [contract, targets] of follower.targets) {
      for (const target of [targets.long, targets.short]) {
        if (target)
          broken.push(`${follower.settings.id} ${contract}: target ${target.most} is still in force`);
      }
    }
  }
}

/** Every leader fill has its event, decided and completed once; sums of fills are positions. */
function judgeRecords(session: Session, broken: string[]): void {
  const { watch, exchange } = session;
  for (const { fill } of exchange.book.executions) {
    if (fill.account !== LEADER.key) continue;
    if (watch.completed.get(fill.fillId) !== 1) broken.push(`leader fill ${fill.fillId} was not completed`);
  }
  const totals = new Map<string, number>();
  for (const { fill } of exchange.book.executions) {
    const key = holdingKey(fill.account, fill.contract);
    totals.set(key, (totals.get(key) ?? 0) + fill.side * fill.quantity);
  }
  for (const [key, total] of totals) {
    // Trades by hand that a snapshot shows are known by the position alone.
    if (session.hadOutage && watch.tainted.has(key.slice(0, key.indexOf("|")))) continue;
    const recorded = watch.recorded.get(key);
    if (recorded !== total)
      broken.push(`recorded fills of ${key} sum to ${recorded ?? "nothing"}, not ${total}`);
  }
}

/** S3: the leader flat, nothing that the copies opened is left. */
function judgeFlat(session: Session, broken: string[]): void {
  const { book } = session.exchange;
  // What a paused group did not close stays (check 1).
  if (session.plan.actions.some((action) => action.kind === "status" && action.status === "paused")) return;
  for (const contract of contractsOf(session)) {
    if (book.position(LEADER.key, contract) !== 0) continue;
    for (const [index, follower] of session.group.followers.entries()) {
      const { key, name } = followerAccount(index);
      const own = oracleContract(follower.contractMap, contract);
      if (own === undefined || !openedByCopies(session, contract, key, own)) continue;
      const held = book.position(key, own);
      if (held !== 0 && !tradedByHandSinceFlat(session, index, contract)) {
        broken.push(`the leader is flat in ${contract}, ${name} holds ${held}`);
      }
    }
  }
}

/**
 * An entry of ours was executed since leader and follower were last both flat. Where a trade by hand lies close to the
 * leader's flat, the copier may have met them the other way round: then the follower counts as flat, too.
 */
function openedByCopies(
  session: Session,
  contract: ContractName,
  key: AccountKey,
  own: ContractName,
): boolean {
  let leads = 0;
  let holds = 0;
  let byHandMs = Number.NEGATIVE_INFINITY;
  let opened = false;
  for (const { fill, order } of session.exchange.book.executions) {
    const signed = fill.side * fill.quantity;
    if (fill.account === LEADER.key && fill.contract === contract) leads += signed;
    if (fill.account === key && fill.contract === own) {
      holds += signed;
      opened ||= order.row !== null && order.row.closing < order.row.quantity;
      if (order.row === null) byHandMs = fill.filledAtMs;
    }
    const unclear = fill.filledAtMs - byHandMs <= TOLD_WITHIN_MS;
    if (leads === 0 && (holds === 0 || unclear)) opened = false;
  }
  return opened;
}

/** What a trader does on a follower while the leader is flat, or is told so, is the trader's own. */
function tradedByHandSinceFlat(session: Session, index: number, contract: ContractName): boolean {
  const { executions } = session.exchange.book;
  const { key } = followerAccount(index);
  const last = executions.findLast(({ fill }) => fill.account === LEADER.key && fill.contract === contract);
  const flatMs = last?.fill.filledAtMs ?? 0;
  return executions.some(
    ({ fill, order }) =>
      fill.account === key && order.row === null && fill.filledAtMs >= flatMs - TOLD_WITHIN_MS,
  );
}

function contractsOf({ exchange }: Session): readonly ContractName[] {
  const led = exchange.book.executions.filter(({ fill }) => fill.account === LEADER.key);
  return [...new Set(led.map(({ fill }) => fill.contract))];
}
