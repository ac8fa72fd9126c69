import { EventEmitter } from "node:events";
import { beforeEach, expect, test } from "vitest";
import { keepRunning, takeUncaught } from "./keep-running.ts";

let done: string[];
let open: boolean;
let active: boolean;
let nowNs: number;
let due: { atNs: number; callback: () => void }[];
let broken: Set<string>;
beforeEach(() => {
  done = [];
  open = true;
  active = true;
  nowNs = 0;
  due = [];
  broken = new Set();
});

function does(name: string, words: string = name): void {
  if (broken.has(name)) throw new Error(`${name} is broken`);
  done.push(words);
}
const log = { info: () => {}, warn: () => {}, error: (words: string) => does("log", `log: ${words}`) };

function made(): (error: unknown) => void {
  return keepRunning({
    host: {
      log,
      closeEntries: () => {
        does("entries");
        const were = active;
        active = false;
        return were;
      },
      isOpen: () => {
        if (broken.has("look")) throw new Error("look is broken");
        return open;
      },
      alarm: (words) => does("alarm", `alarm: ${words}`),
    },
    clock: { monoNs: () => nowNs },
    timers: {
      at: (atNs, callback) => {
        due.push({ atNs, callback });
        return () => {};
      },
    },
    echo: (words) => done.push(`echo: ${words}`),
    end: () => done.push("end"),
  });
}
/** Lets a second pass. */
function tick(): void {
  nowNs += 1e9;
  const now = due.filter(({ atNs }) => atNs <= nowNs);
  due = due.filter(({ atNs }) => atNs > nowNs);
  for (const { callback } of now) callback();
}
const starts = (): string[] => done.map((words) => words.split(":")[0] ?? "");

test("an error with something open switches entries off, tells the trader, and ends nothing until all is flat", () => {
  const take = made();
  take(new Error("boom"));
  expect(starts()).toEqual(["log", "entries", "alarm"]);
  expect(done[2]).toContain("(boom)");
  for (let seconds = 0; seconds < 100; seconds += 1) tick();
  expect(done).not.toContain("end");
  open = false;
  tick();
  expect(done.at(-1)).toBe("end");
  tick();
  expect(done.filter((words) => words === "end")).toHaveLength(1);
});

test("the same error again neither fills the log nor repeats the alarm, and ends once", () => {
  const take = made();
  for (let times = 0; times < 1000; times += 1) take(new Error("boom"));
  expect(starts().filter((word) => word === "log")).toHaveLength(10);
  expect(starts().filter((word) => word === "alarm")).toHaveLength(1);
  expect(due).toHaveLength(1);
  take("another");
  expect(starts().filter((word) => word === "alarm")).toHaveLength(2);
});

test("entries that the trader has resumed go off again, with an alarm", () => {
  const take = made();
  take(new Error("boom"));
  active = true;
  take(new Error("boom"));
  expect(active).toBe(false);
  expect(starts().filter((word) => word === "alarm")).toHaveLength(2);
});

test("a thousand different errors are counted, not remembered one by one", () => {
  const take = made();
  for (let times = 0; times < 1000; times += 1) take(new Error(`boom ${times}`));
  expect(starts().filter((word) => word === "log").length).toBeLessThan(220);
});

test("nothing that fails meanwhile gets out, and what can not be looked at counts as open", () => {
  const take = made();
  broken = new Set(["log", "entries", "alarm", "look"]);
  open = false;
  expect(() => take(new Error("boom"))).not.toThrow();
  expect(starts()).toEqual(["echo", "echo", "echo"]);
  tick();
  tick();
  expect(done).not.toContain("end");
  broken.delete("look");
  tick();
  expect(done.at(-1)).toBe("end");
});

test("errors of callbacks and of promises both arrive", () => {
  const from = new EventEmitter();
  const taken: unknown[] = [];
  takeUncaught(from as unknown as NodeJS.Process, (error) => taken.push(error));
  from.emit("uncaughtException", "one");
  from.emit("unhandledRejection", "two");
  expect(taken).toEqual(["one", "two"]);
});
