import { expect, it } from "vitest";
import { multiplierOf } from "./desk.ts";
import { exampleDesk } from "./example-desk.ts";

it("F8: three entries that the broker accepts and then rejects by report switch entries off", () => {
  const sizing = multiplierOf({ multiplier: "1.00" });
  const at = exampleDesk({ follower: { sizing, contractMap: "same", keepNotional: false }, byHand: true });
  at.lead(2);
  at.fill(2);
  for (const to of [3, 4, 5]) {
    at.lead(to);
    at.refuse();
  }
  at.lead(6);
  expect(at.leg("open")?.verdict).toBe("entries-off-rejects");
});
