/**
 * What a setup file must fulfil beyond its shape: references, duplicates, rule G1, addresses, the arithmetic of F5. The
 * same for the draft of one group, which is read as a file with one group in it. It reads the raw JSON leniently, so
 * that these faults are listed beside the faults of shape, all at once. Pure.
 */
import { accountUseProblems, type AccountUse } from "../account-use.ts";
import type { GroupSettings, ProfileSettings } from "../group.ts";
import { venueOf, type Environment, type GroupId } from "../ids.ts";
import { connectionRuleProblems } from "./connection-rules.ts";
import { followerCountProblems } from "./follower-counts.ts";
import { groupProblems } from "./group-checks.ts";
import { lenientFile, type LenientConnection, type LenientFile, type LenientGroup } from "./lenient.ts";
import type { SetupProblem } from "./problem.ts";

/** What of a profile the checks look at. */
export type ProfileParts = Pick<ProfileSettings, "connections" | "groups">;

/** Whose groups these are: a file's stand in the place of the profile's of the same name, a draft's of one id or of none. */
export type MeantFor = { readonly kind: "file" } | { readonly kind: "draft"; readonly group: GroupId | null };

type Known = ReadonlyMap<string, { readonly environment: Environment; readonly venue: string }>;

function duplicates(kind: string, names: readonly (string | null)[]): SetupProblem[] {
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === null || first === index) return [];
    return [{ path: `${kind}[${index}].name`, words: `"${name}" already is the name of ${kind}[${first}]` }];
  });
}

function connectionProblems(connection: LenientConnection, index: number): SetupProblem[] {
  const { environment, apiKey } = connection;
  if (environment === null) return [];
  const hasApiKey = apiKey !== undefined && apiKey !== null;
  return connectionRuleProblems({ ...connection, environment, hasApiKey }).map(({ key, words }) => ({
    path: `connections[${index}].${key}`,
    words,
  }));
}

function knownConnections(connections: readonly LenientConnection[], profile: ProfileParts): Known {
  const known = new Map<string, { environment: Environment; venue: string }>();
  for (const { id, environment, httpUrl } of profile.connections) {
    known.set(id, { environment, venue: venueOf(environment, httpUrl ?? "") });
  }
  for (const { name, environment, httpUrl } of connections) {
    if (name === null || environment === null) continue;
    known.set(name, { environment, venue: venueOf(environment, httpUrl ?? "") });
  }
  return known;
}

function usesOf(
  groups: readonly LenientGroup[],
  known: Known,
  isMixed: (group: LenientGroup) => boolean,
): AccountUse[] {
  return groups.flatMap((group, index) => {
    const mixedConfirmed = isMixed(group);
    const places = [
      { role: "leader" as const, path: `groups[${index}].leader`, ...group.leader },
      ...group.followers.map((follower, place) => ({
        role: "follower" as const,
        path: `groups[${index}].followers[${place}]`,
        ...follower,
      })),
    ];
    return places.flatMap(({ role, path, connection, account }) => {
      const at = connection === null ? undefined : known.get(connection);
      if (!at || account === null || account === "") return [];
      const name = group.name ?? `groups[${index}]`;
      return [{ path, place: path, group: name, mixedConfirmed, role, account, ...at }];
    });
  });
}

/** Groups that stay in the profile beside the file's: an account of theirs is taken. */
function keptUses(kept: readonly GroupSettings[], known: Known): AccountUse[] {
  return kept.flatMap(({ name, mixedConfirmed, leader, followers }) => {
    const path = `group "${name}" of the profile`;
    const places = [
      { role: "leader" as const, ...leader },
      ...followers.map((follower) => ({ role: "follower" as const, ...follower.ref })),
    ];
    return places.flatMap(({ role, connection, account }) => {
      const at = known.get(connection);
      return at ? [{ path, place: null, group: name, mixedConfirmed, role, account, ...at }] : [];
    });
  });
}

function referenceProblems(groups: readonly LenientGroup[], names: ReadonlySet<string>): SetupProblem[] {
  return groups.flatMap((group, index) => {
    const references = [
      { path: `groups[${index}].leader.connection`, connection: group.leader.connection },
      ...group.followers.map(({ connection }, place) => ({
        path: `groups[${index}].followers[${place}].connection`,
        connection,
      })),
    ];
    return references.flatMap(({ path, connection }) =>
      connection === null || connection === "" || names.has(connection)
        ? []
        : [{ path, words: `there is no connection "${connection}"` }],
    );
  });
}

/** A file's group of a name that is there replaces that group; a draft's may not have it. */
function takenNames(file: LenientFile, kept: readonly GroupSettings[]): SetupProblem[] {
  return file.groups.flatMap(({ name }, index) =>
    name !== null && kept.some((group) => group.name === name)
      ? [
          {
            path: `groups[${index}].name`,
            words: `there already is a group "${name}": choose another name`,
          },
        ]
      : [],
  );
}

/** Everything wrong with the meaning of a parsed file, read against the profile that it would be merged into. */
export function meaningProblems(raw: unknown, profile: ProfileParts, meant: MeantFor): SetupProblem[] {
  const file = lenientFile.parse(raw);
  const known = knownConnections(file.connections, profile);
  // A connection that is named but wrong is no unknown reference: its own fault is listed.
  const names = new Set([
    ...known.keys(),
    ...file.connections.flatMap(({ name }) => (name === null ? [] : [name])),
  ]);
  const groupNames = file.groups.map(({ name }) => name);
  const isReplaced = (group: GroupSettings): boolean =>
    meant.kind === "file" ? groupNames.includes(group.name) : group.id === meant.group;
  const isMixed = (group: LenientGroup): boolean =>
    meant.kind === "file"
      ? profile.groups.some((before) => before.name === group.name && before.mixedConfirmed)
      : group.mixedConfirmed;
  const kept = profile.groups.filter((group) => !isReplaced(group));
  return [
    ...duplicates(
      "connections",
      file.connections.map(({ name }) => name),
    ),
    ...file.connections.flatMap(connectionProblems),
    ...duplicates("groups", groupNames),
    ...takenNames(file, kept),
    ...referenceProblems(file.groups, names),
    ...accountUseProblems([...keptUses(kept, known), ...usesOf(file.groups, known, isMixed)]),
    ...file.groups.flatMap((group, index) => groupProblems(group, `groups[${index}]`)),
    ...followerCountProblems(file, profile, isReplaced),
  ];
}
