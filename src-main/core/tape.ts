/**
 * Leader events in memory: the newest for the tape, and every one whose orders do not all have an outcome. When they do,
 * one fact closes the event (Phase C): all or nothing.
 */
import type { FollowerId, OrderKey } from "../../src-shared/ids.ts";
import { isTerminal } from "../../src-shared/order-status.ts";
import { isRefusal, type RefusalCode } from "../../src-shared/refusal.ts";
import type { Step } from "./context.ts";
import type { FollowerDecision } from "./decision.ts";
import type { AttemptRow, LeaderEvent } from "./effect.ts";
import type { OwnOrder } from "./own-order.ts";
import { isPause } from "./pauses.ts";
import { sayCopies } from "./say-copies.ts";
import type { CoreState, TapeState } from "./state.ts";

const TAPE_STATES_MAX = 400;

export function beginTape(state: CoreState, event: LeaderEvent, restored = false): TapeState {
  const tape: TapeState = {
    event,
    restored,
    orders: new Map(),
    waiting: new Set(),
    waitingEntries: new Set(),
    late: new Map(),
    decidedLater: new Map(),
    complete: false,
  };
  state.tape.set(event.eventId, tape);
  if (state.tape.size > TAPE_STATES_MAX) {
    for (const [id, oldest] of state.tape) {
      if (!oldest.complete) continue;
      state.tape.delete(id);
      break;
    }
  }
  return tape;
}

/** An entry that waited has its outcome. */
export function settleWaiting(
  step: Step,
  eventId: string | null,
  follower: FollowerId,
  outcome: RefusalCode | "nothing" | "sent",
): void {
  step.out.dirty.followers.add(follower);
  const tape = eventId === null ? undefined : step.state.tape.get(eventId);
  if (!tape) return;
  tape.waitingEntries.delete(follower);
  if (outcome !== "sent") tape.late.set(follower, outcome);
  step.out.dirty.events.add(tape.event.eventId);
}

function averageTimes(orders: readonly OwnOrder[]): { filled: number; filledTicks: number } {
  let filled = 0;
  let filledTicks = 0;
  for (const order of orders) {
    for (const fill of order.fills) {
      filled += fill.quantity;
      filledTicks += fill.quantity * fill.priceTicks;
    }
  }
  return { filled, filledTicks };
}

/** The order that speaks for a follower's attempt: the one that opens, else the newest. */
function speakingOrder(orders: readonly OwnOrder[]): OwnOrder | undefined {
  return orders.find((order) => order.row.closing < order.row.quantity) ?? orders.at(-1);
}

/** The order that tells a follower's outcome; none where its entry was dropped after only the close had gone out. */
export function tellingOrder(tape: TapeState, follower: FollowerId): OwnOrder | undefined {
  const order = speakingOrder(tape.orders.get(follower) ?? []);
  const dropped = (tape.late.get(follower) ?? "nothing") !== "nothing";
  if (!dropped || !order) return order;
  return order.row.closing === order.row.quantity || isPause(order.reason) ? undefined : order;
}

/** The refusal that a decision carries, if nothing of it was sent. */
function refusalOf(decision: FollowerDecision): RefusalCode | null {
  for (const leg of decision.legs) if (isRefusal(leg.verdict)) return leg.verdict;
  return null;
}

function statusOf(decision: FollowerDecision, tape: TapeState): AttemptRow["status"] {
  if (tape.waitingEntries.has(decision.follower)) return "waiting";
  const late = tape.late.get(decision.follower);
  if (late !== undefined && late !== "nothing") return "denied";
  if (refusalOf(decision) !== null) return "denied";
  return decision.legs.some((leg) => leg.verdict === "target") ? "target" : "nothing";
}

/** What was decided for a follower in the end. */
export function finalDecision(tape: TapeState, decision: FollowerDecision): FollowerDecision {
  return tape.decidedLater.get(decision.follower) ?? decision;
}

export function attemptOf(tape: TapeState, first: FollowerDecision): AttemptRow {
  const decision = finalDecision(tape, first);
  const orders = tape.orders.get(decision.follower) ?? [];
  const order = tellingOrder(tape, decision.follower);
  const late = tape.late.get(decision.follower) ?? null;
  return {
    follower: decision.follower,
    decision,
    orders: orders.map((own): OrderKey => own.row.order),
    status: order ? order.status : statusOf(decision, tape),
    ...averageTimes(orders),
    reason: order ? order.reason : (late ?? refusalOf(decision)),
    text: order?.text ?? null,
    timings: {
      receivedNs: tape.event.fill.receivedNs,
      decidedNs: tape.event.decidedNs,
      sentNs: tape.restored ? null : (order?.sentNs ?? null),
      answeredNs: tape.restored ? null : (order?.answeredNs ?? null),
      filledNs: tape.restored ? null : (order?.filledNs ?? null),
    },
  };
}

function hasOutcome(order: OwnOrder): boolean {
  return (
    isTerminal(order.status) ||
    order.status === "accepted" ||
    order.status === "partial" ||
    order.status === "unknown"
  );
}

/** Closes every touched event whose orders all have an outcome. */
export function completeEvents(step: Step): void {
  for (const eventId of step.out.dirty.events) {
    const tape = step.state.tape.get(eventId);
    if (!tape || tape.complete) continue;
    // An outcome is never taken back: up to the first order without one, all have theirs.
    for (const key of tape.waiting) {
      const order = step.state.orders.get(key);
      if (order && !hasOutcome(order)) break;
      tape.waiting.delete(key);
    }
    if (tape.waiting.size > 0 || tape.waitingEntries.size > 0) continue;
    tape.complete = true;
    const attempts = tape.event.decisions.map((decision) => attemptOf(tape, decision));
    step.out.facts.push({ kind: "event-complete", event: tape.event, wallMs: step.now.wallMs, attempts });
    sayCopies(step, tape.event, attempts);
  }
}
