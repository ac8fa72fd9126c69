/** The base from which a leader's positions are counted by its fills (R1). */
import { say, signed, type Step } from "../context.ts";
import { confirmedOf } from "../positions.ts";
import { leaderLineOf, type AccountState, type GroupState } from "../state.ts";

/** The leader's L is counted from its fills from this base on. */
export function baseLeader(step: Step, group: GroupState, account: AccountState): void {
  group.basedOn = account.key;
  for (const position of account.positions.values()) {
    const line = leaderLineOf(group, position.contract);
    const confirmed = confirmedOf(position);
    if (line.position !== confirmed) {
      say(step, {
        activity: "leader-fill",
        severity: "notice",
        words: `${group.settings.name}: the leader stands at ${signed(confirmed)} ${position.contract} (last known ${signed(line.position)}). Entries missed meanwhile are not made up for.`,
        group: group.settings.id,
        account: account.key,
        contract: position.contract,
      });
    }
    line.position = confirmed;
    line.completedAt = confirmed;
    line.unknown = position.unknown;
  }
}
