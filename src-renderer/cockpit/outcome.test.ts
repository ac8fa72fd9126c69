import { describe, expect, it } from "vitest";
import { orderStatuses } from "../../src-shared/order-status.ts";
import { refusals } from "../../src-shared/refusal.ts";
import { exposureOf, isFlat } from "../state/selectors.ts";
import { follower, line } from "../state/testing.ts";
import { copyWords, needsLine } from "./follower-words.ts";
import { timingWords } from "./last-copy.tsx";
import { classOf, copyTitle, sideWords, summaryOf } from "./outcome.ts";
import { shownLines } from "./position-cells.tsx";

const copy = {
  eventId: "e",
  atMs: 0,
  outcome: "rejected",
  words: "Limit of the account reached.",
  contract: "NQZ6",
  quantity: 2,
  price: null,
  ownUs: 210,
  answeredUs: 60_000,
  filledUs: null,
};

describe("outcomes", () => {
  it("never takes an order's outcome for a refusal by Mimik", () => {
    for (const status of orderStatuses) expect(classOf(status)).not.toBe("denied");
  });

  it("takes every refusal for a denial or, where time decided, for a miss", () => {
    for (const code of Object.keys(refusals)) {
      expect(classOf(code)).toBe(code === "stale" || code === "superseded" ? "missed" : "denied");
    }
  });

  it("counts the followers of a fill by outcome, the good ones first", () => {
    const outcomes = ["rejected", "filled", "follower-off", "filled", "account-locked", "unknown"];
    expect(summaryOf(outcomes.map((outcome) => ({ outcome }))).map(({ words }) => words)).toEqual([
      "2 copied",
      "2 denied",
      "1 rejected",
      "1 unknown",
    ]);
  });

  it("says what the leader did", () => {
    expect(sideWords({ quantity: 2, l1: 2 })).toBe("Buy 2");
    expect(sideWords({ quantity: -3, l1: -1 })).toBe("Sell 3");
    expect(sideWords({ quantity: -3, l1: 0 })).toBe("Sell 3, flat");
  });

  it("titles a copy with its signed size, where there is an order", () => {
    expect(copyTitle({ outcome: "filled", quantity: -2 })).toBe("filled −2");
    expect(copyTitle({ outcome: "not-placed", quantity: 1 })).toBe("not placed +1");
    expect(copyTitle({ outcome: "follower-off", quantity: 0 })).toBe("denied");
  });

  it("shows own time and the latest time of the broker", () => {
    expect(timingWords(copy)).toBe("0.21 ms own · 60.0 ms");
    expect(timingWords({ ...copy, filledUs: 118_000 })).toBe("0.21 ms own · 118 ms");
    expect(timingWords({ ownUs: null, answeredUs: null, filledUs: null })).toBe("");
  });
});

describe("a follower's explanation", () => {
  it("gives the reason of a copy that failed, once", () => {
    const row = follower("f1", { lastCopy: copy });
    expect(copyWords(row)).toBe("Last copy rejected: Limit of the account reached.");
    expect(copyWords({ ...row, reason: copy.words })).toBe("");
    const words = "rejected: MaxPos";
    expect(copyWords({ ...row, lastCopy: { ...copy, words } })).toBe("Last copy rejected: MaxPos");
    expect(copyWords({ ...row, lastCopy: { ...copy, outcome: "filled" } })).toBe("");
  });

  it("has a line of its own, but not for a state that passes in a moment", () => {
    expect(needsLine(follower("f1"))).toBe(false);
    expect(needsLine(follower("f1", { reason: "x" }))).toBe(true);
    expect(needsLine(follower("f1", { reason: "x", state: "settling" }))).toBe(false);
    expect(needsLine(follower("f1", { state: "settling", entriesOff: ["flattened"] }))).toBe(true);
  });
});

describe("positions", () => {
  it("shows what is open, expected or drifting, and one flat line for the rest", () => {
    const flat = line({ contract: "ESZ6" });
    const held = line({ confirmed: 1 });
    expect(shownLines(follower("f", { lines: [flat, held] }))).toEqual([held]);
    expect(shownLines(follower("f", { lines: [flat, line()] }))).toEqual([flat]);
    expect(shownLines(follower("f"))).toEqual([]);
  });

  it("is flat only when the broker is there to say so and nothing of ours is open", () => {
    expect(isFlat(follower("f", { lines: [line()] }))).toBe(true);
    expect(isFlat(follower("f", { working: 1 }))).toBe(false);
    expect(isFlat(follower("f", { lines: [line({ inFlight: -1 })] }))).toBe(false);
    expect(isFlat(follower("f", { state: "offline" }))).toBe(false);
    expect(isFlat(follower("f", { state: "unknown" }))).toBe(false);
  });

  it("counts each open contract as a position", () => {
    const two = follower("f", { lines: [line({ confirmed: 1 }), line({ contract: "ESZ6", inFlight: 1 })] });
    expect(exposureOf([two, follower("g")])).toEqual({ positions: 2, accounts: 1 });
  });
});
