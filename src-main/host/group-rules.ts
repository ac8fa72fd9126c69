/**
 * What the settings of a profile must fulfil as a whole, beyond the shape of each part: names and ids are unique,
 * every reference leads somewhere, rule G1 holds. Pure; says everything that is wrong.
 */
import { accountUseProblems, type AccountUse } from "../../src-shared/account-use.ts";
import type {
  AccountRef,
  ConnectionSettings,
  GroupSettings,
  ProfileSettings,
} from "../../src-shared/group.ts";
import { venueOf } from "../../src-shared/ids.ts";

function repeated(what: string, names: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return [...twice].map((name) => `there is more than one ${what} "${name}"`);
}

function referencesOf(
  group: GroupSettings,
): { readonly role: AccountUse["role"]; readonly ref: AccountRef }[] {
  return [
    { role: "leader", ref: group.leader },
    ...group.followers.map(({ ref }) => ({ role: "follower" as const, ref })),
  ];
}

function addressProblems(connection: ConnectionSettings): string[] {
  const { id, environment, httpUrl, wsUrl, mdUrl } = connection;
  const given = [httpUrl, wsUrl, mdUrl].filter((url) => url !== null).length;
  if (environment === "custom") return given === 3 ? [] : [`connection "${id}" needs all three addresses`];
  return given === 0 ? [] : [`connection "${id}" is ${environment} and has no addresses of its own`];
}

/** Every problem in words; empty when the settings can be used. */
export function settingsProblems({ connections, groups }: ProfileSettings): readonly string[] {
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const unknown: string[] = [];
  const uses: AccountUse[] = [];
  for (const group of groups) {
    for (const { role, ref } of referencesOf(group)) {
      const at = byId.get(ref.connection);
      const path = `group "${group.name}"`;
      if (!at) unknown.push(`${path} names the connection "${ref.connection}", which does not exist`);
      else {
        const { environment } = at;
        const venue = venueOf(environment, at.httpUrl ?? "");
        const { name, mixedConfirmed } = group;
        const { account } = ref;
        uses.push({ path, group: name, place: null, mixedConfirmed, role, account, venue, environment });
      }
    }
  }
  return [
    ...repeated(
      "connection",
      connections.map(({ id }) => id),
    ),
    ...repeated(
      "group",
      groups.map(({ name }) => name),
    ),
    ...repeated(
      "group id",
      groups.map(({ id }) => id),
    ),
    ...repeated(
      "follower id",
      groups.flatMap(({ followers }) => followers.map(({ id }) => id)),
    ),
    ...connections.flatMap(addressProblems),
    ...unknown,
    ...accountUseProblems(uses).map(({ path, words }) => `${path}: ${words}`),
  ];
}
