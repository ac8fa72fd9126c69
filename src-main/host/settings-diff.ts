/**
 * What a change of the settings changed, value by value, for the ledger's record (G5). Connections, groups and
 * followers are named by their ids, so that a moved row is no change of all rows behind it.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { GroupVersion, Ledger } from "../ledger/port.ts";
import type { Clock } from "../runtime/port.ts";

export interface SettingDifference {
  readonly path: string;
  /** JSON text; null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
}

type Leaves = Map<string, string>;

function idOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("id" in value)) return undefined;
  return typeof value.id === "string" ? value.id : undefined;
}

function collect(value: unknown, path: string, leaves: Leaves): Leaves {
  if (Array.isArray(value) && value.length > 0 && value.every((row) => idOf(row) !== undefined)) {
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

export function settingDifferences(
  before: ProfileSettings,
  after: ProfileSettings,
): readonly SettingDifference[] {
  const old = collect(before, "", new Map());
  const fresh = collect(after, "", new Map());
  const paths = [...new Set([...old.keys(), ...fresh.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }))
    .filter((difference) => difference.before !== difference.after);
}

/** @throws what the ledger throws; then nothing is recorded. */
export function recordSettings(
  ledger: Pick<Ledger, "recordSettingChanges">,
  clock: Clock,
  { before, after }: { readonly before: ProfileSettings; readonly after: ProfileSettings },
): void {
  const { wallMs } = clock.now();
  const differences = settingDifferences(before, after);
  if (differences.length === 0) return;
  ledger.recordSettingChanges(
    differences.map((each) => ({ wallMs, path: each.path, before: each.before, after: each.after })),
    groupVersions(before, after).map((version) => ({ wallMs, ...version })),
  );
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
