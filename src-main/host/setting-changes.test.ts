import { describe, expect, test } from "vitest";
import { draftOf, groupOfDraft } from "../../src-shared/group-draft.ts";
import type { GroupSettings, ProfileSettings } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { ActivityFact, SettingChange } from "../ledger/port.ts";
import { groupHistory } from "./group-history.ts";
import { withStamps } from "./live-settings.ts";
import { recordFirstVersions, recordSettings } from "./record-settings.ts";
import { changeSentences, settingChanges } from "./setting-changes.ts";
import { settingDifferences } from "./settings-diff.ts";

const id = "g1" as GroupId;
const follower = (account: string, more: object = {}) => ({ connection: "Desk", account, ...more });
const group = (more: object = {}): GroupSettings =>
  groupOfDraft(
    {
      name: "NQ scalps",
      leader: { connection: "Desk", account: "L" },
      followers: [follower("F1"), follower("F2")],
      ...more,
    },
    id,
    null,
  );
const profile = (...groups: readonly GroupSettings[]): ProfileSettings => ({
  version: 1,
  deviceId: "device-0001",
  connections: [],
  groups: [...groups],
});

/** What a trader would read of a change from one group to another. */
function said(before: GroupSettings | null, after: GroupSettings | null): readonly string[] {
  const [old, now] = [profile(...(before ? [before] : [])), profile(...(after ? [after] : []))];
  return settingChanges(old, now).flatMap((entry) => changeSentences(entry, now));
}

const edited = (more: object): GroupSettings => groupOfDraft({ ...draftOf(group()), ...more }, id, group());

describe("a change in words", () => {
  test("names the follower, the field and both values", () => {
    const half = { sizing: { mode: "multiplier", multiplier: "0.50", maxContracts: 4 } };
    expect(said(group(), edited({ followers: [follower("F1", half), follower("F2")] }))).toEqual([
      "NQ scalps / F1: multiplier 1.00 → 0.50.",
      "NQ scalps / F1: position cap 10 contracts → 4 contracts.",
    ]);
  });

  const window = { days: ["mon"], from: "08:30", to: "15:00", zone: "America/Chicago", flattenAtEnd: true };
  test.each<[object, readonly string[]]>([
    [{ collarPercent: null }, ["price collar 0.25 % → off"]],
    [{ symbols: ["NQ", "ES"] }, ["symbols all → NQ, ES"]],
    [
      { sessions: [window] },
      ["session windows always → Mon 08:30–15:00 America/Chicago, flatten at its end"],
    ],
    [{ foreignTrades: "flatten-and-stop-entries" }, ["foreign trades alert → flatten and stop entries"]],
    [
      { leaderLost: { action: "flatten", afterSeconds: 45 } },
      ["leader lost alarm → flatten", "leader lost, flatten after none → 45 s"],
    ],
    [{ reduceAutomatically: false }, ["automatic reduction on → off"]],
    [{ graceSeconds: 9 }, ["grace time 5 s → 9 s"]],
    [{ copyOn: "order-complete" }, ["copy entries at each fill → when the leader's order completes"]],
    [{ leader: { connection: "Desk", account: "L2" } }, ["leader L → L2"]],
    [{ name: "New" }, ["name NQ scalps → New"]],
  ])("%j", (more, words) => {
    const name = "name" in more ? "New" : "NQ scalps";
    expect(said(group(), edited(more))).toEqual(words.map((line) => `${name}: ${line}.`));
  });

  test("of the kind of sizing and of pairs says what came and what went", () => {
    const other = follower("F1", {
      sizing: { mode: "fixed", contracts: 1 },
      contractMap: { pairs: [["NQ", "MNQ"]] },
      enabled: false,
    });
    expect(said(group(), edited({ followers: [other, follower("F2")] })).toSorted()).toEqual(
      [
        "NQ scalps / F1: switch on → off.",
        "NQ scalps / F1: sizing multiplier → fixed.",
        "NQ scalps / F1: fixed quantity none → 1 contract.",
        "NQ scalps / F1: multiplier 1.00 → none.",
        "NQ scalps / F1: rounding nearest → none.",
        "NQ scalps / F1: at least one on → none.",
        "NQ scalps / F1: contracts same → none.",
        "NQ scalps / F1: contract pairs none → NQ → MNQ.",
      ].toSorted(),
    );
  });

  test("a follower or group that comes or goes is one sentence each", () => {
    expect(said(group(), edited({ followers: [follower("F2"), follower("F3")] }))).toEqual([
      "NQ scalps / F1: removed.",
      "NQ scalps / F3: added (1.00× nearest, same).",
    ]);
    expect(said(null, group())).toEqual([
      "NQ scalps: added.",
      "NQ scalps / F1: added (1.00× nearest, same).",
      "NQ scalps / F2: added (1.00× nearest, same).",
    ]);
    expect(said(group(), null)).toEqual([
      "NQ scalps: removed.",
      "NQ scalps / F1: removed.",
      "NQ scalps / F2: removed.",
    ]);
  });

  test("followers in another order are a change, of their order alone", () => {
    const moved = edited({ followers: [follower("F2"), follower("F1")] });
    expect(said(group(), moved)).toEqual(["NQ scalps: order of the followers F1, F2 → F2, F1."]);
    expect(settingDifferences(profile(group()), profile(moved))).toHaveLength(1);
  });

  test("of nothing that a trader reads is none", () => {
    expect(said(group(), { ...group(), activatedMs: 5 })).toEqual([]);
    expect(said(group(), group())).toEqual([]);
  });
});

