import { describe, expect, it } from "vitest";
import { usualRule, type CopyRule, type MapText } from "./form-model.ts";
import { sizeWords } from "./rule-words.ts";

const mapped = (kind: MapText["kind"], ...pairs: readonly [string, string][]): CopyRule => ({
  ...usualRule,
  map: { kind, pairs: pairs.map(([leader, follower]) => ({ uid: leader, leader, follower })) },
});

describe("the size of a follower in words", () => {
  it("promises a contract at least, but none of a larger product whose notional is kept", () => {
    expect(sizeWords(usualRule)).toBe("1.00× nearest, at least 1");
    expect(sizeWords(mapped("mini-to-micro"))).toBe("1.00× nearest, at least 1");
    expect(sizeWords(mapped("micro-to-mini"))).toBe("1.00× nearest");
    expect(sizeWords({ ...mapped("micro-to-mini"), largerConfirmed: true })).toBe(
      "1.00× nearest, at least 1",
    );
    expect(sizeWords(mapped("pairs", ["MNQ", "NQ"], ["ES", "MES"]))).toBe(
      "1.00× nearest, at least 1 but of larger products",
    );
    const never = { ...usualRule, sizing: { ...usualRule.sizing, atLeastOne: false } };
    expect(sizeWords(never)).toBe("1.00× nearest");
  });
});
