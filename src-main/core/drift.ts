/**
 * Where a follower differs from what it should hold, and why (R3), and the reduction of own contracts that nobody can
 * explain by the leader any more (R5): after the same reading has stood for the grace time, with both connections live and
 * nothing in flight. Foreign contracts are never reduced here, and a difference that a settings change made is only shown.
 */
import type { DriftCause } from "../../src-shared/cockpit/model.ts";
import { say, signed, type Step } from "./context.ts";
import type { Side } from "./input.ts";
import { anyOpen, confirmedIn } from "./projected.ts";
import { ruleFor } from "./replication/rule.ts";
import { sizeOf } from "./replication/sizing.ts";
import { recordTrade } from "./replication/trades.ts";
import {
  accountOf,
  exitsAreOff,
  targetOn,
  type AccountState,
  type CoreState,
  type FollowerState,
  type Trade,
} from "./state.ts";
import { driveTargets, setTarget } from "./targets.ts";

const NS_PER_SECOND = 1_000_000_000;

/**
 * size(|L|) with this trade's ratio and mapping, on the leader's side, whatever the follower's switch or state; undefined
 * where it can not be said: contracts not known, or equity sizing without a ratio.
 */
export function impliedOf(state: CoreState, follower: FollowerState, trade: Trade): number | undefined {
  const leader = follower.group.lines.get(trade.leaderContract)?.position ?? 0;
  if (leader === 0) return 0;
  const rule = ruleFor(state, follower, trade.leaderContract, trade.contract);
  if (!rule?.certain) return undefined;
  return Math.sign(leader) * sizeOf(rule, Math.abs(leader));
}

export function noteDrift(step: Step, follower: FollowerState, trade: Trade, cause: DriftCause | null): void {
  if (trade.drift === cause) return;
  trade.drift = cause;
  recordTrade(step, follower, trade);
  step.out.dirty.followers.add(follower.settings.id);
}

/** Own contracts on the side that the follower stands on. */
function ownHeld(account: AccountState, trade: Trade): { readonly side: Side; readonly own: number } {
  const confirmed = confirmedIn(account, trade.contract);
  const side: Side = confirmed >= 0 ? 1 : -1;
  const own = (account.positions.get(trade.contract)?.own ?? 0) * side;
  return { side, own: Math.min(Math.max(0, own), Math.abs(confirmed)) };
}

/**
 * Tolerated without a figure: the size was changed while nobody knew where the leader stands (at a start, in an outage).
 * What an exit leaves then is S2's share, and nothing is reduced by itself as long as the leader stands on that side.
 */
export const RESIZED_UNSEEN = 1_000_000;

/** Own contracts above what the settings imply, or undefined where that can not be said. */
export function excessOf(state: CoreState, follower: FollowerState, trade: Trade): number | undefined {
  const account = accountOf(state, follower.account);
  const implied = impliedOf(state, follower, trade);
  if (!account || implied === undefined) return undefined;
  const { side, own } = ownHeld(account, trade);
  return own - Math.max(0, implied * side);
}

/** What a settings change makes too much is tolerated until it is gone, and no more than that (R5). */
export function tolerate(
  step: Step,
  follower: FollowerState,
  trade: Trade,
  before: number | undefined,
): void {
  if (accountOf(step.state, follower.group.leader)?.phase !== "live") {
    trade.tolerated = RESIZED_UNSEEN;
    trade.drift = "settings";
    recordTrade(step, follower, trade);
    return;
  }
  const after = excessOf(step.state, follower, trade) ?? 0;
  const caused = Math.max(0, after - Math.max(0, before ?? 0));
  trade.tolerated = Math.max(0, Math.min(after, trade.tolerated + caused));
  trade.drift = "settings";
  recordTrade(step, follower, trade);
}

/** What follows any change: a difference that is gone has no cause any more, and a surplus is watched. */
export function followDrift(step: Step, follower: FollowerState, account: AccountState, trade: Trade): void {
  if (trade.drift !== null && !anyOpen(account, trade.contract) && trade.waiting.length === 0) {
    const implied = impliedOf(step.state, follower, trade);
    if (implied === confirmedIn(account, trade.contract)) noteDrift(step, follower, trade, null);
  }
  if (watchSurplus(step, follower, account, trade)) driveTargets(step, follower, account, trade.contract);
}

