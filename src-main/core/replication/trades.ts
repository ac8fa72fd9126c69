/**
 * A follower's trade in one leader contract, from the leader's flat to its next flat: its mapping stays fixed, and S2's
 * anchors live here. It ends when both are flat and nothing of ours is open.
 */
import type { ContractName } from "../../../src-shared/ids.ts";
import type { Step } from "../context.ts";
import { confirmedIn, projectedOf } from "../projected.ts";
import { openOrders, type AccountState, type FollowerState, type LeaderLine, type Trade } from "../state.ts";

export function recordTrade(step: Step, follower: FollowerState, trade: Trade): void {
  step.out.facts.push({
    kind: "trade",
    trade: {
      follower: follower.settings.id,
      leaderContract: trade.leaderContract,
      contract: trade.contract,
      opened: trade.opened,
      leaderAnchor: trade.leaderAnchor,
      followerAnchor: trade.followerAnchor,
      ratio: trade.ratio,
      drift: trade.drift,
      tolerated: trade.tolerated,
      closedBy: trade.closedBy,
    },
  });
}

export function tradeOf(
  follower: FollowerState,
  leaderContract: ContractName,
  contract: ContractName,
): Trade {
  let trade = follower.trades.get(leaderContract);
  if (!trade) {
    trade = {
      leaderContract,
      contract,
      opened: false,
      leaderAnchor: 0,
      followerAnchor: 0,
      ratio: null,
      drift: null,
      tolerated: 0,
      closedBy: null,
      caughtUp: 0,
      waitingSide: 1,
      waiting: [],
      heldBy: "other side",
      openedBy: new Map(),
    };
    follower.trades.set(leaderContract, trade);
  }
  return trade;
}

/** Sets La and Pa of S2 to what they are now. */
export function anchor(
  step: Step,
  follower: FollowerState,
  account: AccountState | undefined,
  trade: Trade,
  leader: number,
): void {
  trade.leaderAnchor = leader;
  trade.followerAnchor = account ? projectedOf(follower, account, trade.contract) : 0;
  recordTrade(step, follower, trade);
}

/** Ends the trade when leader and follower are both flat; true when it ended. */
export function endIfFlat(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  trade: Trade,
  line: LeaderLine,
): boolean {
  const flat =
    line.position === 0 &&
    trade.waiting.length === 0 &&
    confirmedIn(account, trade.contract) === 0 &&
    openOrders(account, trade.contract).length === 0;
  if (!flat) return false;
  follower.trades.delete(trade.leaderContract);
  step.out.facts.push({
    kind: "trade-ended",
    follower: follower.settings.id,
    leaderContract: trade.leaderContract,
  });
  return true;
}

/** The other leader contract that already uses this contract on the follower, if any. */
export function sharedBy(
  follower: FollowerState,
  leaderContract: ContractName,
  contract: ContractName,
): ContractName | undefined {
  for (const trade of follower.trades.values()) {
    const inUse = trade.opened || trade.waiting.length > 0;
    if (inUse && trade.contract === contract && trade.leaderContract !== leaderContract)
      return trade.leaderContract;
  }
  return undefined;
}

/** The trade that stands for a contract of the follower's: the one that opened it, else one that waits, else any. */
export function tradeIn(follower: FollowerState, contract: ContractName): Trade | undefined {
  let found: Trade | undefined;
  for (const trade of follower.trades.values()) {
    if (trade.contract !== contract) continue;
    if (trade.opened) return trade;
    if (!found || (found.waiting.length === 0 && trade.waiting.length > 0)) found = trade;
  }
  return found;
}
