import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dispositions, refusals } from "../../src-shared/refusal.ts";
import type { Intent } from "../core/effect.ts";
import { decodeDecision, decodeEvent, encodeDecision, encodeEvent } from "./event-codec.ts";
import { decodeIntent, encodeIntent } from "./intent-codec.ts";
import { decisionOf, eventOf, fillOf, intentOf, legDecisionOf, legOf, orderOf } from "./testing/rows.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const whole = fc.integer();
const verdict = fc.constantFrom(...Object.keys({ ...refusals, ...dispositions }));

/** Intents with any text in every free text cell and any number in every number cell. */
const intents = fc
  .record({
    texts: fc.array(text, { minLength: 8, maxLength: 8 }),
    numbers: fc.array(whole, { minLength: 6, maxLength: 6 }),
    verdict,
    side: fc.constantFrom(1 as const, -1 as const),
    flag: fc.boolean(),
    followers: fc.nat(3),
    withEvent: fc.boolean(),
  })
  .map(({ texts, numbers, verdict: word, side, flag, followers, withEvent }) => {
    const [t0 = "", t1 = "", t2 = "", t3 = "", t4 = "", t5 = "", t6 = "", t7 = ""] = texts;
    const [n0 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, n5 = 0] = numbers;
    const legs = [
      legDecisionOf({
        leg: flag ? "open" : "close",
        verdict: word as keyof typeof refusals,
        sized: n0,
        cut: flag,
        arithmetic: t0,
        checks: flag ? [] : [{ check: 9, pass: flag, seen: t1 }],
      }),
    ];
    const decisions = Array.from({ length: followers }, (_, index) => ({
      ...decisionOf(index, legs),
      ...(flag ? { account: null, contract: null } : {}),
    }));
    const fill = fillOf(t2, { side, quantity: n1, priceTicks: n2 as never, active: flag });
    const event = eventOf(t3, 0, { fill, decisions, l0: n3, l1: n4, wallMs: n5 + 0.25, decidedNs: n0 });
    const leg = legOf(t4, 1, {
      quantity: n1,
      leg: flag ? "close" : "open",
      cause: { kind: "flatten", id: t5 },
    });
    const row = orderOf(t6, 2, {
      side,
      tag: t7,
      legs: flag ? [t4, t5] : [t4],
      leaderOrder: null,
      attempt: n4,
    });
    return { at: n5, event: withEvent ? event : null, legs: [leg], orders: [row] } satisfies Intent;
  });

describe("encoded intents", () => {
  it("come back as they were, whatever text and numbers they hold", () => {
    fc.assert(
      fc.property(intents, (intent) => {
        const line = encodeIntent(intent);
        expect(line).not.toContain("\n");
        expect(decodeIntent(line)).toEqual(JSON.parse(JSON.stringify(intent)));
      }),
      { numRuns: 500 },
    );
  });

  it("have the same text for equal values, so that texts can be compared instead", () => {
    expect(encodeIntent(intentOf("a", 3))).toBe(encodeIntent(intentOf("a", 3)));
    expect(encodeIntent(intentOf("a", 3))).not.toBe(encodeIntent(intentOf("a", 2)));
  });

  it("refuse every line that lost a cell, and every line of another format", () => {
    const row = JSON.parse(encodeIntent(intentOf("a", 1))) as unknown[];
    for (let cells = 0; cells < row.length; cells += 1) {
      expect(() => decodeIntent(JSON.stringify(row.slice(0, cells)))).toThrow("Condition failed");
    }
    expect(() => decodeIntent(JSON.stringify([...row, 1]))).toThrow("cells");
    expect(() => decodeIntent(JSON.stringify([2, ...row.slice(1)]))).toThrow("format 2");
    expect(() => decodeIntent("[1")).toThrow(SyntaxError);
  });

  it("refuse a side, a check, a verdict or a cause that does not exist instead of guessing one", () => {
    const line = encodeIntent(intentOf("a", 1));
    const swap = (from: string, to: string): (() => unknown) => {
      expect(line).toContain(from);
      return () => decodeIntent(line.replace(from, to));
    };
    expect(swap('"leader-fill"', '"moon"')).toThrow("a known word expected");
    expect(swap('"send"', '"maybe"')).toThrow("a known word expected");
    expect(swap('"open","send"', '"half","send"')).toThrow("a known word expected");
    expect(swap(',"L-a",1,2,', ',"L-a",0,2,')).toThrow("a side is 1 or -1");
    expect(swap("10,1,", "12,1,")).toThrow("there is no check 12");
  });
});

describe("encoded events and decisions", () => {
  it("come back as they were, the time of decision beside the content", () => {
    const event = eventOf("a", 2, { decidedNs: 5 });
    expect(decodeEvent(encodeEvent(event), 5)).toEqual(event);
    expect(encodeEvent(eventOf("a", 2, { decidedNs: 6 }))).toBe(encodeEvent(event));
    expect(decodeDecision(encodeDecision(decisionOf(1)))).toEqual(decisionOf(1));
  });
});

describe("decisions of one event", () => {
  const leg = (words: number) =>
    legDecisionOf({
      arithmetic: `arithmetic ${words % 2}`,
      quantity: words,
      checks: Array.from({ length: words % 3 }, (_, index) => ({
        check: 4,
        pass: words > 3,
        seen: `seen ${index}`,
      })),
    });

  it("come back as they were, whichever of them say the same", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(5), { maxLength: 2 }), { maxLength: 8 }), (followers) => {
        const decisions = followers.map((legs, index) => decisionOf(index, legs.map(leg)));
        const event = eventOf("a", 0, { decisions, decidedNs: 7 });
        expect(decodeEvent(encodeEvent(event), 7)).toEqual(event);
      }),
    );
  });

  it("cost the words once where followers differ in name only", () => {
    const words = leg(5);
    const textOf = (count: number) =>
      encodeEvent(
        eventOf("a", 0, {
          decisions: Array.from({ length: count }, (_, index) => decisionOf(index, [words])),
        }),
      );
    expect(textOf(20).split(words.arithmetic)).toHaveLength(2);
    expect(textOf(20).split("seen 0")).toHaveLength(2);
  });

  it("are refused when the first one lacks its words", () => {
    const encoded = encodeEvent(eventOf("a", 0, { decisions: [decisionOf(0, [leg(5)])] }));
    const cut = encoded.replace(/,"arithmetic 1"(?:,4,1,"seen \d")*/u, "");
    expect(cut).not.toBe(encoded);
    expect(() => decodeEvent(cut, 7)).toThrow("follows none");
  });
});
