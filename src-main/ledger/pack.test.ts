import { describe, expect, it } from "vitest";
import { decodeEvent, encodeEvent, isBodyOf } from "./event-codec.ts";
import { packed, unpacked } from "./pack.ts";
import { decisionOf, eventOf, legDecisionOf } from "./testing/rows.ts";

const event = eventOf("a", 0, {
  decidedNs: 7,
  decisions: Array.from({ length: 60 }, (_, index) =>
    decisionOf(index, [legDecisionOf({ arithmetic: `0.50× → “${index}”` })]),
  ),
});

describe("a packed text", () => {
  it("comes back letter by letter, and is small", () => {
    const text = encodeEvent(event);
    expect(unpacked(packed(text))).toBe(text);
    expect(packed(text).length).toBeLessThan(text.length / 2);
  });

  it("is read as an event like any other, and known as the same", () => {
    const text = encodeEvent(event);
    expect(decodeEvent(packed(text), 7)).toEqual(event);
    expect(isBodyOf(packed(text), event, text)).toBe(true);
    const other = { ...event, l1: 9 };
    expect(isBodyOf(packed(text), other, encodeEvent(other))).toBe(false);
  });

  it("that is damaged is refused", () => {
    const text = packed(encodeEvent(event));
    expect(() => unpacked(`${text.slice(0, 1)}!!!!${text.slice(9)}`)).toThrow(
      "Condition failed: a packed text",
    );
    expect(() => unpacked("z")).toThrow("damaged");
  });

  it("is not made of a short one, which stays readable", () => {
    const text = encodeEvent(eventOf("a", 2));
    expect(packed(text)).toBe(text);
  });
});
