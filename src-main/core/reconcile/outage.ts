/**
 * R7: after an outage exits are made up for at once, from positions, not fills: what this group's copies opened and the
 * leader has left, or holds less of, or holds on the other side. Entries are never made up for.
 */
import { say, signed, type Step } from "../context.ts";
import type { Side } from "../input.ts";
import { confirmedIn } from "../projected.ts";
import { ruleFor } from "../replication/rule.ts";
import { sizeOf } from "../replication/sizing.ts";
import { anchor } from "../replication/trades.ts";
import { settle } from "../settle.ts";
import { accountOf, type AccountState, type FollowerState, type Trade } from "../state.ts";
import { setTarget } from "../targets.ts";

export function makeUpExits(step: Step, follower: FollowerState): void {
  const account = accountOf(step.state, follower.account);
  const leader = accountOf(step.state, follower.group.leader);
  if (!account || !leader || account.phase === "offline" || leader.phase === "offline") return;
  const { status } = follower.group.settings;
  const left = !follower.settings.enabled && follower.settings.whenOff === "leave-alone";
  for (const trade of follower.trades.values()) {
    if (trade.opened && status !== "paused" && !left) makeUp(step, follower, account, trade);
    settle(step, follower, trade.contract);
  }
}

function makeUp(step: Step, follower: FollowerState, account: AccountState, trade: Trade): void {
  const line = follower.group.lines.get(trade.leaderContract);
  const position = account.positions.get(trade.contract);
  if (!line || line.unknown !== null || (position?.unknown ?? null) !== null) return;
  const confirmed = confirmedIn(account, trade.contract);
  if (confirmed === 0) return;
  const side: Side = confirmed > 0 ? 1 : -1;
  const own = Math.max(0, (position?.own ?? 0) * side);
  const foreign = confirmed * side - own;
  const implied = impliedOn(step, follower, trade, line.position, side);
  // The leader's flat closes everything, whatever its cause (S3); otherwise only our own contracts are reduced.
  const most = line.position === 0 ? 0 : foreign + Math.min(own, implied);
  if (most >= confirmed * side) return;
  const before = follower.targets.get(trade.contract);
  const present = side === 1 ? before?.long : before?.short;
  if (present && present.most <= most) return;
  setTarget(
    step,
    follower,
    account,
    { contract: trade.contract, side, most },
    {
      cause: { kind: "outage", id: `${step.now.wallMs}` },
      leaderOrder: null,
      eventId: null,
      proportional: false,
    },
  );
  anchor(step, follower, account, trade, line.position);
  say(step, {
    activity: "exit",
    severity: "notice",
    words: `${account.name} holds ${signed(confirmed)} ${trade.contract} while the leader stands at ${signed(line.position)}: an exit missed during the outage is made up for.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract: trade.contract,
  });
}

function impliedOn(step: Step, follower: FollowerState, trade: Trade, leader: number, side: Side): number {
  if (leader * side <= 0) return 0;
  const rule = ruleFor(step.state, follower, trade.leaderContract, trade.contract);
  return rule ? sizeOf(rule, Math.abs(leader)) : 0;
}
