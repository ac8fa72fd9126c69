import type { ContractName } from "../../src-shared/ids.ts";
/** Rebuilds the core from the ledger: what was decided and sent before, with every unsettled order `unknown`. */
import { isTerminal, nextOrderStatus } from "../../src-shared/order-status.ts";
import type { Cause, Fact, LeaderEvent, LegRow, OrderRow } from "./effect.ts";
import type { Now } from "./input.ts";
import { newOrder, remember, unfilledOpening } from "./orders.ts";
import { emptyPosition } from "./positions.ts";
import { joinAccounts, newAccount } from "./reconcile/resolve.ts";
import { unmapContract } from "./replication/contract-map.ts";
import { tradeOf } from "./replication/trades.ts";
import type { Restored, RestoredOrder } from "./restored.ts";
import { targetsOf, type CoreState, type TapeState, type Target } from "./state.ts";
import { attemptOf, beginTape } from "./tape.ts";

/** Groups and followers must be in the state already. Returns the facts that the restart itself makes. */
export function restoreState(state: CoreState, restored: Restored, now: Now): Fact[] {
  for (const row of restored.accounts) {
    const account = newAccount(row.account, row.connection, row.name);
    account.seenBefore = true;
    state.accounts.set(row.account, account);
  }
  for (const row of restored.positions) {
    const account = state.accounts.get(row.account);
    if (!account) continue;
    const position = emptyPosition(row.contract);
    position.carried = row.confirmed;
    position.costTicks = row.confirmed === 0 ? 0 : null;
    position.own = row.own;
    account.positions.set(row.contract, position);
  }
  joinAccounts(state);
  for (const event of restored.openEvents) beginTape(state, event, true);
  const legs = new Map(restored.legs.map((leg) => [leg.legId, leg]));
  const facts: Fact[] = [];
  for (const off of restored.entriesOff) {
    const follower = state.followers.get(off.follower);
    follower?.entriesOff.add(off.reason);
    if (follower && off.reason === "rejects-closed") follower.closedSinceMs = off.wallMs;
  }
  for (const row of restored.trades) {
    const follower = state.followers.get(row.follower);
    if (!follower) continue;
    const trade = tradeOf(follower, row.leaderContract, row.contract);
    trade.opened = row.opened;
    trade.leaderAnchor = row.leaderAnchor;
    trade.followerAnchor = row.followerAnchor;
    trade.ratio = row.ratio;
    trade.drift = row.drift;
    trade.tolerated = row.tolerated;
    trade.closedBy = row.closedBy;
  }
  for (const order of restored.orders) restoreOrder(state, order, legs, now, facts);
  restoreTargets(state, restored, legs);
  for (const event of restored.openEvents) finishEvent(state, event.eventId, now, facts);
  return facts;
}

function restoreOrder(
  state: CoreState,
  stored: RestoredOrder,
  legs: ReadonlyMap<string, LegRow>,
  now: Now,
  facts: Fact[],
): void {
  const { row } = stored;
  const account = state.accounts.get(row.account);
  const [firstLeg = ""] = row.legs;
  const cause: Cause = legs.get(firstLeg)?.cause ?? { kind: "outage", id: "restart" };
  if (!account) return;
  const event = eventBehind(state, row, cause);
  if (event) reopenTrade(state, row, event.event);
  const trade = [...(state.followers.get(row.follower)?.trades.values() ?? [])].find(
    (other) => other.contract === row.contract,
  );
  const order = newOrder(row, cause, event?.event.eventId ?? null, stored.lastMs);
  order.brokerOrderId = stored.brokerOrderId;
  order.status = stored.status;
  order.fills = stored.fills.map((fill) => ({ ...fill }));
  order.filled = order.fills.reduce((total, fill) => total + fill.quantity, 0);
  order.leaderContract = event?.event.fill.contract ?? trade?.leaderContract ?? leaderContractOf(state, row);
  if (order.status === "filled" && row.kind === "market") order.reported = row.quantity;
  if (order.status === "cancelled") order.reported = order.filled;
  order.anchorLowered = unfilledOpening(order);
  // A monotonic clock does not survive a restart: the last possible send is now.
  order.sentNs = now.monoNs;
  if (!isTerminal(order.status)) {
    const unknown = nextOrderStatus(order.status, "no-answer");
    if (unknown !== undefined && unknown !== order.status) {
      order.status = unknown;
      facts.push({
        kind: "order-event",
        order: row.order,
        event: "no-answer",
        status: unknown,
        wallMs: now.wallMs,
        brokerOrderId: order.brokerOrderId,
        reason: "Restart",
        text: "the app was started again before the outcome was known",
      });
    }
  }
  remember(state, account, order);
  if (!event) return;
  event.orders.set(row.follower, [...(event.orders.get(row.follower) ?? []), order]);
  event.waiting.add(row.order);
}

