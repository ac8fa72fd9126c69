/**
 * The close leg of one follower: it sets a target and never sends by itself. Reduction keeps a share that does not depend
 * on how the leader's exit was split into fills (S2); the leader's flat closes the whole position on both sides (S3); a
 * reversal closes the old side (S4).
 */
import { plain, type Step } from "../context.ts";
import type { CheckRecord, LegDecision } from "../decision.ts";
import type { Side } from "../input.ts";
import { anyOpen, confirmedIn, projectedOf } from "../projected.ts";
import { accountOf, type AccountState, type Trade } from "../state.ts";
import { setTarget } from "../targets.ts";
import { oldestOf, type Deciding } from "./deciding.ts";
import { closeGates, lastCheck, leaderPhaseOf, type Verdict } from "./gates.ts";
import { ruleFor } from "./rule.ts";
import { keepOf, ruleWords, sizeOf } from "./sizing.ts";
import { dropWaiting } from "./waiting.ts";

const NEVER_CUT = { check: 10, pass: true, seen: "never cut" } as const satisfies CheckRecord;

/** The leg as it is recorded; one object for all followers with whom it is the same. */
function told(
  { alike }: Deciding,
  gates: Verdict,
  verdict: LegDecision["verdict"],
  arithmetic: string,
): LegDecision {
  const { closes } = alike;
  for (let index = closes.length - 1; index >= oldestOf(closes); index -= 1) {
    const known = closes[index];
    if (known?.gates === gates && known.leg.verdict === verdict && known.leg.arithmetic === arithmetic) {
      return known.leg;
    }
  }
  const checks = [...gates.checks, NEVER_CUT, lastCheck];
  const leg: LegDecision = {
    leg: "close",
    verdict,
    sized: 0,
    quantity: 0,
    cut: false,
    arithmetic,
    checks,
  };
  closes.push({ gates, leg });
  return leg;
}

const NO_COPIES = "no copies of this group stand here";

export function decideClose(step: Step, deciding: Deciding): LegDecision {
  const { state } = step;
  const { group, follower, line, legs } = deciding;
  const account = accountOf(state, follower.account);
  const trade = follower.trades.get(line.contract);
  const gates = closeGates(
    {
      state,
      nowNs: step.now.monoNs,
      wallMs: step.now.wallMs,
      group,
      follower,
      account,
      leaderPhase: leaderPhaseOf(state, group),
      line,
      legs,
      contract: trade?.contract,
      sizeBefore: 0,
    },
    deciding.alike.close,
  );
  if (!trade || !account) return told(deciding, gates, "nothing", NO_COPIES);
  // Lowered to |L| by exits, 0 after flat or reversal, as c of S5.
  if (legs.l1 * trade.caughtUp <= 0) trade.caughtUp = 0;
  else if (Math.abs(legs.l1) < Math.abs(trade.caughtUp)) trade.caughtUp = legs.l1;
  // A waiting entry whose leader has reduced since will never be sent.
  if (trade.waitingSide === legs.closeSide) dropWaiting(step, follower, trade, "superseded");
  if (gates.refusal !== null) return told(deciding, gates, gates.refusal, "exits are not copied here now");
  if (!trade.opened) return told(deciding, gates, "nothing", NO_COPIES);
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
  return told(deciding, gates, goal.sides.length > 0 ? "target" : "nothing", goal.words);
}

interface Goal {
  readonly sides: readonly Side[];
  readonly most: number;
  readonly proportional: boolean;
  readonly words: string;
}

const BOTH: readonly Side[] = [1, -1];
const NEITHER: readonly Side[] = [];

function moveWords(legs: Deciding["legs"]): string {
  return `leader ${legs.l0} -> ${legs.l1}`;
}

function exitWords({ alike, legs }: Deciding, confirmed: number, busy: boolean): string {
  const { exits } = alike;
  for (let index = exits.length - 1; index >= oldestOf(exits); index -= 1) {
    const known = exits[index];
    if (known?.confirmed === confirmed && known.busy === busy) return known.words;
  }
  const what = busy ? `all ${plain(confirmed)} is closed` : "already flat";
  const words = `${moveWords(legs)}: ${what}`;
  exits.push({ confirmed, busy, words });
  return words;
}

function targetsFor(step: Step, deciding: Deciding, account: AccountState, trade: Trade): Goal {
  const { legs } = deciding;
  const confirmed = confirmedIn(account, trade.contract);
  const busy = confirmed !== 0 || anyOpen(account, trade.contract);
  if (legs.l1 === 0) {
    const words = exitWords(deciding, confirmed, busy);
    return { sides: busy ? BOTH : NEITHER, most: 0, proportional: false, words };
  }
  const move = moveWords(legs);
  if (Math.sign(legs.l1) !== legs.closeSide) {
    const holds = confirmed * legs.closeSide > 0 || anyOpen(account, trade.contract);
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
    ? `${ruleWords(rule)}: ${anchor} × ${sizeOf(rule, leaderNow)}/${sizeOf(rule, leaderAnchor)} keeps ${most} of ${held}`
    : `sizes not known: keeps 0 of ${held}`;
  return { sides: most < held ? [side] : [], most, proportional: true, words: `${move}, ${share}` };
}
