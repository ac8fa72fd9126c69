import { expect, test } from "vitest";
import { engineDesk, type EngineDesk } from "./testing/engine-desk.ts";

const orderEvents = (desk: EngineDesk) => desk.facts.filter((fact) => fact.kind === "order-event");

test("orders of one step are handed over between hold and release, each connection once", () => {
  const desk = engineDesk();
  desk.lead(2);
  expect(desk.trail.filter((call) => /hold|release/u.test(call))).toEqual([
    "other hold",
    "main hold",
    "other release",
    "main release",
  ]);
});

test("an order that could not be handed over is a refused one, and is not sent again", () => {
  const desk = engineDesk();
  desk.other.up = false;
  desk.lead(2);
  desk.time.runFor(20_000);
  const refused = orderEvents(desk).filter((fact) => fact.event === "refused");
  expect(refused.map((fact) => fact.reason)).toEqual(["NotConnected"]);
  expect(desk.main.rows).toHaveLength(1);
  expect(desk.trail.filter((call) => call.startsWith("other place"))).toHaveLength(1);
});

test("a connection that throws counts as one that took nothing, and holds up nobody", () => {
  const desk = engineDesk();
  desk.other.throwing.add("place");
  desk.lead(2);
  expect(desk.main.rows.map((row) => row.quantity)).toEqual([2]);
  expect(desk.trail).toEqual(expect.arrayContaining(["other release", "main release"]));
  const refused = orderEvents(desk).filter((fact) => fact.event === "refused");
  expect(refused.map((fact) => fact.reason)).toEqual(["NotConnected"]);
  expect(desk.alarms().filter((words) => words.includes("place breaks on purpose"))).toHaveLength(1);
});

test("a connection that can not hold sends all the same", () => {
  const desk = engineDesk();
  desk.other.throwing.add("hold");
  desk.lead(2);
  expect([desk.main.rows.length, desk.other.rows.length]).toEqual([1, 1]);
});

test("orders that could not be released stay handed over, and their connection is opened anew", () => {
  const desk = engineDesk();
  desk.other.throwing.add("release");
  desk.lead(2);
  expect(orderEvents(desk).map((fact) => fact.event)).toEqual(["handed-over", "handed-over"]);
  expect(desk.trail).toContain("other resync: its orders could not be released");
  expect(desk.trail).toContain("main release");
});

test("an effect that throws is reported, and the ones behind it are done", () => {
  const desk = engineDesk();
  desk.main.throwing.add("readAccount");
  desk.other.throwing.add("readAccount");
  desk.lead(2);
  // No reply: after two seconds the books are read, after five the order is unknown.
  desk.time.runFor(6_000);
  expect(orderEvents(desk).map((fact) => fact.event)).toContain("no-answer");
  expect(desk.alarms().filter((words) => words.includes("readAccount breaks"))).toHaveLength(1);
});
