/**
 * Deduplication in three layers, keyed by (venue, fill id, group): memory (bounded), the fill ledger, the leader-event
 * table; the last two answer through the history port. Content is (order, contract, action, quantity, price).
 */
import { venueOfAccount, type GroupId } from "../../../src-shared/ids.ts";
import type { SeenFill } from "../effect.ts";
import type { BrokerFill } from "../input.ts";
import type { CoreState } from "../state.ts";

/** Fills that memory holds; older ones are found in the ledger. */
const SEEN_FILLS_MAX = 20_000;

export type Seen = "new" | "duplicate" | "conflict";

function keyOf(fill: BrokerFill, group: GroupId): string {
  return `${venueOfAccount(fill.account)}|${fill.fillId}|${group}`;
}

function sameContent(seen: SeenFill, fill: BrokerFill): boolean {
  return (
    seen.orderId === fill.orderId &&
    seen.contract === fill.contract &&
    seen.side === fill.side &&
    seen.quantity === fill.quantity &&
    seen.priceTicks === fill.priceTicks
  );
}

export function findSeen(state: CoreState, fill: BrokerFill, group: GroupId): SeenFill | undefined {
  return (
    state.seen.get(keyOf(fill, group)) ?? state.history.find(venueOfAccount(fill.account), fill.fillId, group)
  );
}

export function judgeFill(state: CoreState, fill: BrokerFill, group: GroupId): Seen {
  const seen = findSeen(state, fill, group);
  if (!seen) return "new";
  return sameContent(seen, fill) ? "duplicate" : "conflict";
}

export function rememberFill(state: CoreState, fill: BrokerFill, group: GroupId, eventId: string): void {
  state.seen.set(keyOf(fill, group), {
    eventId,
    orderId: fill.orderId,
    contract: fill.contract,
    side: fill.side,
    quantity: fill.quantity,
    priceTicks: fill.priceTicks,
  });
  if (state.seen.size <= SEEN_FILLS_MAX) return;
  // Many at once: a Map that loses one entry at a time from its front grows slow.
  let left = SEEN_FILLS_MAX / 4;
  for (const oldest of state.seen.keys()) {
    if (left === 0) return;
    left -= 1;
    state.seen.delete(oldest);
  }
}
