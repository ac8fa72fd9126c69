import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dispositions, refusals } from "../../src-shared/refusal.ts";
import type { Intent } from "../core/effect.ts";
import { decodeDecisions, decodeEvent, encodeDecisions, encodeEvent, isBodyOf } from "./event-codec.ts";
import { decodeIntent, encodeIntent } from "./intent-codec.ts";
import { bodyOfFormat1, decisionOfFormat1, intentOfFormat1, lineOfFormat1 } from "./testing/format-1.ts";
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
    expect(() => decodeIntent(JSON.stringify([3, ...row.slice(1)]))).toThrow("format 3");
    expect(() => decodeIntent(JSON.stringify([1, ...row.slice(1)]))).toThrow("Condition failed");
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
    // Its eighth text, check 10, passed.
    expect(swap(",277]", ",281]")).toThrow("there is no check 12");
    expect(swap(",277]", ",309]")).toThrow("there is no text 9");
    expect(swap('"MNQZ6",0]', '"MNQZ6",1]')).toThrow("there is no leg 1");
    expect(swap('"MNQZ6",0]', '"MNQZ6",0.5]')).toThrow("there is no leg 0.5");
    expect(swap(",277]", ",-1]")).toThrow("a check is one whole number");
  });
});

describe("encoded events and decisions", () => {
  it("come back as they were, the time of decision beside the content", () => {
    const event = eventOf("a", 2, { decidedNs: 5 });
    expect(decodeEvent(encodeEvent(event), 5)).toEqual(event);
    expect(encodeEvent(eventOf("a", 2, { decidedNs: 6 }))).toBe(encodeEvent(event));
    const decisions = [decisionOf(1), decisionOf(2)];
    expect(decodeDecisions(encodeDecisions(decisions))).toEqual(decisions);
  });
});

describe("texts of format 1", () => {
  const intent = intentOfFormat1();
  const event = decodeEvent(bodyOfFormat1, 1_234_600_000);

  it("are read as they were meant", () => {
    expect(decodeIntent(lineOfFormat1)).toEqual(intent);
    expect(event).toEqual(intent.event);
    expect(decodeDecisions(decisionOfFormat1)).toEqual(intent.event?.decisions.slice(0, 1));
  });

  it("are the same event as one of today's, or another one, by what they say", () => {
    expect(isBodyOf(bodyOfFormat1, event, encodeEvent(event))).toBe(true);
    const other = { ...event, l1: event.l1 + 1 };
    expect(isBodyOf(bodyOfFormat1, other, encodeEvent(other))).toBe(false);
    expect(isBodyOf(encodeEvent(other), event, encodeEvent(event))).toBe(false);
  });

  it("are refused where a cell is missing", () => {
    expect(() => decodeEvent(bodyOfFormat1.replace('"open","send",2,', '"open","send",'), 1)).toThrow("cell");
    const bare = /\["close","target",0,0,0,"[^"]*",1,1,"group active"\]/u;
    expect(bodyOfFormat1).toMatch(bare);
    const cut = bodyOfFormat1.replace(bare, '["close","target",0,0,0]');
    expect(() => decodeEvent(cut, 1)).toThrow("follows none");
    expect(() => decodeEvent(bodyOfFormat1.replace(',10,1,"', ',12,1,"'), 1)).toThrow("no check 12");
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

  it("have the same text whether they share objects or only say the same", () => {
    const shared = leg(5);
    const own = [0, 1, 2].map((index) => decisionOf(index, [structuredClone(shared)]));
    const one = [0, 1, 2].map((index) => decisionOf(index, [shared]));
    expect(encodeDecisions(one)).toBe(encodeDecisions(own));
  });

  it("cost each text and each leg once, however the kinds of followers alternate", () => {
    const kinds = [leg(5), leg(2), leg(4)];
    const textOf = (count: number) =>
      encodeEvent(
        eventOf("a", 0, {
          decisions: Array.from({ length: count }, (_, index) =>
            decisionOf(index, [kinds[index % 3] ?? leg(5)]),
          ),
        }),
      );
    for (const words of ["arithmetic 1", "arithmetic 0", "seen 0", "seen 1"]) {
      expect(textOf(21).split(`"${words}"`)).toHaveLength(2);
    }
    expect(textOf(21).split('"open"')).toHaveLength(4);
  });

  it("come back where every follower was told something else", () => {
    const decisions = Array.from({ length: 60 }, (_, index) =>
      decisionOf(index, [legDecisionOf({ sized: index % 40, arithmetic: `row ${index % 40}` })]),
    );
    expect(decodeDecisions(encodeDecisions(decisions))).toEqual(decisions);
  });
});
