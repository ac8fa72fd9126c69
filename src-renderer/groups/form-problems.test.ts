import { describe, expect, it } from "vitest";
import type { ConnectionSettings } from "../../src-shared/group.ts";
import {
  emptyGroup,
  noAccount,
  usualRule,
  usualWindow,
  type FollowerFields,
  type GroupFields,
} from "./form-model.ts";
import {
  atFields,
  fieldId,
  firstWithin,
  isWithin,
  placeWords,
  problemsOfForm,
  problemsOfRule,
  warningsOfForm,
} from "./form-problems.ts";

const desk = {
  id: "Desk",
  environment: "custom",
  httpUrl: "http://127.0.0.1:4001/v1",
  username: "u",
  limits: null,
} as ConnectionSettings;
const place = { profile: { connections: [desk], groups: [] }, group: null };

function row(uid: string, account: string, change: Partial<FollowerFields> = {}): FollowerFields {
  return {
    uid,
    connection: account === "" ? "" : "Desk",
    account,
    enabled: true,
    ...usualRule,
    rest: {},
    ...change,
  };
}

const right: GroupFields = {
  ...emptyGroup,
  name: "Right",
  leader: { connection: "Desk", account: "A1" },
  followers: [row("f9", "A2"), row("f4", "A3")],
};

const found = (fields: GroupFields) => problemsOfForm(fields, place).map(({ at, words }) => [at, words]);

describe("what is wrong with a group form", () => {
  it("is nothing where everything is right", () => {
    expect(found(right)).toEqual([]);
  });

  it("stands at its field in the order of the form, and follows a row that moves", () => {
    const two = row("f4", "A3", { sizing: { ...usualRule.sizing, multiplier: "two" } });
    const wrong: GroupFields = {
      ...right,
      name: " ",
      graceSeconds: "0",
      sessions: [{ ...usualWindow, uid: "w1", from: "8:30" }],
      followers: [row("f9", "A2"), two],
    };
    const expected = ["name", "followers.f4.sizing.multiplier", "graceSeconds", "sessions[0].from"];
    expect(found(wrong).map(([at]) => at)).toEqual(expected);
    expect(found({ ...wrong, followers: [two, row("f9", "A2")] }).map(([at]) => at)).toEqual(expected);
  });

  it("is said in the words of a form, not of a file", () => {
    expect(found({ ...right, collarPercent: "x" })).toEqual([
      ["collarPercent", "A percentage from 0.01 to 100.00, with at most two decimals."],
    ]);
  });

  it("is said once for an account, whichever part of it is missing", () => {
    expect(found({ ...right, leader: noAccount, followers: [row("f1", "")] })).toEqual([
      ["leader", "Choose an account."],
      ["followers.f1.account", "Choose an account."],
    ]);
  });

  it("is a second use of an account, in the form itself too", () => {
    const [problem] = found({ ...right, followers: [row("f1", "A1")] });
    expect(problem?.[0]).toBe("followers.f1.account");
    expect(problem?.[1]).toContain("A1");
  });

  it("of a rule that no follower has yet is found by itself", () => {
    const rule = { ...usualRule, sizing: { ...usualRule.sizing, maxContracts: "0", multiplier: "0" } };
    expect(problemsOfRule(rule, "adding").map(({ at }) => at)).toEqual([
      "adding.sizing.multiplier",
      "adding.sizing.maxContracts",
    ]);
    expect(problemsOfRule(usualRule, "adding")).toEqual([]);
  });

  it("that only the engine sees keeps its place", () => {
    expect(
      atFields(
        [
          { path: "followers[1]", words: "it holds +2 NQZ6" },
          { path: "", words: "no room" },
        ],
        right.followers,
      ),
    ).toEqual([
      { at: "followers.f4.account", words: "It holds +2 NQZ6." },
      { at: "", words: "No room." },
    ]);
  });
});

describe("warnings of a group form", () => {
  it("are not looked for while something is wrong, and name what keeps a follower from being copied", () => {
    expect(warningsOfForm({ ...right, name: "" }, place, 0)).toBeNull();
    expect(warningsOfForm(right, place, 0)).toEqual([]);
    const capped = row("f9", "A2", { enabled: false });
    expect(warningsOfForm({ ...right, followers: [capped] }, place, 0)?.[0]?.at).toContain("followers.f9");
  });
});

describe("places", () => {
  it("are named for the list that leads to them", () => {
    const words = (at: string) => placeWords(at, right.followers);
    expect(words("followers.f4.sizing.maxContracts")).toBe("A3, position cap");
    expect(words("followers.f4.contractMap.pairs[1][0]")).toBe("A3, pair 2");
    expect(words("sessions[2].zone")).toBe("Window 3, time zone");
    expect(words("symbols[4]")).toBe("Symbols");
    expect(words("")).toBe("Group");
    expect(placeWords("followers.f1.account", [row("f1", "")])).toBe("Follower 1, account");
  });

  it("contain what is within them and nothing that only begins alike", () => {
    expect(isWithin("symbols[1]", "symbols")).toBe(true);
    expect(isWithin("leaderLost.afterSeconds", "leader")).toBe(false);
    expect(firstWithin([{ at: "symbols[1]", words: "w" }], "symbols")).toBe("w");
    expect(fieldId("followers.f4.contractMap.pairs[1][0]")).toBe("group-followers-f4-contractMap-pairs-1-0-");
  });
});
