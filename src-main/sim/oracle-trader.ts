/**
 * What the trader, somebody else and the network do to followers: settings (G5), trades by hand (R6), flatten (F6), resync
 * (R4), adoption (G7), outages (R7), a lost leader (F7), and the reduction of own contracts (R5).
 */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type { BrokerOrderId, FollowerId } from "../../src-shared/ids.ts";
import { LEADER } from "./desk.ts";
import { judgeOpening, roomFor, type Opening } from "./oracle-checks.ts";
import { exitsOff, isLeftAlone, reanchor, sizeFor } from "./oracle-legs.ts";
import { closeTo, sideOf, spotOf, tradeByHand, type Line, type Side, type Spot } from "./oracle-line.ts";
import {
  connectionOf,
  followerOf,
  isFlat,
  isUp,
  leads,
  lineOf,
  places,
  settingsOf,
  type Memory,
} from "./oracle-memory.ts";
import { oracleContract } from "./oracle-size.ts";
import { entriesOpen, flattenDue } from "./oracle-windows.ts";
import type { ToldOf } from "./told.ts";

// ---- settings ----

const sizesOf = ({ sizing, keepNotional, largerConfirmed }: FollowerSettings): string =>
  JSON.stringify([sizing, keepNotional, largerConfirmed]);

export function changeSettings(memory: Memory, group: GroupSettings): void {
  const before = memory.group;
  memory.group = group;
  for (const follower of group.followers) {
    const old = before.followers.find(({ id }) => id === follower.id);
    if (old === undefined) continue;
    const resized = sizesOf(old) !== sizesOf(follower);
    const leftNow = isLeftAlone(follower) && !isLeftAlone(old);
    const resumed = exitsOff(before, old) && !exitsOff(group, follower);
    for (const [line, , spot] of places(memory, follower.id)) {
      if (resized) {
        reanchor(memory, line);
        line.tolerated = surplusOf(memory, follower, line, spot);
      }
      if (leftNow) keepWhatIsThere(spot);
      if (resumed) makeUp(memory, follower, line, spot);
    }
    const remapped = JSON.stringify(old.contractMap) !== JSON.stringify(follower.contractMap);
    for (const line of followerOf(memory, follower.id).lines.values()) {
      // Nothing of this trade was ever copied there: whether it has a mapping that could stay is not said (G5).
      if (remapped && !line.opened && leads(memory, line.leader) !== 0) memory.unsure.add(follower.id);
    }
  }
}

/** The trader turned exits off for this follower: what has not been closed by now stays. */
function keepWhatIsThere(spot: Spot): void {
  spot.own += spot.gross - spot.held;
  spot.held = spot.gross;
}

// ---- own contracts above the implied size ----

/** Own contracts above the implied size, on the other side of the leader, or while it is flat. */
function surplusOf(memory: Memory, settings: FollowerSettings, line: Line, spot: Spot): number {
  const leader = leads(memory, line.leader);
  const implied = leader * spot.own > 0 ? sizeFor(settings, line, leader) : 0;
  return Math.max(0, Math.abs(spot.own) - implied);
}

