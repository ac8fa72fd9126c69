import { expect, it } from "vitest";
import { coalesced } from "./coalesce.ts";
import { settle } from "./testing.ts";

it("runs one at a time, and once more for however many calls came meanwhile", async () => {
  const ends: (() => void)[] = [];
  const run = coalesced(() => new Promise((resolve) => ends.push(resolve)));
  void run();
  void run();
  void run();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await settle();
  expect(ends).toHaveLength(2);
  ends[1]?.();
  await settle();
  expect(ends).toHaveLength(2);
  void run();
  expect(ends).toHaveLength(3);
});

it("runs again after a task that failed", async () => {
  let runs = 0;
  const run = coalesced(() => {
    runs += 1;
    return Promise.reject(new Error("once"));
  });
  await expect(run()).rejects.toThrow("once");
  await expect(run()).rejects.toThrow("once");
  expect(runs).toBe(2);
});
