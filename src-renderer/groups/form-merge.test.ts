import { describe, expect, it } from "vitest";
import { differences, merged, same, sameFields } from "./form-merge.ts";
import { emptyGroup, usualRule, type FollowerFields, type GroupFields } from "./form-model.ts";

function row(account: string, change: Partial<FollowerFields> = {}): FollowerFields {
  return {
    uid: `f${account}`,
    connection: "Desk",
    account,
    enabled: true,
    ...usualRule,
    rest: {},
    ...change,
  };
}

const accounts = ({ followers }: GroupFields) => followers.map(({ account }) => account);
const base: GroupFields = { ...emptyGroup, name: "Base", followers: [row("1"), row("2"), row("3")] };

describe("sameness of settings", () => {
  it("is that of values, whatever the order of keys and the names of rows", () => {
    expect(same({ a: 1, b: [{ uid: "x", c: null }] }, { b: [{ uid: "y", c: null }], a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(same([1], { 0: 1 })).toBe(false);
    expect(same(null, {})).toBe(false);
    expect(
      sameFields(base, { ...base, followers: base.followers.map((each) => ({ ...each, uid: "other" })) }),
    ).toBe(true);
    expect(sameFields(base, { ...base, symbols: "NQ" })).toBe(false);
  });
});

describe("settings that change while they are edited", () => {
  it("are taken over where nothing was typed, and nowhere else", () => {
    const mine = { ...base, name: "Mine", symbols: "NQ" };
    const theirs = { ...base, name: "Theirs", onReversal: "close-only" as const };
    expect(merged(base, mine, theirs)).toMatchObject({
      name: "Mine",
      symbols: "NQ",
      onReversal: "close-only",
    });
  });

  it("are merged follower by follower and setting by setting", () => {
    const mine = { ...base, followers: [row("1", { enabled: false }), row("2"), row("3")] };
    const theirs = {
      ...base,
      followers: [row("1", { keepNotional: true }), row("2", { enabled: false }), row("3")],
    };
    const result = merged(base, mine, theirs);
    expect(result.followers.map(({ enabled, keepNotional }) => [enabled, keepNotional])).toEqual([
      [false, true],
      [false, false],
      [true, false],
    ]);
  });

  it("keep my order, add what they added, and drop what they removed unless I changed it", () => {
    const mine = { ...base, followers: [row("3"), row("2", { enabled: false }), row("1"), row("4")] };
    const theirs = { ...base, followers: [row("5"), row("3")] };
    const result = merged(base, mine, theirs);
    expect(accounts(result)).toEqual(["3", "2", "4", "5"]);
    expect(new Set(result.followers.map(({ uid }) => uid)).size).toBe(4);
  });

  it("do not bring back what I removed", () => {
    const mine = { ...base, followers: [row("1")] };
    expect(accounts(merged(base, mine, { ...base, name: "Theirs" }))).toEqual(["1"]);
  });

  it("are named, with the followers concerned", () => {
    const after = {
      ...base,
      copyOn: "order-complete" as const,
      followers: [row("1"), row("2", { enabled: false })],
    };
    expect(differences(base, after)).toEqual(["when entries are copied", "2 followers (2, 3)"]);
    expect(differences(base, { ...base, followers: base.followers.toReversed() })).toEqual([
      "order of the followers",
    ]);
    expect(differences(base, base)).toEqual([]);
  });
});
