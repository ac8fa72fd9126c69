/**
 * The arithmetic of F5 over a whole profile: the followers of all groups, counted by login, against the minute's budget
 * of that login. Pure; what a profile already holds is not complained of again.
 */
import type { GroupSettings, ProfileSettings, RequestLimits } from "../group.ts";
import type { ConnectionId, Environment } from "../ids.ts";
import { followersProblem } from "../limits.ts";
import { loginKeyOf, type LoginKey } from "../login.ts";

interface Connection {
  readonly id: string;
  readonly environment: Environment;
  readonly httpUrl: string | null;
  readonly username: string;
  readonly limits: RequestLimits | null;
}

interface Group {
  readonly name: string | null;
  /** Names of the connections of its followers. */
  readonly followers: readonly string[];
}

interface BudgetProblem {
  readonly login: LoginKey;
  /** The connection that the words name. */
  readonly connection: string;
  readonly words: string;
}

function problemsOf(connections: readonly Connection[], groups: readonly Group[]): BudgetProblem[] {
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const counts = new Map<LoginKey, { readonly connection: Connection; followers: number }>();
  for (const id of groups.flatMap(({ followers }) => followers)) {
    const connection = byId.get(id);
    if (!connection) continue;
    const login = loginKeyOf(connection);
    const known = counts.get(login);
    if (known) known.followers += 1;
    else counts.set(login, { connection, followers: 1 });
  }
  return [...counts].flatMap(([login, { connection, followers }]) => {
    const words = followersProblem({ ...connection, id: connection.id as ConnectionId }, followers);
    return words === null ? [] : [{ login, connection: connection.id, words }];
  });
}

function groupsOf(profile: Pick<ProfileSettings, "groups">): Group[] {
  return profile.groups.map(({ name, followers }) => ({
    name,
    followers: followers.map(({ ref }) => ref.connection),
  }));
}

/** Logins whose followers would be too many after a change, and were not before it. */
export function newBudgetProblems(
  before: Pick<ProfileSettings, "connections" | "groups">,
  after: Pick<ProfileSettings, "connections" | "groups">,
): readonly BudgetProblem[] {
  const old = new Set(problemsOf(before.connections, groupsOf(before)).map(({ words }) => words));
  return problemsOf(after.connections, groupsOf(after)).filter(({ words }) => !old.has(words));
}

interface LenientFile {
  readonly connections: readonly {
    readonly name: string | null;
    readonly environment: Environment | null;
    readonly username: string | null;
    readonly httpUrl: string | null;
    readonly limits: RequestLimits | null;
  }[];
  readonly groups: readonly {
    readonly name: string | null;
    readonly followers: readonly { readonly connection: string | null }[];
  }[];
}

/**
 * The same for a setup file that would be merged into `profile`, each problem at the place of the file that causes it.
 * @param isReplaced the groups of the profile in whose place the file's stand
 */
export function followerCountProblems(
  file: LenientFile,
  profile: Pick<ProfileSettings, "connections" | "groups">,
  isReplaced: (group: GroupSettings) => boolean,
): { readonly path: string; readonly words: string }[] {
  const byId = new Map<string, Connection>(profile.connections.map((each) => [each.id, each]));
  for (const { name, environment, username, ...rest } of file.connections) {
    if (name === null || environment === null || username === null) continue;
    byId.set(name, { ...rest, id: name, environment, username });
  }
  const fileGroups = file.groups.map(({ name, followers }) => ({
    name,
    followers: followers.flatMap(({ connection }) => (connection === null ? [] : [connection])),
  }));
  const kept = groupsOf({ groups: profile.groups.filter((group) => !isReplaced(group)) });
  const old = new Set(problemsOf(profile.connections, groupsOf(profile)).map(({ words }) => words));
  const isOf = (login: LoginKey, id: string): boolean => {
    const connection = byId.get(id);
    return connection !== undefined && loginKeyOf(connection) === login;
  };
  return problemsOf([...byId.values()], [...kept, ...fileGroups])
    .filter(({ words }) => !old.has(words))
    .map(({ login, words }) => {
      const group = fileGroups.findIndex(({ followers }) => followers.some((id) => isOf(login, id)));
      const at = file.connections.findIndex(({ name }) => name !== null && isOf(login, name));
      return { path: group >= 0 ? `groups[${group}].followers` : `connections[${at}].limits`, words };
    });
}
