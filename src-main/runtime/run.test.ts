import { describe, expect, test } from "vitest";
import { newState } from "../core/state.ts";
import { Feed } from "./feed.ts";
import { INBOX_MAX } from "./inbox.ts";
import type { Clock } from "./port.ts";
import { Run } from "./run.ts";
import { SafeHistory } from "./safe-history.ts";
import { engineDesk, type EngineDesk } from "./testing/engine-desk.ts";
import { fakeLedger, quietLog, sqliteError } from "./testing/fakes.ts";
import { virtualTime } from "./testing/virtual-time.ts";
import { Trouble } from "./trouble.ts";

/** Both followers hold two contracts behind the leader's two. */
function holdingTwo(): EngineDesk {
  const desk = engineDesk();
  desk.lead(2);
  for (const row of [...desk.main.rows, ...desk.other.rows]) desk.fill(row);
  desk.time.runFor(0);
  for (const rows of [desk.main.rows, desk.other.rows]) rows.length = 0;
  desk.trail.length = 0;
  return desk;
}

function failing(desk: EngineDesk, ...calls: readonly string[]): void {
  desk.fault = (call) => {
    if (calls.includes(call)) throw sqliteError("SQLITE_FULL");
  };
}

const sent = ({ main, other }: EngineDesk): number[] =>
  [...main.rows, ...other.rows].map((row) => row.quantity);

describe("one leader fill", () => {
  test("goes core, durable intent, sockets, write, and only then the cockpit", () => {
    const desk = engineDesk();
    desk.engine.subscribe(({ event }) => desk.trail.push(event));
    desk.lead(2);
    desk.time.runFor(0);
    expect(desk.trail).toEqual([
      "intent of 2",
      "other hold",
      "other place buy 2",
      "main hold",
      "main place buy 2",
      "other release",
      "main release",
      "commit",
      "activity.added",
      "cockpit.event",
    ]);
  });

  test("is written once with all facts of its frame", () => {
    const desk = engineDesk();
    const before = desk.facts.length;
    desk.lead(2);
    const kinds = desk.facts.slice(before).map((fact) => fact.kind);
    expect(kinds.filter((kind) => kind === "intent")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "order-event")).toHaveLength(2);
    expect(desk.trail.filter((call) => call === "commit")).toHaveLength(1);
  });
});

describe("without a durable intent", () => {
  test("no entry leaves, and each says why", () => {
    const desk = engineDesk();
    failing(desk, "append");
    desk.lead(2);
    expect(sent(desk)).toEqual([]);
    const refused = desk.facts.filter((fact) => fact.kind === "order-event" && fact.reason === "NotDurable");
    expect(refused).toHaveLength(2);
  });

  test("exits leave", () => {
    const desk = holdingTwo();
    failing(desk, "append", "commit");
    desk.lead(-2);
    expect(sent(desk)).toEqual([2, 2]);
  });

  test("entries are copied again once the ledger has taken a write", () => {
    const desk = engineDesk();
    failing(desk, "append", "commit");
    desk.lead(2);
    failing(desk);
    desk.time.runFor(1_500);
    desk.lead(-2);
    desk.lead(3);
    expect(sent(desk)).toEqual([3, 3]);
  });
});

describe("flatten", () => {
  test("is sent before anything of it is written", () => {
    const desk = holdingTwo();
    expect(desk.engine.flatten({ kind: "everything" })).toEqual({ followers: 2, positions: 2 });
    expect(desk.trail.slice(0, 2)).toEqual(["other hold", "other liquidate sell 2"]);
    expect(desk.trail.indexOf("intent of 2")).toBeGreaterThan(desk.trail.indexOf("main release"));
  });

  test("is sent where nothing can be written", () => {
    const desk = holdingTwo();
    failing(desk, "append", "commit", "find");
    desk.engine.flatten({ kind: "everything" });
    expect(sent(desk)).toEqual([2, 2]);
  });
});

describe("a ledger that can not be read", () => {
  test("lets the leader's exit through, decided from memory", () => {
    const desk = holdingTwo();
    failing(desk, "find");
    desk.lead(-2);
    expect(sent(desk)).toEqual([2, 2]);
    expect(desk.alarms().join()).toContain("SQLITE_FULL on purpose");
  });

  test("lets no entry through, since its fill may have been copied before", () => {
    const desk = engineDesk();
    failing(desk, "find");
    desk.lead(2);
    expect(sent(desk)).toEqual([]);
    expect(desk.engine.snapshot().engine.durable).toBe(false);
  });
});

describe("more events than the inbox holds", () => {
  const flood = (desk: EngineDesk, events: number): void => {
    const failed = { kind: "account-read-failed", account: "nobody", why: "" } as unknown;
    desk.events(...Array.from({ length: events }, () => failed as Parameters<EngineDesk["events"]>[0]));
  };
  const resyncs = (desk: EngineDesk): string[] => desk.trail.filter((call) => call.includes("resync"));

  test("open every connection anew, once however many were lost, and entries wait", () => {
    const desk = engineDesk();
    flood(desk, INBOX_MAX + 50);
    expect(resyncs(desk)).toEqual(["main resync: the inbox was full", "other resync: the inbox was full"]);
    expect(desk.engine.snapshot().groups.map((group) => group.leader.state)).toEqual(["offline"]);
    desk.lead(2);
    expect(sent(desk)).toEqual([]);
  });

  test("are no overflow while they fit", () => {
    const desk = engineDesk();
    flood(desk, INBOX_MAX);
    expect(resyncs(desk)).toEqual([]);
    desk.lead(2);
    expect(sent(desk)).toEqual([2, 2]);
  });

  test("let every connection start anew though one throws", () => {
    const desk = engineDesk();
    desk.main.throwing.add("resync");
    flood(desk, INBOX_MAX + 1);
    expect(resyncs(desk)).toHaveLength(2);
    expect(desk.alarms().join()).toContain("resync breaks on purpose");
  });
});

test("an input on which the loop itself breaks is reported, and the next is handled", () => {
  const { clock, timers } = virtualTime();
  const state = newState({ find: () => undefined });
  const alarms: string[] = [];
  const trouble = new Trouble({ log: quietLog, alarm: (words) => alarms.push(words) });
  let times = 0;
  const now: Clock["now"] = () => {
    times += 1;
    if (times === 1) throw new Error("no time");
    return clock.now();
  };
  const run = new Run({
    state,
    ledger: fakeLedger([]).ledger,
    history: new SafeHistory({ find: () => undefined }),
    feed: new Feed({ state, clock, timers, trouble }),
    world: {
      clock: { ...clock, now },
      timers,
      trouble,
      connections: new Map(),
      onGroupClosed: () => undefined,
    },
    onOverflow: () => undefined,
  });
  run.inputs([
    { kind: "ledger-failed", why: "one" },
    { kind: "ledger-failed", why: "two" },
  ]);
  expect(alarms).toHaveLength(1);
  expect(alarms.join()).toContain("no time");
  expect(state.ledgerFailed).toBe("two");
});
