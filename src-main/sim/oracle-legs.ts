/** The legs of a leader's fill (S1 to S4): what a follower closes and what it is to open, and the share of S2. */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type { BrokerFill } from "../core/input.ts";
import { judgeOpening, mayBeShared, type Opening } from "./oracle-checks.ts";
import { closeTo, consume, onSide, sideOf, spotOf, type Line } from "./oracle-line.ts";
import { followerOf, leads, type Memory } from "./oracle-memory.ts";
import { oracleShare, oracleSize } from "./oracle-size.ts";
import { WALL_START_MS } from "./virtual-clock.ts";

export function isLeftAlone({ enabled, whenOff }: FollowerSettings): boolean {
  return !enabled && whenOff === "leave-alone";
}

/** Checks 1 and 2 of a close leg: only these hold an exit back. */
export function exitsOff({ status }: GroupSettings, follower: FollowerSettings): boolean {
  return status === "paused" || isLeftAlone(follower);
}

/** size(|L|) with this trade's ratio and mapping, unsigned. */
export function sizeFor(follower: FollowerSettings, line: Line, leader: number): number {
  if (line.contract === undefined) return 0;
  return oracleSize(follower, { leader: line.leader, own: line.contract }, Math.abs(leader), line.ratio);
}

/** S2 without its bound: what the anchors keep for the leader's position. */
export function shareOf(follower: FollowerSettings, line: Line, l1: number): number {
  const side = sideOf(l1);
  return oracleShare(
    onSide(line.anchor, side),
    sizeFor(follower, line, l1),
    sizeFor(follower, line, onSide(line.leaderAnchor, side)),
  );
}

/** La and Pa are what they are now (S2). */
export function reanchor(memory: Memory, line: Line): void {
  if (line.contract === undefined) return;
  line.leaderAnchor = leads(memory, line.leader);
  line.anchor = spotOf(followerOf(memory, line.follower), line.contract).held;
}

/** S2 and S3, and the closing half of S4. */
export function closeLeg(
  memory: Memory,
  follower: FollowerSettings,
  line: Line,
  l0: number,
  l1: number,
): void {
  const leaderSide = sideOf(l0);
  if (leaderSide === 0 || onSide(l1, leaderSide) >= onSide(l0, leaderSide)) return;
  // The leader has left what still waits (section 3, "At the socket").
  line.pending = line.pending.filter(({ side }) => side !== leaderSide);
  if (exitsOff(memory.group, follower) || !line.opened || line.contract === undefined) return;
  const spot = spotOf(followerOf(memory, follower.id), line.contract);
  if (l1 === 0) return closeTo(spot, 0);
  const held = onSide(spot.held, leaderSide);
  if (held === 0) return;
  if (sideOf(l1) !== leaderSide) return closeTo(spot, 0);
  closeTo(spot, leaderSide * Math.min(held, shareOf(follower, line, l1)));
}

interface Cause {
  readonly fill: BrokerFill;
  readonly cause: string;
  readonly step: number;
}

/** S1, and the opening half of S4. */
export function openLeg(
  memory: Memory,
  follower: FollowerSettings,
  line: Line,
  opening: Opening,
  { fill, cause, step }: Cause,
): void {
  const own = followerOf(memory, follower.id);
  if (mayBeShared(own, line)) memory.unsure.add(follower.id);
  const verdict = judgeOpening(memory.group, follower, own, line, opening);
  memory.decided.push({ ...verdict, follower: follower.id, fill });
  const { side, l1 } = opening;
  if (line.contract === undefined) return;
  const spot = spotOf(own, line.contract);
  consume(spot, side, verdict.usedUp);
  if (verdict.verdict === "go") {
    const { wanted, quantity } = verdict;
    const { orderId } = opening;
    const bornMs = Math.min(memory.nowMs, fill.filledAtMs - WALL_START_MS);
    line.pending.push({ cause, orderId, side, wanted, quantity, step, bornMs });
  }
  // La and Pa follow every opening fill that was up for copying, whether or not the follower got it (S2).
  line.leaderAnchor = l1;
  line.anchor = spot.held;
  line.mixed = spot.held !== 0 && onSide(spot.gross, side) > onSide(spot.held, side);
}
