/** Why a follower differs from what it should hold, or stands outside the leader's trade, in words. Reads, never writes. */
import type { DriftCause, PositionLine } from "../../../src-shared/cockpit/model.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { signed } from "../context.ts";
import type { AccountState, FollowerState, Trade } from "../state.ts";

/** Too much that is not ours is somebody else's doing, whatever has happened to an entry of ours since. */
export function causeOf(
  account: AccountState,
  line: Pick<PositionLine, "confirmed" | "expected">,
  contract: ContractName,
  trade: Trade | undefined,
): DriftCause {
  const { confirmed, expected } = line;
  const side = Math.sign(confirmed);
  const own = (account.positions.get(contract)?.own ?? 0) * side;
  const meant = Math.max(0, expected * side);
  if (Math.abs(confirmed) > meant && Math.max(0, own) <= meant) return "foreign";
  return trade?.drift ?? "unexplained";
}

export const causeWords: Readonly<Record<DriftCause, string>> = {
  denied: "an entry was not sent",
  rejected: "the broker refused an entry",
  foreign: "somebody else traded here",
  offline: "missed while offline",
  cut: "cut by a cap",
  partial: "an entry was filled in part",
  settings: "the settings were changed",
  unexplained: "cause not known",
};

function closedWords(episode: string): string {
  return episode.startsWith("session-end")
    ? "closed when its session ended"
    : "closed since the leader was lost";
}

/** In sync since nothing is expected of it: its entry into the leader's trade was not sent. */
export function outOfTrade(follower: FollowerState): { reason: string; action: string } {
  for (const trade of follower.trades.values()) {
    const leader = follower.group.lines.get(trade.leaderContract)?.position ?? 0;
    const why =
      trade.closedBy === null
        ? trade.drift === null
          ? null
          : causeWords[trade.drift]
        : closedWords(trade.closedBy);
    if ((trade.opened && trade.closedBy === null) || leader === 0 || why === null) continue;
    return {
      reason: `Not in the leader's trade in ${trade.leaderContract} (${signed(leader)}): ${why}.`,
      action: "Resync",
    };
  }
  return { reason: "", action: "" };
}
