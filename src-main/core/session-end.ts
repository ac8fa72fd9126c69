/**
 * The end of a window with `flattenAtEnd`: the contracts that this group's copies opened get target 0. Asked for again
 * whenever a follower is settled, so who was off then acts late, at exits only, until the next window starts.
 */
import type { ContractName } from "../../src-shared/ids.ts";
import { say, signed, type Step } from "./context.ts";
import { confirmedIn } from "./projected.ts";
import { recordTrade, tradeIn } from "./replication/trades.ts";
import { flattenEndedMs } from "./session-state.ts";
import { exitsAreOff, openOrders, type AccountState, type FollowerState } from "./state.ts";
import { setTarget } from "./targets.ts";

/** Sets what a window's end asks for, as long as it does; what stands already is left. */
export function closeAtSessionEnd(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
): void {
  const { group } = follower;
  if (group.settings.sessions.length === 0 || exitsAreOff(follower)) return;
  // Who can not be reached is asked again when he can be, and not once the next window has begun.
  if (account.phase === "offline") return;
  const endedMs = flattenEndedMs(group, step.now.wallMs);
  if (endedMs === null) return;
  const trade = tradeIn(follower, contract);
  const episode = `session-end:${endedMs}`;
  // Once per end: what the trader opens afterwards is his own.
  if (!trade?.opened || trade.closedBy === episode) return;
  const confirmed = confirmedIn(account, contract);
  if (confirmed === 0 && openOrders(account, contract).length === 0) return;
  trade.closedBy = episode;
  recordTrade(step, follower, trade);
  for (const side of [1, -1] as const) {
    setTarget(
      step,
      follower,
      account,
      { contract, side, most: 0 },
      {
        cause: { kind: "session-end", id: `${endedMs}` },
        leaderOrder: null,
        eventId: null,
        proportional: false,
      },
    );
  }
  say(step, {
    activity: "session",
    severity: "notice",
    words: `${account.name}: the session has ended, so ${signed(confirmed)} ${contract} is closed.`,
    group: group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
}
