import { describe, expect, it } from "vitest";
import { formatCountdown, formatElapsed, formatMicroseconds } from "./duration.ts";
import { formatBalance, formatPnl } from "./money.ts";
import { count, formatMap, formatPrice, formatSigned, formatTicks, sizeFigure } from "./quantity.ts";
import { chicagoClock, chicagoDay, chicagoExact, chicagoMoment, chicagoStamp } from "./time.ts";

describe("money", () => {
  it.each([
    [0, "$0.00"],
    [50_000_000_000, "$50,000.00"],
    [-37_500_000, "−$37.50"],
    [7_812_500, "$7.81"],
    [5_000, "$0.01"],
    [4_999, "$0.00"],
    [-4_999, "$0.00"],
    [1_234_567_890_000, "$1,234,567.89"],
    [9_007_199_254_740_991, "$9,007,199,254.74"],
  ])("shows a balance of %d micro-dollars as %s", (micros, text) => {
    expect(formatBalance(micros)).toBe(text);
  });

  it.each([
    [212_000_000, "+$212.00"],
    [-37_500_000, "−$37.50"],
    [0, "$0.00"],
    [-1, "$0.00"],
    [-5_000, "−$0.01"],
    [1_234_560_000, "+$1,234.56"],
  ])("signs a profit of %d micro-dollars as %s", (micros, text) => {
    expect(formatPnl(micros)).toBe(text);
  });
});

describe("quantities and prices", () => {
  it.each([
    [4, "+4"],
    [-2, "−2"],
    [0, "0"],
    [-1200, "−1,200"],
  ])("signs %d contracts as %s", (value, text) => {
    expect(formatSigned(value)).toBe(text);
  });

  it.each([
    [1, "+1 tick"],
    [-1, "−1 tick"],
    [0, "0 ticks"],
    [-2.5, "−2.5 ticks"],
    [0.04, "0 ticks"],
  ])("shows %d as %s", (value, text) => {
    expect(formatTicks(value)).toBe(text);
  });

  it.each([
    ["21412.25", "21,412.25"],
    ["70.01", "70.01"],
    ["-37.63", "−37.63"],
    ["1000000", "1,000,000"],
    ["0.00005", "0.00005"],
    ["n/a", "n/a"],
  ])("writes the price %s as %s", (price, text) => {
    expect(formatPrice(price)).toBe(text);
  });

  it("counts in words and names a map", () => {
    expect(count(1, "position")).toBe("1 position");
    expect(count(0, "position")).toBe("0 positions");
    expect(count(2, "entry", "entries")).toBe("2 entries");
    expect(formatMap("mini-to-micro")).toBe("mini→micro");
    expect(sizeFigure("10.00× nearest")).toBe("10.00×");
    expect(sizeFigure("fixed 2")).toBe("fixed 2");
    expect(formatMap("NQ → MNQ")).toBe("NQ→MNQ");
    expect(formatMap("same")).toBe("same");
  });
});

describe("durations", () => {
  it.each([
    [210, "0.21 ms"],
    [0, "0.00 ms"],
    [9_994, "9.99 ms"],
    [9_996, "10.0 ms"],
    [118_200, "118 ms"],
    [9_999_000, "9,999 ms"],
    [12_000_000, "12.0 s"],
  ])("shows %d µs as %s", (us, text) => {
    expect(formatMicroseconds(us)).toBe(text);
  });

  it.each([
    [-5, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [7_500_000, "2 h 5 min"],
    [7_200_000, "2 h"],
    [48 * 3_600_000, "2 d"],
  ])("shows %d ms elapsed as %s", (ms, text) => {
    expect(formatElapsed(ms)).toBe(text);
  });
});

describe("a countdown", () => {
  it.each([
    [-1, "0:00"],
    [1, "0:01"],
    [59_001, "1:00"],
    [3_545_000, "59:05"],
    [3_723_000, "1:02:03"],
  ])("shows %d ms as %s", (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });
});

describe("Chicago time", () => {
  // 2026-11-22 14:41:25.318 UTC is 08:41:25.318 in Chicago (CST, UTC−6).
  const winter = Date.UTC(2026, 10, 22, 14, 41, 25, 318);
  it("follows the zone through the year", () => {
    expect(chicagoExact(winter)).toBe("08:41:25.318");
    expect(chicagoClock(Date.UTC(2026, 6, 1, 5, 0, 0))).toBe("00:00:00");
    expect(chicagoDay(winter)).toBe("Sun, Nov 22");
  });
  it("writes a whole moment as it is typed", () => {
    expect(chicagoStamp(winter)).toBe("2026-11-22 08:41:25");
  });
  it("names the day only when it is another one", () => {
    expect(chicagoMoment(winter, winter + 1000)).toBe("08:41:25");
    expect(chicagoMoment(winter, winter + 86_400_000)).toBe("Sun, Nov 22 08:41:25");
  });
});
