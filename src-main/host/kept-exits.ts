/**
 * A file can not answer the question that pausing asks (G3): a group with something open that it would pause starts
 * closing-only instead, so that exits go on. What is open, the caller knows: from the live cockpit, or from the ledger at
 * a start. Pure.
 */
import type { GroupSettings, ProfileSettings } from "../../src-shared/group.ts";

type Groups = Pick<ProfileSettings, "groups">;

/** Groups that `after` pauses and `before` did not, with something open. */
export function pausedOpen(
  before: Groups,
  after: Groups,
  isOpen: (group: GroupSettings) => boolean,
): readonly GroupSettings[] {
  return after.groups.filter((group) => {
    const old = before.groups.find(({ id }) => id === group.id);
    return group.status === "paused" && old !== undefined && old.status !== "paused" && isOpen(group);
  });
}

/** `settings` with these groups closing-only. */
export function keepingExits(settings: ProfileSettings, held: readonly GroupSettings[]): ProfileSettings {
  if (held.length === 0) return settings;
  const groups = settings.groups.map((group) =>
    held.includes(group) ? { ...group, status: "closing-only" as const } : group,
  );
  return { ...settings, groups };
}
