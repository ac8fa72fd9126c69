import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEvent } from "./apply-event.ts";
import type { CockpitChange, CockpitEvent } from "./event.ts";
import {
  ALARMS_MAX,
  TAPE_MAX,
  type Alarm,
  type CockpitSnapshot,
  type GroupRow,
  type TapeEntry,
} from "./model.ts";

const engine = { durable: true, unknownOrders: 0, copies: 0, ownP50Us: null, ownP99Us: null };

function cockpit(seq = 7): CockpitSnapshot {
  return { seq, atMs: 1, connections: [], groups: [], followers: [], tape: [], alarms: [], engine };
}

function group(id: string, name = id): GroupRow {
  const leader = {
    account: "1",
    connection: "c",
    state: "live" as const,
    reason: "",
    lines: [],
    lastFill: null,
  };
  return { id, name, tag: "mimik", status: "active", leader, session: null, leaderLost: null, followers: [] };
}

function entry(eventId: string, complete = false): TapeEntry {
  return {
    eventId,
    group: "g",
    groupName: "G",
    kind: "copied",
    atMs: 1,
    contract: "NQZ6",
    quantity: 1,
    price: "1.00",
    l0: 0,
    l1: 1,
    complete,
    followers: [],
  };
}

const alarm = (id: number): Alarm => ({ id, atMs: id, severity: "alarm", words: `alarm ${id}` });
const event = (seq: number, ...changes: readonly CockpitChange[]): CockpitEvent => ({
  seq,
  atMs: seq,
  changes: [...changes],
});

/** Applies events that must all follow each other. */
function played(start: CockpitSnapshot, ...events: readonly CockpitEvent[]): CockpitSnapshot {
  return events.reduce((known, next) => {
    const result = applyEvent(known, next);
    if (result.kind !== "applied") throw new Error(`event ${next.seq} was ${result.kind}`);
    return result.cockpit;
  }, start);
}

describe("the numbers of events", () => {
  it("takes the next one and no other", () => {
    const known = cockpit(7);
    const change: CockpitChange = { kind: "group", group: group("g") };
    expect(applyEvent(known, event(6, change))).toEqual({ kind: "old" });
    expect(applyEvent(known, event(7, change))).toEqual({ kind: "old" });
    expect(applyEvent(known, event(9, change))).toEqual({ kind: "gap" });
    expect(applyEvent(known, event(8, change))).toMatchObject({
      kind: "applied",
      cockpit: { seq: 8, atMs: 8 },
    });
  });

  it("moves on with an event that changes nothing", () => {
    expect(played(cockpit(7), event(8), event(9)).seq).toBe(9);
  });

  it("never changes the cockpit it was given", () => {
    const known = cockpit(7);
    const before = structuredClone(known);
    played(known, event(8, { kind: "group", group: group("g") }, { kind: "alarm", alarm: alarm(1) }));
    expect(known).toEqual(before);
  });

  it("comes to the same cockpit when old events are delivered again in between", () => {
    const events = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(events, fc.array(fc.nat(30), { maxLength: 20 }), (names, repeats) => {
        const list = names.map((name, index) =>
          event(8 + index, { kind: "group", group: group(name, `${name} ${index}`) }),
        );
        let known = cockpit(7);
        for (const [index, next] of list.entries()) {
          known = played(known, next);
          const again = list[(repeats[index] ?? 0) % (index + 1)] ?? next;
          expect(applyEvent(known, again)).toEqual({ kind: "old" });
        }
        expect(known).toEqual(played(cockpit(7), ...list));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe("rows", () => {
  it("replaces a row in its place and appends a new one", () => {
    const known = played(
      cockpit(),
      event(8, { kind: "group", group: group("a") }, { kind: "group", group: group("b") }),
      event(9, { kind: "group", group: group("a", "renamed") }),
    );
    expect(known.groups.map(({ id, name }) => [id, name])).toEqual([
      ["a", "renamed"],
      ["b", "b"],
    ]);
  });

  it("removes a row, and does nothing where there is none", () => {
    const known = played(
      cockpit(),
      event(8, { kind: "group", group: group("a") }, { kind: "group", group: group("b") }),
      event(9, { kind: "group-removed", id: "a" }, { kind: "connection-removed", id: "none" }),
      event(10, { kind: "follower-removed", id: "none" }),
    );
    expect(known.groups.map(({ id }) => id)).toEqual(["b"]);
  });

  it("applies the changes of one event in their order", () => {
    const known = played(
      cockpit(),
      event(8, { kind: "group", group: group("a") }, { kind: "group-removed", id: "a" }),
      event(9, { kind: "group-removed", id: "b" }, { kind: "group", group: group("b") }),
    );
    expect(known.groups.map(({ id }) => id)).toEqual(["b"]);
  });

  it("replaces the engine's figures", () => {
    const next = { ...engine, durable: false, copies: 3 };
    expect(played(cockpit(), event(8, { kind: "engine", engine: next })).engine).toEqual(next);
  });
});

describe("bounded lists", () => {
  it("holds the newest entries of the tape, newest first, and updates one in its place", () => {
    let known = cockpit(0);
    for (let index = 1; index <= TAPE_MAX + 5; index += 1) {
      known = played(known, event(index, { kind: "tape", entry: entry(`e${index}`) }));
    }
    expect(known.tape).toHaveLength(TAPE_MAX);
    expect(known.tape[0]?.eventId).toBe(`e${TAPE_MAX + 5}`);
    expect(known.tape.at(-1)?.eventId).toBe("e6");
    known = played(known, event(TAPE_MAX + 6, { kind: "tape", entry: entry("e10", true) }));
    expect(known.tape).toHaveLength(TAPE_MAX);
    expect(known.tape.findIndex(({ eventId }) => eventId === "e10")).toBe(TAPE_MAX - 5);
    expect(known.tape.find(({ eventId }) => eventId === "e10")?.complete).toBe(true);
  });

  it("holds the newest alarms and shows one that repeats only once, at the top", () => {
    let known = cockpit(0);
    for (let index = 1; index <= ALARMS_MAX + 5; index += 1) {
      known = played(known, event(index, { kind: "alarm", alarm: alarm(index) }));
    }
    expect(known.alarms).toHaveLength(ALARMS_MAX);
    known = played(known, event(ALARMS_MAX + 6, { kind: "alarm", alarm: alarm(50) }));
    expect(known.alarms.filter(({ id }) => id === 50)).toHaveLength(1);
    expect(known.alarms[0]?.id).toBe(50);
    expect(known.alarms).toHaveLength(ALARMS_MAX);
  });
});
