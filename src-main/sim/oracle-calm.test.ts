/**
 * Random sessions that come to rest after each action, so that trades by hand, outages, windows, net liquidations, the
 * trader's commands and what the copier does by itself have one answer each, and the oracle is asked for it every time.
 */
import { expect, it } from "vitest";
import { judged, LIMIT_MS } from "./judged.ts";

it.each([
  ["2,000 with adopted positions, own pairs, trades by hand, outages, resync", "calm", 2000, 20_261_141],
  ["2,000 with foreign-trade modes, reduction, lost leaders, flatten", "policies", 2000, 20_261_142],
  ["1,000 with session windows that open and end", "timed", 1000, 20_261_143],
  ["1,000 with equity sizing", "equity", 1000, 20_261_144],
] as const)(
  "%s: every decision and every position is the oracle's",
  (_, kind, runs, seed) => {
    expect(judged(kind, runs, seed)).toEqual([]);
  },
  LIMIT_MS,
);