/** R7: exits that were missed are made up for from positions; with the leader flat S3 closes the whole position. */
function makeUp(memory: Memory, settings: FollowerSettings, line: Line, spot: Spot): void {
  if (!line.opened || exitsOff(memory.group, settings)) return;
  const leader = leads(memory, line.leader);
  if (leader === 0) return closeTo(spot, 0);
  const surplus = surplusOf(memory, settings, line, spot) - (leader * spot.own > 0 ? line.tolerated : 0);
  if (surplus > 0 && spot.own * spot.held > 0) closeTo(spot, spot.held - sideOf(spot.held) * surplus);
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

/** `flattenAtEnd`: the contracts that the copies opened are closed, late where somebody was off. */
export function endSessions(memory: Memory): void {
  if (!flattenDue(memory.group, memory.nowMs)) return;
  for (const follower of memory.group.followers) {
    if (exitsOff(memory.group, follower)) continue;
    for (const [line, , spot] of places(memory, follower.id)) if (line.opened) closeTo(spot, 0);
  }
}

// ---- somebody else ----

export function byHand(memory: Memory, { follower, contract, signed }: ToldOf<"hand">): void {
  const own = followerOf(memory, follower);
  const spot = spotOf(own, contract);
  const before = spot.gross;
  const flat = [...own.lines.values()].some(
    (line) => line.contract === contract && leads(memory, line.leader) === 0,
  );
  tradeByHand(spot, signed, flat);
  for (const line of own.lines.values()) {
    if (line.contract !== contract) continue;
    reanchor(memory, line);
    if (line.doubt) memory.unsure.add(follower);
  }
  const onlyReduces = before * spot.gross >= 0 && Math.abs(spot.gross) < Math.abs(before);
  if (memory.group.foreignTrades !== "flatten-and-stop-entries" || onlyReduces) return;
  own.off.add("foreign");
  closeEverything(memory, follower);
}

function closeEverything(memory: Memory, id: FollowerId): void {
  const own = followerOf(memory, id);
  for (const spot of own.spots.values()) closeTo(spot, 0);
  for (const line of own.lines.values()) line.pending = [];
}

// ---- the trader ----

export function flatten(memory: Memory, id: FollowerId | null): void {
  for (const follower of memory.group.followers) {
    if (id !== null && follower.id !== id) continue;
    followerOf(memory, follower.id).off.add("flattened");
    closeEverything(memory, follower.id);
  }
}

export function release(memory: Memory, id: FollowerId): void {
  const own = followerOf(memory, id);
  own.off.clear();
  own.rejects = 0;
}

/** F6: entries are on again as soon as the leader is flat and the follower verified flat. */
export function liftFlattened(memory: Memory): void {
  if (!isFlat(memory)) return;
  for (const own of memory.followers.values()) {
    if ([...own.spots.values()].every(({ held, gross }) => held === 0 && gross === 0))
      own.off.delete("flattened");
  }
}

/** R4: toward flat, or toward the implied size by the checks of an entry; reductions pass as exits. */
export function resync(memory: Memory, told: ToldOf<"resync">): void {
  const settings = settingsOf(memory, told.follower);
  if (settings === undefined) return;
  for (const [contract, position] of memory.leader) if (position !== 0) lineOf(memory, settings, contract);
  for (const [line, , spot] of places(memory, told.follower)) {
    const leader = leads(memory, line.leader);
    const certain = settings.sizing.mode !== "equity" || line.ratio !== null || leader === 0;
    if (told.toward === "implied" && !certain) continue;
    // Contracts that no copy opened, with the leader flat: whether they are this group's to resync is not said.
    if (leader === 0 && !line.opened && spot.own === 0 && spot.held !== 0) {
      memory.unsure.add(told.follower);
      continue;
    }
    const goal = told.toward === "flat" ? 0 : sideOf(leader) * sizeFor(settings, line, leader);
    const before = spot.held;
    if (goal * before <= 0 || Math.abs(goal) < Math.abs(before)) {
      closeTo(spot, goal * before > 0 ? goal : 0);
    }
    const wanted = Math.abs(goal) - Math.abs(spot.held);
    const side = sideOf(goal);
    if (wanted > 0 && side !== 0) addByResync(memory, settings, line, { told, side, wanted });
    if (goal === before) continue;
    reanchor(memory, line);
    line.tolerated = 0;
  }
}

function addByResync(
  memory: Memory,
  settings: FollowerSettings,
  line: Line,
  adding: { readonly told: ToldOf<"resync">; readonly side: Side; readonly wanted: number },
): void {
  const { told, side, wanted } = adding;
  const follower = followerOf(memory, settings.id);
  const orderId = `resync:${told.id}` as BrokerOrderId;
  const opening: Opening = {
    contract: line.leader,
    l0: 0,
    l1: leads(memory, line.leader),
    side,
    reversal: false,
    resync: true,
    orderId,
    up: isUp(memory, settings.id),
    inSession: entriesOpen(memory.group, memory.nowMs),
  };
  const { verdict } = judgeOpening(memory.group, settings, follower, line, opening);
  if (verdict !== "go" && verdict !== "nothing" && verdict !== "at-cap") return;
  if (line.contract === undefined) return;
  const quantity = Math.min(wanted, roomFor(settings, follower, line, line.contract, { side, orderId }, 0));
  if (quantity <= 0) return;
  line.pending.push({ cause: told.id, orderId, side, wanted, quantity, step: told.step, bornMs: told.atMs });
}

/** A preview is confirmed once; what it could not send within two seconds is over. */
export function endResyncs(memory: Memory): void {
  for (const { lines } of memory.followers.values()) {
    for (const line of lines.values()) {
      line.pending = line.pending.filter(({ orderId }) => !orderId.startsWith("resync:"));
    }
  }
}

/** Leader and follower both flat: what is opened from here on was not opened by the copies. */
export function endTrades(memory: Memory): void {
  for (const { id } of memory.group.followers) {
    for (const [line, , { held, gross }] of places(memory, id)) {
      if (held === 0 && gross === 0 && leads(memory, line.leader) === 0) {
        line.opened = false;
        line.doubt = false;
      }
    }
  }
}

/** What stood there before the session began: nobody's yet (R5). */
export function carried(memory: Memory, told: ToldOf<"carried">): void {
  for (const [contract, position] of told.leader) memory.leader.set(contract, position);
  for (const [id, contracts] of told.followers) {
    for (const [contract, position] of contracts) {
      const spot = spotOf(followerOf(memory, id), contract);
      spot.held = position;
      spot.gross = position;
    }
  }
}

/** G7. A choice about another position than the trader saw is none. */
export function activated(memory: Memory, { choices }: ToldOf<"activated">): void {
  for (const { follower: id, contract, position, choice } of choices) {
    const settings = settingsOf(memory, id);
    const spot = spotOf(followerOf(memory, id), contract);
    if (settings === undefined || spot.held !== position || choice === "leave") continue;
    if (choice === "close") {
      closeTo(spot, 0);
      continue;
    }
    for (const [leader, held] of memory.leader) {
      const follows = oracleContract(settings.contractMap, leader) === contract;
      if (!follows || held * position <= 0) continue;
      const line = lineOf(memory, settings, leader);
      line.opened = true;
      spot.own = position;
      reanchor(memory, line);
    }
  }
}

// ---- the network ----

export function connected(memory: Memory, told: ToldOf<"connected">): void {
  const ofLeader = told.connection === LEADER.connection;
  const downMs = memory.leaderDownMs;
  if (ofLeader) memory.leaderDownMs = null;
  const { leaderLost } = memory.group;
  const lost = leaderLost.action === "flatten" && ofLeader && downMs !== null;
  const late = lost && told.atMs - downMs >= leaderLost.afterSeconds * 1000;
  for (const follower of memory.group.followers) {
    for (const [line, , spot] of places(memory, follower.id)) {
      if (late && line.opened && !exitsOff(memory.group, follower)) closeTo(spot, 0);
      const concerned = ofLeader || connectionOf(memory, follower.id) === told.connection;
      if (concerned && told.up.has(LEADER.connection) && isUp(memory, follower.id)) {
        makeUp(memory, follower, line, spot);
      }
    }
  }
}
