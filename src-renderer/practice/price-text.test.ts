import { describe, expect, it } from "vitest";
import { isOnTick, stepPrice } from "./price-text.ts";

describe("typed prices", () => {
  it.each([
    ["21412.25", "0.25", true],
    ["21412", "0.25", true],
    ["21412.3", "0.25", false],
    ["70.01", "0.01", true],
    ["70.015", "0.01", false],
    ["-37.63", "0.01", true],
    ["44210", "1", true],
    ["44210.5", "1", false],
    ["0.00015", "0.00005", true],
    ["21,412.25", "0.25", false],
    ["", "0.25", false],
    ["1e3", "0.25", false],
    ["12.", "0.25", true],
  ])("%s in steps of %s: %s", (price, tick, good) => {
    expect(isOnTick(price, tick)).toBe(good);
  });

  it.each([
    ["21412.25", 1, "0.25", "21412.50"],
    ["21412.25", -1, "0.25", "21412.00"],
    ["21412.30", 1, "0.25", "21412.50"],
    ["21412.30", -1, "0.25", "21412.25"],
    ["70.10", -1, "0.01", "70.09"],
    ["0.01", -2, "0.01", "-0.01"],
    ["44210", 1, "1", "44211"],
    ["2310.1", 1, "0.1", "2310.2"],
  ])("%s by %d steps of %s is %s", (price, steps, tick, next) => {
    expect(stepPrice(price, "1", tick, steps)).toBe(next);
  });

  it("offers the fallback where nothing readable is typed", () => {
    expect(stepPrice("", "21412.25", "0.25", 1)).toBe("21412.25");
    expect(stepPrice("abc", "21412.25", "0.25", -1)).toBe("21412.25");
  });
});
