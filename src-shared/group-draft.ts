/**
 * A group as the form holds it (ipc/groups.ts), judged by the schema and the meaning checks of the setup file: every
 * problem at once, each at its place in the draft. The same function runs beside the fields and in the host. Pure.
 */
import type { GroupSettings } from "./group.ts";
import type { GroupId } from "./ids.ts";
import type { DraftProblem, GroupDraft } from "./ipc/groups.ts";
import { meaningProblems, type ProfileParts } from "./setup/checks.ts";
import { strictDraftSchema } from "./setup/group-schema.ts";
import { draftText, groupOfRead } from "./setup/group-settings.ts";
import { allProblems, shapeProblems } from "./setup/problem.ts";

/** What a draft is read against: the groups and connections that are there, and which of them it edits. */
export interface DraftPlace {
  readonly profile: ProfileParts;
  /** Null: a new group. */
  readonly group: GroupId | null;
}

const PLACE = "groups[0].";

/** `draft` may be anything: what comes from a form or over the wire has been validated by nobody. */
export function draftProblems(draft: unknown, { profile, group }: DraftPlace): readonly DraftProblem[] {
  const parsed = strictDraftSchema.safeParse(draft);
  const shape = parsed.success ? [] : shapeProblems(parsed.error);
  const meaning = meaningProblems({ groups: [draft] }, profile, { kind: "draft", group });
  const own = meaning.map(({ path, words }) => ({
    path: path.startsWith(PLACE) ? path.slice(PLACE.length) : path,
    // The form shows no file: what stands in it is named by its place in the draft alone.
    words: words.replaceAll(PLACE, ""),
  }));
  return allProblems(shape, own);
}

export function draftOf(group: GroupSettings): GroupDraft {
  return { ...draftText(group) };
}

/**
 * The settings that a draft without problems means.
 * @throws ZodError for a draft whose shape is wrong: `draftProblems` comes first
 */
export function groupOfDraft(draft: unknown, id: GroupId, before: GroupSettings | null): GroupSettings {
  return groupOfRead(strictDraftSchema.parse(draft), id, before);
}
