import { describe, expect, test } from "vitest";
import { profileSettingsSchema, type ProfileSettings } from "../../src-shared/group.ts";
import { firstStartSettings } from "./first-start.ts";
import { settingsProblems } from "./group-rules.ts";
import { settingDifferences } from "./settings-diff.ts";
import { planSettings } from "./settings-plan.ts";
import { urlsOf } from "./venues.ts";

const empty: ProfileSettings = { version: 1, deviceId: "device-0001", connections: [], groups: [] };
const accounts = new Map([
  ["trader", ["PRAC0001", "PRAC0002", "PRAC0003"]],
  ["partner", ["PRAC0004"]],
]);
let next = 0;
const newId = (): string => `id-${++next}`;
const first = (): ProfileSettings => firstStartSettings(empty, accounts, newId);

describe("a first start", () => {
  test("is an active group with a leader and three followers, copied in three ways", () => {
    const settings = first();
    expect(profileSettingsSchema.parse(settings)).toEqual(settings);
    expect(settingsProblems(settings)).toEqual([]);
    const [group] = settings.groups;
    expect(group).toMatchObject({ name: "Practice", status: "active", leader: { account: "PRAC0001" } });
    expect(
      group?.followers.map(({ ref, sizing, contractMap }) => [
        ref.account,
        sizing.mode === "multiplier" ? sizing.multiplier : null,
        contractMap,
        sizing.maxContracts,
      ]),
    ).toEqual([
      ["PRAC0002", 100, "same", 50],
      ["PRAC0003", 50, "same", 50],
      ["PRAC0004", 1000, "mini-to-micro", 50],
    ]);
    expect(new Set(group?.followers.map(({ ref }) => ref.connection)).size).toBe(2);
  });

  test("is impossible without the accounts", () => {
    expect(() => firstStartSettings(empty, new Map(), newId)).toThrow("Invariant");
  });
});

describe("the plan of a start", () => {
  const text = JSON.stringify({
    version: 1,
    connections: [{ name: "Live", environment: "live", username: "u" }],
    groups: [{ name: "Real", leader: { connection: "Live", account: "L" }, followers: [] }],
  });
  const setup = { file: "setup.json", text };

  test("without a file and flags is what the profile holds", () => {
    const current = first();
    expect(planSettings({ current, setup: null, arm: [], newId })).toBe(current);
  });

  test("holds an imported group of real money closing-only until it is armed by name", () => {
    const held = planSettings({ current: empty, setup, arm: [], newId });
    expect(held.groups[0]?.status).toBe("closing-only");
    const armed = planSettings({ current: empty, setup, arm: ["Real"], newId });
    expect(armed.groups[0]?.status).toBe("active");
    expect(() => planSettings({ current: empty, setup, arm: ["Reel"], newId })).toThrow('"Reel"');
  });

  test.each([
    ["no JSON", "{", "not JSON"],
    ["a key twice", '{"version":1,"groups":[],"groups":[]}', "groups: this key stands here more than once"],
    ["several errors", JSON.stringify({ version: 2, extra: 1 }), "2 problems"],
  ])("refuses a file with %s and says all of it", (_name, bad, words) => {
    expect(() =>
      planSettings({ current: empty, setup: { file: "setup.json", text: bad }, arm: [], newId }),
    ).toThrow(words);
  });
});

test("the rules of the profile name every fault", () => {
  const settings = first();
  const [connection] = settings.connections;
  const [group] = settings.groups;
  if (!connection || !group) throw new Error("no first start");
  const [follower] = group.followers;
  if (!follower) throw new Error("no follower");
  const broken: ProfileSettings = {
    ...settings,
    connections: [
      ...settings.connections,
      connection,
      { ...connection, id: "Own" as never, environment: "custom" },
    ],
    groups: [
      group,
      { ...group, followers: [{ ...follower, ref: { ...follower.ref, connection: "Gone" as never } }] },
    ],
  };
  const problems = settingsProblems(broken).join("\n");
  expect(problems).toContain('more than one connection "Practice"');
  expect(problems).toContain('more than one group "Practice"');
  expect(problems).toContain("more than one follower id");
  expect(problems).toContain('"Own" needs all three addresses');
  expect(problems).toContain('"Gone", which does not exist');
  expect(problems).toContain("already is the leader of group");
});

test("a change is recorded value by value, under the ids of what changed", () => {
  const before = first();
  const [group] = before.groups;
  if (!group) throw new Error("no group");
  const after: ProfileSettings = {
    ...before,
    groups: [{ ...group, status: "paused", followers: group.followers.slice(1) }],
  };
  const differences = settingDifferences(before, after);
  expect(differences).toContainEqual({
    path: `groups[${group.id}].status`,
    before: '"active"',
    after: '"paused"',
  });
  const gone = differences.filter(({ after: now }) => now === null);
  expect(gone.every(({ path }) => path.includes(group.followers[0]?.id ?? "?"))).toBe(true);
  expect(gone.length + 1).toBe(differences.length);
  expect(settingDifferences(before, structuredClone(before))).toEqual([]);
});

test("the broker's hosts are fixed, those of custom are the trader's own", () => {
  const [connection] = first().connections;
  if (!connection) throw new Error("no connection");
  expect(urlsOf(connection, null)).toBeNull();
  expect(urlsOf({ ...connection, environment: "live" }, null)?.http).toBe("https://live.tradovateapi.com/v1");
  expect(urlsOf({ ...connection, environment: "demo" }, null)?.ws).toBe(
    "wss://demo.tradovateapi.com/v1/websocket",
  );
  const own = { httpUrl: "http://h/v1", wsUrl: "ws://w", mdUrl: "ws://m" };
  expect(urlsOf({ ...connection, environment: "custom", ...own }, null)).toEqual({
    http: "http://h/v1",
    ws: "ws://w",
    md: "ws://m",
  });
});
