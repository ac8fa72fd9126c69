/**
 * What a draft is judged against, made of what the engine has said: the connections and the groups of the profile. Made
 * once per answer of the engine, not per letter that is typed. Pure but for that.
 */
import { groupOfDraft, type DraftPlace } from "../../src-shared/group-draft.ts";
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { AppState } from "../state/store.ts";

type Answers = Pick<AppState, "groups" | "connections">;
type Profile = Pick<ProfileSettings, "connections" | "groups">;

let last: { readonly groups: unknown; readonly connections: unknown; readonly profile: Profile } | undefined;

function profileOf({ groups, connections }: Answers): Profile {
  const { settings } = groups;
  const { settings: logins } = connections;
  if (last?.groups === settings && last.connections === logins) return last.profile;
  const profile: Profile = {
    connections: (logins?.connections ?? []).map((each) => each.settings),
    groups: (settings?.groups ?? []).map(({ id, draft }) => groupOfDraft(draft, id as GroupId, null)),
  };
  last = { groups: settings, connections: logins, profile };
  return profile;
}

/** `group`: the one that is edited; null: a new one. */
export function placeOf(state: Answers, group: string | null): DraftPlace {
  return { profile: profileOf(state), group: group as GroupId | null };
}
