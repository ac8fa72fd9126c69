import { expect, test } from "vitest";
import { groupDefaults, type ConnectionSettings, type ProfileSettings } from "../../src-shared/group.ts";
import type { ConnectionId, FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { Hundredths } from "../../src-shared/money.ts";
import { groupsUsing, openOf, saveProblems, type SaveCheck } from "./connection-checks.ts";

const url = "http://127.0.0.1:4001/v1";
const socket = "ws://127.0.0.1:4001/v1/websocket";

function connection(id: string, more: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    id: id as ConnectionId,
    environment: "custom",
    username: id,
    passwordEnv: null,
    httpUrl: url,
    wsUrl: socket,
    mdUrl: socket,
    login: "password",
    apiKey: null,
    oauthClientId: null,
    appId: null,
    appVersion: null,
    limits: null,
    ...more,
  };
}

const leads = connection("Leads");
const follows = connection("Follows");
const settings: ProfileSettings = {
  version: 1,
  deviceId: "device-0001",
  connections: [leads, follows],
  groups: [
    {
      id: "g" as GroupId,
      name: "Scalps",
      tag: "S",
      status: "active",
      leader: { connection: leads.id, account: "L" },
      copyOn: "each-fill",
      ...groupDefaults,
      onReversal: "reverse",
      symbols: [],
      followers: ["F1", "F2"].map((account) => ({
        id: `g/Follows/${account}` as FollowerId,
        ref: { connection: follows.id, account },
        enabled: true,
        whenOff: "copy-exits",
        sizing: {
          mode: "multiplier",
          multiplier: 100 as Hundredths,
          rounding: "nearest",
          atLeastOne: true,
          maxContracts: 10,
          maxOrderContracts: 10,
        },
        contractMap: "same",
        keepNotional: false,
        largerConfirmed: false,
      })),
    },
  ],
};

const flat: SaveCheck["cockpit"] = { groups: [], followers: [] };

function problems(changed: ConnectionSettings, more: Partial<SaveCheck> = {}): readonly string[] {
  const known = settings.connections.some(({ id }) => id === changed.id);
  return saveProblems({
    settings,
    cockpit: flat,
    previous: known ? changed.id : null,
    connection: changed,
    practiceLogins: ["trader"],
    ...more,
  }).map(({ path, words }) => `${path}: ${words}`);
}

const noAddress = { httpUrl: null, wsUrl: null, mdUrl: null };

test("what changes nothing that matters is fine", () => {
  expect(problems({ ...follows, appId: "Mine" })).toEqual([]);
  expect(problems({ ...follows, username: "another" })).toEqual([]);
  expect(problems(connection("Third"))).toEqual([]);
  expect(problems(connection("P", { environment: "practice", username: "trader", ...noAddress }))).toEqual(
    [],
  );
});

test("classes are never mixed by an edit, and accounts never used twice", () => {
  const [classes] = problems({ ...follows, environment: "demo", ...noAddress });
  expect(classes).toContain("environment: ");
  expect(classes).toContain("classes are never mixed");
  const twice = { ...settings, groups: settings.groups.map((group) => ({ ...group })) };
  const [group] = twice.groups;
  if (group) group.leader = { connection: leads.id, account: "F1" };
  const other = connection("Follows", { httpUrl: "http://127.0.0.1:9/v1" });
  const apart = { ...twice, connections: [leads, other] };
  expect(problems(follows, { settings: apart })[0]).toContain("already is the leader");
});

test("a practice login has to be one of the exchange", () => {
  const practice = connection("P", { environment: "practice", username: "nobody", ...noAddress });
  expect(problems(practice)).toEqual([
    "username: The practice exchange of this profile has the logins trader.",
  ]);
  expect(problems(practice, { practiceLogins: null })[0]).toContain(
    "environment: This profile was started without",
  );
});

test("limits too low for the followers are refused with the arithmetic, summed over connections of one login", () => {
  const limits = { perSecond: 10, perMinute: 3, perHour: 100 };
  expect(problems({ ...follows, limits })[0]).toContain('2 followers on "Follows" need 2 × 2 = 4 requests');
  expect(problems({ ...leads, limits })).toEqual([]);
  expect(problems({ ...follows, limits: { ...limits, perMinute: 4 } })).toEqual([]);
});

test("what was too much before is not complained of when something else is changed", () => {
  const limits = { perSecond: 10, perMinute: 1, perHour: 100 };
  const tight = { ...settings, connections: [leads, { ...follows, limits }] };
  expect(problems({ ...follows, limits, appId: "Mine" }, { settings: tight })).toEqual([]);
});

test("open positions of a group keep each of its logins where it is, the leader's included", () => {
  const row = { account: "F1", group: "g", working: 0, lines: [{ confirmed: -2, contract: "NQZ6" }] };
  const cockpit = { groups: [], followers: [row] } as never;
  for (const [changed, path] of [
    [{ ...follows, username: "x" }, "username"],
    [{ ...leads, httpUrl: "http://127.0.0.1:9/v1" }, "httpUrl"],
    [{ ...leads, environment: "demo", ...noAddress } as const, "environment"],
  ] as const) {
    const [first] = problems(changed, { cockpit });
    expect(first).toContain(`${path}: `);
    expect(first).toContain("F1 (−2 NQZ6)");
  }
  expect(problems({ ...follows, appId: "Mine" }, { cockpit })).toEqual([]);
});

test("orders that are open count as well, and other groups do not", () => {
  const row = { account: "F1", group: "g", working: 1, lines: [] };
  const cockpit = { groups: [], followers: [row, { ...row, account: "X", group: "h" }] } as never;
  expect(openOf(follows.id, settings, cockpit)).toEqual(["F1 (1 order open)"]);
  expect(openOf("Third" as ConnectionId, settings, cockpit)).toEqual([]);
  expect(groupsUsing(leads.id, settings).map(({ name }) => name)).toEqual(["Scalps"]);
});
