import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupDefaults, profileSettingsSchema, type ProfileSettings } from "./group.ts";
import type { GroupId } from "./ids.ts";
import { mergeSetup, readSetupFile, setupFileOf, setupProblemLines } from "./setup-file.ts";

const empty: ProfileSettings = { version: 1, deviceId: "device-0001", connections: [], groups: [] };
let nextGroup = 0;
const newGroupId = (): GroupId => `group-${++nextGroup}` as GroupId;

const urls = {
  httpUrl: "http://127.0.0.1:4001/v1",
  wsUrl: "ws://127.0.0.1:4001/v1/websocket",
  mdUrl: "ws://127.0.0.1:4001/v1/websocket",
};
const desk = { name: "Desk", environment: "custom", username: "leader", ...urls };
const follower = (account: string, more: object = {}) => ({ connection: "Desk", account, ...more });
const group = (more: object = {}) => ({
  name: "NQ scalps",
  leader: { connection: "Desk", account: "L" },
  followers: [follower("F1")],
  ...more,
});
const file = (more: object = {}) => ({ version: 1, connections: [desk], groups: [group()], ...more });

function linesOf(value: unknown, profile = empty): readonly string[] {
  const read = readSetupFile(value, profile);
  return read.kind === "problems" ? setupProblemLines(read.problems) : [];
}

function merged(value: unknown, profile = empty): ProfileSettings {
  const read = readSetupFile(value, profile);
  if (read.kind === "problems") throw new Error(setupProblemLines(read.problems).join("\n"));
  return mergeSetup(profile, read.file, newGroupId);
}

describe("a valid file", () => {
  test("gets the documented defaults", () => {
    const [only] = merged(file()).groups;
    expect(only).toMatchObject({ tag: "NQ scalps", status: "active", copyOn: "each-fill", symbols: [] });
    expect(only).toMatchObject({ ...groupDefaults, sessions: [] });
    expect(only?.followers[0]).toMatchObject({
      enabled: true,
      whenOff: "copy-exits",
      contractMap: "same",
      keepNotional: false,
      sizing: {
        mode: "multiplier",
        multiplier: 100,
        rounding: "nearest",
        atLeastOne: true,
        maxContracts: 10,
      },
    });
  });

  test("is read in full with every later feature off", () => {
    const off = { armed: false, amount: "1000.00" };
    const risk = {
      dailyLossLimit: off,
      dailyProfitTarget: off,
      weeklyLossLimit: off,
      weeklyProfitTarget: off,
      trailingDrawdown: {
        armed: false,
        type: "intraday",
        allowance: "2000.00",
        start: "50000.00",
        peak: null,
      },
      profitGiveBack: { armed: false, activation: "500.00", share: "0.50" },
      maxTradesPerDay: { armed: false, count: 20 },
      warnAtShare: "0.80",
    };
    const inert = {
      fitGate: { mode: "off", ticksWithoutStop: null },
      dryRun: false,
      followers: [follower("F1", { firm: null, flatBy: null, risk })],
    };
    expect(linesOf(file({ crossAccountGuard: "off", groups: [group(inert)] }))).toEqual([]);
  });

  test("may be the documented sample: what this version lacks of it is named, and nothing else", () => {
    const sample = (more: object, armed: boolean) =>
      file({
        groups: [
          group({
            tag: "NQ1",
            copyOn: "each-fill",
            onReversal: "reverse",
            symbols: [],
            sessions: [],
            foreignTrades: "alert",
            reduceAutomatically: true,
            graceSeconds: 5,
            leaderLost: { action: "alarm" },
            collarPercent: "0.25",
            dryRun: false,
            ...more,
            followers: [
              follower("F1", {
                enabled: true,
                firm: null,
                flatBy: null,
                sizing: { mode: "multiplier", multiplier: "1.00", rounding: "nearest", maxContracts: 10 },
                contractMap: "same",
                keepNotional: false,
                risk: { dailyLossLimit: { armed, amount: "1000.00" }, warnAtShare: "0.80" },
              }),
            ],
          }),
        ],
      });
    expect(linesOf(sample({}, false))).toEqual([]);
    const paths = linesOf(sample({ fitGate: { mode: "warn", ticksWithoutStop: null } }, true));
    expect(paths.map((line) => line.split(": ")[0])).toEqual([
      "groups[0].fitGate",
      "groups[0].followers[0].risk.dailyLossLimit.armed",
    ]);
  });

  test("keeps the id of a group of the same name, and what the file does not hold", () => {
    const before = merged(file());
    const other = group({ name: "Other", leader: { connection: "Desk", account: "L2" }, followers: [] });
    const after = merged(file({ groups: [group({ status: "paused" }), other] }), before);
    expect(after.groups.map(({ name }) => name)).toEqual(["NQ scalps", "Other"]);
    expect(after.groups[0]).toMatchObject({ id: before.groups[0]?.id, status: "paused" });
    expect(merged({ version: 1 }, after)).toEqual(after);
  });

  test("starts active groups of demo and live closing-only", () => {
    for (const environment of ["demo", "live"]) {
      const settings = merged(file({ connections: [{ name: "Desk", environment, username: "u" }] }));
      expect(settings.groups[0]?.status).toBe("closing-only");
    }
  });
});