/** Looks for a surplus of own contracts; sets its target when it has stood for the grace time. */
function watchSurplus(step: Step, follower: FollowerState, account: AccountState, trade: Trade): boolean {
  const surplus = surplusOf(step, follower, account, trade);
  const { contract } = trade;
  if (surplus <= 0) {
    follower.surplus.delete(contract);
    return false;
  }
  const leader = follower.group.lines.get(trade.leaderContract)?.position ?? 0;
  const confirmed = confirmedIn(account, contract);
  const reading = `${confirmed} ${account.positions.get(contract)?.own ?? 0} ${leader}`;
  const known = follower.surplus.get(contract);
  const { monoNs } = step.now;
  const sinceNs = known?.reading === reading ? known.sinceNs : monoNs;
  const dueNs = sinceNs + follower.group.settings.graceSeconds * NS_PER_SECOND;
  if (monoNs < dueNs) {
    if (known?.reading === reading) return false;
    follower.surplus.set(contract, { reading, sinceNs });
    const timer = { kind: "reduction", follower: follower.settings.id, contract } as const;
    step.out.effects.push({ kind: "set-timer", timer, atNs: dueNs });
    return false;
  }
  follower.surplus.delete(contract);
  return reduce(step, { follower, account, trade, surplus, leader });
}

/** Own contracts that the leader's position does not explain; 0 where nothing may be reduced now. */
function surplusOf(step: Step, follower: FollowerState, account: AccountState, trade: Trade): number {
  const { group } = follower;
  if (!trade.opened || !group.settings.reduceAutomatically || exitsAreOff(follower)) return 0;
  const line = group.lines.get(trade.leaderContract);
  const position = account.positions.get(trade.contract);
  if (!line || line.unknown !== null || !position || position.unknown !== null) return 0;
  if (account.phase !== "live" || accountOf(step.state, group.leader)?.phase !== "live") return 0;
  if (account.pendingFills.length > 0 || trade.waiting.length > 0) return 0;
  if (anyOpen(account, trade.contract)) return 0;
  const { side, own } = ownHeld(account, trade);
  if (own === 0) return 0;
  const implied = impliedOf(step.state, follower, trade);
  // Without a ratio nobody can say what is too much, as long as the leader stands on this side.
  if (implied === undefined && line.position * side > 0) return 0;
  const above = own - Math.max(0, (implied ?? 0) * side);
  if (trade.tolerated === RESIZED_UNSEEN) return line.position * side > 0 ? 0 : above;
  if (trade.tolerated > Math.max(0, above)) {
    trade.tolerated = Math.max(0, above);
    recordTrade(step, follower, trade);
  }
  return line.position * side > 0 ? above - trade.tolerated : above;
}

interface Reduction {
  readonly follower: FollowerState;
  readonly account: AccountState;
  readonly trade: Trade;
  readonly surplus: number;
  readonly leader: number;
}

function reduce(step: Step, { follower, account, trade, surplus, leader }: Reduction): boolean {
  const { contract } = trade;
  const confirmed = confirmedIn(account, contract);
  const side: Side = confirmed >= 0 ? 1 : -1;
  const most = Math.abs(confirmed) - surplus;
  const present = targetOn(follower, contract, side);
  if (present && present.most <= most) return false;
  setTarget(
    step,
    follower,
    account,
    { contract, side, most },
    {
      cause: { kind: "reduction", id: `${Math.trunc(step.now.wallMs)}` },
      leaderOrder: null,
      eventId: null,
      proportional: false,
    },
  );
  say(step, {
    activity: "exit",
    severity: "notice",
    words: `${account.name} held ${signed(confirmed)} ${contract} while the leader stands at ${signed(leader)}: ${surplus} of Mimik's own ${surplus === 1 ? "contract" : "contracts"} too many for ${follower.group.settings.graceSeconds} s, so that is reduced.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
  return true;
}
