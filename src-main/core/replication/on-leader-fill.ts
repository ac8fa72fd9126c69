/**
 * The story: a leader's fill becomes decisions for every follower. Duplicates end here; then the fill is split into legs,
 * each follower's close leg sets a target and its open leg is checked, sized, capped and sent, waits, or is denied.
 * Everything is decided before anything is sent, and one intent holds all of it, denied followers included.
 */
import { venueOfAccount } from "../../../src-shared/ids.ts";
import { priceText } from "../../../src-shared/money.ts";
import { say, signed, type Step } from "../context.ts";
import type { FollowerDecision, LegDecision } from "../decision.ts";
import type { Cause, LeaderEvent } from "../effect.ts";
import { guarded, tripGate } from "../gate.ts";
import type { BrokerFill } from "../input.ts";
import { settle } from "../settle.ts";
import {
  accountOf,
  leaderLineOf,
  specFor,
  type FollowerState,
  type GroupState,
  type TapeState,
} from "../state.ts";
import { beginTape } from "../tape.ts";
import { fillAgeNs } from "./age.ts";
import { mapContract } from "./contract-map.ts";
import { decideClose } from "./decide-close.ts";
import { decideOpen } from "./decide-open.ts";
import { noneAlike, type Deciding } from "./deciding.ts";
import { driftOf, mapAnew, takeRatio } from "./leaving-flat.ts";
import { leaderOrderOf, moveLeader, type LeaderLegs } from "./legs.ts";
import { onOddLeaderFill } from "./odd-fills.ts";
import { completeIfDone, heldUntilComplete } from "./order-complete.ts";
import { judgeFill, rememberFill } from "./seen-fills.ts";
import { anchor, tradeOf } from "./trades.ts";

export function eventIdOf(group: GroupState, fill: BrokerFill): string {
  return `${venueOfAccount(fill.account)}|${fill.fillId}|${group.settings.id}`;
}

export function onLeaderFill(step: Step, group: GroupState, fill: BrokerFill): void {
  const seen = judgeFill(step.state, fill, group.settings.id);
  if (seen === "duplicate" && fill.active) return;
  if (seen === "conflict" || !fill.active) {
    onOddLeaderFill(step, group, fill, seen);
    return;
  }
  const line = leaderLineOf(group, fill.contract);
  const legs = moveLeader(line, fill);
  const event = newEvent(step, group, fill, legs);
  const tape = beginTape(step.state, event);
  rememberFill(step.state, fill, group.settings.id, event.eventId);
  step.draft.event = event;
  group.lastFill = fill;
  const cause: Cause = { kind: "leader-fill", id: fill.fillId };
  const decisions: FollowerDecision[] = [];
  const { eventId } = event;
  const ageNs = fillAgeNs(step, fill);
  const alike = noneAlike(fill);
  for (const follower of group.followers) {
    const deciding = { group, follower, line, legs, fill, cause, eventId, ageNs, alike };
    const decision = decideSafely(step, deciding);
    decisions.push(decision);
    noteCopy(step, follower, decision, tape);
  }
  (event.decisions as FollowerDecision[]).push(...decisions);
  const order = leaderOrderOf(line, fill);
  if (legs.opened > 0 && group.settings.copyOn === "order-complete")
    order.held.push({ eventId: event.eventId, fill });
  // What is copied fill by fill is no entry again where the group is set to complete orders later.
  if (group.settings.copyOn === "each-fill") line.completedAt = line.position;
  completeIfDone(step, group, line, order);
  step.out.dirty.events.add(event.eventId);
  step.out.dirty.groups.add(group.settings.id);
}

function newEvent(step: Step, group: GroupState, fill: BrokerFill, legs: LeaderLegs): LeaderEvent {
  return {
    eventId: eventIdOf(group, fill),
    kind: "copied",
    group: group.settings.id,
    venue: venueOfAccount(fill.account),
    fill,
    l0: legs.l0,
    l1: legs.l1,
    wallMs: step.now.wallMs,
    decidedNs: 0,
    decisions: [],
  };
}

