/**
 * The close leg of one follower: it sets a target and never sends by itself. Reduction keeps a share that does not depend
 * on how the leader's exit was split into fills (S2); the leader's flat closes the whole position on both sides (S3); a
 * reversal closes the old side (S4).
 */
import { plain, type Step } from "../context.ts";
import type { LegDecision } from "../decision.ts";
import type { Side } from "../input.ts";
import { confirmedIn, projectedOf } from "../projected.ts";
import { accountOf, openOrders, type AccountState, type Trade } from "../state.ts";
import { setTarget } from "../targets.ts";
import type { Deciding } from "./deciding.ts";
import { closeGates, lastCheck, leaderPhaseOf } from "./gates.ts";
import { ruleFor } from "./rule.ts";
import { keepOf, sizeOf, sizingWords } from "./sizing.ts";
import { dropWaiting } from "./waiting.ts";

function told(
  verdict: LegDecision["verdict"],
  arithmetic: string,
  checks: LegDecision["checks"],
): LegDecision {
  const sized = { check: 10, pass: true, seen: "never cut" } as const;
  return {
    leg: "close",
    verdict,
    sized: 0,
    quantity: 0,
    cut: false,
    arithmetic,
    checks: [...checks, sized, lastCheck],
  };
}

export function decideClose(step: Step, deciding: Deciding): LegDecision {
  const { state } = step;
  const { group, follower, line, legs } = deciding;
  const account = accountOf(state, follower.account);
  const trade = follower.trades.get(line.contract);
  const leaderPhase = leaderPhaseOf(state, group);
  const facts = {
    state,
    nowNs: step.now.monoNs,
    wallMs: step.now.wallMs,
    group,
    follower,
    account,
    leaderPhase,
    line,
    legs,
    contract: trade?.contract,
    sizeBefore: 0,
  };
  const { refusal, checks } = closeGates(facts);
  if (!trade || !account) return told("nothing", "no copies of this group stand here", checks);
  // A waiting entry whose leader has reduced since will never be sent.
  if (trade.waitingSide === legs.closeSide) dropWaiting(step, follower, trade, "superseded");
  if (refusal !== null) return told(refusal, "exits are not copied here now", checks);
  if (!trade.opened) return told("nothing", "no copies of this group stand here", checks);
  // From here on it must succeed: the target is set, whatever the connection does.
  const goal = targetsFor(step, deciding, account, trade);
  for (const side of goal.sides) {
    setTarget(
      step,
      follower,
      account,
      { contract: trade.contract, side, most: goal.most },
      {
        cause: deciding.cause,
        leaderOrder: deciding.fill.orderId,
        eventId: deciding.eventId,
        proportional: goal.proportional,
      },
    );
  }
  return told(goal.sides.length > 0 ? "target" : "nothing", goal.words, checks);
}

interface Goal {
  readonly sides: readonly Side[];
  readonly most: number;
  readonly proportional: boolean;
  readonly words: string;
}

function targetsFor(step: Step, deciding: Deciding, account: AccountState, trade: Trade): Goal {
  const { legs } = deciding;
  const confirmed = confirmedIn(account, trade.contract);
  const busy = confirmed !== 0 || openOrders(account, trade.contract).length > 0;
  const move = `leader ${plain(legs.l0)} -> ${plain(legs.l1)}`;
  if (legs.l1 === 0) {
    const words = busy ? `${move}: all ${plain(confirmed)} is closed` : `${move}: already flat`;
    return { sides: busy ? [1, -1] : [], most: 0, proportional: false, words };
  }
  if (Math.sign(legs.l1) !== legs.closeSide) {
    const holds = confirmed * legs.closeSide > 0 || openOrders(account, trade.contract).length > 0;
    const words = holds ? `${move}: the old side is closed` : `${move}: nothing on the old side`;
    return { sides: holds ? [legs.closeSide] : [], most: 0, proportional: false, words };
  }
  return reduction(step, deciding, account, trade, move);
}

/** S2. What can not be computed keeps nothing: less exposure wins. */
function reduction(step: Step, deciding: Deciding, account: AccountState, trade: Trade, move: string): Goal {
  const { follower, legs } = deciding;
  const side = legs.closeSide;
  const held = Math.max(0, projectedOf(follower, account, trade.contract) * side);
  const anchor = Math.max(0, trade.followerAnchor * side);
  const leaderAnchor = Math.max(0, trade.leaderAnchor * side);
  const rule = ruleFor(step.state, follower, trade.leaderContract, trade.contract);
  const leaderNow = Math.abs(legs.l1);
  const most = rule ? keepOf(rule, { held, anchor, leaderNow, leaderAnchor }) : 0;
  const share = rule
    ? `${sizingWords(follower.settings.sizing)}: ${anchor} × ${sizeOf(rule, leaderNow)}/${sizeOf(rule, leaderAnchor)} keeps ${most} of ${held}`
    : `sizes not known: keeps 0 of ${held}`;
  return { sides: most < held ? [side] : [], most, proportional: true, words: `${move}, ${share}` };
}
