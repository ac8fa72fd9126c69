/**
 * Whether a group may be changed or removed as things stand: a follower that something is open on keeps its group and
 * its leader, for its exits hang on them. By the live cockpit; a start looks at the ledger (open-followers.ts). Pure.
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { DraftProblem } from "../../src-shared/ipc/groups.ts";
import { openWords } from "./open-words.ts";

type Live = Pick<CockpitSnapshot, "followers">;

/** Open followers of a group, in words: `PRAC0002 (+2 NQZ6)`. */
export function openInGroup(group: string, { followers }: Live): readonly string[] {
  return followers.filter((row) => row.group === group).flatMap(openWords);
}

function openOf(ids: ReadonlySet<string>, { followers }: Live): readonly string[] {
  return followers.filter(({ id }) => ids.has(id)).flatMap(openWords);
}

function isOtherLeader(before: GroupSettings, after: GroupSettings): boolean {
  const { connection, account } = before.leader;
  return connection !== after.leader.connection || account !== after.leader.account;
}

/** What an edit would leave to itself; `after` null: the group is gone. */
export function openProblems(
  before: GroupSettings,
  after: GroupSettings | null,
  live: Live,
): readonly DraftProblem[] {
  const kept = new Set<string>(after?.followers.map(({ id }) => id));
  const removed = new Set<string>(before.followers.map(({ id }) => id).filter((id) => !kept.has(id)));
  const left = openOf(removed, live);
  const problems: DraftProblem[] = [];
  if (left.length > 0) {
    const words = `This would take the exits away from what is still open: ${left.join("; ")}. Flatten it first, or keep the follower as it was.`;
    problems.push({ path: "followers", words });
  }
  const open = openInGroup(before.id, live);
  if (after !== null && isOtherLeader(before, after) && open.length > 0) {
    const words = `The leader can not change while followers are open, whose exits it gives: ${open.join("; ")}. Flatten the group first.`;
    problems.push({ path: "leader", words });
  }
  return problems;
}

/** Groups that a change of the whole profile alters or removes, with what speaks against it. */
export function openProblemsOf(
  before: Pick<ProfileSettings, "groups">,
  after: Pick<ProfileSettings, "groups">,
  live: Live,
): readonly { readonly group: GroupSettings; readonly problems: readonly DraftProblem[] }[] {
  return before.groups
    .map((group) => {
      const next = after.groups.find(({ id }) => id === group.id) ?? null;
      return { group, problems: openProblems(group, next, live) };
    })
    .filter(({ problems }) => problems.length > 0);
}