/** Of an entry whose trade was not written any more: the leader's contract by the mapping, read backwards. */
function leaderContractOf(state: CoreState, row: OrderRow): ContractName | null {
  const map = state.followers.get(row.follower)?.settings.contractMap;
  return map === undefined || row.closing === row.quantity ? null : unmapContract(map, row.contract);
}

/** The leader event that an order answers: by its fill, or by the leader's order where that completed. */
function eventBehind(state: CoreState, row: OrderRow, cause: Cause): TapeState | undefined {
  let found: TapeState | undefined;
  for (const tape of state.tape.values()) {
    if (tape.event.group !== row.group) continue;
    if (cause.kind === "leader-fill" && tape.event.fill.fillId === cause.id) return tape;
    if (cause.kind === "leader-order" && tape.event.fill.orderId === row.leaderOrder) found = tape;
  }
  return found;
}

/** The journal may know an entry whose trade was not written any more: what it opened is ours to close (S3). */
function reopenTrade(state: CoreState, row: OrderRow, event: LeaderEvent): void {
  const follower = state.followers.get(row.follower);
  if (!follower || row.closing === row.quantity) return;
  const known = follower.trades.get(event.fill.contract);
  const trade = known ?? tradeOf(follower, event.fill.contract, row.contract);
  trade.opened = true;
  if (known) return;
  trade.leaderAnchor = event.l1;
  trade.followerAnchor = row.side * (row.quantity - row.closing);
}

/** Entries that waited when the app ended are stale; an event without any order left is complete. */
function finishEvent(state: CoreState, eventId: string, now: Now, facts: Fact[]): void {
  const tape = state.tape.get(eventId);
  if (!tape) return;
  for (const decision of tape.event.decisions) {
    const waited = decision.legs.some((leg) => leg.verdict === "waiting");
    if (waited && !tape.orders.has(decision.follower)) tape.late.set(decision.follower, "stale");
  }
  if (tape.waiting.size > 0) return;
  tape.complete = true;
  facts.push({
    kind: "event-complete",
    event: tape.event,
    wallMs: now.wallMs,
    attempts: tape.event.decisions.map((decision) => attemptOf(tape, decision)),
  });
}

/** The journal may know a later attempt than the target's row, which is written after the send. */
function attemptsOf(restored: Restored, legId: string): number {
  let attempts = 0;
  for (const { row } of restored.orders) {
    if (row.legs.includes(legId)) attempts = Math.max(attempts, row.attempt);
  }
  return attempts;
}

function restoreTargets(state: CoreState, restored: Restored, legs: ReadonlyMap<string, LegRow>): void {
  for (const row of restored.targets) {
    const follower = state.followers.get(row.follower);
    if (!follower) continue;
    const cause: Cause = legs.get(row.legId)?.cause ?? { kind: "outage", id: row.legId };
    const target: Target = {
      side: row.side,
      most: row.most,
      cause,
      legId: row.legId,
      leaderOrder: null,
      eventId: null,
      attempts: Math.max(row.attempts, attemptsOf(restored, row.legId)),
      // Only the leader's reduction keeps anything (S2).
      proportional: row.most > 0 && (cause.kind === "leader-fill" || cause.kind === "leader-order"),
      failures: 0,
      notBeforeNs: 0,
      restsDueNs: null,
      forcedUntilNs: 0,
      heldSaidNs: 0,
      pausedUntilNs: 0,
    };
    const targets = targetsOf(follower, row.contract);
    if (row.side === 1) targets.long = target;
    else targets.short = target;
  }
}
