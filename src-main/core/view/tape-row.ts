/** A leader event as the tape shows it: each follower's outcome, checks with their values, arithmetic and timings. */
import type { TapeEntry, TapeFollower } from "../../../src-shared/cockpit/model.ts";
import { priceText } from "../../../src-shared/money.ts";
import type { FollowerDecision } from "../decision.ts";
import { specFor, type CoreState, type TapeState } from "../state.ts";
import { attemptOf, finalDecision, tellingOrder } from "../tape.ts";
import { tapeFollower } from "./tape-follower.ts";

function followerOf(state: CoreState, tape: TapeState, decision: FollowerDecision): TapeFollower {
  const spec =
    decision.account !== null && decision.contract !== null
      ? specFor(state, decision.account, decision.contract)
      : undefined;
  return tapeFollower({
    decision,
    account: state.followers.get(decision.follower)?.settings.ref.account ?? decision.follower,
    attempt: attemptOf(tape, decision),
    order: tellingOrder(tape, decision.follower),
    leader: tape.event.fill,
    tickSizeMicros: spec?.tickSizeMicros,
  });
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
