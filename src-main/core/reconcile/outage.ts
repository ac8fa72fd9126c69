/**
 * R7: after an outage exits are made up for at once, from positions, not fills: what this group's copies opened and the
 * leader has left, or holds less of, or holds on the other side. Entries are never made up for.
 */
import { say, signed, type Step } from "../context.ts";
import { RESIZED_UNSEEN } from "../drift.ts";
import { guarded } from "../gate.ts";
import type { Side } from "../input.ts";
import { confirmedIn, grossProjected } from "../projected.ts";
import { ruleFor } from "../replication/rule.ts";
import { keepOf, sizeOf } from "../replication/sizing.ts";
import { anchor } from "../replication/trades.ts";
import { settle } from "../settle.ts";
import { accountOf, leaderLineOf, type AccountState, type FollowerState, type Trade } from "../state.ts";
import { setTarget } from "../targets.ts";

/** `outage`: a fresh snapshot. A mere reading in between only closes what a flat leader has left (S3). */
export function makeUpExits(step: Step, follower: FollowerState, outage: boolean): void {
  const account = accountOf(step.state, follower.account);
  const leader = accountOf(step.state, follower.group.leader);
  if (!account || !leader || account.phase === "offline" || leader.phase === "offline") return;
  const { status } = follower.group.settings;
  const left = !follower.settings.enabled && follower.settings.whenOff === "leave-alone";
  for (const trade of follower.trades.values()) {
    // A live leader whose complete books do not list the contract is flat there.
    const flat = leaderLineOf(follower.group, trade.leaderContract).position === 0;
    guarded(step, () => {
      const due = trade.opened && status !== "paused" && !left && (outage || flat);
      if (due) makeUp(step, follower, account, trade);
      settle(step, follower, trade.contract);
    });
  }
}

function makeUp(step: Step, follower: FollowerState, account: AccountState, trade: Trade): void {
  const line = follower.group.lines.get(trade.leaderContract);
  const position = account.positions.get(trade.contract);
  if (!line || line.unknown !== null || (position?.unknown ?? null) !== null) return;
  const confirmed = confirmedIn(account, trade.contract);
  const gross = grossProjected(account, trade.contract);
  if (confirmed === 0 && gross === 0) return;
  const side: Side = (confirmed === 0 ? gross : confirmed) > 0 ? 1 : -1;
  // What is in flight counts as held: an entry that fills after this would stay otherwise.
  const held = Math.max(confirmed * side, gross * side);
  const own = Math.min(Math.max(0, (position?.own ?? 0) * side), Math.max(0, confirmed * side));
  const foreign = Math.max(0, confirmed * side) - own;
  const implied = impliedOn(step, follower, trade, line.position, side, held);
  // The leader's flat closes everything, whatever its cause (S3); otherwise only our own contracts are reduced.
  const most = line.position === 0 ? 0 : foreign + Math.min(held - foreign, implied);
  if (most >= held) return;
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

/** What the leader's position implies, with the anchors' word on it: a settings change never resizes what is open (G5). */
function impliedOn(
  step: Step,
  follower: FollowerState,
  trade: Trade,
  leader: number,
  side: Side,
  held: number,
): number {
  if (leader * side <= 0) return 0;
  const rule = ruleFor(step.state, follower, trade.leaderContract, trade.contract);
  if (!rule) return 0;
  const keep = keepOf(rule, {
    held,
    anchor: Math.max(0, trade.followerAnchor * side),
    leaderNow: Math.abs(leader),
    leaderAnchor: Math.max(0, trade.leaderAnchor * side),
  });
  // Without a ratio nobody can say the size: exits do without it (S2).
  if (!rule.certain) return keep;
  const size = sizeOf(rule, Math.abs(leader));
  return trade.tolerated === RESIZED_UNSEEN ? Math.max(size, keep) : size + trade.tolerated;
}
