/** What a row says of an exit that waits because the broker wants a pause (F4). Reads, never writes. */
import type { FollowerRow } from "../../../src-shared/cockpit/model.ts";
import { closeByHand } from "../held-exits.ts";
import { confirmedIn, exitsOutstanding } from "../projected.ts";
import { exitsLockedUntilNs } from "../requests.ts";
import type { AccountState, CoreState, FollowerState } from "../state.ts";

/** The first exit that is due and held; its deadline in wall time, which may have passed: whoever shows it looks at his clock. */
export function exitHeldOf(
  state: CoreState,
  follower: FollowerState,
  account: AccountState,
): FollowerRow["exitHeld"] {
  const { apartMs } = state.clocks;
  if (apartMs === null) return null;
  const lockedNs = exitsLockedUntilNs(state, account, 0);
  for (const [contract, { long, short }] of follower.targets) {
    for (const target of [long, short]) {
      if (target === null) continue;
      const held = Math.max(0, confirmedIn(account, contract) * target.side);
      if (held - exitsOutstanding(account, contract, target.side) <= target.most) continue;
      const untilNs = Math.max(lockedNs, target.pausedUntilNs);
      if (untilNs === 0) continue;
      const words = closeByHand(account, contract);
      return { contract, untilMs: Math.round(apartMs + untilNs / 1e6), words };
    }
  }
  return null;
}
