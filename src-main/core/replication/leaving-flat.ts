/**
 * What a leader's fill leaves in a follower's trade beside its orders: the equity ratio, taken exactly when the leader
 * leaves flat and used until it is flat again, and why the follower will stand below its implied size.
 */
import type { ContractName } from "../../../src-shared/ids.ts";
import { micros } from "../../../src-shared/money.ts";
import { isRefusal } from "../../../src-shared/refusal.ts";
import type { Step } from "../context.ts";
import type { LegDecision } from "../decision.ts";
import { noteDrift } from "../drift.ts";
import { anyOpen } from "../projected.ts";
import { netLiquidationOf } from "../quotes.ts";
import { accountOf, type AccountState, type FollowerState } from "../state.ts";
import type { Deciding } from "./deciding.ts";
import { recordTrade, sharedBy, tradeOf } from "./trades.ts";

/** G5: the mapping is fixed from the leader's flat to its next flat; where copies opened nothing, nothing holds the old one. */
export function mapAnew(
  step: Step,
  follower: FollowerState,
  account: AccountState | undefined,
  leaderContract: ContractName,
): void {
  const trade = follower.trades.get(leaderContract);
  if (!trade || trade.opened || trade.waiting.length > 0) return;
  if (account && anyOpen(account, trade.contract)) return;
  follower.trades.delete(leaderContract);
  step.out.facts.push({ kind: "trade-ended", follower: follower.settings.id, leaderContract });
}

/** Null where one of the two is not known, not positive, or older than 60 s: entries of this trade are denied then. */
export function takeRatio(step: Step, deciding: Deciding, contract: ContractName): void {
  const { follower, line, group } = deciding;
  const known = follower.trades.get(line.contract);
  if (follower.settings.sizing.mode !== "equity") {
    if (known) known.ratio = null;
    return;
  }
  if (sharedBy(follower, line.contract, contract) !== undefined) return;
  const trade = tradeOf(follower, line.contract, contract);
  const leader = accountOf(step.state, group.leader);
  const account = accountOf(step.state, follower.account);
  const above = leader && netLiquidationOf(step.state, step.now, leader, line.contract);
  const below = account && netLiquidationOf(step.state, step.now, account, null);
  trade.ratio =
    above === undefined || below === undefined ? null : { follower: micros(below), leader: micros(above) };
  recordTrade(step, follower, trade);
}

/** Denied since somebody was not there: R7 shows that as missed. */
function isOutage(verdict: LegDecision["verdict"]): boolean {
  return (
    verdict === "follower-offline" ||
    verdict === "follower-exits-only" ||
    verdict === "follower-not-seen" ||
    verdict === "leader-offline"
  );
}

/** What the open leg's verdict makes of the follower's distance from its implied size (R3). */
export function driftOf(
  step: Step,
  { follower, line }: Pick<Deciding, "follower" | "line">,
  open: LegDecision,
): void {
  const trade = follower.trades.get(line.contract);
  if (!trade) return;
  if (open.cut) return noteDrift(step, follower, trade, "cut");
  if (!isRefusal(open.verdict)) return;
  // That it is not in the trade is what an earlier cause has led to.
  const follows = open.verdict === "not-in-trade" || (trade.drift === "offline" && !trade.opened);
  if (trade.drift !== null && follows) return;
  if (open.verdict === "at-cap") return noteDrift(step, follower, trade, "cut");
  noteDrift(step, follower, trade, isOutage(open.verdict) ? "offline" : "denied");
}
