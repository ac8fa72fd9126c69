import { beforeEach, describe, expect, test } from "vitest";
import { InvariantError } from "../../src-shared/assert.ts";
import type { FollowerId } from "../../src-shared/ids.ts";
import type { Fact } from "../core/effect.ts";
import type { Input } from "../core/input.ts";
import { newState } from "../core/state.ts";
import { Feed } from "./feed.ts";
import { Recorder } from "./recorder.ts";
import { fakeLedger, quietLog, sqliteError, type FakeLedger } from "./testing/fakes.ts";
import { virtualTime, type VirtualTime } from "./testing/virtual-time.ts";
import { PENDING_FACTS_MAX } from "./thin-facts.ts";
import { Trouble } from "./trouble.ts";

let time: VirtualTime;
let feed: Feed;
let fake: FakeLedger;
let trail: string[];
let inputs: Input[];
let recorder: Recorder;

const off = (name: string): Fact => ({
  kind: "entries-off",
  follower: name as FollowerId,
  reason: "gate",
  off: true,
  wallMs: 0,
});
const said = (words: string, severity: "info" | "notice" | "alarm"): Fact => ({
  kind: "activity",
  wallMs: 0,
  activity: "alarm",
  severity,
  group: null,
  follower: null,
  account: null,
  contract: null,
  eventId: null,
  words,
  data: null,
});
const alarms = (): string[] => feed.snapshot().alarms.map(({ words }) => words);
const frame = (...facts: readonly Fact[]): void => {
  recorder.add(facts);
  recorder.write();
};
const commits = (): number => trail.filter((call) => call === "commit").length;
const failWith = (code: string): void => {
  fake.fault = () => {
    throw sqliteError(code);
  };
};

beforeEach(() => {
  time = virtualTime();
  trail = [];
  inputs = [];
  fake = fakeLedger(trail);
  const state = newState({ find: () => undefined });
  const trouble: Trouble = new Trouble({ log: quietLog, alarm: (words) => feed.alarm(words, "alarm") });
  feed = new Feed({ state, ...time, trouble });
  recorder = new Recorder({
    ledger: fake.ledger,
    feed,
    ...time,
    trouble,
    input: (input) => inputs.push(input),
  });
});

describe("a ledger that is busy, full or gone", () => {
  test("is tried again once a second, not with every frame, and then takes everything in order", () => {
    failWith("SQLITE_FULL");
    for (let name = 0; name < 20; name += 1) frame(off(String(name)));
    expect(commits()).toBe(1);
    time.runFor(3_500);
    expect(commits()).toBe(4);
    fake.fault = () => undefined;
    time.runFor(1_000);
    expect(fake.facts).toEqual(Array.from({ length: 20 }, (_, name) => off(String(name))));
    frame(off("after"));
    expect(fake.facts).toHaveLength(21);
  });

  test("turns entries off once, and on once it has taken a write", () => {
    failWith("SQLITE_BUSY");
    frame(off("a"));
    frame(off("b"));
    time.runFor(2_500);
    expect(inputs).toEqual([{ kind: "ledger-failed", why: "SQLITE_BUSY on purpose" }]);
    expect(feed.snapshot().engine.durable).toBe(false);
    fake.fault = () => undefined;
    time.runFor(1_000);
    expect(inputs.slice(1)).toEqual([{ kind: "ledger-recovered" }]);
    expect(feed.snapshot().engine.durable).toBe(true);
    time.runFor(10_000);
    expect(commits()).toBe(4);
  });

  test("does not keep an alarm from the trader, who hears it once", () => {
    failWith("SQLITE_IOERR");
    frame(said("before", "alarm"));
    frame(said("during", "alarm"), said("quiet", "info"));
    expect(alarms()).toEqual(["during", "before"]);
    fake.fault = () => undefined;
    time.runFor(1_500);
    expect(fake.facts).toHaveLength(3);
    expect(alarms()).toEqual(["during", "before"]);
  });

  test("is not offered everything that waits at once", () => {
    failWith("SQLITE_FULL");
    recorder.add(Array.from({ length: 5_000 }, (_, name) => off(String(name))));
    recorder.write();
    const offered: number[] = [];
    fake.fault = (_call, facts) => {
      offered.push(facts.length);
      throw sqliteError("SQLITE_FULL");
    };
    time.runFor(1_500);
    expect(offered).toEqual([500]);
  });

  test("does not fill the memory: at the bound records are given up, with an alarm", () => {
    failWith("SQLITE_FULL");
    const notes = Array.from({ length: PENDING_FACTS_MAX }, (_, name) => said(String(name), "info"));
    frame(off("a"), ...notes);
    frame(said("one more", "info"));
    expect(alarms().join()).toContain("the oldest records are given up");
    fake.fault = () => undefined;
    time.runFor(1_500);
    expect(fake.facts[0]).toEqual(off("a"));
    expect(fake.facts.at(-1)).toEqual(said("one more", "info"));
    expect(fake.facts.length).toBeLessThanOrEqual(PENDING_FACTS_MAX);
  });

  test("gets one last try when the engine stops, and no timer after it", () => {
    failWith("SQLITE_BUSY");
    frame(off("a"));
    recorder.stop();
    expect(commits()).toBe(2);
    time.runFor(5_000);
    expect(commits()).toBe(2);
  });
});

