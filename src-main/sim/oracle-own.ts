/**
 * What the copier closes by itself: own contracts that the leader does not explain (R5, R7), a session's end, a lost leader
 * (F7). Written from product.md; it must not import the core's drift.
 */
import type { FollowerSettings } from "../../src-shared/group.ts";
import { LEADER } from "./desk.ts";
import { exitsOff, reanchor, sizeFor } from "./oracle-legs.ts";
import { closeTo, sideOf, type Line, type Spot } from "./oracle-line.ts";
import { connectionOf, isUp, leads, places, type Memory } from "./oracle-memory.ts";
import { flattenDue } from "./oracle-windows.ts";
import type { ToldOf } from "./told.ts";

/** Own contracts above the implied size, on the other side of the leader, or while it is flat. */
export function surplusOf(memory: Memory, settings: FollowerSettings, line: Line, spot: Spot): number {
  const leader = leads(memory, line.leader);
  const implied = leader * spot.own > 0 ? sizeFor(settings, line, leader) : 0;
  return Math.max(0, Math.abs(spot.own) - implied);
}

/** R7: exits that were missed are made up for from positions; with the leader flat S3 closes the whole position. */
export function makeUp(memory: Memory, settings: FollowerSettings, line: Line, spot: Spot): void {
  if (!line.opened || exitsOff(memory.group, settings)) return;
  const leader = leads(memory, line.leader);
  if (leader === 0) return closeTo(spot, 0);
  const surplus = surplusOf(memory, settings, line, spot) - (leader * spot.own > 0 ? line.tolerated : 0);
  if (surplus <= 0 || spot.own * spot.held <= 0) return;
  closeTo(spot, spot.held - sideOf(spot.held) * surplus);
  // What the rules do not name: an outage that was made up for is where S2 counts from. It keeps less.
  reanchor(memory, line);
}

/** R5, once the same reading has stood for the grace time. */
export function reduceAll(memory: Memory): void {
  const { group } = memory;
  for (const follower of group.followers) {
    for (const [line, , spot] of places(memory, follower.id)) {
      const surplus = surplusOf(memory, follower, line, spot);
      if (spot.gross === spot.held) line.tolerated = Math.min(line.tolerated, surplus);
      if (!group.reduceAutomatically || exitsOff(group, follower)) continue;
      if (!isUp(memory, follower.id) || !memory.up.has(LEADER.connection)) continue;
      const more = leads(memory, line.leader) * spot.own > 0 ? surplus - line.tolerated : surplus;
      // Equity sizing without a ratio: nobody can say what is too much.
      const certain =
        follower.sizing.mode !== "equity" || line.ratio !== null || leads(memory, line.leader) === 0;
      if (certain && more > 0 && spot.own * spot.held > 0)
        closeTo(spot, spot.held - sideOf(spot.held) * more);
    }
  }
}

/**
 * `flattenAtEnd`: the contracts that the copies opened are closed, late where somebody was off or offline, and once: what
 * the trader opens afterwards is the trader's own.
 */
export function endSessions(memory: Memory): void {
  const endedMs = flattenDue(memory.group, memory.nowMs);
  if (endedMs === null) return;
  for (const follower of memory.group.followers) {
    if (exitsOff(memory.group, follower) || !memory.read.has(connectionOf(memory, follower.id))) continue;
    for (const [line, , spot] of places(memory, follower.id)) {
      if (!line.opened || line.closedEndMs === endedMs || (spot.held === 0 && spot.gross === 0)) continue;
      line.closedEndMs = endedMs;
      closeTo(spot, 0);
    }
  }
}

export function connected(memory: Memory, told: ToldOf<"connected">): void {
  const ofLeader = told.connection === LEADER.connection;
  memory.read.add(told.connection);
  if (ofLeader) memory.leaderDownMs = null;
  if (!told.up.has(LEADER.connection)) return;
  for (const follower of memory.group.followers) {
    const concerned = ofLeader || connectionOf(memory, follower.id) === told.connection;
    if (!concerned || !isUp(memory, follower.id)) continue;
    for (const [line, , spot] of places(memory, follower.id)) makeUp(memory, follower, line, spot);
  }
}

/** F7, where the group says so: the contracts that the copies opened are closed when the leader is lost for so long. */
export function loseLeader(memory: Memory): void {
  const { leaderLost } = memory.group;
  const downMs = memory.leaderDownMs;
  if (leaderLost.action !== "flatten" || downMs === null || memory.leaderLostDone) return;
  if (memory.nowMs - downMs < leaderLost.afterSeconds * 1000) return;
  memory.leaderLostDone = true;
  for (const follower of memory.group.followers) {
    if (exitsOff(memory.group, follower)) continue;
    for (const [line, , spot] of places(memory, follower.id)) if (line.opened) closeTo(spot, 0);
  }
}
