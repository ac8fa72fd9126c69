import { expect, it } from "vitest";
import { judged, LIMIT_MS } from "./judged.ts";

it(
  "2,000 sessions with rejects, losses, outages and trades by hand: no over-close, no second entry, flat with the leader",
  () => {
    expect(judged("rough", 2000, 20_261_124)).toEqual([]);
  },
  LIMIT_MS,
);
