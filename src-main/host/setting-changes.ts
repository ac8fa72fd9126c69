/**
 * What a change of the settings does to each connection, group and follower: one entry for each that is added, changed
 * or removed, with its lines in words. Pure.
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import { sizingWords } from "../../src-shared/size.ts";
import { lineOf, placeOf, type SettingLine, type SettingOwner } from "./setting-words.ts";
import { settingDifferences, type SettingDifference } from "./settings-diff.ts";

type Parts = Pick<ProfileSettings, "connections" | "groups">;

export interface SettingChangeEntry {
  readonly owner: SettingOwner;
  /** `NQ scalps`, `NQ scalps / PRAC0002`, `Desk`. */
  readonly name: string;
  readonly kind: "added" | "changed" | "removed";
  readonly lines: readonly SettingLine[];
}

type Group = ProfileSettings["groups"][number];

function findGroup(id: string, ...all: readonly Parts[]): Group | undefined {
  for (const { groups } of all) {
    const found = groups.find((group) => group.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The name after the change; of what is gone the one before it. */
function nameOf(owner: SettingOwner, before: Parts, after: Parts): string {
  switch (owner.kind) {
    case "profile":
      return "Profile";
    case "connection":
      return owner.id;
    case "group":
      return findGroup(owner.id, after, before)?.name ?? owner.id;
    case "follower": {
      const group = findGroup(owner.group, after, before)?.name ?? owner.group;
      return `${group} / ${accountOfFollower(owner.id)}`;
    }
    default:
      return owner satisfies never;
  }
}

/** The last part of a follower's id is its account's name. */
export function accountOfFollower(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** Whatever it is made of, what is added or removed as a whole has an id that came or went with it. */
function kindOf(differences: readonly SettingDifference[], isOwn: (path: string) => boolean) {
  const identity = differences.find(({ path }) => path.endsWith(".id") && isOwn(path));
  if (identity === undefined) return "changed";
  return identity.before === null ? "added" : "removed";
}

/** What is in one owner's lines: a new follower's are its settings, a removed one's say nothing more. */
function entryOf(
  owner: SettingOwner,
  differences: readonly SettingDifference[],
  { before, after }: { readonly before: Parts; readonly after: Parts },
): SettingChangeEntry {
  const kind = kindOf(differences, (path) => placeOf(path).field === "id");
  const lines =
    kind === "removed" ? [] : differences.flatMap((each) => lineOf(placeOf(each.path), each) ?? []);
  return { owner, name: nameOf(owner, before, after), kind, lines };
}

/** Connections first, then group by group, each before its followers. */
function inOrder(entries: readonly SettingChangeEntry[]): readonly SettingChangeEntry[] {
  const groups: string[] = [];
  const place = ({ owner }: SettingChangeEntry): number => {
    if (owner.kind === "profile" || owner.kind === "connection") return -1;
    const id = owner.kind === "group" ? owner.id : owner.group;
    if (!groups.includes(id)) groups.push(id);
    return groups.indexOf(id) * 2 + (owner.kind === "group" ? 0 : 1);
  };
  const places = new Map(entries.map((entry) => [entry, place(entry)]));
  return entries.toSorted((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
}

/** Empty where a trader would see no difference. */
export function settingChanges(before: Parts, after: Parts): readonly SettingChangeEntry[] {
  const profile = { version: 1, deviceId: "" } as const;
  const byOwner = new Map<string, { owner: SettingOwner; differences: SettingDifference[] }>();
  for (const difference of settingDifferences({ ...profile, ...before }, { ...profile, ...after })) {
    const { owner } = placeOf(difference.path);
    const key = JSON.stringify(owner);
    const known = byOwner.get(key);
    if (known) known.differences.push(difference);
    else byOwner.set(key, { owner, differences: [difference] });
  }
  const entries = Array.from(byOwner.values(), ({ owner, differences }) =>
    entryOf(owner, differences, { before, after }),
  );
  return inOrder(
    entries.filter(
      ({ owner, kind, lines }) => owner.kind !== "profile" && (kind !== "changed" || lines.length > 0),
    ),
  );
}

/** `1.00× nearest, same`, for a follower that is new. */
function followerSummary(group: Group | undefined, id: string): string {
  const follower = group?.followers.find((each) => each.id === id);
  if (!follower) return "";
  const { sizing, contractMap, enabled } = follower;
  const map = typeof contractMap === "string" ? contractMap : "pairs of your own";
  return ` (${sizingWords(sizing)}, ${map}${enabled ? "" : ", switched off"})`;
}

function lineWords(name: string, { field, before, after }: SettingLine): string {
  return `${name}: ${field} ${before ?? "none"} → ${after ?? "none"}.`;
}

/** One sentence for each change (G5): `NQ scalps / PRAC0002: multiplier 1.00 → 0.50.` */
export function changeSentences(entry: SettingChangeEntry, after: Parts): readonly string[] {
  const { owner, name, kind, lines } = entry;
  if (kind === "removed") return [`${name}: removed.`];
  if (kind === "changed") return lines.map((line) => lineWords(name, line));
  const summary = owner.kind === "follower" ? followerSummary(findGroup(owner.group, after), owner.id) : "";
  return [`${name}: added${summary}.`];
}
