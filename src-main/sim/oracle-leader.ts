/** The leader's fills and completed orders as legs for every follower, and what begins when it leaves flat (G5, S5). */
import type { FollowerSettings } from "../../src-shared/group.ts";
import type { AccountKey } from "../../src-shared/ids.ts";
import type { BrokerFill } from "../core/input.ts";
import { followerAccount, LEADER } from "./desk.ts";
import type { Opening } from "./oracle-checks.ts";
import { closeLeg, openLeg } from "./oracle-legs.ts";
import { sideOf, spotOf, type Line } from "./oracle-line.ts";
import { followerOf, isUp, leads, lineOf, orderOf, type LeaderOrder, type Memory } from "./oracle-memory.ts";
import { oracleContract, type Ratio } from "./oracle-size.ts";
import { entriesOpen } from "./oracle-windows.ts";
import type { ToldOf } from "./told.ts";

/** Longer than an order takes here, with all that is told of it. */
const SETTLED_MS = 5000;
/** Net liquidation older than this is not known. */
const MONEY_AGE_MS = 60_000;

export function leaderFill(memory: Memory, { fill, step }: ToldOf<"fill">): void {
  const { contract, side } = fill;
  const l0 = leads(memory, contract);
  const l1 = moveLeader(memory, fill);
  const order = orderOf(memory, fill.orderId);
  const opens = sideOf(l1) === side;
  const { followers, copyOn } = memory.group;
  // Where each fill is copied, nothing is left over for a completion.
  if (copyOn === "each-fill") memory.completed.set(contract, l1);
  for (const follower of followers) {
    const line = lineOf(memory, follower, contract);
    if (l0 === 0) leaveFlat(memory, follower, line);
    // A fill that crosses flat leaves it, too: how the leader's order is split must not matter.
    else if (l0 * l1 < 0) line.ratio = ratioOf(memory, follower);
    closeLeg(memory, follower, line, l0, l1);
    if (!opens || copyOn !== "each-fill") continue;
    openLeg(memory, follower, line, openingOf(memory, follower, fill, l0, order), {
      fill,
      cause: fill.fillId,
      step,
    });
  }
  if (opens && copyOn === "order-complete") order.opening = fill;
  complete(memory, order, step);
}

/** Fills that were missed move the leader and nothing else: they were not up for copying. */
export function leaderMissed(memory: Memory, { fills, step }: ToldOf<"missed">): void {
  memory.missedStep = step;
  for (const fill of fills) {
    const l0 = leads(memory, fill.contract);
    moveLeader(memory, fill);
    if (l0 * leads(memory, fill.contract) > 0) continue;
    for (const follower of memory.group.followers) {
      const line = lineOf(memory, follower, fill.contract);
      // Nobody saw the leader flat, so nobody can say what the follower was then.
      if (line.opened) line.doubt = true;
      else if (l0 === 0) leaveFlat(memory, follower, line);
      // A ratio of a moment that nobody saw: what the old one is worth is not said.
      if (follower.sizing.mode === "equity") memory.unsure.add(follower.id);
    }
  }
}

function moveLeader(memory: Memory, fill: BrokerFill): number {
  const { contract, side, quantity, orderId } = fill;
  const l0 = leads(memory, contract);
  const l1 = l0 + side * quantity;
  memory.leader.set(contract, l1);
  const order = orderOf(memory, orderId);
  order.filled += quantity;
  order.closed ||= sideOf(l0) === -side;
  const c = memory.completed.get(contract) ?? 0;
  // c is lowered to |L| by exits, and 0 after flat or reversal (S5).
  if (l1 * c <= 0) memory.completed.set(contract, 0);
  else if (Math.abs(l1) < Math.abs(c)) memory.completed.set(contract, l1);
  return l1;
}

function openingOf(
  memory: Memory,
  follower: FollowerSettings,
  { contract, side, orderId }: BrokerFill,
  l0: number,
  order: LeaderOrder,
): Opening {
  return {
    contract,
    l0,
    l1: leads(memory, contract),
    side,
    reversal: order.closed,
    orderId,
    up: isUp(memory, follower.id),
    inSession: entriesOpen(memory.group, memory.nowMs),
  };
}

/** Mapping and ratio of the trade that begins (G5). */
function leaveFlat(memory: Memory, follower: FollowerSettings, line: Line): void {
  const own = followerOf(memory, follower.id);
  const spot = line.contract === undefined ? undefined : spotOf(own, line.contract);
  line.tolerated = 0;
  line.ratio = ratioOf(memory, follower);
  const flat = spot?.held === 0 && spot.gross === 0;
  // Leader and follower have to be flat both; whether the follower was at this moment is the network's question.
  const doubt = line.opened && memory.nowMs - line.sentMs < SETTLED_MS;
  if (flat && !doubt) line.opened = false;
  line.doubt ||= flat && doubt;
  const next = oracleContract(follower.contractMap, line.leader);
  if (flat && doubt && next !== line.contract) memory.unsure.add(follower.id);
  if (line.opened || line.pending.length > 0) return;
  line.contract = next;
}

function ratioOf(memory: Memory, follower: FollowerSettings): Ratio | null {
  const index = memory.group.followers.indexOf(follower);
  const known = (account: AccountKey): number | null => {
    const money = memory.money.get(account);
    const fresh = money !== undefined && memory.nowMs - money.atMs <= MONEY_AGE_MS && money.netLiq > 0;
    return fresh ? money.netLiq : null;
  };
  const [ours, theirs] = [known(followerAccount(index).key), known(LEADER.key)];
  return ours === null || theirs === null ? null : { follower: ours, leader: theirs };
}

export function leaderOrder(memory: Memory, told: ToldOf<"leader-order">): void {
  const order = orderOf(memory, told.orderId);
  order.total = told.filled;
  complete(memory, order, told.step);
}

/** S5: entries at the completion of the leader's order, `size(|L|) − size(c)`. */
function complete(memory: Memory, order: LeaderOrder, step: number): void {
  const fill = order.opening;
  if (fill === null || order.total === null || order.filled < order.total) return;
  order.opening = null;
  const { contract, side, orderId } = fill;
  const l1 = leads(memory, contract);
  const c = memory.completed.get(contract) ?? 0;
  memory.completed.set(contract, l1);
  if (sideOf(l1) !== side) return;
  for (const follower of memory.group.followers) {
    const line = lineOf(memory, follower, contract);
    openLeg(memory, follower, line, openingOf(memory, follower, fill, c, order), {
      fill,
      cause: orderId,
      step,
    });
  }
}
