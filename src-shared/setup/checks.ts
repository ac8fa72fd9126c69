/**
 * What a setup file must fulfil beyond its shape: references, duplicates, rule G1, addresses. It reads the raw JSON
 * leniently, so that these faults are listed beside the faults of shape, all at once. Pure.
 */
import { accountUseProblems, type AccountUse } from "../account-use.ts";
import { requestLimitsSchema, type ProfileSettings } from "../group.ts";
import { venueOf, type Environment } from "../ids.ts";
import { z } from "../zod.ts";
import { connectionRuleProblems } from "./connection-rules.ts";
import { followerCountProblems } from "./follower-counts.ts";

export interface SetupProblem {
  /** `groups[0].followers[1].sizing.multiplier`; empty for the file as a whole. */
  readonly path: string;
  readonly words: string;
}

const anyText = z.string().trim().nullable().catch(null);
const environments = ["practice", "custom", "demo", "live"] as const satisfies readonly Environment[];
const reference = z
  .object({ connection: z.string().nullable().catch(null), account: anyText })
  .catch({ connection: null, account: null });

const lenientConnection = z
  .object({
    name: anyText,
    environment: z.enum(environments).nullable().catch(null),
    passwordEnv: anyText.default(null),
    httpUrl: anyText.default(null),
    wsUrl: anyText.default(null),
    mdUrl: anyText.default(null),
    username: anyText.default(null),
    login: z.enum(["password", "oauth"]).catch("password"),
    apiKey: z.unknown().optional(),
    oauthClientId: anyText.default(null),
    limits: requestLimitsSchema.nullable().catch(null).default(null),
  })
  .catch({
    name: null,
    environment: null,
    passwordEnv: null,
    httpUrl: null,
    wsUrl: null,
    mdUrl: null,
    username: null,
    login: "password",
    oauthClientId: null,
    limits: null,
  });

const lenientGroup = z
  .object({
    name: anyText,
    leader: reference,
    followers: z.array(reference).catch([]),
    reduceAutomatically: z.unknown().optional(),
    graceSeconds: z.unknown().optional(),
  })
  .catch({
    name: null,
    leader: { connection: null, account: null },
    followers: [],
    reduceAutomatically: undefined,
    graceSeconds: undefined,
  });

const lenientFile = z
  .object({ connections: z.array(lenientConnection).catch([]), groups: z.array(lenientGroup).catch([]) })
  .catch({ connections: [], groups: [] });

type LenientConnection = z.output<typeof lenientConnection>;
type LenientGroup = z.output<typeof lenientGroup>;
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

function knownConnections(connections: readonly LenientConnection[], profile: ProfileSettings): Known {
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

function usesOf(groups: readonly LenientGroup[], known: Known): AccountUse[] {
  return groups.flatMap((group, index) => {
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
      if (!at || account === null) return [];
      return [{ path, group: group.name ?? `groups[${index}]`, role, account, ...at }];
    });
  });
}

/** Groups that stay in the profile beside the file's: an account of theirs is taken. */
function keptUses(
  profile: ProfileSettings,
  replaced: ReadonlySet<string | null>,
  known: Known,
): AccountUse[] {
  return profile.groups
    .filter((group) => !replaced.has(group.name))
    .flatMap((group) => {
      const path = `group "${group.name}" of the profile`;
      const places = [
        { role: "leader" as const, ...group.leader },
        ...group.followers.map((follower) => ({ role: "follower" as const, ...follower.ref })),
      ];
      return places.flatMap(({ role, connection, account }) => {
        const at = known.get(connection);
        return at ? [{ path, group: group.name, role, account, ...at }] : [];
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

function graceProblems(group: LenientGroup, index: number): SetupProblem[] {
  if (group.graceSeconds === undefined || group.reduceAutomatically === false) return [];
  return [
    {
      path: `groups[${index}].graceSeconds`,
      words: "automatic reduction is not available in this version; set reduceAutomatically to false",
    },
  ];
}

/** Everything wrong with the meaning of a parsed file, read against the profile that it would be merged into. */
export function meaningProblems(raw: unknown, profile: ProfileSettings): SetupProblem[] {
  const file = lenientFile.parse(raw);
  const known = knownConnections(file.connections, profile);
  // A connection that is named but wrong is no unknown reference: its own fault is listed.
  const names = new Set([
    ...known.keys(),
    ...file.connections.flatMap(({ name }) => (name === null ? [] : [name])),
  ]);
  const groupNames = file.groups.map(({ name }) => name);
  const kept = keptUses(profile, new Set(groupNames), known);
  return [
    ...duplicates(
      "connections",
      file.connections.map(({ name }) => name),
    ),
    ...file.connections.flatMap(connectionProblems),
    ...duplicates("groups", groupNames),
    ...referenceProblems(file.groups, names),
    ...accountUseProblems([...kept, ...usesOf(file.groups, known)]),
    ...file.groups.flatMap(graceProblems),
    ...followerCountProblems(file, profile),
  ];
}
