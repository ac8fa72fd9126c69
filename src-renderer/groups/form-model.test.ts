import { describe, expect, it } from "vitest";
import { draftOf, draftProblems, groupOfDraft } from "../../src-shared/group-draft.ts";
import { groupDefaults, type ConnectionSettings, type GroupSettings } from "../../src-shared/group.ts";
import { followerIdOf, type ConnectionId, type GroupId } from "../../src-shared/ids.ts";
import type { Hundredths } from "../../src-shared/money.ts";
import {
  draftOfFields,
  duplicateOf,
  emptyGroup,
  fieldsOf,
  headOf,
  nextUid,
  symbolsOf,
  usualRule,
  type GroupFields,
} from "./form-model.ts";

const id = "g1" as GroupId;
const desk = "Desk" as ConnectionId;
const caps = { maxContracts: 10, maxOrderContracts: 4 };

function follower(account: string, change: Partial<GroupSettings["followers"][number]> = {}) {
  return {
    id: followerIdOf(id, desk, account),
    ref: { connection: desk, account },
    enabled: true,
    whenOff: "copy-exits" as const,
    sizing: {
      mode: "multiplier" as const,
      multiplier: 220 as Hundredths,
      rounding: "up" as const,
      atLeastOne: false,
      ...caps,
    },
    contractMap: "same" as const,
    keepNotional: false,
    largerConfirmed: false,
    ...change,
  };
}

const group: GroupSettings = {
  id,
  name: "NQ scalps",
  tag: "NQ1",
  status: "paused",
  leader: { connection: desk, account: "A1" },
  copyOn: "order-complete",
  onReversal: "close-only",
  symbols: ["NQ", "ESZ6"],
  ...groupDefaults,
  sessions: [
    { days: ["mon", "sun"], from: "17:00", to: "15:00", zone: "America/Chicago", flattenAtEnd: true },
  ],
  foreignTrades: "flatten-and-stop-entries",
  reduceAutomatically: false,
  graceSeconds: 30,
  leaderLost: { action: "flatten", afterSeconds: 90 },
  collar: 125,
  followers: [
    follower("A2"),
    follower("A3", { enabled: false, sizing: { mode: "fixed", contracts: 3, ...caps } }),
    follower("A4", {
      sizing: {
        mode: "equity",
        multiplier: 50 as Hundredths,
        rounding: "nearest",
        atLeastOne: true,
        ...caps,
      },
      contractMap: { pairs: [["NQ", "MNQ"]] },
      keepNotional: true,
      largerConfirmed: true,
    }),
  ],
};

const connection: ConnectionSettings = {
  id: desk,
  environment: "custom",
  username: "u",
  passwordEnv: null,
  httpUrl: "http://127.0.0.1:4001/v1",
  wsUrl: "ws://127.0.0.1:4001/v1/websocket",
  mdUrl: "ws://127.0.0.1:4001/v1/websocket",
  login: "password",
  apiKey: null,
  oauthClientId: null,
  appId: null,
  appVersion: null,
  limits: null,
};

describe("the group form as data", () => {
  it("shows a group and writes it back as the very same settings", () => {
    const draft = draftOfFields(fieldsOf(draftOf(group)));
    expect(
      draftProblems(draft, { profile: { connections: [connection], groups: [group] }, group: id }),
    ).toEqual([]);
    expect(groupOfDraft(draft, id, group)).toEqual(group);
  });

  it("shows multipliers, percentages and whole numbers as they are typed", () => {
    const fields = fieldsOf(draftOf(group));
    expect(fields).toMatchObject({
      symbols: "NQ, ESZ6",
      graceSeconds: "30",
      afterSeconds: "90",
      collarPercent: "1.25",
    });
    expect(fields.followers.map(({ sizing }) => [sizing.mode, sizing.multiplier, sizing.contracts])).toEqual([
      ["multiplier", "2.20", "1"],
      ["fixed", "1.00", "3"],
      ["equity", "0.50", "1"],
    ]);
  });

  it("keeps what it does not show, and writes it back", () => {
    const draft = {
      ...draftOf(group),
      later: { armed: false },
      followers: [{ connection: "Desk", account: "A2", firm: null }],
    };
    const fields = fieldsOf(draft);
    expect(fields.rest).toEqual({ later: { armed: false } });
    expect(fields.followers[0]?.rest).toEqual({ firm: null });
    expect(draftOfFields(fields)).toMatchObject({ later: { armed: false }, followers: [{ firm: null }] });
  });

  it("says nothing of a part that is switched off, and keeps what was typed there", () => {
    const fields: GroupFields = { ...emptyGroup, collar: false, collarPercent: "7", afterSeconds: "what" };
    expect(draftOfFields(fields)).toMatchObject({ collarPercent: null, leaderLost: { action: "alarm" } });
    expect(draftOfFields({ ...fields, collar: true, leaderLost: "flatten" })).toMatchObject({
      collarPercent: "7",
      leaderLost: { action: "flatten", afterSeconds: "what" },
    });
  });

  it("reads whole numbers with separators, and leaves text that is none to the schema", () => {
    const typed = (text: string) => draftOfFields({ ...emptyGroup, graceSeconds: text })["graceSeconds"];
    expect(["5", "1,000", " 7 ", "five", "", "1.5", "-2"].map(typed)).toEqual([
      5,
      1000,
      7,
      "five",
      "",
      "1.5",
      "-2",
    ]);
  });

  it("reads symbols however they are separated, in capitals", () => {
    expect(symbolsOf("nq, ES;gcz6  cl")).toEqual(["NQ", "ES", "GCZ6", "CL"]);
    expect(symbolsOf("  ")).toEqual([]);
  });

  it("duplicates rules and sizes without accounts and without what was confirmed for those", () => {
    const copy = duplicateOf({ ...fieldsOf(draftOf(group)), mixedConfirmed: true }, "Second");
    expect(copy).toMatchObject({
      name: "Second",
      tag: "",
      leader: { connection: "", account: "" },
      mixedConfirmed: false,
    });
    expect(copy.onReversal).toBe("close-only");
    expect(copy.followers.map(({ account, largerConfirmed }) => [account, largerConfirmed])).toEqual([
      ["", false],
      ["", false],
      ["", false],
    ]);
    expect(copy.followers[0]?.sizing.multiplier).toBe("2.20");
  });

  it("reads what a line of the list says without reading the followers", () => {
    expect(headOf({ ...draftOf(group), followers: [{}, { broken: true }] })).toEqual({
      name: "NQ scalps",
      tag: "NQ1",
      leader: { connection: "Desk", account: "A1" },
      followers: 2,
    });
  });

  it("gives a new row a name that no row has", () => {
    expect(nextUid([])).toBe("f1");
    expect(nextUid([{ uid: "f7" }, { uid: "f2" }])).toBe("f8");
    expect(usualRule.sizing.maxContracts).toBe("10");
  });
});
