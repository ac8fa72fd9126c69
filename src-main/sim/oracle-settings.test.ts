/** Random sessions in which the trader changes settings, the broker refuses orders, or the group waits for completed orders. */
import { expect, it } from "vitest";
import { judged, LIMIT_MS } from "./judged.ts";

it.each([
  ["2,500 with settings changed in the middle of everything", "changed", 2500, 20_261_126],
  ["2,000 with orders refused while others are under way", "refused", 2000, 20_261_127],
  ["1,500 with entries when the leader's order completes", "complete", 1500, 20_261_128],
] as const)(
  "%s: every decision and every position is the oracle's",
  (_, kind, runs, seed) => {
    expect(judged(kind, runs, seed)).toEqual([]);
  },
  LIMIT_MS,
);