describe("what this version lacks is refused by name", () => {
  const cases: readonly [string, object, string][] = [
    ["crossAccountGuard", file({ crossAccountGuard: "warn" }), "the cross-account guard"],
    ...(
      [
        ["fitGate", { mode: "warn" }, "the fit gate"],
        ["dryRun", true, "the dry run"],
      ] as const
    ).map(
      ([key, value, words]) =>
        [`groups[0].${key}`, file({ groups: [group({ [key]: value })] }), words] as [string, object, string],
    ),
    ...(
      [
        ["firm", "Apex", "naming a firm", ""],
        ["flatBy", { time: "15:10", zone: "America/Chicago" }, "a time to be flat by", ""],
        ["risk", { dailyLossLimit: { armed: true, amount: "1.00" } }, "daily loss", ".dailyLossLimit.armed"],
        ["risk", { maxTradesPerDay: { armed: true, count: 1 } }, "trades per day", ".maxTradesPerDay.armed"],
      ] as const
    ).map(
      ([key, value, words, rest]) =>
        [
          `groups[0].followers[0].${key}${rest}`,
          file({ groups: [group({ followers: [follower("F1", { [key]: value })] })] }),
          words,
        ] as [string, object, string],
    ),
  ];
  test.each(cases)("%s", (path, value, words) => {
    const lines = linesOf(value);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      new RegExp(`^${path.replace(/[[\]]/gu, "\\$&")}: .*${words}.* not available`, "u"),
    );
  });
});

test("lists faults of shape, of reference and of G1 at once, each with its path", () => {
  const value = file({
    typo: 1,
    connections: [desk, { ...desk, environment: "demo" }],
    groups: [
      group({
        followers: [
          follower("F1", { sizing: { mode: "multiplier", multiplier: 2.2 } }),
          follower("F1"),
          { connection: "Nowhere", account: "F2" },
          follower("L", { nonsense: true }),
        ],
      }),
      group(),
    ],
  });
  const paths = linesOf(value).map((line) => line.slice(0, line.indexOf(": ")));
  expect(new Set(paths)).toEqual(
    new Set([
      "typo",
      "connections[1].name",
      ...["httpUrl", "wsUrl", "mdUrl"].map((key) => `connections[1].${key}`),
      "groups[0].followers[0].sizing.multiplier",
      "groups[0].followers[1]",
      "groups[0].followers[2].connection",
      "groups[0].followers[3]",
      "groups[0].followers[3].nonsense",
      "groups[1].name",
      "groups[1].leader",
      "groups[1].followers[0]",
    ]),
  );
});

describe("the arithmetic of F5", () => {
  const demo = { name: "Desk", environment: "demo", username: "leader" };
  const limits = { perSecond: 100, perMinute: 3, perHour: 5000 };
  const many = (count: number, connection = "Desk") =>
    group({ followers: Array.from({ length: count }, (_, index) => ({ connection, account: `F${index}` })) });
  const words =
    '2 followers on "Desk" need 2 × 2 = 4 requests for one entry and one exit each, and its budget is 3 a minute';

  test("refuses more followers than a login's minute can serve, at the group that has them", () => {
    expect(linesOf(file({ connections: [{ ...demo, limits }], groups: [many(1)] }))).toEqual([]);
    const [line] = linesOf(file({ connections: [{ ...demo, limits }], groups: [many(2)] }));
    expect(line).toMatch(/^groups\[0\]\.followers: /u);
    expect(line).toContain(words);
    expect(linesOf(file({ connections: [demo], groups: [many(41)] }))[0]).toContain("41 × 2 = 82 requests");
    expect(linesOf(file({ connections: [demo], groups: [many(40)] }))).toEqual([]);
    // An exchange on this computer has no limit.
    expect(linesOf(file({ groups: [many(100)] }))).toEqual([]);
  });

  test("counts the groups of the profile that stay, and limits that a second import lowers", () => {
    const profile = merged(file({ connections: [demo], groups: [many(2)] }));
    expect(linesOf({ version: 1, connections: [{ ...demo, limits }] }, profile)).toEqual([
      expect.stringContaining("connections[0].limits: 2 followers"),
    ]);
    const other = { ...many(1), name: "Other", leader: { connection: "Desk", account: "L2" } };
    other.followers = [{ connection: "Desk", account: "X" }];
    const raised = { ...demo, limits: { ...limits, perMinute: 4 } };
    const tight = merged({ version: 1, connections: [raised] }, profile);
    expect(linesOf({ version: 1, groups: [other] }, tight)[0]).toContain("3 followers");
    expect(linesOf({ version: 1, groups: [{ ...many(2), status: "paused" }] }, tight)).toEqual([]);
  });

  test("two names for one login share its budget", () => {
    const twin = { ...demo, name: "Twin", limits };
    const value = file({
      connections: [{ ...demo, limits }, twin],
      groups: [group({ followers: [follower("F1"), { connection: "Twin", account: "F2" }] })],
    });
    expect(linesOf(value)[0]).toContain("2 × 2 = 4 requests");
  });
});

