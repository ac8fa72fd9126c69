import { describe, expect, it } from "vitest";
import type { AccountChoice } from "../../src-shared/ipc/groups.ts";
import { accountKeyOf, accountOptions, isMixed } from "./accounts.ts";
import { addFollowers, moveFollower, removeFollowers, withBulk } from "./followers-edit.ts";
import { emptyGroup, usualRule, type FollowerFields } from "./form-model.ts";

function row(uid: string, account: string): FollowerFields {
  return { uid, connection: "Desk", account, enabled: true, ...usualRule, rest: {} };
}

function choice(account: string, change: Partial<AccountChoice> = {}): AccountChoice {
  return {
    connection: "Desk",
    account,
    venue: "v",
    environment: "custom",
    seen: true,
    usedBy: null,
    ...change,
  };
}

const fields = {
  ...emptyGroup,
  leader: { connection: "Desk", account: "L" },
  followers: [row("f1", "A"), row("f2", "B")],
};
const accounts = [
  choice("L"),
  choice("A"),
  choice("A", { connection: "Second login" }),
  choice("C"),
  choice("D", { usedBy: { group: "g2", groupName: "ES", role: "follower" } }),
  choice("E", { usedBy: { group: "g1", groupName: "NQ", role: "follower" } }),
];

describe("account pickers", () => {
  it("offer what is free and say where the rest is used, behind every login of the venue", () => {
    const uses = accountOptions(accounts, fields, "g1").map(({ choice: { connection, account }, use }) => [
      connection,
      account,
      use,
    ]);
    expect(uses).toEqual([
      ["Desk", "L", "leader of this group"],
      ["Desk", "A", "follower of this group"],
      ["Second login", "A", "follower of this group"],
      ["Desk", "C", null],
      ["Desk", "D", "follower of ES"],
      // Its own group has let it go in the form: it may come back.
      ["Desk", "E", null],
    ]);
  });

  it("see demo and live together", () => {
    const both = [choice("L", { environment: "demo" }), choice("A", { environment: "live" })];
    expect(isMixed(both, fields)).toBe(true);
    expect(isMixed(both, { ...fields, followers: [] })).toBe(false);
  });
});

describe("followers of the form", () => {
  it("are added several at once with one rule, each with a name of its own", () => {
    const keys = [choice("C"), choice("D")].map(accountKeyOf);
    const rule = { ...usualRule, keepNotional: true };
    const { followers } = addFollowers(keys, accounts, rule)(fields);
    expect(followers.map(({ uid, account, keepNotional }) => [uid, account, keepNotional])).toEqual([
      ["f1", "A", false],
      ["f2", "B", false],
      ["f3", "C", true],
      ["f4", "D", true],
    ]);
  });

  it("move by one place and stop at the ends", () => {
    const order = (step: -1 | 1, uid: string) =>
      moveFollower(uid, step)(fields).followers.map((each) => each.uid);
    expect(order(1, "f1")).toEqual(["f2", "f1"]);
    expect(order(-1, "f1")).toEqual(["f1", "f2"]);
    expect(order(1, "f2")).toEqual(["f1", "f2"]);
    expect(order(1, "nobody")).toEqual(["f1", "f2"]);
    expect(removeFollowers(["f1"])(fields).followers.map((each) => each.uid)).toEqual(["f2"]);
  });

  it("are changed together only in what was ticked", () => {
    const sizing = { ...usualRule.sizing, multiplier: "3.00", maxContracts: "7", maxOrderContracts: "5" };
    const rule = { ...usualRule, sizing, map: { kind: "mini-to-micro" as const, pairs: [] } };
    const [first] = fields.followers;
    if (first === undefined) throw new Error("no row");
    expect(withBulk(first, ["caps"], rule, false)).toEqual({
      ...first,
      sizing: { ...first.sizing, maxContracts: "7", maxOrderContracts: "5" },
    });
    expect(withBulk(first, ["size"], rule, false).sizing).toMatchObject({
      multiplier: "3.00",
      maxContracts: "10",
    });
    expect(withBulk(first, ["contracts", "switch"], rule, false)).toMatchObject({
      enabled: false,
      map: { kind: "mini-to-micro" },
      sizing: { multiplier: "1.00" },
    });
  });
});
