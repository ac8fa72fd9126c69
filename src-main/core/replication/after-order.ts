/** What follows any change of an order of ours: anchors fall with what ended unfilled, and the contract is settled. */
import { isTerminal } from "../../../src-shared/order-status.ts";
import type { Step } from "../context.ts";
import { noteDrift } from "../drift.ts";
import { unfilledOpening } from "../orders.ts";
import { isOpen, type OwnOrder } from "../own-order.ts";
import { settle } from "../settle.ts";
import { targetOn, type AccountState, type FollowerState } from "../state.ts";
import { recordTarget } from "../targets.ts";
import { ruleFor } from "./rule.ts";
import { keepOf } from "./sizing.ts";
import { recordTrade } from "./trades.ts";

/** What follows any change of an order of ours. */
export function afterOrder(step: Step, account: AccountState, order: OwnOrder): void {
  const follower = step.state.followers.get(order.row.follower);
  if (!follower) return;
  if (!isOpen(order)) account.open.delete(order.row.order);
  if (isTerminal(order.status)) {
    lowerAnchors(step, follower, account, order);
    if (unfilledOpening(order) > 0) noteMissed(step, follower, order);
  }
  settle(step, follower, order.row.contract);
}

/** R3: what of an entry will never fill. */
function noteMissed(step: Step, follower: FollowerState, order: OwnOrder): void {
  for (const trade of follower.trades.values()) {
    if (trade.contract !== order.row.contract) continue;
    noteDrift(step, follower, trade, order.filled > order.row.closing ? "partial" : "rejected");
  }
}

/** S2: Pa is lowered by every contract of an entry counted in it that ends unfilled; the target can only fall. */
function lowerAnchors(step: Step, follower: FollowerState, account: AccountState, order: OwnOrder): void {
  const missed = unfilledOpening(order) - order.anchorLowered;
  if (missed <= 0) return;
  order.anchorLowered += missed;
  for (const trade of follower.trades.values()) {
    if (trade.contract !== order.row.contract || trade.followerAnchor * order.row.side <= 0) continue;
    const left = Math.max(0, Math.abs(trade.followerAnchor) - missed);
    trade.followerAnchor = order.row.side * left;
    recordTrade(step, follower, trade);
    const target = targetOn(follower, trade.contract, order.row.side);
    if (!target) continue;
    const line = follower.group.lines.get(trade.leaderContract);
    const rule = ruleFor(step.state, follower, trade.leaderContract, trade.contract);
    const share = target.proportional && line && rule && line.position * order.row.side > 0;
    // A target that entries have raised falls with them: it never allows more than Pa.
    const most = share
      ? keepOf(rule, {
          held: target.most,
          anchor: left,
          leaderNow: Math.abs(line.position),
          leaderAnchor: Math.max(0, trade.leaderAnchor * order.row.side),
        })
      : left;
    if (most >= target.most) continue;
    target.most = most;
    recordTarget(step, follower, account, trade.contract, target);
  }
}
