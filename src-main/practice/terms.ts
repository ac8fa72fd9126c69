/** Type and prices of an order, from points to ticks. A price that is missing or off its tick is refused. */
import { assertNever } from "../../src-shared/assert.ts";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireOrderType } from "../broker/tradovate/wire.ts";
import type { Terms } from "./matching.ts";
import type { Product } from "./products.ts";
import type { Refusal } from "./reports.ts";

export interface PricedType {
  readonly orderType: WireOrderType;
  readonly price?: number | null | undefined;
  readonly stopPrice?: number | null | undefined;
}

/** Ticks of a price in points, or undefined when it does not stand on one. */
export function ticksOf(price: number, product: Product): number | undefined {
  const exact = Math.round(price * MICROS_PER_DOLLAR);
  const ticks = Math.round(exact / product.tickSizeMicros);
  return Number.isSafeInteger(exact) && ticks * product.tickSizeMicros === exact && ticks > 0
    ? ticks
    : undefined;
}

function invalid(text: string): Refusal {
  return { reason: "InvalidPrice", text };
}

export function termsOf({ orderType, price, stopPrice }: PricedType, product: Product): Terms | Refusal {
  switch (orderType) {
    case "Market":
      return { type: "Market" };
    case "Limit": {
      if (typeof price !== "number") return invalid("A limit order needs a price");
      const priceTicks = ticksOf(price, product);
      return priceTicks === undefined
        ? invalid(`${price} is not a price of ${product.root}`)
        : { type: "Limit", priceTicks };
    }
    case "Stop": {
      if (typeof stopPrice !== "number") return invalid("A stop order needs a stop price");
      const stopTicks = ticksOf(stopPrice, product);
      return stopTicks === undefined
        ? invalid(`${stopPrice} is not a price of ${product.root}`)
        : { type: "Stop", stopTicks };
    }
    case "MIT":
    case "QTS":
    case "StopLimit":
    case "TrailingStop":
    case "TrailingStopLimit":
    case "LimitIfTouched":
      return { reason: "Unsupported", text: `${orderType} orders are not offered here` };
    default:
      return assertNever(orderType);
  }
}
