/**
 * What the trader and somebody else do to followers: settings (G5), trades by hand (R6), flatten (F6), resync (R4),
 * adoption (G7).
 */
import type { FollowerSettings, GroupSettings } from "../../src-shared/group.ts";
import type { BrokerOrderId, FollowerId } from "../../src-shared/ids.ts";
import { judgeOpening, roomFor, type Opening } from "./oracle-checks.ts";
import { exitsOff, isLeftAlone, reanchor, sizeFor } from "./oracle-legs.ts";
import { closeTo, sideOf, spotOf, tradeByHand, type Line, type Side, type Spot } from "./oracle-line.ts";
import { followerOf, isFlat, isUp, leads, lineOf, places, settingsOf, type Memory } from "./oracle-memory.ts";
import { makeUp, surplusOf } from "./oracle-own.ts";
import { oracleContract } from "./oracle-size.ts";
import { entriesOpen } from "./oracle-windows.ts";
import type { ToldOf } from "./told.ts";

/** Longer than an order takes here, with all that is told of it. */
const SETTLED_MS = 5000;

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
        // What the change itself makes too much, and no more than that.
        const after = surplusOf(memory, follower, line, spot);
        const caused = Math.max(0, after - surplusOf(memory, old, line, spot));
        line.tolerated = Math.min(after, line.tolerated + caused);
      }
      if (leftNow) keepWhatIsThere(spot);
      if (resumed) makeUp(memory, follower, line, spot);
    }
    const remapped = JSON.stringify(old.contractMap) !== JSON.stringify(follower.contractMap);
    for (const [contract, position] of memory.leader) {
      // Nothing of this trade was ever copied there: whether it has a mapping that could stay is not said (G5).
      const opened = followerOf(memory, follower.id).lines.get(contract)?.opened === true;
      if (remapped && !opened && position !== 0) memory.unsure.add(follower.id);
    }
  }
}

/** The trader turned exits off for this follower: what has not been closed by now stays. */
function keepWhatIsThere(spot: Spot): void {
  spot.own += spot.gross - spot.held;
  spot.held = spot.gross;
}

// ---- somebody else ----

export function byHand(memory: Memory, { follower, contract, signed, step }: ToldOf<"hand">): void {
  const own = followerOf(memory, follower);
  const spot = spotOf(own, contract);
  const before = spot.gross;
  // Both were flat: what begins now is not the copies'.
  if (spot.held === 0 && spot.gross === 0) {
    // Read together with the leader's missed fills: nobody knows which of them came first.
    const used = [...own.lines.values()].some((line) => line.opened && line.contract === contract);
    if (used && memory.missedStep === step) memory.unsure.add(follower);
    endTrades(memory);
  }
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
export function liftFlattened(memory: Memory, atRest: boolean): void {
  if (!isFlat(memory)) return;
  for (const [id, own] of memory.followers) {
    const flat = [...own.spots.values()].every(({ held, gross }) => held === 0 && gross === 0);
    if (!flat || !own.off.has("flattened")) continue;
    // An exit on its way: whether it is verified flat while the leader is flat is the network's question.
    const moving = [...own.lines.values()].some(({ sentMs }) => memory.nowMs - sentMs < SETTLED_MS);
    if (moving && !atRest) memory.unsure.add(id);
    else own.off.delete("flattened");
  }
}

/** R4: toward flat, or toward the implied size by the checks of an entry; reductions pass as exits. */
export function resync(memory: Memory, told: ToldOf<"resync">): void {
  const settings = settingsOf(memory, told.follower);
  if (settings === undefined) return;
  for (const [contract, position] of memory.leader) if (position !== 0) lineOf(memory, settings, contract);
  for (const [line, contract, spot] of places(memory, told.follower)) {
    const leader = leads(memory, line.leader);
    const certain = settings.sizing.mode !== "equity" || line.ratio !== null || leader === 0;
    if (told.toward === "implied" && !certain) continue;
    // Two of the leader's contracts would go here and neither has: whose size is meant is not said.
    const rivals = [...followerOf(memory, settings.id).lines.values()].filter(
      (other) => other.contract === contract && leads(memory, other.leader) !== 0,
    );
    if (!line.opened && rivals.length > 1) {
      memory.unsure.add(told.follower);
      continue;
    }
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
    const adds = wanted > 0 && side !== 0 && addByResync(memory, settings, line, { told, side, wanted });
    // Where nothing is sent, nothing was resynced.
    if (!adds && spot.held === before) continue;
    reanchor(memory, line);
    line.tolerated = 0;
  }
}

function addByResync(
  memory: Memory,
  settings: FollowerSettings,
  line: Line,
  adding: { readonly told: ToldOf<"resync">; readonly side: Side; readonly wanted: number },
): boolean {
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
  if (verdict !== "go" && verdict !== "nothing" && verdict !== "at-cap") return false;
  if (line.contract === undefined) return false;
  const quantity = Math.min(wanted, roomFor(settings, follower, line, line.contract, { side, orderId }, 0));
  if (quantity <= 0) return false;
  line.pending.push({ cause: told.id, orderId, side, wanted, quantity, step: told.step, bornMs: told.atMs });
  return true;
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
