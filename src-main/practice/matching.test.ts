import { describe, expect, it } from "vitest";
import { tradePrice, type Terms } from "./matching.ts";
import type { Quote } from "./price-feed.ts";

const sizes = {
  bidSize: 5,
  offerSize: 5,
  lastSize: 1,
  volume: 0,
  openTicks: 100,
  highTicks: 110,
  lowTicks: 90,
};
/** Bid 100, offer 101, last 100. */
const quote: Quote = { ...sizes, bidTicks: 100, offerTicks: 101, lastTicks: 100 };

const market: Terms = { type: "Market" };
const limit = (priceTicks: number): Terms => ({ type: "Limit", priceTicks });
const stop = (stopTicks: number): Terms => ({ type: "Stop", stopTicks });

describe("tradePrice", () => {
  it.each([
    ["a market buy takes the offer", "Buy", market, false, 101],
    ["a market sell takes the bid", "Sell", market, false, 100],
    ["a limit buy below the offer works", "Buy", limit(100), false, undefined],
    ["a limit buy at the offer trades there", "Buy", limit(101), false, 101],
    ["a limit buy above the offer gets the better price", "Buy", limit(105), false, 101],
    [
      "a limit buy that rested trades at its limit when the offer falls through",
      "Buy",
      limit(105),
      true,
      105,
    ],
    ["a limit sell above the bid works", "Sell", limit(101), false, undefined],
    ["a limit sell below the bid gets the better price", "Sell", limit(95), false, 100],
    ["a limit sell that rested trades at its limit", "Sell", limit(95), true, 95],
    ["a buy stop above the last price works", "Buy", stop(101), false, undefined],
    ["a buy stop at the last price takes the offer", "Buy", stop(100), false, 101],
    ["a sell stop below the last price works", "Sell", stop(99), false, undefined],
    ["a sell stop at the last price takes the bid", "Sell", stop(100), false, 100],
    ["a sell stop already passed takes the bid", "Sell", stop(104), false, 100],
  ] as const)("%s", (_what, action, terms, rested, expected) => {
    expect(tradePrice({ action, terms, rested, triggered: false }, quote)).toBe(expected);
  });
});
