/**
 * What a draft is judged against, made of what the engine has said: the connections and the groups of the profile. Made
 * once per answer of the engine, not per letter that is typed. Pure but for that.
 */
import { groupOfDraft, type DraftPlace } from "../../src-shared/group-draft.ts";
import type { GroupSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { GroupView } from "../../src-shared/ipc/groups.ts";
import type { AppState } from "../state/store.ts";

type Groups = AppState["groups"]["settings"];
type Logins = AppState["connections"]["settings"];
type Profile = DraftPlace["profile"];

const read = new WeakMap<GroupView, GroupSettings>();

/** Once per group as the engine has said it: those that have not changed stay the same object (actions/groups.ts). */
function settingsOf(view: GroupView): GroupSettings {
  const known = read.get(view);
  if (known !== undefined) return known;
  const settings = groupOfDraft(view.draft, view.id as GroupId, null);
  read.set(view, settings);
  return settings;
}

let last: { readonly groups: Groups; readonly logins: Logins; readonly profile: Profile } | undefined;

function profileOf(groups: Groups, logins: Logins): Profile {
  if (last !== undefined && last.groups === groups && last.logins === logins) return last.profile;
  const profile: Profile = {
    connections: (logins?.connections ?? []).map(({ settings }) => settings),
    groups: (groups?.groups ?? []).map(settingsOf),
  };
  last = { groups, logins, profile };
  return profile;
}

/** `group`: the one that is edited; null: a new one. */
export function placeOf(groups: Groups, logins: Logins, group: string | null): DraftPlace {
  return { profile: profileOf(groups, logins), group: group as GroupId | null };
}
