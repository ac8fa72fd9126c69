/**
 * Reads and writes `mimik-setup.json` (G6): every problem at once, each with its JSON path; nothing is applied unless
 * everything is valid. Merging is by name. Secrets never pass here. Pure: the caller reads and writes files.
 */
import { accountClassOf } from "./account-use.ts";
import type { ConnectionSettings, GroupSettings, ProfileSettings } from "./group.ts";
import type { ConnectionId, GroupId } from "./ids.ts";
import { meaningProblems } from "./setup/checks.ts";
import { groupOfFile, groupText } from "./setup/group-settings.ts";
import { allProblems, shapeProblems, type SetupProblem } from "./setup/problem.ts";
import { setupFileSchema, type SetupConnection, type SetupFile, type SetupFileText } from "./setup/schema.ts";

export type { SetupFile, SetupFileText, SetupProblem };

export type SetupRead =
  | { readonly kind: "valid"; readonly file: SetupFile }
  | { readonly kind: "problems"; readonly problems: readonly SetupProblem[] };

/** Reads the parsed JSON of a file against the profile it is meant for. `profile` is not changed. */
export function readSetupFile(raw: unknown, profile: ProfileSettings): SetupRead {
  const parsed = setupFileSchema.safeParse(raw);
  const shape = parsed.success ? [] : shapeProblems(parsed.error);
  const problems = allProblems(shape, meaningProblems(raw, profile, { kind: "file" }));
  if (parsed.success && problems.length === 0) return { kind: "valid", file: parsed.data };
  return { kind: "problems", problems };
}

/** One line per problem: `groups[0].name: …`. */
export function setupProblemLines(problems: readonly SetupProblem[]): readonly string[] {
  return problems.map(({ path, words }) => (path === "" ? words : `${path}: ${words}`));
}

function connectionOf(connection: SetupConnection): ConnectionSettings {
  return {
    id: connection.name as ConnectionId,
    environment: connection.environment,
    username: connection.username,
    passwordEnv: connection.passwordEnv ?? null,
    httpUrl: connection.httpUrl ?? null,
    wsUrl: connection.wsUrl ?? null,
    mdUrl: connection.mdUrl ?? null,
    login: connection.login,
    apiKey: connection.apiKey
      ? { cid: connection.apiKey.cid, secEnv: connection.apiKey.secEnv ?? null }
      : null,
    oauthClientId: connection.oauthClientId ?? null,
    appId: connection.appId ?? null,
    appVersion: connection.appVersion ?? null,
    limits: connection.limits ?? null,
  };
}

function mergeByKey<Row>(rows: readonly Row[], added: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  for (const row of added) byKey.set(keyOf(row), row);
  return [...byKey.values()];
}

/** The environment class of a group's leader, by which money that is not play money is told apart. */
function isRealMoney(group: GroupSettings, connections: readonly ConnectionSettings[]): boolean {
  const leader = connections.find(({ id }) => id === group.leader.connection);
  return leader !== undefined && accountClassOf(leader.environment) !== "practice";
}

/**
 * The profile with the file merged into it by name. Active groups of demo and live start closing-only: the trader
 * confirms them in the app, or names them with `--arm`.
 */
export function mergeSetup(
  profile: ProfileSettings,
  file: SetupFile,
  newGroupId: () => GroupId,
): ProfileSettings {
  const connections = mergeByKey(profile.connections, file.connections.map(connectionOf), ({ id }) => id);
  const groups = file.groups.map((group) => {
    const before = profile.groups.find(({ name }) => name === group.name) ?? null;
    const merged = groupOfFile(group, before?.id ?? newGroupId(), before);
    const held = merged.status === "active" && isRealMoney(merged, connections);
    return held ? { ...merged, status: "closing-only" as const } : merged;
  });
  return { ...profile, connections, groups: mergeByKey(profile.groups, groups, ({ name }) => name) };
}

/** What export writes. Passwords are not in a profile's settings, so none can get in here. */
export function setupFileOf(profile: ProfileSettings): SetupFileText {
  return {
    version: 1,
    connections: profile.connections.map(({ id, ...rest }) => ({ name: id, ...rest })),
    groups: profile.groups.map(groupText),
  };
}
