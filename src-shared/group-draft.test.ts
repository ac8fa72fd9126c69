import { describe, expect, test } from "vitest";
import { draftOf, draftProblems, groupOfDraft } from "./group-draft.ts";
import type { ConnectionSettings, ProfileSettings } from "./group.ts";
import type { ConnectionId, GroupId } from "./ids.ts";

const connection = (id: string, environment: ConnectionSettings["environment"]): ConnectionSettings => ({
  id: id as ConnectionId,
  environment,
  username: id,
  passwordEnv: null,
  httpUrl: environment === "custom" ? "http://127.0.0.1:1/v1" : null,
  wsUrl: null,
  mdUrl: null,
  login: "password",
  apiKey: null,
  oauthClientId: null,
  appId: null,
  appVersion: null,
  limits: null,
});
const connections = [
  connection("Desk", "custom"),
  connection("Practice", "practice"),
  connection("Demo", "demo"),
  connection("Live", "live"),
];
const NEW = "g-new" as GroupId;
const OLD = "g-old" as GroupId;
const follower = (account: string, more: object = {}) => ({ connection: "Desk", account, ...more });
const draft = (more: object = {}) => ({
  name: "NQ scalps",
  tag: "NQ1",
  leader: { connection: "Desk", account: "L" },
  followers: [follower("F1")],
  ...more,
});
const old = groupOfDraft(
  draft({ name: "Old", leader: { connection: "Desk", account: "OL" }, followers: [follower("OF")] }),
  OLD,
  null,
);
const profile: ProfileSettings = { version: 1, deviceId: "device-0001", connections, groups: [old] };

function problemsOf(value: unknown, group: GroupId | null = null): Record<string, string> {
  return Object.fromEntries(draftProblems(value, { profile, group }).map(({ path, words }) => [path, words]));
}

describe("a draft", () => {
  test("that is good has no problems, becomes a group that is closing only, and comes back the same", () => {
    expect(problemsOf(draft())).toEqual({});
    const group = groupOfDraft(draft(), NEW, null);
    expect(group).toMatchObject({ id: NEW, status: "closing-only", activatedMs: null, collar: 25 });
    const followers = [
      follower("F1", {
        largerConfirmed: true,
        contractMap: "micro-to-mini",
        sizing: { mode: "equity", multiplier: "0.35" },
      }),
    ];
    const full = groupOfDraft(draft({ mixedConfirmed: true, collarPercent: "1.05", followers }), NEW, null);
    expect(full).toMatchObject({ collar: 105, mixedConfirmed: true });
    expect(full.followers[0]).toMatchObject({ largerConfirmed: true, sizing: { multiplier: 35 } });
    expect(draftOf(full)).toMatchObject({ collarPercent: "1.05" });
    expect(groupOfDraft(draftOf(full), NEW, full)).toEqual(full);
    const json: unknown = JSON.parse(JSON.stringify(draftOf(full)));
    expect(groupOfDraft(json, NEW, full)).toEqual(full);
  });

  test("of an edited group keeps what it does not hold", () => {
    const before = {
      ...old,
      status: "active" as const,
      activatedMs: 5,
      followers: old.followers.map((each) => ({ ...each, whenOff: "leave-alone" as const })),
    };
    const kept = groupOfDraft({ ...draftOf(before), graceSeconds: 9 }, OLD, before);
    expect(kept).toEqual({ ...before, graceSeconds: 9 });
    const off = groupOfDraft(
      { ...draftOf(before), followers: [follower("OF", { enabled: false })] },
      OLD,
      before,
    );
    // Leaving a position alone is asked for by itself.
    expect(off.followers[0]).toMatchObject({ enabled: false, whenOff: "copy-exits" });
  });

  test("with ten errors shows ten messages, each at its field", () => {
    const bad = draft({
      name: " ",
      tag: "a tag of more than twenty characters",
      leader: { connection: "Nowhere", account: "L" },
      graceSeconds: 0,
      collarPercent: "0.255",
      leaderLost: { action: "flatten", afterSeconds: 10 },
      sessions: [{ days: ["mon", "mon"], from: "8:30", to: "15:00", zone: "Chicago" }],
      followers: [
        follower("F1", { sizing: { mode: "multiplier", multiplier: "100.01", maxContracts: 0 } }),
        follower("F1", {
          contractMap: {
            pairs: [
              ["NQ", "MNQ"],
              ["NQ", "MES"],
            ],
          },
        }),
      ],
    });
    expect(Object.keys(problemsOf(bad)).toSorted()).toEqual(
      [
        "name",
        "tag",
        "leader.connection",
        "graceSeconds",
        "collarPercent",
        "leaderLost.afterSeconds",
        "sessions[0].days",
        "sessions[0].from",
        "sessions[0].zone",
        "followers[0].sizing.multiplier",
        "followers[0].sizing.maxContracts",
        "followers[1]",
        "followers[1].contractMap.pairs[1]",
      ].toSorted(),
    );
  });

  test("never speaks of the file that it is not", () => {
    const twice = draft({ followers: [follower("L"), follower("F1"), follower("F1")] });
    expect(problemsOf(twice)).toEqual({
      "followers[0]":
        'account L already is the leader of group "NQ scalps" (leader); an account is in at most one group, in one role',
      "followers[2]":
        'account F1 already is a follower of group "NQ scalps" (followers[1]); an account is in at most one group, in one role',
    });
  });

  test("may be anything: it is refused in words, never thrown at", () => {
    for (const value of [null, 7, "x", [], { followers: 3 }, { followers: [null], leader: [] }]) {
      expect(Object.keys(problemsOf(value)).length).toBeGreaterThan(0);
    }
  });
});

describe("rule G1", () => {
  test("an account of another group is refused and that group is named; the group's own are not", () => {
    expect(problemsOf(draft({ followers: [follower("OF")] }))).toEqual({
      "followers[0]":
        'account OF already is a follower of group "Old"; an account is in at most one group, in one role',
    });
    expect(problemsOf(draftOf(old))).toMatchObject({
      name: 'there already is a group "Old": choose another name',
    });
    expect(problemsOf(draftOf(old), OLD)).toEqual({});
  });

  test("practice and custom are one class; with demo or live they are refused even when confirmed", () => {
    const on = (name: string) => ({ connection: name, account: "X" });
    expect(problemsOf(draft({ followers: [on("Practice")] }))).toEqual({});
    for (const name of ["Demo", "Live"]) {
      const mixed = draft({ followers: [on(name)], mixedConfirmed: true });
      expect(problemsOf(mixed)["followers[0]"]).toContain("classes are never mixed");
    }
  });

  test("demo with live goes where it was confirmed, and only there", () => {
    const mixed = draft({
      leader: { connection: "Demo", account: "D" },
      followers: [{ connection: "Live", account: "X" }],
    });
    expect(problemsOf(mixed)["followers[0]"]).toContain("confirmed by typing");
    expect(problemsOf({ ...mixed, mixedConfirmed: true })).toEqual({});
  });
});
