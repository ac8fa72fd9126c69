/**
 * Takes a change of the settings to the ledger (G5): every value that differs, the new whole of each group, and one
 * activity entry for each change in words, up to a bound. All of it in one transaction.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { ActivityFact, GroupVersion, Ledger } from "../ledger/port.ts";
import { changeSentences, settingChanges } from "./setting-changes.ts";
import type { SettingOwner } from "./setting-words.ts";
import { groupVersions, settingDifferences } from "./settings-diff.ts";

/** A bulk edit says so many changes one by one, then how many more there are. */
const SAID_MAX = 20;

interface Change {
  readonly before: ProfileSettings;
  readonly after: ProfileSettings;
}

function idsOf(owner: SettingOwner): Pick<ActivityFact, "group" | "follower"> {
  switch (owner.kind) {
    case "follower":
      return { group: owner.group as GroupId, follower: owner.id as FollowerId };
    case "group":
      return { group: owner.id as GroupId, follower: null };
    case "connection":
    case "profile":
      return { group: null, follower: null };
    default:
      return owner satisfies never;
  }
}

function factOf(words: string, ids: Pick<ActivityFact, "group" | "follower">, wallMs: number): ActivityFact {
  return {
    kind: "activity",
    wallMs,
    activity: "settings",
    severity: "info",
    ...ids,
    account: null,
    contract: null,
    eventId: null,
    words,
    data: null,
  };
}

function saidOf({ before, after }: Change, wallMs: number): ActivityFact[] {
  const facts = settingChanges(before, after).flatMap((entry) =>
    changeSentences(entry, after).map((words) => factOf(words, idsOf(entry.owner), wallMs)),
  );
  if (facts.length <= SAID_MAX) return facts;
  const more = facts.length - SAID_MAX;
  const words = `And ${more} more ${more === 1 ? "change" : "changes"} of the settings; each group's history shows them.`;
  return [...facts.slice(0, SAID_MAX), factOf(words, { group: null, follower: null }, wallMs)];
}

/** True when there was anything to record. @throws what the ledger throws; then nothing is recorded. */
export function recordSettings(
  ledger: Pick<Ledger, "recordSettingChanges">,
  change: Change,
  wallMs: number,
): boolean {
  const { before, after } = change;
  const differences = settingDifferences(before, after);
  if (differences.length === 0) return false;
  ledger.recordSettingChanges(
    differences.map((each) => ({ wallMs, path: each.path, before: each.before, after: each.after })),
    groupVersions(before, after).map(({ group, body }) => ({ wallMs, group, body })),
    saidOf(change, wallMs),
  );
  return true;
}

/**
 * Groups whose settings were never recorded, by a version of Mimik that did not: from now on a fill's settings can be
 * shown. `recorded` tells whether one is there.
 */
export function recordFirstVersions(
  ledger: Pick<Ledger, "recordSettingChanges">,
  { groups }: ProfileSettings,
  { wallMs, isRecorded }: { readonly wallMs: number; readonly isRecorded: (group: GroupId) => boolean },
): void {
  const missing = groups.filter(({ id }) => !isRecorded(id));
  if (missing.length === 0) return;
  const versions = missing.map((group): GroupVersion => ({
    wallMs,
    group: group.id,
    body: JSON.stringify(group),
  }));
  ledger.recordSettingChanges([], versions, []);
}
