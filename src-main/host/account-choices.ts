/**
 * Accounts that a group may be given: those that logins have shown, and those that only settings name, each with the
 * group that has it (G1). Pure.
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type {
  AccountRef,
  ConnectionSettings,
  GroupSettings,
  ProfileSettings,
} from "../../src-shared/group.ts";
import { venueOf } from "../../src-shared/ids.ts";
import type { AccountChoice, DraftProblem } from "../../src-shared/ipc/groups.ts";

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

/**
 * Why nothing will be copied at an account that its login, being connected, does not show; null where nothing speaks
 * against it. Names are compared to the letter, so what was meant may differ in case only.
 */
export function notShownWords(
  { connection, account }: AccountRef,
  { connections }: Pick<CockpitSnapshot, "connections">,
): string | null {
  const login = connections.find(({ id }) => id === connection);
  // A login that is not there shows nothing: that says nothing about the name.
  if (login?.state !== "connected" || login.accounts.length === 0) return null;
  if (login.accounts.some(({ name }) => name === account)) return null;
  const alike = login.accounts.find(({ name }) => name.toLowerCase() === account.toLowerCase());
  const hint = alike === undefined ? "choose one that it shows" : `is ${alike.name} meant?`;
  return `${connection} shows no account "${account}", so nothing is copied here: ${hint}`;
}

export function notShownWarnings(
  { leader, followers }: GroupSettings,
  cockpit: Pick<CockpitSnapshot, "connections">,
): readonly DraftProblem[] {
  const places = [
    { path: "leader.account", ref: leader },
    ...followers.map(({ ref }, index) => ({ path: `followers[${index}].account`, ref })),
  ];
  return places.flatMap(({ path, ref }) => {
    const words = notShownWords(ref, cockpit);
    return words === null ? [] : [{ path, words }];
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
