import { describe, expect, it } from "vitest";
import {
  dispositions,
  isRefusal,
  refusals,
  wordsOf,
  type DispositionCode,
  type RefusalCode,
} from "./refusal.ts";

/** Every code of the closed set, typed a second time, so that a lost or renamed one fails. */
const codes = `group-paused group-closing-only follower-off left-alone follower-offline follower-exits-only
follower-not-seen leader-offline login-locked account-locked entries-off-flattened entries-off-rejects entries-off-gate
entries-off-ledger leader-position-unknown follower-position-unknown symbol-not-listed hedging close-only
own-order outside-session equity-unknown moved-away entries-off-rejects-closed entries-off-foreign
not-in-trade sized-to-zero at-cap no-pair contract-unknown contract-shared unknown-order stale superseded`.split(
  /\s+/u,
) as RefusalCode[];
const outcomes: readonly DispositionCode[] = ["send", "target", "nothing", "waiting"];

describe("refusals", () => {
  it("is the closed set that this list names", () => {
    expect(Object.keys(refusals).toSorted()).toEqual(codes.toSorted());
    expect(Object.keys(dispositions).toSorted()).toEqual(outcomes.toSorted());
  });

  it.each([...codes, ...outcomes])("%s has words that a trader can read", (code) => {
    const words = wordsOf(code);
    expect(words).toMatch(/^[A-Z].*\.$/u);
    expect(words.length).toBeGreaterThan(10);
    expect(words).not.toMatch(/undefined|null|\bn\/a\b|[_{}]/u);
    expect(words).not.toContain(`${code}:`);
  });

  it("says each in words of its own", () => {
    const all = [...codes, ...outcomes].map((code) => wordsOf(code));
    expect(new Set(all).size).toBe(all.length);
  });

  it("tells refusals from outcomes and from anything else", () => {
    expect(codes.every(isRefusal)).toBe(true);
    expect(outcomes.some(isRefusal)).toBe(false);
    for (const other of ["", "toString", "constructor", "Stale", "hedging "])
      expect(isRefusal(other)).toBe(false);
  });
});
