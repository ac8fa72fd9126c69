import { describe, expect, it } from "vitest";
import { runOnce } from "./run.ts";
import { variants } from "./spec.ts";

describe("a run of the benchmark", { timeout: 60_000 }, () => {
  it("measures every variant over real sockets, with one order a follower for each fill, past a leader's exit", async () => {
    const samples = await runOnce({ followers: 3, samples: 10, gapMs: [0, 1], seed: 1 });
    for (const variant of variants) {
      expect(samples[variant].writtenNs).toHaveLength(10);
      expect(samples[variant].arrivedNs).toHaveLength(10);
      expect(Math.min(...samples[variant].writtenNs)).toBeGreaterThan(0);
      // The last order can not arrive before its fill could be read.
      expect(Math.min(...samples[variant].arrivedNs)).toBeGreaterThan(0);
    }
  });
});
