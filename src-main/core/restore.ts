/** Rebuilds the core from the ledger: what was decided and sent before, with every unsettled order `unknown`. */
import { isTerminal } from "../../src-shared/order-status.ts";
import { nextOrderStatus } from "../../src-shared/order-status.ts";
import type { Cause, Fact, LegRow } from "./effect.ts";
import type { Now } from "./input.ts";
import { newOrder, remember } from "./orders.ts";
import { emptyPosition } from "./positions.ts";
import { joinAccounts, newAccount } from "./reconcile/resolve.ts";
import { tradeOf } from "./replication/trades.ts";
import type { Restored, RestoredOrder } from "./restored.ts";
import { targetsOf, type CoreState, type Target } from "./state.ts";
import { beginTape } from "./tape.ts";

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
    position.own = row.own;
    account.positions.set(row.contract, position);
  }
  joinAccounts(state);
  for (const event of restored.openEvents) beginTape(state, event);
  const legs = new Map(restored.legs.map((leg) => [leg.legId, leg]));
  const facts: Fact[] = [];
  for (const order of restored.orders) restoreOrder(state, order, legs, now, facts);
  for (const off of restored.entriesOff) state.followers.get(off.follower)?.entriesOff.add(off.reason);
  for (const row of restored.trades) {
    const follower = state.followers.get(row.follower);
    if (!follower) continue;
    const trade = tradeOf(follower, row.leaderContract, row.contract);
    trade.opened = row.opened;
    trade.leaderAnchor = row.leaderAnchor;
    trade.followerAnchor = row.followerAnchor;
  }
  restoreTargets(state, restored, legs);
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
  const event = [...state.tape.values()].find(
    (tape) =>
      tape.event.group === row.group && cause.kind === "leader-fill" && tape.event.fill.fillId === cause.id,
  );
  const order = newOrder(row, cause, event?.event.eventId ?? null, stored.lastMs);
  order.brokerOrderId = stored.brokerOrderId;
  order.status = stored.status;
  order.fills = stored.fills.map((fill) => ({ ...fill }));
  order.filled = order.fills.reduce((total, fill) => total + fill.quantity, 0);
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
      attempts: row.attempts,
      proportional: false,
      failures: 0,
      notBeforeNs: 0,
      restsDueNs: null,
    };
    const targets = targetsOf(follower, row.contract);
    if (row.side === 1) targets.long = target;
    else targets.short = target;
  }
}
