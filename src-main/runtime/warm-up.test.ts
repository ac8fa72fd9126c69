import { expect, it } from "vitest";
import { warmUp } from "./warm-up.ts";

it("runs its dry copies to the end, reads no clock but the one it is given, and leaves nothing behind", () => {
  let reads = 0;
  warmUp(() => {
    reads += 1;
    return { monoNs: reads * 1000, wallMs: 1_790_000_000_000 };
  });
  // Two fills of three followers a round at the least; a run that stopped short would have read it far less.
  expect(reads).toBeGreaterThan(2000);
});
