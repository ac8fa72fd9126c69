/**
 * When an order trades and at what price. Pure: (order, quote) → price or nothing, in ticks.
 * A market order takes the opposite side; a limit order that arrives marketable takes the better price, one that
 * rested trades at its limit; a stop is triggered by the last price and then takes the opposite side. A stop that
 * arrives already touched triggers at once.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { WireAction } from "../broker/tradovate/wire.ts";
import type { Quote } from "./price-feed.ts";

/** The kinds of order that this exchange fills. */
export type Terms =
  | { readonly type: "Market" }
  | { readonly type: "Limit"; readonly priceTicks: number }
  | { readonly type: "Stop"; readonly stopTicks: number };

export interface Resting {
  readonly action: WireAction;
  readonly terms: Terms;
  /** It already stood in the book: then it makes its own price. */
  readonly rested: boolean;
}

function opposite(action: WireAction, quote: Quote): number {
  return action === "Buy" ? quote.offerTicks : quote.bidTicks;
}

function limitPrice(order: Resting, priceTicks: number, quote: Quote): number | undefined {
  const side = opposite(order.action, quote);
  const reached = order.action === "Buy" ? side <= priceTicks : side >= priceTicks;
  if (!reached) return undefined;
  return order.rested ? priceTicks : side;
}

function stopPrice(order: Resting, stopTicks: number, quote: Quote): number | undefined {
  const touched = order.action === "Buy" ? quote.lastTicks >= stopTicks : quote.lastTicks <= stopTicks;
  return touched ? opposite(order.action, quote) : undefined;
}

/** The price at which the order trades now, or undefined while it works. */
export function tradePrice(order: Resting, quote: Quote): number | undefined {
  const { terms } = order;
  switch (terms.type) {
    case "Market":
      return opposite(order.action, quote);
    case "Limit":
      return limitPrice(order, terms.priceTicks, quote);
    case "Stop":
      return stopPrice(order, terms.stopTicks, quote);
    default:
      return assertNever(terms);
  }
}
