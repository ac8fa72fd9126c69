import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "./json.ts";

/** Digits of any number, mostly around the length at which numbers stop being exact. */
const digits = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat({ max: 9 }), { minLength: 0, maxLength: 24 }))
  .map(([first, rest]) => `${first}${rest.join("")}`);

describe("parseJson", () => {
  it("gives an integer as the number it is, or as its own text where no number holds it, wherever it stands", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(digits, fc.string({ maxLength: 40 }), fc.boolean(), (id, before, negative) => {
        const written = negative ? `-${id}` : id;
        const number = Number(written);
        const value = Number.isSafeInteger(number) ? number : written;
        const text = `{"before":${JSON.stringify(before)},"id":${written},"ids":[1, ${written}]}`;
        expect(parseJson(text)).toEqual({ before, id: value, ids: [1, value] });
      }),
      { numRuns: 500 },
    );
  });

  it("leaves digits inside text and after a point alone", () => {
    const text = '{"text":"12345678901234567890","price":0.12345678901234566}';
    expect(parseJson(text)).toEqual({ text: "12345678901234567890", price: 0.123_456_789_012_345_66 });
  });
});
