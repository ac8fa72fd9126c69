/** Leader fills found in a snapshot: recorded with the reason, never dispatched, however young (product.md section 3). */
import { venueOfAccount, type ContractName } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import { noteDrift } from "../drift.ts";
import type { LeaderEvent, LeaderEventKind } from "../effect.ts";
import type { BrokerFill } from "../input.ts";
import { confirmedOf } from "../positions.ts";
import { mapContract } from "../replication/contract-map.ts";
import { eventIdOf } from "../replication/on-leader-fill.ts";
import { findSeen, rememberFill } from "../replication/seen-fills.ts";
import { tradeOf } from "../replication/trades.ts";
import { leaderLineOf, positionOf, type AccountState, type GroupState } from "../state.ts";
import { beginTape } from "../tape.ts";

/** Counted back from where the account stands now: the line may be of another run, or of before the outage. */
export function recordMissedFills(
  step: Step,
  group: GroupState,
  account: AccountState,
  fills: readonly BrokerFill[],
): void {
  const missed = fills.filter((fill) => fill.active && !findSeen(step.state, fill, group.settings.id));
  const kind = account.seenBefore ? "while-offline" : "before-activation";
  const stood = new Map<ContractName, number>();
  for (const { contract, side, quantity } of missed) {
    const now = stood.get(contract) ?? confirmedOf(positionOf(account, contract));
    stood.set(contract, now - side * quantity);
  }
  for (const fill of missed) {
    const l0 = stood.get(fill.contract) ?? 0;
    recordMissed(step, group, fill, kind, l0);
    stood.set(fill.contract, l0 + fill.side * fill.quantity);
  }
}

export function recordMissed(
  step: Step,
  group: GroupState,
  fill: BrokerFill,
  kind: LeaderEventKind,
  l0 = leaderLineOf(group, fill.contract).position,
): void {
  const event: LeaderEvent = {
    eventId: eventIdOf(group, fill),
    kind,
    group: group.settings.id,
    venue: venueOfAccount(fill.account),
    fill,
    l0,
    l1: l0 + fill.side * fill.quantity,
    wallMs: step.now.wallMs,
    decidedNs: step.now.monoNs,
    decisions: [],
  };
  rememberFill(step.state, fill, group.settings.id, event.eventId);
  step.out.facts.push({ kind: "event-complete", event, wallMs: step.now.wallMs, attempts: [] });
  if (kind === "before-activation") return;
  for (const follower of group.followers) {
    const contract = mapContract(follower.settings.contractMap, fill.contract);
    const known = follower.trades.get(fill.contract);
    // R7: an entry that was missed shows as drift, also where the follower has no trade there yet.
    const trade = known ?? (contract === undefined ? undefined : tradeOf(follower, fill.contract, contract));
    if (trade) noteDrift(step, follower, trade, "offline");
  }
  // What was missed stands on the tape, so that nobody wonders why it was not copied.
  beginTape(step.state, event).complete = true;
  step.out.dirty.events.add(event.eventId);
}
