/** A group's settings in the course of time, out of the ledger, in words and as the setup file writes them. */

import { draftOf } from "../../src-shared/group-draft.ts";
import { groupSettingsSchema, type GroupSettings } from "../../src-shared/group.ts";
import type { GroupDraft, HistoryRow } from "../../src-shared/ipc/groups.ts";
import type { GroupVersion, LedgerReader, StoredSettingChange } from "../ledger/port.ts";
import { accountOfFollower } from "./setting-changes.ts";
import { lineOf, placeOf } from "./setting-words.ts";

/** A follower that came or went takes a row for each of its values: more are read than are shown. */
const ROWS_MORE = 500;

/** Null where the group was not there, or is written in a way that this version can not read. */
export function settingsOfVersion(version: GroupVersion | null): GroupSettings | null {
  if (version === null || version.body === null) return null;
  const parsed = groupSettingsSchema.safeParse(JSON.parse(version.body));
  return parsed.success ? parsed.data : null;
}

export function draftOfVersion(version: GroupVersion | null): GroupDraft | null {
  const settings = settingsOfVersion(version);
  return settings === null ? null : draftOf(settings);
}

/** Whose whole came or went: the key of its rows that say nothing more. */
function wholeKey({ wallMs }: StoredSettingChange, owner: string): string {
  return JSON.stringify([wallMs, owner]);
}

function ownerOf(row: StoredSettingChange): string {
  return row.path.slice(0, row.path.lastIndexOf("]") + 1);
}

function wholesIn(rows: readonly StoredSettingChange[]): ReadonlySet<string> {
  const identities = rows.filter(
    ({ path, before, after }) => placeOf(path).field === "id" && (before === null || after === null),
  );
  return new Set(identities.map((row) => wholeKey(row, ownerOf(row))));
}

function rowOf(row: StoredSettingChange, wholes: ReadonlySet<string>): HistoryRow[] {
  const { id, wallMs, path, before, after } = row;
  const place = placeOf(path);
  const { owner, field } = place;
  const name = owner.kind === "follower" ? accountOfFollower(owner.id) : null;
  const base = { id, atMs: wallMs };
  if (wholes.has(wholeKey(row, ownerOf(row)))) {
    if (field !== "id") return [];
    return [{ ...base, field: name ?? "group", before: null, after: after === null ? "removed" : "added" }];
  }
  const line = lineOf(place, { path, before, after });
  if (line === null) return [];
  return [
    {
      ...base,
      field: name === null ? line.field : `${name}: ${line.field}`,
      before: line.before,
      after: line.after,
    },
  ];
}

/** Newest first. */
export function groupHistory(
  reader: Pick<LedgerReader, "settingChanges">,
  group: string,
  limit: number,
): HistoryRow[] {
  const rows = reader.settingChanges(group, limit + ROWS_MORE);
  const wholes = wholesIn(rows);
  return rows.flatMap((row) => rowOf(row, wholes)).slice(0, limit);
}
