/** A login that is locked out already when its connection comes: a restart, or a change of its settings. */
import { expect, test } from "vitest";
import { engineDesk } from "./testing/engine-desk.ts";

test("what can not be closed there is told at once, though no socket is open to tell of anything", () => {
  const desk = engineDesk();
  const { connection } = desk.other;
  desk.lead(1);
  desk.time.runFor(0);
  for (const row of [...desk.main.rows, ...desk.other.rows]) desk.fill(row);
  desk.time.runFor(0);
  desk.engine.removeConnection(connection.id);
  desk.lead(-1);
  desk.time.runFor(0);
  const told = (): number => desk.alarms().filter((words) => words.includes("Close by hand")).length;
  expect(told()).toBe(0);
  connection.budget.pause("LockedOut", desk.time.clock.monoNs() + 3600e9);
  desk.engine.addConnection(connection);
  desk.time.runFor(0);
  expect(told()).toBe(1);
});
