/** Every refusal is in words, at its place, beside all others; and no name hides anything. */
import { expect, test } from "vitest";
import { draftProblems } from "../group-draft.ts";
import type { ProfileSettings } from "../group.ts";
import type { GroupId } from "../ids.ts";
import { mergeSetup, readSetupFile, setupFileOf, setupProblemLines } from "../setup-file.ts";

const empty: ProfileSettings = { version: 1, deviceId: "device-0001", connections: [], groups: [] };
const url = "127.0.0.1:4001/v1";
const desk = {
  name: "Desk",
  environment: "custom",
  username: "leader",
  passwordEnv: "DESK",
  httpUrl: `http://${url}`,
  wsUrl: `ws://${url}`,
  mdUrl: `ws://${url}`,
  login: "password",
  apiKey: { cid: "key", secEnv: "DESK_KEY" },
  appId: "Mimik",
  appVersion: "1.0",
  limits: { perSecond: 100, perMinute: 80, perHour: 5000 },
};
const off = { armed: false, amount: "1000.00" };
const follower = {
  connection: "Desk",
  account: "F1",
  enabled: true,
  firm: null,
  flatBy: null,
  sizing: { mode: "multiplier", multiplier: "1.00", rounding: "nearest", atLeastOne: true, maxContracts: 10 },
  contractMap: { pairs: [["NQ", "MNQ"]] },
  keepNotional: false,
  risk: {
    dailyLossLimit: off,
    trailingDrawdown: { armed: false, type: "intraday", allowance: "2000.00" },
    profitGiveBack: { armed: false, activation: "500.00", share: "0.50" },
    maxTradesPerDay: { armed: false, count: 20 },
    warnAtShare: "0.80",
  },
};
const window = { days: ["mon"], from: "08:30", to: "15:00", zone: "America/Chicago", flattenAtEnd: false };
const group = {
  name: "NQ scalps",
  tag: "NQ1",
  status: "active",
  leader: { connection: "Desk", account: "L" },
  copyOn: "each-fill",
  onReversal: "reverse",
  symbols: ["NQ"],
  sessions: [window],
  foreignTrades: "alert",
  reduceAutomatically: true,
  graceSeconds: 5,
  leaderLost: { action: "alarm" },
  collarPercent: "0.25",
  fitGate: { mode: "off", ticksWithoutStop: null },
  dryRun: false,
  followers: [follower],
};
const file = (more: object = {}) => ({ version: 1, connections: [desk], groups: [group], ...more });

function linesOf(value: unknown): readonly string[] {
  const read = readSetupFile(value, empty);
  return read.kind === "problems" ? setupProblemLines(read.problems) : [];
}

/** The value with each of its parts in turn replaced by `wrong`, or left out. */
function spoilt(value: unknown, wrong: unknown): unknown[] {
  if (Array.isArray(value)) {
    const inner = value.flatMap((each, index) =>
      spoilt(each, wrong).map((part) => value.map((old: unknown, at) => (at === index ? part : old))),
    );
    return [wrong, ...inner];
  }
  if (typeof value !== "object" || value === null) return [wrong];
  const parts = Object.entries(value).flatMap(([key, each]) =>
    spoilt(each, wrong).map((part) => Object.assign({}, value, { [key]: part })),
  );
  return [wrong, ...parts];
}

test("a file with everything in it is valid", () => {
  expect(linesOf(file())).toEqual([]);
});

test.each([[7], [-0.5], ["?"], [""], [[]], [{}], [null], [undefined], [true], [[null]]])(
  "%j in the place of any part is refused in words, if it is",
  (wrong) => {
    const raw = spoilt(file(), wrong).flatMap(linesOf);
    expect(raw.length).toBeGreaterThan(10);
    expect(raw.filter((line) => /invalid|expected|too (?:small|big)|received/iu.test(line))).toEqual([]);
  },
);

test("a file that is no object, and connection fields, are refused in words", () => {
  expect(linesOf([])).toEqual([
    'a setup file is one object: { "version": 1, "connections": [ … ], "groups": [ … ] }',
  ]);
  const wrong = { ...desk, environment: "paper", username: 7, limits: { ...desk.limits, perSecond: 0 } };
  expect(linesOf(file({ connections: [wrong] }))).toEqual([
    'connections[0].environment: one of "practice", "custom", "demo", "live"',
    "connections[0].username: a user name of 1 to 64 characters",
    "connections[0].limits.perSecond: a whole number from 1 to 10000",
  ]);
});

test("a window's day, time and zone are listed together, in a file and in a draft", () => {
  const sessions = [{ ...window, days: ["mon", "someday"], from: "8", to: 9, zone: "Mars/One" }];
  const paths = (lines: readonly string[]) =>
    lines.map((line) => line.slice(0, line.indexOf(":"))).toSorted();
  const at = ["sessions[0].days[1]", "sessions[0].from", "sessions[0].to", "sessions[0].zone"];
  expect(paths(linesOf(file({ groups: [{ ...group, sessions }] })))).toEqual(
    at.map((each) => `groups[0].${each}`),
  );
  const profile = mergeSetup(empty, validFile(), () => "g1" as GroupId);
  const { fitGate: _, dryRun: __, ...plain } = group;
  const problems = draftProblems({ ...plain, sessions }, { profile, group: "g1" as GroupId });
  expect(problems.map(({ path }) => path).toSorted()).toEqual(at);
});

function validFile(more: object = {}) {
  const read = readSetupFile(file(more), empty);
  if (read.kind === "problems") throw new Error(setupProblemLines(read.problems).join("\n"));
  return read.file;
}

test.each([
  ["a zero-width space alone", "\u200B"],
  ["a text that is turned round", "\u202Eabc"],
  ["a joiner between letters", "a\u200Db"],
  ["a joiner at the end", "Team \u{1F468}\u200D"],
  ["a soft hyphen", "NQ\u00ADone"],
  ["a line separator", "a\u2028b"],
  ["a private character", "a\uE000"],
  ["an unassigned character", "a\u0378"],
  ["half a character", "a\uD83D"],
  ["a variation selector alone", "\uFE0F"],
  ["a filler", "\u3164"],
  ["an empty pattern", "\u2800"],
  ["a tab inside", "a\tb"],
])("%s is no name and no tag", (_name, text) => {
  const words = "without line breaks and characters that can not be seen";
  expect(linesOf(file({ groups: [{ ...group, name: text, tag: text }] }))).toEqual([
    `groups[0].name: a name ${words}`,
    `groups[0].tag: a tag ${words}`,
  ]);
  expect(linesOf(file({ connections: [desk, { ...desk, name: text }] }))).toEqual([
    `connections[1].name: a name ${words}`,
  ]);
});

test.each([["❤️ NQ"], ["👨‍👩‍👧‍👦"], ["🏴󠁧󠁢󠁥󠁮󠁧󠁿 London"], ["1️⃣ 👍🏽 ✔️"], ["قناة النفط"], ["Ünïcode – № 1"], ["日本 先物"]])(
  "%s is a name and a tag",
  (name) => {
    expect(linesOf(file({ groups: [{ ...group, name, tag: name }] }))).toEqual([]);
  },
);

test("a tag that is made of the name never cuts an emoji, so an export can be read again", () => {
  const { tag: _, ...untagged } = group;
  const name = `Seventeen letters ${"👨‍👩‍👧‍👦".repeat(3)}`;
  const profile = mergeSetup(empty, validFile({ groups: [{ ...untagged, name }] }), () => "g1" as GroupId);
  expect(profile.groups[0]?.tag).toBe("Seventeen letters");
  expect(linesOf(setupFileOf(profile))).toEqual([]);
});
