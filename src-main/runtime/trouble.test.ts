import { expect, test } from "vitest";
import { quietLog } from "./testing/fakes.ts";
import { Trouble } from "./trouble.ts";

const breaking = (words: string) => () => {
  throw new Error(words);
};

test("what breaks is logged ever more rarely and raised once, each kind for itself", () => {
  const alarms: string[] = [];
  const logged: unknown[] = [];
  const log = { ...quietLog, error: (_words: string, data?: object) => logged.push(data) };
  const trouble = new Trouble({ log, alarm: (words) => alarms.push(words) });
  for (let time = 0; time < 100; time += 1)
    expect(trouble.guard("painting", breaking("no colour"))).toBe(false);
  expect(trouble.guard("singing", breaking("no voice"))).toBe(false);
  expect(trouble.guard("resting", () => undefined)).toBe(true);
  expect(logged).toHaveLength(7 + 1);
  expect(alarms.map((words) => /no \w+/u.exec(words)?.[0])).toEqual(["no colour", "no voice"]);
});

test("a log that can not be written stops nobody and is said once", () => {
  const alarms: string[] = [];
  const broken = breaking("the disk is full");
  const trouble = new Trouble({
    log: { info: broken, warn: broken, error: broken },
    alarm: (words) => alarms.push(words),
  });
  trouble.log.info("one");
  trouble.log.error("two");
  expect(alarms).toEqual(["The log can not be written: the disk is full"]);
  trouble.guard("painting", breaking("no colour"));
  expect(alarms).toHaveLength(2);
});
