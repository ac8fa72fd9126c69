/** A leader event as the tape shows it: each follower's outcome, checks with their values, arithmetic and timings. */
import type { TapeEntry, TapeFollower } from "../../../src-shared/cockpit/model.ts";
import { priceText } from "../../../src-shared/money.ts";
import { isRefusal, wordsOf } from "../../../src-shared/refusal.ts";
import type { CheckNumber, FollowerDecision } from "../decision.ts";
import { specFor, type CoreState, type TapeState } from "../state.ts";
import { attemptOf, finalDecision, tellingOrder } from "../tape.ts";
import { averagePrice, microsBetween, outcomeWords, readable } from "./words.ts";

/** Rows of the Phase A table in words. */
const checkNames: Readonly<Record<CheckNumber, string>> = {
  1: "group active",
  2: "follower on",
  3: "connections live",
  4: "account free, entries on",
  5: "risk rules",
  6: "symbol listed",
  7: "inside a session",
  8: "not against the leader",
  9: "in this trade",
  10: "sized and within caps",
  11: "fit and cross-account guard",
};

function followerOf(state: CoreState, tape: TapeState, decision: FollowerDecision): TapeFollower {
  const attempt = attemptOf(tape, decision);
  const order = tellingOrder(tape, decision.follower);
  const follower = state.followers.get(decision.follower);
  const spec =
    decision.account !== null && decision.contract !== null
      ? specFor(state, decision.account, decision.contract)
      : undefined;
  const reason = attempt.reason ?? "";
  const words = order
    ? outcomeWords(order)
    : isRefusal(reason)
      ? wordsOf(reason)
      : attempt.status === "target"
        ? wordsOf("target")
        : attempt.status === "waiting"
          ? wordsOf("waiting")
          : wordsOf("nothing");
  return {
    follower: decision.follower,
    account: follower?.settings.ref.account ?? decision.follower,
    outcome: order ? order.status : isRefusal(reason) ? reason : attempt.status,
    words,
    contract: decision.contract,
    quantity: order ? order.row.side * order.row.quantity : 0,
    price: order && spec ? averagePrice(order, spec.tickSizeMicros) : null,
    slippageTicks: order
      ? slippage(tape, decision, attempt.filled, attempt.filledTicks, order.row.side)
      : null,
    arithmetic: decision.legs.map((leg) => readable(leg.arithmetic)).filter((line) => line !== ""),
    checks: decision.legs.map((leg) => ({
      leg: leg.leg,
      verdict: leg.verdict,
      lines: leg.checks.map((one) => ({
        check: one.check,
        name: checkNames[one.check],
        pass: one.pass,
        seen: readable(one.seen),
      })),
    })),
    ownUs: order ? microsBetween(attempt.timings.receivedNs, attempt.timings.sentNs) : null,
    answeredUs: order ? microsBetween(attempt.timings.sentNs, attempt.timings.answeredNs) : null,
    filledUs: order ? microsBetween(attempt.timings.sentNs, attempt.timings.filledNs) : null,
  };
}

/** Ticks worse (+) or better (−) than the leader's price, where both trade the same contract. */
function slippage(
  tape: TapeState,
  decision: FollowerDecision,
  filled: number,
  filledTicks: number,
  side: 1 | -1,
): number | null {
  if (filled === 0 || decision.contract !== tape.event.fill.contract) return null;
  const average = filledTicks / filled;
  return Math.round((average - tape.event.fill.priceTicks) * side * 100) / 100;
}

export function tapeEntry(state: CoreState, tape: TapeState): TapeEntry {
  const { event } = tape;
  const spec = specFor(state, event.fill.account, event.fill.contract);
  return {
    eventId: event.eventId,
    group: event.group,
    groupName: state.groups.get(event.group)?.settings.name ?? event.group,
    kind: event.kind,
    atMs: event.wallMs,
    contract: event.fill.contract,
    quantity: event.fill.side * event.fill.quantity,
    price: spec ? priceText(event.fill.priceTicks, spec.tickSizeMicros) : "",
    l0: event.l0,
    l1: event.l1,
    complete: tape.complete,
    followers: event.decisions.map((decision) => followerOf(state, tape, finalDecision(tape, decision))),
  };
}
