import { describe, expect, test } from "vitest";
import { applyEvent } from "../../src-shared/cockpit/apply-event.ts";
import { cockpitEventSchema, type CockpitEvent } from "../../src-shared/cockpit/event.ts";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import { newState } from "../core/state.ts";
import { step } from "../core/step.ts";
import { Feed } from "./feed.ts";
import { groupSettings } from "./testing/desk.ts";
import { engineDesk, type EngineDesk } from "./testing/engine-desk.ts";
import { quietLog } from "./testing/fakes.ts";
import { virtualTime } from "./testing/virtual-time.ts";
import { Trouble } from "./trouble.ts";

function cockpitEvents(frames: readonly EventFrame[]): CockpitEvent[] {
  return frames.flatMap((frame) =>
    frame.event === "cockpit.event" ? [cockpitEventSchema.parse(frame.payload)] : [],
  );
}

function replay(from: CockpitSnapshot, events: readonly CockpitEvent[]): CockpitSnapshot {
  let cockpit = from;
  for (const event of events) {
    const applied = applyEvent(cockpit, event);
    if (applied.kind !== "applied") throw new Error(`event ${event.seq} is ${applied.kind}`);
    cockpit = applied.cockpit;
  }
  return cockpit;
}

/** A short session with several frames in one turn. */
function trade(desk: EngineDesk): void {
  desk.lead(2);
  desk.lead(1);
  for (const row of [...desk.main.rows, ...desk.other.rows]) desk.fill(row);
  desk.time.runFor(0);
  desk.lead(-3);
  desk.time.runFor(50);
}

describe("numbered events", () => {
  test("of one turn are one event", () => {
    const desk = engineDesk();
    desk.heard.length = 0;
    desk.lead(1);
    desk.lead(1);
    desk.lead(1);
    expect(cockpitEvents(desk.heard)).toEqual([]);
    desk.time.runFor(0);
    const [event, ...more] = cockpitEvents(desk.heard);
    expect(more).toEqual([]);
    expect(event?.changes.filter((change) => change.kind === "group")).toHaveLength(1);
    expect(event?.changes.filter((change) => change.kind === "tape")).toHaveLength(3);
  });

  test("rise by one, and replayed on a snapshot they give the engine's own copy", () => {
    const desk = engineDesk();
    const before = desk.engine.snapshot();
    desk.heard.length = 0;
    trade(desk);
    const events = cockpitEvents(desk.heard);
    expect(events.length).toBeGreaterThan(1);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => before.seq + 1 + index));
    const after = desk.engine.snapshot();
    expect(cockpitEvents(desk.heard)).toHaveLength(events.length);
    expect(replay(before, events)).toEqual(after);
    expect(after.tape).toHaveLength(3);
  });

  test("are not sent while nothing changes", () => {
    const desk = engineDesk();
    trade(desk);
    desk.engine.snapshot();
    desk.heard.length = 0;
    desk.engine.snapshot();
    desk.time.runFor(100);
    expect(cockpitEvents(desk.heard)).toEqual([]);
  });
});

describe("a listener", () => {
  test("that throws keeps neither the others nor the followers from theirs, and is reported once", () => {
    const desk = engineDesk();
    const late: EventFrame[] = [];
    desk.engine.subscribe(() => {
      throw new Error("a window that is gone");
    });
    desk.engine.subscribe((frame) => late.push(frame));
    desk.heard.length = 0;
    trade(desk);
    expect(late).toEqual(desk.heard);
    expect(desk.main.rows).not.toEqual([]);
    const reports = desk.alarms().filter((words) => words.includes("a window that is gone"));
    // One for each kind of event.
    expect(reports).toHaveLength(2);
    expect(desk.facts.filter((fact) => fact.kind === "intent")).toHaveLength(3);
  });

  test("hears nothing once it has left", () => {
    const desk = engineDesk();
    const heard: EventFrame[] = [];
    desk.engine.subscribe((frame) => heard.push(frame))();
    trade(desk);
    expect(heard).toEqual([]);
  });
});

test("a row that can not be made is reported and left out; the others are shown", () => {
  const time = virtualTime();
  const { clock, timers } = time;
  const state = newState({ find: () => undefined });
  const trouble: Trouble = new Trouble({ log: quietLog, alarm: (words) => feed.alarm(words, "alarm") });
  const feed: Feed = new Feed({ state, clock, timers, trouble });
  const [sound, broken] = ["sound" as GroupId, "broken" as GroupId];
  step(state, { kind: "settings", groups: [{ ...groupSettings(), id: sound, followers: [] }] }, clock.now());
  Object.defineProperty(state.groups, "get", {
    value: (id: GroupId) => {
      if (id === broken) throw new Error("no such row");
      return Map.prototype.get.call(state.groups, id) as unknown;
    },
  });
  for (let round = 0; round < 2; round += 1) {
    feed.mark({ groups: new Set([broken, sound]), followers: new Set(), events: new Set() });
    feed.publishSoon();
    time.runFor(1);
  }
  const { groups, alarms } = feed.snapshot();
  expect(groups.map(({ id }) => id)).toEqual([sound]);
  expect(alarms).toHaveLength(1);
});
