/**
 * Accounts that a group may be given: those that logins have shown, and those that only settings name, each with the
 * group that has it (G1). Pure.
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { ConnectionSettings, ProfileSettings } from "../../src-shared/group.ts";
import { venueOf } from "../../src-shared/ids.ts";
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";

type Use = NonNullable<AccountChoice["usedBy"]>;

interface Place {
  readonly connection: ConnectionSettings;
  readonly account: string;
  readonly seen: boolean;
}

function venueOfConnection({ environment, httpUrl }: ConnectionSettings): string {
  return venueOf(environment, httpUrl ?? "");
}

/** Two logins of one venue may show the same account: it is used behind both. */
function keyOf(connection: ConnectionSettings, account: string): string {
  return JSON.stringify([venueOfConnection(connection), account]);
}

function usesOf({ connections, groups }: ProfileSettings): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  for (const { id, name, leader, followers } of groups) {
    const places = [
      { role: "leader" as const, ref: leader },
      ...followers.map(({ ref }) => ({ role: "follower" as const, ref })),
    ];
    for (const { role, ref } of places) {
      const connection = connections.find((each) => each.id === ref.connection);
      if (!connection) continue;
      const key = keyOf(connection, ref.account);
      if (!uses.has(key)) uses.set(key, { group: id, groupName: name, role });
    }
  }
  return uses;
}

function namedIn({ groups }: ProfileSettings, connection: ConnectionSettings): readonly string[] {
  return groups
    .flatMap(({ leader, followers }) => [leader, ...followers.map(({ ref }) => ref)])
    .filter((ref) => ref.connection === connection.id)
    .map(({ account }) => account);
}

function placesOf(settings: ProfileSettings, cockpit: Pick<CockpitSnapshot, "connections">): Place[] {
  return settings.connections.flatMap((connection) => {
    const shown = cockpit.connections.find(({ id }) => id === connection.id)?.accounts ?? [];
    const seen = new Set(shown.map(({ name }) => name));
    const all = new Set([...seen, ...namedIn(settings, connection)]);
    return Array.from(all, (account) => ({ connection, account, seen: seen.has(account) }));
  });
}

export function accountChoices(
  settings: ProfileSettings,
  cockpit: Pick<CockpitSnapshot, "connections">,
): AccountChoice[] {
  const uses = usesOf(settings);
  return placesOf(settings, cockpit).map(({ connection, account, seen }) => ({
    connection: connection.id,
    account,
    venue: venueOfConnection(connection),
    environment: connection.environment,
    seen,
    usedBy: uses.get(keyOf(connection, account)) ?? null,
  }));
}
