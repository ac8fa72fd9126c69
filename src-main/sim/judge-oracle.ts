/** Holds the core against the oracle: every decision about an entry, and every position at rest. */
import type { LegDecision } from "../core/decision.ts";
import { CONTRACTS, followerAccount, LEADER } from "./desk.ts";
import { newOracle, type Decided, type Oracle } from "./oracle.ts";
import type { Session } from "./session-state.ts";

export function judgeByOracle(session: Session, broken: string[]): void {
  const { teller, group } = session;
  const oracle = newOracle(group);
  for (const told of teller.told) oracle.take(told);
  broken.push(...teller.broken);
  if (oracle.unsure.size === 0) broken.push(...oracle.broken);
  if (oracle.undecided() > 0) broken.push(`${oracle.undecided()} entries were never sent and never given up`);
  for (const decided of oracle.decided) {
    if (!oracle.unsure.has(decided.follower)) compareDecision(session, decided, broken);
  }
  comparePositions(session, oracle, broken);
}

function legOf(session: Session, { fill, follower }: Decided): LegDecision | undefined {
  const event = session.watch.events.get(fill.fillId);
  const later =
    event === undefined ? undefined : session.exchange.state.tape.get(event.eventId)?.decidedLater;
  const decision =
    later?.get(follower) ?? event?.decisions.find((candidate) => candidate.follower === follower);
  return decision?.legs.find(({ leg }) => leg === "open");
}

/** The same verdict, and where something is sent the same figures. */
function compareDecision(session: Session, decided: Decided, broken: string[]): void {
  const leg = legOf(session, decided);
  const goes = leg?.verdict === "send" || leg?.verdict === "waiting";
  const said = goes ? "go" : leg?.verdict;
  const name = `fill ${decided.fill.fillId}, ${decided.follower}`;
  if (said === undefined || !decided.verdict.split(" or ").includes(said)) {
    broken.push(`${name}: ${said ?? "no open leg"}, the oracle says ${decided.verdict}`);
    return;
  }
  if (leg === undefined || decided.verdict !== "go") return;
  const told = `sized ${leg.sized}, ${leg.quantity} to send${leg.cut ? ", cut" : ""}`;
  const cut = decided.quantity < decided.wanted;
  const own = `sized ${decided.sized}, ${decided.quantity} to send${cut ? ", cut" : ""}`;
  if (told !== own) broken.push(`${name}: ${told}, the oracle says ${own}`);
}

function comparePositions(session: Session, oracle: Oracle, broken: string[]): void {
  const { book } = session.exchange;
  for (const [index, follower] of session.group.followers.entries()) {
    if (oracle.unsure.has(follower.id)) continue;
    const { key, name } = followerAccount(index);
    for (const { contract } of CONTRACTS) {
      const held = book.position(key, contract);
      const expected = oracle.held(follower.id, contract);
      if (held !== expected) broken.push(`${name} holds ${held} ${contract}, the oracle says ${expected}`);
    }
  }
  for (const { contract } of CONTRACTS) {
    const leads = book.position(LEADER.key, contract);
    if (oracle.leader(contract) !== leads) broken.push(`the leader's fills do not sum to ${leads}`);
  }
}
