/**
 * The judgement at rest: everything is delivered and a minute and more has passed. Compares the modelled broker's books
 * with the oracle and with what the core remembers.
 */
import type { AccountKey, ContractName, FillId, FollowerId } from "../../src-shared/ids.ts";
import { confirmedOf } from "../core/positions.ts";
import { followerAccount, LEADER } from "./desk.ts";
import { oracleContract } from "./oracle-size.ts";
import { newOracle, type Oracle } from "./oracle.ts";
import type { Delivered, Session } from "./session.ts";
import { holdingKey } from "./watch.ts";

/** Longer than any message travels here. */
const TOLD_WITHIN_MS = 1000;

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

function contractsOf(session: Session): readonly ContractName[] {
  return [...new Set(session.delivered.map(({ fill }) => fill.contract))];
}

function judgePositions(session: Session, broken: string[]): void {
  const oracle = newOracle();
  for (const delivered of session.delivered) {
    const lost = new Map<FollowerId, number>();
    for (const [index, { id }] of delivered.group.followers.entries()) {
      if (hedges(session, delivered, id)) {
        broken.push(
          `fill ${delivered.fill.fillId}: an entry against what ${followerAccount(index).name} held`,
        );
      }
      const loss = lossOf(session, delivered, id);
      if (loss === null) continue;
      const why = deniedWhy(session, delivered, id, loss, oracle.held(id, delivered.fill.contract));
      if (why === null) lost.set(id, loss.contracts);
      else
        broken.push(
          `fill ${delivered.fill.fillId}, ${followerAccount(index).name}: ${loss.verdict}, but ${why}`,
        );
    }
    oracle.leaderFill({ fill: delivered.fill, group: delivered.group, lost });
  }
  for (const contract of contractsOf(session)) comparePositions(session, oracle, contract, broken);
}

function comparePositions(session: Session, oracle: Oracle, contract: ContractName, broken: string[]): void {
  const { book } = session.exchange;
  const leads = book.position(LEADER.key, contract);
  if (oracle.leader(contract) !== leads) broken.push(`the leader's fills do not sum to ${leads}`);
  for (const [index, follower] of session.group.followers.entries()) {
    const own = oracleContract(follower.contractMap, contract);
    if (own === undefined) continue;
    const { key, name } = followerAccount(index);
    const held = book.position(key, own);
    const expected = oracle.held(follower.id, contract);
    if (held !== expected) broken.push(`${name} holds ${held} ${own}, the oracle says ${expected}`);
  }
}

/** An entry that time decided against, wholly or but for what was used up of a pending exit. */
interface Loss {
  readonly verdict: "stale" | "superseded" | "hedging";
  readonly contracts: number;
  /** Contracts that needed no order, since a pending exit was used up (S6). */
  readonly usedUp: number;
}

function lossOf(session: Session, { fill }: Delivered, follower: FollowerId): Loss | null {
  const event = session.watch.events.get(fill.fillId);
  const legs = event?.decisions.find((decision) => decision.follower === follower)?.legs ?? [];
  const open = legs.find((leg) => leg.leg === "open");
  if (!event || !open) return null;
  if (open.verdict === "hedging") return { verdict: "hedging", contracts: open.sized, usedUp: 0 };
  const late = session.exchange.state.tape.get(event.eventId)?.late.get(follower);
  if (late !== "stale" && late !== "superseded") return null;
  return { verdict: late, contracts: open.quantity, usedUp: open.sized - open.quantity };
}

function closesLeader(session: Session, fillId: FillId): boolean {
  const event = session.watch.events.get(fillId);
  return event !== undefined && event.l0 * event.fill.side < 0;
}

/** Check 8: an entry that is no reversal's was let through although the follower stood, or was about to, on the other side. */
function hedges(session: Session, { fill, projected }: Delivered, follower: FollowerId): boolean {
  const event = session.watch.events.get(fill.fillId);
  const legs = event?.decisions.find((decision) => decision.follower === follower)?.legs ?? [];
  const open = legs.find((leg) => leg.leg === "open");
  const closed = session.delivered.some(
    (other) => other.fill.orderId === fill.orderId && closesLeader(session, other.fill.fillId),
  );
  if (closed || (open?.verdict !== "send" && open?.verdict !== "waiting")) return false;
  return (projected.get(follower) ?? 0) * fill.side < 0;
}

/** Why time had no right to decide against an entry, or null where a rule gives it that right. */
function deniedWhy(
  session: Session,
  delivered: Delivered,
  follower: FollowerId,
  loss: Loss,
  implied: number,
): string | null {
  const { fill } = delivered;
  const projected = delivered.projected.get(follower) ?? 0;
  // What is under way beyond the implied position is what a pending exit will close.
  const pending = Math.max(0, projected * fill.side - Math.max(0, implied * fill.side));
  if (loss.usedUp > pending) return `${loss.usedUp} were used up of a pending exit of ${pending}`;
  switch (loss.verdict) {
    case "hedging":
      return projected * fill.side < 0 ? null : `it held ${projected}`;
    case "superseded":
      return leftWithin(session, delivered) ? null : "the leader did not leave";
    case "stale":
      return waited(session, fill.fillId) ? null : "it never had to wait";
    default:
      throw new Error(`unknown verdict ${String(loss.verdict satisfies never)}`);
  }
}

/** The leader reduced or left the position while the entry could still have been sent. */
function leftWithin(session: Session, { atMs, fill }: Delivered): boolean {
  return session.delivered.some(
    (later) =>
      later.atMs >= atMs &&
      later.atMs <= atMs + 2000 &&
      later.fill.contract === fill.contract &&
      later.fill.side !== fill.side,
  );
}

function waited(session: Session, fillId: FillId): boolean {
  const event = session.watch.events.get(fillId);
  return (event?.decisions ?? []).some((decision) => decision.legs.some((leg) => leg.verdict === "waiting"));
}
