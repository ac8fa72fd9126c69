import { expect, test } from "vitest";
import type { AccountKey, ContractName, FollowerId } from "../../src-shared/ids.ts";
import type { Fact, Severity } from "../core/effect.ts";
import { thinFacts } from "./thin-facts.ts";

const follower = "f" as FollowerId;
const contract = "NQZ6" as ContractName;
const account = "practice#1" as AccountKey;
const target = (most: number): Fact => ({
  kind: "target",
  target: { follower, account, contract, side: 1, most, legId: "l", attempts: 0 },
});
const targetEnded: Fact = { kind: "target-ended", follower, contract, side: 1 };
const note = (words: string, severity: Severity): Fact => ({
  kind: "activity",
  wallMs: 0,
  activity: "copy",
  severity,
  group: null,
  follower: null,
  account: null,
  contract: null,
  eventId: null,
  words,
  data: null,
});
const intent: Fact = { kind: "intent", intent: { at: 0, event: null, legs: [], orders: [] } };

test("what a later fact replaces goes first, and is no loss", () => {
  const facts = [target(2), note("a", "info"), target(1), targetEnded, target(0)];
  expect(thinFacts(facts, 2)).toEqual({ kept: [note("a", "info"), target(0)], lost: [] });
});

test("an ended row is not brought back by an older one", () => {
  expect(thinFacts([target(2), targetEnded], 10).kept).toEqual([targetEnded]);
});

test("then the oldest of the activity goes, alarms last, and no more than has to", () => {
  const facts = [note("alarm", "alarm"), note("1", "info"), intent, note("2", "info"), target(1)];
  expect(thinFacts(facts, 4).lost).toEqual([note("1", "info")]);
  expect(thinFacts(facts, 3).lost).toEqual([note("1", "info"), note("2", "info")]);
  expect(thinFacts(facts, 2).kept).toEqual([intent, target(1)]);
});

test("the state that a restart needs stays, however little room there is", () => {
  expect(thinFacts([intent, target(1), note("x", "alarm")], 0).kept).toEqual([target(1)]);
});