/** A follower whose decision broke a rule of ours never holds back another one; its own exits still go. */
function decideSafely(step: Step, deciding: Deciding): FollowerDecision {
  try {
    return decide(step, deciding);
  } catch (error) {
    tripGate(step, error);
    const { follower, line } = deciding;
    const contract = follower.trades.get(line.contract)?.contract ?? null;
    if (contract !== null) guarded(step, () => settle(step, follower, contract));
    const leg: LegDecision = {
      leg: "open",
      verdict: "entries-off-gate",
      sized: 0,
      quantity: 0,
      cut: false,
      arithmetic: error instanceof Error ? error.message : String(error),
      checks: [],
    };
    return { follower: follower.settings.id, account: follower.account, contract, legs: [leg] };
  }
}

/** One follower's two legs, decided separately: a denied open never holds back a close. */
function decide(step: Step, deciding: Deciding): FollowerDecision {
  const { follower, line, legs, group } = deciding;
  const account = accountOf(step.state, follower.account);
  if (legs.l0 === 0) mapAnew(step, follower, account, line.contract);
  const contract =
    follower.trades.get(line.contract)?.contract ?? mapContract(follower.settings.contractMap, line.contract);
  // A fill that crosses flat leaves it too, however the leader's order was split.
  if (legs.l1 !== 0 && legs.l0 * legs.l1 <= 0 && contract !== undefined) takeRatio(step, deciding, contract);
  const decisions: LegDecision[] = [];
  if (legs.closed > 0) decisions.push(decideClose(step, deciding));
  if (legs.opened > 0 && group.settings.copyOn === "order-complete") {
    decisions.push(heldUntilComplete(legs));
    step.state.tape.get(deciding.eventId)?.waitingEntries.add(follower.settings.id);
  } else if (legs.opened > 0) {
    const open = decideOpen(step, deciding, contract);
    decisions.push(open);
    // La and Pa follow every opening fill that was up for copying, whether or not the follower got it (S2).
    if (contract !== undefined && open.verdict !== "contract-shared") {
      anchor(step, follower, account, tradeOf(follower, line.contract, contract), line.position);
    }
    driftOf(step, deciding, open);
  }
  if (contract !== undefined) settle(step, follower, contract);
  return {
    follower: follower.settings.id,
    account: follower.account,
    contract: contract ?? null,
    legs: decisions,
  };
}

function noteCopy(step: Step, follower: FollowerState, decision: FollowerDecision, tape: TapeState): void {
  const { event } = tape;
  const order = tape.orders.get(follower.settings.id)?.[0] ?? null;
  const told = decision.legs.find((leg) => leg.verdict !== "nothing") ?? decision.legs[0];
  follower.lastCopy = {
    eventId: event.eventId,
    atMs: step.now.wallMs,
    outcome: told?.verdict ?? "nothing",
    words: told?.arithmetic ?? "",
    contract: decision.contract,
    quantity: order ? order.row.side * order.row.quantity : 0,
    order,
    receivedNs: event.fill.receivedNs,
  };
  step.out.dirty.followers.add(follower.settings.id);
}

/** Says a leader's fill in the activity log: the group's view of what happened. */
export function sayLeaderFill(
  step: Step,
  group: GroupState,
  fill: BrokerFill,
  legs: Pick<LeaderLegs, "l0" | "l1">,
): void {
  const spec = specFor(step.state, fill.account, fill.contract);
  const price = spec ? ` at ${priceText(fill.priceTicks, spec.tickSizeMicros)}` : "";
  say(step, {
    activity: "leader-fill",
    severity: "info",
    words: `${group.settings.name}: leader ${fill.side === 1 ? "bought" : "sold"} ${fill.quantity} ${fill.contract}${price} (${signed(legs.l0)} → ${signed(legs.l1)}).`,
    group: group.settings.id,
    account: fill.account,
    contract: fill.contract,
    eventId: eventIdOf(group, fill),
  });
}
