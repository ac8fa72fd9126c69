/** The judge's own sizing, against figures worked out by hand from product.md and examples.md. */
import { expect, test } from "vitest";
import { mustHold, type CopyRule } from "./must-hold.ts";
import { ruleOf, valueOf } from "./testing/evidence.ts";

const micro = { contractMap: "mini-to-micro" } as const;
const sizing = (change: object): Pick<CopyRule, "sizing"> => ({
  sizing: { ...ruleOf(220).sizing, ...change },
});
const mini = { contractMap: "micro-to-mini" } as const;

test.each([
  ["1.00×", ruleOf(100), "NQZ6", 3, "NQZ6", 3],
  ["0.50×, at least one", ruleOf(50), "NQZ6", 1, "NQZ6", 1],
  ["0.50×, half up", ruleOf(50), "NQZ6", 3, "NQZ6", 2],
  ["0.10×, at least one", ruleOf(10), "NQZ6", 1, "NQZ6", 1],
  [
    "2.20× of 25 is exactly 55",
    { ...ruleOf(220), ...sizing({ rounding: "up", maxContracts: 100 }) },
    "NQZ6",
    25,
    "NQZ6",
    55,
  ],
  ["10.00× into micros", ruleOf(1000, micro), "NQZ6", 2, "MNQZ6", 20],
  ["1.00× into micros, value kept", ruleOf(100, { ...micro, keepNotional: true }), "NQZ6", 2, "MNQZ6", 20],
  ["into minis always keeps the value and raises nothing to one", ruleOf(100, mini), "MNQZ6", 4, "NQZ6", 0],
  ["into minis, ten micros are one", ruleOf(100, mini), "MNQZ6", 10, "NQZ6", 1],
  ["a micro is copied as itself into micros", ruleOf(100, micro), "MNQZ6", 3, "MNQZ6", 3],
  ["flat", ruleOf(100), "NQZ6", 0, "NQZ6", 0],
])("%s", (_name, rule, leader, contracts, contract, most) => {
  expect(mustHold(rule, leader, contracts, valueOf)).toMatchObject({ contract, most });
});

test("caps leave less, and a cap per order may leave less still", () => {
  const rule = { ...ruleOf(100), ...sizing({ maxContracts: 5, maxOrderContracts: 2 }) };
  expect(mustHold(rule, "NQZ6", 8, valueOf)).toEqual({ contract: "NQZ6", most: 5, least: 2 });
});

test("fixed is fixed, and no pair is no part", () => {
  const fixed = {
    ...ruleOf(100),
    sizing: { mode: "fixed", contracts: 3, maxContracts: 50, maxOrderContracts: 50 } as const,
  };
  expect(mustHold(fixed, "NQZ6", 1, valueOf)).toEqual({ contract: "NQZ6", most: 3, least: 3 });
  expect(mustHold(ruleOf(100, micro), "ZBZ6", 1, valueOf)).toBeUndefined();
});
