import { describe, expect, it } from "vitest";
import { drawdownFloor, judge, type Figures } from "./thresholds.ts";

const calm: Figures = {
  netLiq: 50_000,
  dayPnL: 0,
  weekPnL: 0,
  startOfDay: 50_000,
  usedMargin: 0,
  floor: undefined,
};

describe("judge", () => {
  it.each([
    ["no rule says nothing", {}, { dayPnL: -49_000 }, "fine"],
    ["a loss below its limit", { dailyLossAutoLiq: 500 }, { dayPnL: -499.99 }, "fine"],
    ["a loss at its limit", { dailyLossAutoLiq: 500 }, { dayPnL: -500 }, "liquidate"],
    ["a gain is no loss", { dailyLossAutoLiq: 500 }, { dayPnL: 900 }, "fine"],
    [
      "the softer limit first",
      { dailyLossAutoLiq: 500, dailyLossLiqOnly: 300 },
      { dayPnL: -300 },
      "liquidateOnly",
    ],
    ["both at once", { dailyLossAutoLiq: 500, dailyLossLiqOnly: 300 }, { dayPnL: -500 }, "liquidate"],
    ["a share of the day's start", { dailyLossPercentageAutoLiq: 2 }, { dayPnL: -1_000 }, "liquidate"],
    ["a share not reached", { dailyLossPercentageLiqOnly: 2 }, { dayPnL: -999 }, "fine"],
    ["the week's loss", { weeklyLossAutoLiq: 800 }, { weekPnL: -800, dayPnL: -1 }, "liquidate"],
    ["the day's gain", { dailyProfitAutoLiq: 700 }, { dayPnL: 700 }, "liquidate"],
    ["the week's gain", { weeklyProfitAutoLiq: 700 }, { weekPnL: 701 }, "liquidate"],
    ["margin above its share", { marginPercentageLiqOnly: 50 }, { usedMargin: 25_000 }, "liquidateOnly"],
    ["margin without any funds", { marginPercentageAutoLiq: 90 }, { usedMargin: 1, netLiq: -1 }, "liquidate"],
    [
      "net liquidation at the floor",
      { trailingMaxDrawdown: 1 },
      { netLiq: 49_000, floor: 49_000 },
      "liquidate",
    ],
    ["net liquidation above it", { trailingMaxDrawdown: 1 }, { netLiq: 49_000.01, floor: 49_000 }, "fine"],
  ] as const)("%s", (_what, rules, figures, expected) => {
    expect(judge({ id: 1, ...rules }, { ...calm, ...figures })).toBe(expected);
  });
});

describe("drawdownFloor", () => {
  it.each([
    ["hangs below the peak", { trailingMaxDrawdown: 2_000 }, 50_500, 48_500],
    ["stops at the opening balance", { trailingMaxDrawdown: 2_000 }, 53_000, 50_000],
    [
      "stops at its own limit",
      { trailingMaxDrawdown: 2_000, trailingMaxDrawdownLimit: 50_100 },
      53_000,
      50_100,
    ],
    ["is none without a rule", {}, 53_000, undefined],
  ] as const)("%s", (_what, rules, peak, expected) => {
    expect(drawdownFloor({ id: 1, ...rules }, peak, 50_000)).toBe(expected);
  });
});
