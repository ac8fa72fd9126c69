import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConditionError, InvariantError } from "./assert.ts";
import {
  divideHalfUp,
  hundredths,
  hundredthsFromText,
  hundredthsToText,
  micros,
  microsFromDollars,
  microsFromText,
  priceFromTicks,
  ticksFromPrice,
  valueOfTicks,
} from "./money.ts";

const runs = { seed: 22, numRuns: 2000 };

describe("multipliers in hundredths", () => {
  it("reads and writes every multiplier from 0.01 to 100.00 without a change", () => {
    for (let value = 1; value <= 10_000; value += 1) {
      const text = hundredthsToText(hundredths(value));
      expect(hundredthsFromText(text)).toBe(value);
    }
    expect(hundredthsToText(hundredths(220))).toBe("2.20");
    expect(hundredthsToText(hundredths(5))).toBe("0.05");
    expect(hundredthsFromText("2.2")).toBe(220);
    expect(hundredthsFromText("100")).toBe(10_000);
  });

  it.each(["", "0", "0.00", "100.01", "1.234", "-1", "+1", "1e1", " 1", "1,5", ".5", "1.", "abc", "1000"])(
    "refuses %j",
    (text) => {
      expect(() => hundredthsFromText(text)).toThrow(ConditionError);
    },
  );

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses the number %d", (value) => {
    expect(() => hundredths(value)).toThrow(InvariantError);
  });
});

describe("dollars", () => {
  it("turns text into micro-dollars exactly, against BigInt", () => {
    const amount = fc.tuple(
      fc.boolean(),
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.integer({ min: 0, max: 999_999 }),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(amount, ([negative, whole, fraction, digits]) => {
        const decimals = String(fraction).padStart(6, "0").slice(0, digits);
        const exact = BigInt(whole) * 1_000_000n + BigInt(decimals.padEnd(6, "0"));
        const text = `${negative ? "-" : ""}${whole}.${decimals}`;
        expect(BigInt(microsFromText(text))).toBe(negative ? -exact : exact);
      }),
      runs,
    );
  });

  it("rounds a JSON number half away from zero, the same on both sides", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), (value) => {
        expect(microsFromDollars(value / 1_000_000)).toBe(value);
        // −0 and 0 are one amount.
        expect(microsFromDollars(-value / 1_000_000) + value).toBe(0);
      }),
      runs,
    );
    expect(microsFromDollars(0.000_000_5)).toBe(1);
    expect(microsFromDollars(-0.000_000_5)).toBe(-1);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %d dollars", (dollars) => {
    expect(() => microsFromDollars(dollars)).toThrow(ConditionError);
  });

  it("refuses what a safe integer can not hold", () => {
    expect(() => microsFromDollars(1e10)).toThrow(InvariantError);
    expect(() => micros(0.5)).toThrow(InvariantError);
    expect(() => valueOfTicks(2 ** 40, 12_500_000, 1)).toThrow(InvariantError);
  });

  it.each(["", "1.", ".5", "1.2345678", "1,000.00", "1e3", "--1", "NaN"])("refuses the amount %j", (text) => {
    expect(() => microsFromText(text)).toThrow(ConditionError);
  });
});

describe("prices in ticks", () => {
  /** Tick sizes in millionths: index futures, oil, gold, half a 32nd of a Treasury. */
  const tickSizes = fc.constantFrom(250_000, 1_000_000, 100_000, 10_000, 15_625, 5_000, 500);

  it("gives back the ticks that a price was made of", () => {
    fc.assert(
      fc.property(tickSizes, fc.integer({ min: -10_000, max: 4_000_000 }), (size, count) => {
        const price = Number(BigInt(count) * BigInt(size)) / 1_000_000;
        expect(ticksFromPrice(price, size)).toBe(count);
        expect(priceFromTicks(ticksFromPrice(price, size), size)).toBe(price);
      }),
      runs,
    );
  });

  it("refuses a price between two ticks", () => {
    expect(() => ticksFromPrice(21_000.1, 250_000)).toThrow(/off tick 0\.25/u);
    expect(() => ticksFromPrice(21_000.250_001, 250_000)).toThrow(ConditionError);
    expect(() => ticksFromPrice(Number.NaN, 250_000)).toThrow(ConditionError);
  });

  it("values a move to the micro-dollar: 201 points of one MNQ are 402 dollars", () => {
    expect(valueOfTicks(804, 500_000, 1)).toBe(402_000_000);
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.integer({ min: 1, max: 25_000_000 }),
        fc.integer({ min: -500, max: 500 }),
        (ticks, value, contracts) => {
          const exact = BigInt(ticks) * BigInt(value) * BigInt(contracts);
          expect(BigInt(valueOfTicks(ticks, value, contracts))).toBe(exact);
        },
      ),
      runs,
    );
  });
});

describe("divideHalfUp", () => {
  it("is the nearest integer, the upper one of two", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        (top, bottom) => {
          const result = divideHalfUp(top, bottom);
          const twice = 2n * (result * bottom - top);
          expect(twice > -bottom && twice <= bottom).toBe(true);
        },
      ),
      runs,
    );
    expect(divideHalfUp(5n, 2n)).toBe(3n);
    expect(divideHalfUp(7n, 3n)).toBe(2n);
  });

  it("refuses what has no such quotient", () => {
    expect(() => divideHalfUp(-1n, 2n)).toThrow(InvariantError);
    expect(() => divideHalfUp(1n, 0n)).toThrow(InvariantError);
  });
});
