/**
 * Reads and writes `mimik-setup.json` (G6): every problem at once, each with its JSON path; nothing is applied unless
 * everything is valid. Merging is by name. Secrets never pass here. Pure: the caller reads and writes files.
 */
import { accountClassOf } from "./account-use.ts";
import {
  groupDefaults,
  type ConnectionSettings,
  type FollowerSettings,
  type GroupSettings,
  type ProfileSettings,
  type Sizing,
} from "./group.ts";
import { followerIdOf, type ConnectionId, type GroupId } from "./ids.ts";
import { hundredthsToText } from "./money.ts";
import { meaningProblems, type SetupProblem } from "./setup/checks.ts";
import {
  setupFileSchema,
  type SetupConnection,
  type SetupFile,
  type SetupFileText,
  type SetupFollower,
  type SetupGroup,
} from "./setup/schema.ts";
import type { z } from "./zod.ts";

export type { SetupFile, SetupFileText, SetupProblem };

export type SetupRead =
  | { readonly kind: "valid"; readonly file: SetupFile }
  | { readonly kind: "problems"; readonly problems: readonly SetupProblem[] };

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : `${text}${text === "" ? "" : "."}${String(key)}`,
    "",
  );
}

function wordsOfIssue(issue: z.core.$ZodIssue): SetupProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), words: "unknown key" }));
  }
  if (issue.code === "invalid_union") {
    // The branch that came furthest says what is wrong: a refusal by name, else the first.
    const named = issue.errors.flat().find((inner) => inner.code === "custom");
    if (named) return [{ path: pathText([...issue.path, ...named.path]), words: named.message }];
  }
  return [{ path: pathText(issue.path), words: issue.message }];
}

/** Reads the parsed JSON of a file against the profile it is meant for. `profile` is not changed. */
export function readSetupFile(raw: unknown, profile: ProfileSettings): SetupRead {
  const parsed = setupFileSchema.safeParse(raw);
  const shape = parsed.success ? [] : parsed.error.issues.flatMap(wordsOfIssue);
  const meaning = meaningProblems(raw, profile);
  if (parsed.success && meaning.length === 0) return { kind: "valid", file: parsed.data };
  return { kind: "problems", problems: [...shape, ...meaning] };
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

function sizingOf(sizing: SetupFollower["sizing"]): Sizing {
  switch (sizing.mode) {
    case "multiplier":
      return { ...sizing };
    case "fixed":
      return {
        mode: "fixed",
        contracts: sizing.contracts,
        maxContracts: sizing.maxContracts,
        maxOrderContracts: sizing.maxOrderContracts,
      };
    case "equity":
      throw new Error("Invariant: equity sizing is refused when the file is read");
    default:
      return sizing satisfies never;
  }
}

function followerOf(
  group: GroupId,
  file: SetupFollower,
  before: GroupSettings | undefined,
): FollowerSettings {
  const connection = file.connection as ConnectionId;
  const id = followerIdOf(group, connection, file.account);
  if (typeof file.contractMap !== "string") {
    throw new Error("Invariant: contract pairs are refused when the file is read");
  }
  return {
    id,
    ref: { connection, account: file.account },
    enabled: file.enabled,
    whenOff: before?.followers.find((follower) => follower.id === id)?.whenOff ?? "copy-exits",
    sizing: sizingOf(file.sizing),
    contractMap: file.contractMap,
    keepNotional: file.keepNotional,
    largerConfirmed: before?.followers.find((follower) => follower.id === id)?.largerConfirmed ?? false,
  };
}

function groupOf(
  file: SetupGroup,
  before: GroupSettings | undefined,
  newGroupId: () => GroupId,
): GroupSettings {
  const id = before?.id ?? newGroupId();
  return {
    id,
    name: file.name,
    tag: file.tag ?? before?.tag ?? file.name.slice(0, 20).trim(),
    status: file.status,
    leader: { connection: file.leader.connection as ConnectionId, account: file.leader.account },
    ...groupDefaults,
    activatedMs: before?.activatedMs ?? null,
    mixedConfirmed: before?.mixedConfirmed ?? false,
    copyOn: file.copyOn,
    onReversal: file.onReversal,
    symbols: file.symbols,
    followers: file.followers.map((follower) => followerOf(id, follower, before)),
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
    const before = profile.groups.find(({ name }) => name === group.name);
    const merged = groupOf(group, before, newGroupId);
    const held = merged.status === "active" && isRealMoney(merged, connections);
    return held ? { ...merged, status: "closing-only" as const } : merged;
  });
  return { ...profile, connections, groups: mergeByKey(profile.groups, groups, ({ name }) => name) };
}

function followerText({ ref, enabled, sizing, contractMap, keepNotional }: FollowerSettings) {
  return {
    ...ref,
    enabled,
    sizing:
      sizing.mode === "multiplier" ? { ...sizing, multiplier: hundredthsToText(sizing.multiplier) } : sizing,
    contractMap,
    keepNotional,
  };
}

/** What export writes. Passwords are not in a profile's settings, so none can get in here. */
export function setupFileOf(profile: ProfileSettings): SetupFileText {
  return {
    version: 1,
    connections: profile.connections.map(({ id, ...rest }) => ({ name: id, ...rest })),
    groups: profile.groups.map(({ id: _id, followers, ...rest }) => ({
      ...rest,
      followers: followers.map(followerText),
    })),
  };
}