describe("a fact that can never be written", () => {
  const refuse = (name: string, error: Error): void => {
    fake.fault = (_call, facts) => {
      if (facts.some((fact) => fact.kind === "entries-off" && fact.follower === name)) throw error;
    };
  };
  const ten = Array.from({ length: 10 }, (_, name) => off(String(name)));

  test.each([
    ["a constraint", sqliteError("SQLITE_CONSTRAINT_CHECK")],
    ["an error of our own encoder", new InvariantError("Invariant: not a time: NaN")],
    ["an error of the language", new RangeError("invalid value")],
  ])("is set apart alone: %s", (_what, error) => {
    refuse("3", error);
    frame(...ten);
    expect(fake.facts).toEqual(ten.filter((_, name) => name !== 3));
    expect(inputs.map((input) => input.kind)).toEqual(["ledger-failed"]);
    frame(off("after"));
    expect(fake.facts.at(-1)).toEqual(off("after"));
    time.runFor(1_500);
    expect(inputs.map((input) => input.kind)).toEqual(["ledger-failed", "ledger-recovered"]);
  });

  test("does not take another one along that only meets a locked file", () => {
    fake.fault = (_call, facts) => {
      const names = facts.map((fact) => (fact.kind === "entries-off" ? Number(fact.follower) : 0));
      if (names.includes(3)) throw sqliteError("SQLITE_CONSTRAINT_UNIQUE");
      if (names.some((name) => name >= 6)) throw sqliteError("SQLITE_BUSY");
    };
    frame(...ten);
    expect(fake.facts.every((fact) => fact.kind === "entries-off" && Number(fact.follower) < 6)).toBe(true);
    refuse("3", sqliteError("SQLITE_CONSTRAINT_UNIQUE"));
    time.runFor(1_500);
    expect(fake.facts).toEqual(ten.filter((_, name) => name !== 3));
  });
});

describe("what is said of a write", () => {
  test("comes after it, and breaks nothing when whoever hears it throws", () => {
    feed.subscribe(({ event }) => {
      trail.push(event);
      throw new Error("a listener's own trouble");
    });
    frame(said("hello", "info"));
    expect(trail).toEqual(["commit", "activity.added"]);
    expect(fake.facts).toHaveLength(1);
    time.runFor(2_000);
    expect(commits()).toBe(1);
    expect(inputs).toEqual([]);
    expect(alarms().join()).toContain("a listener's own trouble");
  });

  test("may bring the next frame at once, and nothing is written twice", () => {
    let calls = 0;
    feed.subscribe(({ event }) => {
      calls += event === "activity.added" ? 1 : 0;
      if (event === "activity.added" && calls === 1) frame(said("answer", "info"));
    });
    frame(said("question", "info"));
    expect(fake.facts.map((fact) => (fact.kind === "activity" ? fact.words : ""))).toEqual([
      "question",
      "answer",
    ]);
  });
});
