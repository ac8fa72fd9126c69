/**
 * What a change of the settings changed, value by value, for the ledger's record (G5). Connections, groups and
 * followers are named by their ids, so that a moved row is one change of the list's order and none of the rows behind it.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { GroupVersion } from "../ledger/port.ts";

export interface SettingDifference {
  readonly path: string;
  /** JSON text; null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
}

type Leaves = Map<string, string>;

/** Behind the path of a list: the ids of its rows, in their order. */
const ORDER = ".order";

function idOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("id" in value)) return undefined;
  return typeof value.id === "string" ? value.id : undefined;
}

function collect(value: unknown, path: string, leaves: Leaves): Leaves {
  if (Array.isArray(value) && value.length > 0 && value.every((row) => idOf(row) !== undefined)) {
    leaves.set(`${path}${ORDER}`, JSON.stringify(value.map(idOf)));
    for (const row of value) collect(row, `${path}[${idOf(row) ?? ""}]`, leaves);
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, path === "" ? key : `${path}.${key}`, leaves);
    }
  } else {
    leaves.set(path, JSON.stringify(value));
  }
  return leaves;
}

/** Rows that are the very same on the other side differ in nothing: of fifty groups mostly one is looked into. */
function changed<Row extends { readonly id: string }>(rows: readonly Row[], others: readonly Row[]): Row[] {
  const same = new Set(others);
  return rows.filter((row) => !same.has(row));
}

function leavesOf(one: ProfileSettings, other: ProfileSettings): Leaves {
  const { connections, groups } = one;
  const leaves: Leaves = new Map();
  for (const [path, rows] of Object.entries({ connections, groups }))
    leaves.set(`${path}${ORDER}`, JSON.stringify(rows.map(idOf)));
  const rest = {
    connections: changed(connections, other.connections),
    groups: changed(groups, other.groups),
  };
  return new Map([...collect({ ...one, ...rest }, "", new Map()), ...leaves]);
}

export function settingDifferences(
  before: ProfileSettings,
  after: ProfileSettings,
): readonly SettingDifference[] {
  const old = leavesOf(before, after);
  const fresh = leavesOf(after, before);
  const paths = [...new Set([...old.keys(), ...fresh.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }))
    .filter((difference) => difference.before !== difference.after)
    .filter((difference) => !difference.path.endsWith(ORDER) || isMoved(difference));
}

function idsIn(list: string | null): readonly string[] {
  const ids: unknown = list === null ? [] : JSON.parse(list);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

/** Rows that were there and still are have changed places; what was added or removed has lines of its own. */
function isMoved({ before, after }: SettingDifference): boolean {
  const [old, now] = [idsIn(before), idsIn(after)];
  const stayed = now.filter((id) => old.includes(id));
  return old.filter((id) => now.includes(id)).some((id, index) => id !== stayed[index]);
}

/** The new whole of each group that differs; null where it is gone. */
export function groupVersions(
  before: ProfileSettings,
  after: ProfileSettings,
): readonly Omit<GroupVersion, "wallMs">[] {
  const old = new Map(before.groups.map((group) => [group.id, JSON.stringify(group)]));
  const fresh = new Map(after.groups.map((group) => [group.id, JSON.stringify(group)]));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((id) => old.get(id) !== fresh.get(id))
    .map((id) => ({ group: id, body: fresh.get(id) ?? null }));
}
