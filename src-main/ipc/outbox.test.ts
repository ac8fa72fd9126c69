import { expect, test } from "vitest";
import type { TapeEntry } from "../../src-shared/cockpit/model.ts";
import { createOutbox, FRAME_BYTES_MAX, QUEUE_BYTES_MAX, QUEUE_BYTES_SOFT } from "./outbox.ts";
import { SNAPSHOT_BYTES_MAX, withinFrame } from "./snapshot-page.ts";
import { emptySnapshot } from "./testing/fake-host.ts";

function harness() {
  let queued = 0;
  const sent: string[] = [];
  const closed: number[] = [];
  const outbox = createOutbox({
    queuedBytes: () => queued,
    send: (text) => sent.push(text),
    close: (code) => closed.push(code),
  });
  return { outbox, sent, closed, queue: (bytes: number) => (queued = bytes) };
}
const prices = { event: "cockpit.prices", payload: { atMs: 1, contracts: [], accounts: [] } } as const;
const numbered = { event: "cockpit.event", payload: { seq: 1, atMs: 1, changes: [] } } as const;

test("everything goes out while the page keeps up", () => {
  const { outbox, sent, queue } = harness();
  queue(QUEUE_BYTES_SOFT);
  outbox.event(prices);
  outbox.event(numbered);
  outbox.reply(3, { ok: true, value: {} });
  expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual([
    prices,
    numbered,
    { id: 3, reply: { ok: true, value: {} } },
  ]);
});

test("a slow page loses prices, not numbered events; a slower one is closed", () => {
  const { outbox, sent, closed, queue } = harness();
  queue(QUEUE_BYTES_SOFT + 1);
  outbox.event(prices);
  outbox.event(numbered);
  expect(sent).toHaveLength(1);
  expect(closed).toEqual([]);
  queue(QUEUE_BYTES_MAX + 1);
  outbox.event(prices);
  expect(closed).toEqual([]);
  outbox.event(numbered);
  expect(sent).toHaveLength(1);
  expect(closed).toEqual([1013]);
});

test("no frame is larger than 1 MiB: an answer fails in words, an event asks for a new snapshot", () => {
  const { outbox, sent, closed } = harness();
  const large = "x".repeat(FRAME_BYTES_MAX);
  outbox.reply(1, { ok: true, value: large });
  expect(JSON.parse(sent[0] ?? "")).toMatchObject({ id: 1, reply: { ok: false } });
  outbox.event({ event: "cockpit.event", payload: { large } });
  expect(sent).toHaveLength(1);
  expect(closed).toEqual([1013]);
});

test("a snapshot keeps its newest tape entries that fit into a frame, and all its rows", () => {
  const entry = (eventId: string): TapeEntry => ({
    eventId,
    group: "g",
    groupName: "é".repeat(4000),
    kind: "copied",
    atMs: 1,
    contract: "NQZ6",
    quantity: 1,
    price: "1",
    l0: 0,
    l1: 1,
    complete: true,
    followers: [],
  });
  const tape = Array.from({ length: 200 }, (_each, index) => entry(String(index)));
  const page = withinFrame({ ...emptySnapshot, tape });
  expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThanOrEqual(SNAPSHOT_BYTES_MAX);
  expect(page.tape.length).toBeGreaterThan(100);
  expect(page.tape).toEqual(tape.slice(0, page.tape.length));
  const small = { ...emptySnapshot, tape: tape.slice(0, 3) };
  expect(withinFrame(small)).toBe(small);
});
