/**
 * The judgement at rest: everything is delivered and a minute and more has passed. Compares the modelled broker's books
 * with the oracle and with what the core remembers.
 */
import type { AccountKey, ContractName, FillId, FollowerId } from "../../src-shared/ids.ts";
import { confirmedOf } from "../core/positions.ts";
import { followerAccount, LEADER } from "./desk.ts";
import { oracleContract } from "./oracle-size.ts";
import { newOracle } from "./oracle.ts";
import type { Delivered, Session } from "./session.ts";
import { holdingKey } from "./watch.ts";

export function judge(session: Session): readonly string[] {
  const broken: string[] = [];
  judgeRest(session, broken);
  judgeRecords(session, broken);
  judgeFlat(session, broken);
  if (session.plan.exact) judgePositions(session, broken);
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

/** An entry of ours was executed since leader and follower were last both flat. */
function openedByCopies(
  session: Session,
  contract: ContractName,
  key: AccountKey,
  own: ContractName,
): boolean {
  let leads = 0;
  let holds = 0;
  let opened = false;
  for (const { fill, order } of session.exchange.book.executions) {
    const signed = fill.side * fill.quantity;
    if (fill.account === LEADER.key && fill.contract === contract) leads += signed;
    if (fill.account === key && fill.contract === own) {
      holds += signed;
      opened ||= order.row !== null && order.row.closing < order.row.quantity;
    }
    if (leads === 0 && holds === 0) opened = false;
  }
  return opened;
}

/** What a trader does on a follower while the leader is flat is the trader's: the copies did not open it. */
function tradedByHandSinceFlat(session: Session, index: number, contract: ContractName): boolean {
  const { executions } = session.exchange.book;
  const { key } = followerAccount(index);
  const lastLeader = executions.findLastIndex(
    ({ fill }) => fill.account === LEADER.key && fill.contract === contract,
  );
  return executions.some(
    ({ fill, order }, at) => at > lastLeader && fill.account === key && order.row === null,
  );
}

function contractsOf(session: Session): readonly ContractName[] {
  return [...new Set(session.delivered.map(({ fill }) => fill.contract))];
}

function judgePositions(session: Session, broken: string[]): void {
  const oracle = newOracle();
  for (const delivered of session.delivered) {
    const timedOut = new Set<FollowerId>();
    for (const { id } of delivered.group.followers) {
      const why = timedOutBy(session, delivered, id);
      if (why === null) continue;
      if (allowed(session, delivered, id, why)) timedOut.add(id);
      else broken.push(`fill ${delivered.fill.fillId} was refused to ${id} as ${why}, without a cause`);
    }
    oracle.leaderFill({ fill: delivered.fill, group: delivered.group, timedOut });
  }
  for (const contract of contractsOf(session)) {
    const leads = session.exchange.book.position(LEADER.key, contract);
    if (oracle.leader(contract) !== leads) broken.push(`the leader's fills do not sum to ${leads}`);
    for (const [index, follower] of session.group.followers.entries()) {
      const own = oracleContract(follower.contractMap, contract);
      if (own === undefined) continue;
      const { key, name } = followerAccount(index);
      const held = session.exchange.book.position(key, own);
      const expected = oracle.held(follower.id, contract);
      if (held !== expected) broken.push(`${name} holds ${held} ${own}, the oracle says ${expected}`);
    }
  }
}

type TimeVerdict = "stale" | "superseded" | "hedging";

/** The verdicts that depend on what was still under way. */
function timedOutBy(session: Session, { fill }: Delivered, follower: FollowerId): TimeVerdict | null {
  const event = session.watch.events.get(fill.fillId);
  if (!event) return null;
  const late = session.exchange.state.tape.get(event.eventId)?.late.get(follower);
  const legs = event.decisions.find((decision) => decision.follower === follower)?.legs ?? [];
  const verdict = late ?? legs.find((leg) => leg.leg === "open")?.verdict;
  return verdict === "stale" || verdict === "superseded" || verdict === "hedging" ? verdict : null;
}

/** Time may decide against an entry only where its rule gives it the right to. */
function allowed(session: Session, delivered: Delivered, follower: FollowerId, why: TimeVerdict): boolean {
  const { fill } = delivered;
  switch (why) {
    case "hedging":
      return (delivered.projected.get(follower) ?? 0) * fill.side < 0;
    case "superseded":
      return session.delivered.some(
        (later) =>
          later.atMs >= delivered.atMs &&
          later.atMs <= delivered.atMs + 2000 &&
          later.fill.contract === fill.contract &&
          later.fill.side !== fill.side,
      );
    case "stale":
      return waited(session, fill.fillId);
    default:
      throw new Error(`unknown verdict ${String(why satisfies never)}`);
  }
}

function waited(session: Session, fillId: FillId): boolean {
  const event = session.watch.events.get(fillId);
  return (event?.decisions ?? []).some((decision) => decision.legs.some((leg) => leg.verdict === "waiting"));
}
