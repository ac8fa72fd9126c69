/**
 * Whether a connection may be added, changed or removed as things stand: what the other settings, the rules of G1, the
 * arithmetic of F5 and open positions say to it. Pure; every problem at once, each at the field that it belongs to.
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { ConnectionSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { ConnectionId } from "../../src-shared/ids.ts";
import type { FieldProblem } from "../../src-shared/ipc/connection-form.ts";
import { loginKeyOf } from "../../src-shared/login.ts";
import { newBudgetProblems } from "../../src-shared/setup/follower-counts.ts";
import { settingsProblems } from "./group-rules.ts";
import { openWords, signed } from "./open-words.ts";

type Group = ProfileSettings["groups"][number];

export function groupsUsing(id: ConnectionId, { groups }: Pick<ProfileSettings, "groups">): readonly Group[] {
  return groups.filter(
    ({ leader, followers }) => leader.connection === id || followers.some(({ ref }) => ref.connection === id),
  );
}

/** What is open in the groups that use this connection: `PRAC0002 (+2 NQZ6)`. */
export function openOf(
  id: ConnectionId,
  settings: Pick<ProfileSettings, "groups">,
  cockpit: Pick<CockpitSnapshot, "groups" | "followers">,
): readonly string[] {
  const groups = new Set<string>(groupsUsing(id, settings).map((group) => group.id));
  const leaders = cockpit.groups
    .filter((group) => groups.has(group.id))
    .flatMap(({ leader }) =>
      leader.lines
        .filter(({ confirmed }) => confirmed !== 0)
        .map(({ confirmed, contract }) => `${leader.account}, the leader (${signed(confirmed)} ${contract})`),
    );
  return [...leaders, ...cockpit.followers.filter((row) => groups.has(row.group)).flatMap(openWords)];
}

/** The settings with this connection added, or in the place of `previous`. */
export function withConnection(
  settings: ProfileSettings,
  previous: ConnectionId | null,
  connection: ConnectionSettings,
): ProfileSettings {
  const { connections } = settings;
  return {
    ...settings,
    connections:
      previous === null
        ? [...connections, connection]
        : connections.map((each) => (each.id === previous ? connection : each)),
  };
}

export interface SaveCheck {
  readonly settings: ProfileSettings;
  readonly cockpit: Pick<CockpitSnapshot, "groups" | "followers">;
  readonly previous: ConnectionId | null;
  readonly connection: ConnectionSettings;
  /** User names of the embedded exchange; null where none runs. */
  readonly practiceLogins: readonly string[] | null;
}

function nameProblems({ settings, previous, connection }: SaveCheck): FieldProblem[] {
  if (previous === null) {
    return settings.connections.some(({ id }) => id === connection.id)
      ? [{ path: "id", words: `There already is a connection "${connection.id}".` }]
      : [];
  }
  return connection.id === previous
    ? []
    : [{ path: "id", words: "The name of a connection stays: groups and the ledger name it." }];
}

function practiceProblems({ connection, practiceLogins }: SaveCheck): FieldProblem[] {
  if (connection.environment !== "practice") return [];
  if (practiceLogins === null) {
    const words =
      "This profile was started without the practice exchange. Start Mimik with a fresh profile to practise.";
    return [{ path: "environment", words }];
  }
  if (practiceLogins.includes(connection.username)) return [];
  const names = practiceLogins.join(", ");
  return [{ path: "username", words: `The practice exchange of this profile has the logins ${names}.` }];
}

/** The first field of those that make a login which is another than before; undefined while it is the same login. */
function movedField(before: ConnectionSettings, after: ConnectionSettings): string | undefined {
  if (before.environment !== after.environment) return "environment";
  if (before.username !== after.username) return "username";
  return loginKeyOf(before) === loginKeyOf(after) ? undefined : "httpUrl";
}

function moveProblems({ settings, cockpit, previous, connection }: SaveCheck): FieldProblem[] {
  const before = settings.connections.find(({ id }) => id === previous);
  const path = before && movedField(before, connection);
  if (!before || path === undefined) return [];
  const open = openOf(before.id, settings, cockpit);
  if (open.length === 0) return [];
  const words = `This connection's groups have open positions or orders, whose exits would be lost with another login: ${open.join(", ")}. Flatten them first.`;
  return [{ path, words }];
}

/** What speaks against this connection by itself, whatever groups the same change brings. */
export function ownProblems(check: SaveCheck): readonly FieldProblem[] {
  return [...practiceProblems(check), ...moveProblems(check)];
}

export function saveProblems(check: SaveCheck): readonly FieldProblem[] {
  const { settings, previous, connection } = check;
  const own = [...nameProblems(check), ...ownProblems(check)];
  if (own.some(({ path }) => path === "id")) return own;
  const after = withConnection(settings, previous, connection);
  const known = new Set(settingsProblems(settings));
  const whole = settingsProblems(after)
    .filter((words) => !known.has(words))
    .map((words) => ({ path: "environment", words: `${words}.` }));
  const budget = newBudgetProblems(settings, after).map(({ words }) => ({
    path: "limits.perMinute",
    words: `${words}.`,
  }));
  return [...own, ...whole, ...budget];
}
