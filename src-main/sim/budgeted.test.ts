import { expect, it } from "vitest";
import { judged, LIMIT_MS } from "./judged.ts";

it(
  "1,000 sessions short of requests and with lock-outs: the reserve is for exits, nothing leaves in a lock-out, flat with the leader",
  () => {
    expect(judged("budgeted", 1000, 20_261_125)).toEqual([]);
  },
  LIMIT_MS,
);