interface Recorded {
  readonly changes: SettingChange[];
  readonly said: ActivityFact[];
  readonly versions: string[];
}

function recorder(): Recorded & {
  recordSettingChanges: Parameters<typeof recordSettings>[0]["recordSettingChanges"];
} {
  const all: Recorded = { changes: [], said: [], versions: [] };
  return {
    ...all,
    recordSettingChanges: (changes, versions, facts) => {
      all.changes.push(...changes);
      all.versions.push(
        ...versions.map(({ group: of, body }) => `${of} ${body === null ? "gone" : "there"}`),
      );
      all.said.push(...facts);
    },
  };
}

describe("the record", () => {
  test("has every value, the whole group, and an activity entry for each change", () => {
    const ledger = recorder();
    const after = edited({ graceSeconds: 9, collarPercent: "0.50" });
    expect(recordSettings(ledger, { before: profile(group()), after: profile(after) }, 77)).toBe(true);
    expect(ledger.changes).toEqual([
      { wallMs: 77, path: "groups[g1].graceSeconds", before: "5", after: "9" },
      { wallMs: 77, path: "groups[g1].collar", before: "25", after: "50" },
    ]);
    expect(ledger.versions).toEqual(["g1 there"]);
    expect(ledger.said.map(({ words, group: of, activity }) => [words, of, activity])).toEqual([
      ["NQ scalps: grace time 5 s → 9 s.", "g1", "settings"],
      ["NQ scalps: price collar 0.25 % → 0.50 %.", "g1", "settings"],
    ]);
    expect(recordSettings(ledger, { before: profile(after), after: profile(after) }, 78)).toBe(false);
  });

  test("of a bulk edit says twenty changes, and how many more there are", () => {
    const ledger = recorder();
    const many = (multiplier: string) =>
      Array.from({ length: 23 }, (_, index) =>
        follower(`F${index}`, { sizing: { mode: "multiplier", multiplier } }),
      );
    const [before, after] = ["1.00", "2.00"].map((text) => profile(group({ followers: many(text) })));
    if (!before || !after) throw new Error("no profiles");
    recordSettings(ledger, { before, after }, 1);
    expect(ledger.said).toHaveLength(21);
    expect(ledger.said.at(-1)?.words).toContain("And 3 more changes of the settings");
    expect(ledger.changes).toHaveLength(23);
  });

  test("begins with what an older version never recorded, once", () => {
    const ledger = recorder();
    recordFirstVersions(ledger, profile(group()), { wallMs: 1, isRecorded: () => false });
    expect([ledger.versions, ledger.said, ledger.changes]).toEqual([["g1 there"], [], []]);
    recordFirstVersions(ledger, profile(group()), { wallMs: 2, isRecorded: () => true });
    expect(ledger.versions).toHaveLength(1);
  });
});

test("an active group is activated and windows are set when they are, whichever way it came about", () => {
  const window = { days: ["mon" as const], from: "08:30", to: "15:00", zone: "UTC", flattenAtEnd: true };
  const before = profile(group());
  const active = { ...group(), status: "active" as const };
  expect(withStamps(before, profile(active), 7.5).groups[0]).toMatchObject({
    activatedMs: 7,
    sessionsSetMs: null,
  });
  const again = profile({ ...active, activatedMs: 3 });
  expect(withStamps(before, again, 7)).toBe(again);
  const windows = withStamps(before, profile({ ...group(), sessions: [window] }), 7);
  expect(windows.groups[0]).toMatchObject({ activatedMs: null, sessionsSetMs: 7 });
  expect(withStamps(windows, windows, 9)).toBe(windows);
  expect(withStamps(windows, profile(group()), 9).groups[0]?.sessionsSetMs).toBe(9);
  expect(withStamps(profile(), profile({ ...group(), sessions: [window] }), 4).groups[0]?.sessionsSetMs).toBe(
    4,
  );
});

test("a history is in words, newest first, with one row for a follower that came", () => {
  const stored = (before: ProfileSettings, after: ProfileSettings, wallMs: number) =>
    settingDifferences(before, after).map(({ path, before: old, after: now }) => ({
      wallMs,
      path,
      before: old,
      after: now,
    }));
  const three = edited({ followers: [follower("F1"), follower("F2"), follower("F3")] });
  const rows = [
    ...stored(profile(group()), profile(three), 1),
    ...stored(profile(three), profile({ ...three, status: "paused" }), 2),
    ...stored(profile(three), profile(group()), 3),
    { wallMs: 4, path: "groups[g1].somethingNew", before: null, after: '{"a":1}' },
  ].map(({ wallMs, path, before, after }, index) => ({ id: index + 1, wallMs, path, before, after }));
  const reader = { settingChanges: () => rows.toReversed() };
  const history = groupHistory(reader, "g1", 100);
  expect(history.map(({ atMs, field, before, after }) => [atMs, field, before, after])).toEqual([
    [4, "somethingNew", null, '{"a":1}'],
    [3, "F3", null, "removed"],
    [2, "status", "closing only", "paused"],
    [1, "F3", null, "added"],
  ]);
  expect(groupHistory(reader, "g1", 2)).toHaveLength(2);
});