test("a connection has what its way of logging in needs, and no secret in an address", () => {
  const paths = (connection: object) =>
    linesOf({ version: 1, connections: [connection] }).map((line) => line.split(": ")[0]);
  const practice = { name: "P", environment: "practice", username: "trader" };
  expect(paths({ ...desk, login: "oauth" })).toEqual(["connections[0].oauthClientId"]);
  expect(paths({ ...desk, login: "oauth", oauthClientId: "1" })).toEqual([]);
  expect(paths({ ...desk, apiKey: { cid: "8", secEnv: "SEC" } })).toEqual([]);
  expect(paths({ ...practice, login: "oauth", apiKey: { cid: "8" } })).toEqual([
    "connections[0].login",
    "connections[0].apiKey",
  ]);
  expect(paths({ ...desk, httpUrl: "http://me:pass@127.0.0.1:1/v1" })).toEqual(["connections[0].httpUrl"]);
});

test("never mixes classes, and refuses an account that a group of the profile already has", () => {
  const demo = { name: "Demo", environment: "demo", username: "d" };
  const mixed = group({ followers: [{ connection: "Demo", account: "D1" }] });
  expect(linesOf(file({ connections: [desk, demo], groups: [mixed] }))).toEqual([
    expect.stringContaining("classes are never mixed"),
  ]);
  const practice = { name: "P", environment: "practice", username: "p" };
  const together = group({ followers: [{ connection: "P", account: "P1" }] });
  expect(linesOf(file({ connections: [desk, practice], groups: [together] }))).toEqual([]);
  const taken = group({ name: "Second", leader: { connection: "Desk", account: "F1" }, followers: [] });
  expect(linesOf({ version: 1, groups: [taken] }, merged(file()))).toEqual([
    expect.stringContaining('already is a follower of group "NQ scalps"'),
  ]);
});

test("two logins of one venue do not hide that an account is used twice", () => {
  const second = { ...desk, name: "Desk 2", username: "other" };
  const twice = group({ followers: [{ connection: "Desk 2", account: "L" }] });
  expect(linesOf(file({ connections: [desk, second], groups: [twice] }))[0]).toMatch(
    /^groups\[0\]\.followers\[0\]: account L already is the leader/u,
  );
});

test("never throws, and what it accepts is a valid profile, whatever the value", () => {
  fc.assert(
    fc.property(fc.anything(), (raw) => {
      const read = readSetupFile(raw, empty);
      const good =
        read.kind === "valid"
          ? profileSettingsSchema.safeParse(mergeSetup(empty, read.file, newGroupId)).success
          : read.problems.length > 0;
      expect(good).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("one broken value anywhere in a valid file is found at its own path", () => {
  const base = setupFileOf(
    merged(
      file({
        groups: [
          group({
            leaderLost: { action: "flatten", afterSeconds: 30 },
            sessions: [{ days: ["mon"], from: "08:30", to: "15:00", zone: "America/Chicago" }],
            followers: [follower("F1", { contractMap: { pairs: [["NQ", "MNQ"]] } }), follower("F2")],
          }),
        ],
      }),
    ),
  );
  const places: string[][] = [];
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    } else if (value !== null) places.push(path);
  };
  walk(base, []);
  for (const path of places) {
    const broken = structuredClone(base) as unknown as Record<string, unknown>;
    let at = broken;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
    at[path.at(-1) ?? ""] = { wrong: true };
    const text = path
      .reduce((all, key) => (/^\d+$/u.test(key) ? `${all}[${key}]` : `${all}.${key}`), "")
      .slice(1);
    const lines = linesOf(broken);
    // A value that may be an object is looked into.
    const own = new RegExp(`^${text.replace(/[[\].]/gu, "\\$&")}(: |\\.)`, "u");
    const found = lines.filter((line) => own.test(line));
    expect({ text, found }).not.toEqual({ text, found: [] });
  }
  expect(places.length).toBeGreaterThan(40);
});
