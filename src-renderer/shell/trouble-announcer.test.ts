import { describe, expect, it } from "vitest";
import { createAppStore, type AppState } from "../state/store.ts";
import { follower, snapshot } from "../state/testing.ts";
import { troubleWords } from "./trouble-announcer.tsx";

const of = (...rows: readonly ReturnType<typeof follower>[]): AppState => ({
  ...createAppStore(true).getState(),
  cockpit: snapshot(1, rows),
});

describe("what is read out at once", () => {
  it("is who is against the leader, locked or drifting, the worst first, and nothing while all is well", () => {
    expect(troubleWords(of(follower("a"), follower("b", { state: "off" })))).toBe("");
    const rows = [follower("a", { state: "drift" }), follower("b", { state: "opposed" })];
    expect(troubleWords(of(...rows))).toBe("Opposed: b. Drift: a");
  });

  it("counts many instead of naming them", () => {
    const rows = ["a", "b", "c", "d"].map((id) => follower(id, { state: "drift" }));
    expect(troubleWords(of(...rows))).toBe("Drift: 4 followers");
  });
});
