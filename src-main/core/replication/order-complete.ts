/**
 * Copying `when the leader's order completes` (S5): opening fills are held until the order is filled, cancelled, expired or
 * rejected with fills and all its fills are here; then one entry of size(|L|) − size(c) goes, c being the leader's position
 * at the last completion. Exits never wait for this.
 */
import type { ContractName } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import type { LegDecision } from "../decision.ts";
import { guarded } from "../gate.ts";
import type { BrokerFill, OrderReport } from "../input.ts";
import { settle } from "../settle.ts";
import {
  accountOf,
  leaderLineOf,
  type FollowerState,
  type GroupState,
  type LeaderLine,
  type LeaderOrder,
  type TapeState,
} from "../state.ts";
import { finalDecision, settleWaiting } from "../tape.ts";
import { fillAgeNs } from "./age.ts";
import { mapContract } from "./contract-map.ts";
import { decideOpen } from "./decide-open.ts";
import { noneAlike, type Alike } from "./deciding.ts";
import { driftOf } from "./leaving-flat.ts";
import { leaderOrderOf, type LeaderLegs } from "./legs.ts";
import { anchor, tradeOf } from "./trades.ts";

/** What the tape says of an opening fill until its order completes. */
export function heldUntilComplete(legs: LeaderLegs): LegDecision {
  return {
    leg: "open",
    verdict: "waiting",
    sized: 0,
    quantity: 0,
    cut: false,
    arithmetic: `leader opened ${legs.opened}: copied when the leader's order completes`,
    checks: [],
  };
}

/** Takes in what the broker says of an order of the leader's. */
export function onLeaderOrder(step: Step, group: GroupState, report: OrderReport): void {
  // A report may precede the order's first fill.
  if (report.contract !== null) leaderOrderOf(leaderLineOf(group, report.contract), report);
  for (const line of group.lines.values()) {
    const order = line.orders.get(report.orderId);
    if (!order) continue;
    if (report.cumulative !== null) order.expected = Math.max(order.expected ?? 0, report.cumulative);
    if (report.quantity !== null) order.ordered = report.quantity;
    order.whole ||= report.state === "filled";
    // `Filled` may overtake the last fill: whole means the order's own quantity, whatever was counted by then.
    if (order.whole && order.ordered !== null) order.expected = Math.max(order.expected ?? 0, order.ordered);
    if (report.state !== null && report.state !== "pending" && report.state !== "working")
      order.terminal = true;
    completeIfDone(step, group, line, order);
  }
}

export function completeIfDone(step: Step, group: GroupState, line: LeaderLine, order: LeaderOrder): void {
  if (!order.terminal || order.held.length === 0) return;
  if (order.expected !== null && order.filled < order.expected) return;
  const held = order.held;
  order.held = [];
  const last = held.at(-1);
  if (!last) return;
  const alike = noneAlike(last.fill);
  for (const follower of group.followers) {
    guarded(step, () => completeFor(step, group, follower, { line, order, last, alike }));
  }
  for (const fill of held) {
    for (const follower of group.followers) settleHeld(step, follower, fill, fill === last);
  }
  line.completedAt = line.position;
}

interface Completed {
  readonly line: LeaderLine;
  readonly order: LeaderOrder;
  readonly last: HeldFill;
  readonly alike: Alike;
}

type HeldFill = LeaderOrder["held"][number];

/** The fills before the last are answered by the order that the last one names. */
function settleHeld(step: Step, follower: FollowerState, held: HeldFill, isLast: boolean): void {
  const tape = step.state.tape.get(held.eventId);
  if (!tape) return;
  const waits = isLast && legOf(tape, follower)?.verdict === "waiting";
  if (!waits) settleWaiting(step, held.eventId, follower.settings.id, isLast ? "sent" : "nothing");
}

function legOf(tape: TapeState, follower: FollowerState): LegDecision | undefined {
  const first = tape.event.decisions.find((decision) => decision.follower === follower.settings.id);
  return first && finalDecision(tape, first).legs.find((leg) => leg.leg === "open");
}

function completeFor(step: Step, group: GroupState, follower: FollowerState, done: Completed): void {
  const { line, order, last, alike } = done;
  const contract =
    follower.trades.get(line.contract)?.contract ?? mapContract(follower.settings.contractMap, line.contract);
  const fill: BrokerFill = { ...last.fill, receivedNs: step.now.monoNs };
  // The leader has turned or gone flat since: this order's opening is history.
  if (line.position * fill.side <= 0) {
    decideLater(step.state.tape.get(last.eventId), follower, contract, supersededLeg());
    return;
  }
  const decision = decideOpen(
    step,
    {
      group,
      follower,
      line,
      fill,
      legs: legsOf(line, order, fill, follower.trades.get(line.contract)?.caughtUp ?? 0),
      cause: { kind: "leader-order", id: `${fill.orderId}:${order.filled}` },
      eventId: last.eventId,
      ageNs: fillAgeNs(step, fill),
      alike,
    },
    contract,
  );
  decideLater(step.state.tape.get(last.eventId), follower, contract, decision);
  if (contract === undefined || decision.verdict === "contract-shared") return;
  anchor(
    step,
    follower,
    accountOf(step.state, follower.account),
    tradeOf(follower, line.contract, contract),
    line.position,
  );
  driftOf(step, { follower, line }, decision);
  settle(step, follower, contract);
}

function supersededLeg(): LegDecision {
  return {
    leg: "open",
    verdict: "superseded",
    sized: 0,
    quantity: 0,
    cut: false,
    arithmetic: "the leader left the position before its order completed",
    checks: [],
  };
}

function legsOf(line: LeaderLine, order: LeaderOrder, fill: BrokerFill, caughtUp: number): LeaderLegs {
  // A resync may have brought this follower further than the last completion: that is never sent a second time.
  const ahead = caughtUp * fill.side > line.completedAt * fill.side;
  const l0 = ahead ? caughtUp : line.completedAt;
  const l1 = line.position;
  const side = fill.side;
  return {
    l0,
    l1,
    closed: 0,
    opened: Math.abs(l1) - Math.abs(l0),
    closeSide: side,
    openSide: side,
    reversal: order.closed > 0,
  };
}

/** The event stays as it was decided; what was decided at the order's completion stands beside it. */
function decideLater(
  tape: TapeState | undefined,
  follower: FollowerState,
  contract: ContractName | undefined,
  leg: LegDecision,
): void {
  const known = tape?.event.decisions.find((decision) => decision.follower === follower.settings.id);
  if (!tape || !known) return;
  tape.decidedLater.set(follower.settings.id, {
    ...known,
    contract: contract ?? known.contract,
    legs: [...known.legs.filter((other) => other.leg !== "open"), leg],
  });
}

/** The leader's connection is gone: how its order ends will not be seen in time, and entries are not made up for (R7). */
export function dropHeld(step: Step, group: GroupState): void {
  for (const line of group.lines.values()) {
    for (const order of line.orders.values()) {
      for (const held of order.held) {
        for (const follower of group.followers) {
          settleWaiting(step, held.eventId, follower.settings.id, "leader-offline");
        }
      }
      order.held = [];
    }
  }
}
