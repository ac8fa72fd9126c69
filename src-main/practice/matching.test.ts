import { describe, expect, it } from "vitest";
import { armed, tradePrice, trailed, triggers, type Terms } from "./matching.ts";
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

const stopLimit = (stopTicks: number, priceTicks: number): Terms => ({
  type: "StopLimit",
  stopTicks,
  priceTicks,
});
const mit = (touchTicks: number): Terms => ({ type: "MIT", touchTicks });
const lit = (touchTicks: number, priceTicks: number): Terms => ({
  type: "LimitIfTouched",
  touchTicks,
  priceTicks,
});
const trailing = (stopTicks: number | undefined, pegTicks: number | undefined): Terms => ({
  type: "TrailingStop",
  stopTicks,
  pegTicks,
});
const trailingLimit = (stopTicks: number, pegTicks: number, priceTicks: number): Terms => ({
  type: "TrailingStopLimit",
  stopTicks,
  pegTicks,
  priceTicks,
});
const at = (lastTicks: number): Quote => ({
  ...quote,
  lastTicks,
  bidTicks: lastTicks,
  offerTicks: lastTicks + 1,
});

describe("triggers", () => {
  it.each([
    ["a buy stop-limit at its stop", "Buy", stopLimit(100, 102), true],
    ["a buy stop-limit below its stop", "Buy", stopLimit(101, 102), false],
    ["a sell stop-limit at its stop", "Sell", stopLimit(100, 98), true],
    ["a sell stop-limit above its stop", "Sell", stopLimit(99, 98), false],
    ["a buy touched from above", "Buy", mit(100), true],
    ["a buy not touched yet", "Buy", mit(99), false],
    ["a sell touched from below", "Sell", mit(100), true],
    ["a sell not touched yet", "Sell", mit(101), false],
    ["a limit-if-touched buy", "Buy", lit(100, 99), true],
    ["a limit-if-touched sell that waits", "Sell", lit(101, 102), false],
    ["a trailing stop without a stop yet", "Sell", trailing(undefined, 4), false],
    ["a trailing sell at its stop", "Sell", trailing(100, 4), true],
    ["a trailing buy below its stop", "Buy", trailing(101, 4), false],
    ["a trailing stop-limit at its stop", "Buy", trailingLimit(100, 4, 101), true],
  ] as const)("%s", (_what, action, terms, expected) => {
    expect(triggers(action, terms, quote)).toBe(expected);
  });
});

describe("the price of an order that was triggered", () => {
  it.each([
    ["a stop-limit buy at the offer within its limit", "Buy", stopLimit(90, 101), false, 101],
    ["a stop-limit buy whose limit the offer is above", "Buy", stopLimit(90, 100), false, undefined],
    ["a stop-limit buy that rested makes its own price", "Buy", stopLimit(90, 105), true, 105],
    ["a touched buy at the offer", "Buy", mit(90), false, 101],
    ["a touched sell at the bid", "Sell", mit(110), false, 100],
    ["a limit-if-touched sell at the bid above its limit", "Sell", lit(110, 99), false, 100],
    ["a limit-if-touched sell that waits for its limit", "Sell", lit(110, 102), false, undefined],
    ["a trailing sell at the bid", "Sell", trailing(90, 4), false, 100],
    ["a trailing stop-limit sell at its limit or better", "Sell", trailingLimit(90, 4, 99), false, 100],
  ] as const)("%s", (_what, action, terms, rested, expected) => {
    expect(tradePrice({ action, terms, rested, triggered: true }, quote)).toBe(expected);
  });

  it("does not exist before the trigger, however good the limit", () => {
    const terms = stopLimit(120, 130);
    expect(tradePrice({ action: "Buy", terms, rested: false, triggered: false }, quote)).toBeUndefined();
  });
});

describe("a trailing stop", () => {
  it("starts at its distance from the last price", () => {
    expect(armed("Sell", trailing(undefined, 4), quote)).toEqual(trailing(96, 4));
    expect(armed("Buy", trailing(undefined, 4), quote)).toEqual(trailing(104, 4));
  });

  it("takes its distance from its first stop where none is given", () => {
    expect(armed("Sell", trailing(93, undefined), quote)).toEqual(trailing(93, 7));
    expect(armed("Buy", trailing(106, undefined), quote)).toEqual(trailing(106, 6));
  });

  it("follows the price its way and never goes back", () => {
    const path = [101, 105, 103, 104, 107, 99];
    const stops = (action: "Buy" | "Sell", first: Terms): unknown[] => {
      let terms = first;
      return path.map((last) => {
        terms = trailed(action, terms, at(last));
        return "stopTicks" in terms ? terms.stopTicks : undefined;
      });
    };
    expect(stops("Sell", trailing(96, 4))).toEqual([97, 101, 101, 101, 103, 103]);
    expect(stops("Buy", trailing(104, 4))).toEqual([104, 104, 104, 104, 104, 103]);
  });

  it("moves its limit as far as its stop", () => {
    expect(trailed("Sell", trailingLimit(96, 4, 95), at(110))).toEqual(trailingLimit(106, 4, 105));
  });

  it("is the very same object while nothing moves", () => {
    const terms = trailing(96, 4);
    expect(trailed("Sell", terms, at(99))).toBe(terms);
    expect(trailed("Sell", market, at(99))).toBe(market);
  });
});
