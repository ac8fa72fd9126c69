/**
 * Type and prices of an order: from points to ticks, and back to what the wire says. A price that is missing or off
 * its tick is refused, never made up. A trailing stop needs its distance or its first stop price, or has both.
 */
import { assertNever } from "../../src-shared/assert.ts";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireOrderType } from "../broker/tradovate/wire.ts";
import type { BookOrderVersion } from "./book-entities.ts";
import { defined } from "./defined.ts";
import type { Terms } from "./matching.ts";
import type { Product } from "./products.ts";
import type { Refusal } from "./refusal.ts";

export interface PricedType {
  readonly orderType: WireOrderType;
  readonly price?: number | null | undefined;
  readonly stopPrice?: number | null | undefined;
  /** Distance of a trailing stop in points; its sign says nothing. */
  readonly pegDifference?: number | null | undefined;
  readonly limitIfTouchedPrice?: number | null | undefined;
}

/** Ticks of a price in points, or undefined when it does not stand on one. */
export function ticksOf(price: number, product: Product): number | undefined {
  const exact = Math.round(price * MICROS_PER_DOLLAR);
  const ticks = Math.round(exact / product.tickSizeMicros);
  return Number.isSafeInteger(exact) && ticks * product.tickSizeMicros === exact && ticks > 0
    ? ticks
    : undefined;
}

export function pointsOf(ticks: number, product: Product): number {
  return (ticks * product.tickSizeMicros) / MICROS_PER_DOLLAR;
}

class PriceError extends Error {}

function needed(value: number | null | undefined, name: string, product: Product): number {
  if (typeof value !== "number") throw new PriceError(`The order needs a ${name}`);
  const ticks = ticksOf(value, product);
  if (ticks === undefined) throw new PriceError(`${value} is not a price of ${product.root}`);
  return ticks;
}

function optional(value: number | null | undefined, name: string, product: Product): number | undefined {
  return typeof value === "number" ? needed(value, name, product) : undefined;
}

interface Trail {
  readonly stopTicks: number | undefined;
  readonly pegTicks: number | undefined;
}

function trailOf({ stopPrice, pegDifference }: PricedType, product: Product): Trail {
  const distance = typeof pegDifference === "number" ? Math.abs(pegDifference) : undefined;
  const pegTicks = optional(distance, "trailing distance", product);
  const stopTicks = optional(stopPrice, "stop price", product);
  if (pegTicks === undefined && stopTicks === undefined) {
    throw new PriceError("A trailing stop needs pegDifference or a stop price");
  }
  return { stopTicks, pegTicks };
}

function readTerms(input: PricedType, product: Product): Terms | Refusal {
  const { orderType, price, stopPrice, limitIfTouchedPrice } = input;
  switch (orderType) {
    case "Market":
      return { type: "Market" };
    case "Limit":
      return { type: "Limit", priceTicks: needed(price, "limit price", product) };
    case "Stop":
      return { type: "Stop", stopTicks: needed(stopPrice, "stop price", product) };
    case "StopLimit":
      return {
        type: "StopLimit",
        stopTicks: needed(stopPrice, "stop price", product),
        priceTicks: needed(price, "limit price", product),
      };
    case "MIT":
      return { type: "MIT", touchTicks: needed(price, "touch price", product) };
    case "LimitIfTouched":
      return {
        type: "LimitIfTouched",
        touchTicks: needed(limitIfTouchedPrice, "touch price (limitIfTouchedPrice)", product),
        priceTicks: needed(price, "limit price", product),
      };
    case "TrailingStop":
      return { type: "TrailingStop", ...trailOf(input, product) };
    case "TrailingStopLimit": {
      const priceTicks = needed(price, "limit price", product);
      return { type: "TrailingStopLimit", priceTicks, ...trailOf(input, product) };
    }
    case "QTS":
      return { reason: "Unsupported", text: "QTS orders are not offered here" };
    default:
      return assertNever(orderType);
  }
}

export function termsOf(input: PricedType, product: Product): Terms | Refusal {
  try {
    return readTerms(input, product);
  } catch (error) {
    if (error instanceof PriceError) return { reason: "InvalidPrice", text: error.message };
    throw error;
  }
}

type PriceKeys = Pick<BookOrderVersion, "price" | "stopPrice" | "pegDifference" | "limitIfTouchedPrice">;

/** The prices of an order as its version says them. */
export function priceKeys(terms: Terms, product: Product): PriceKeys {
  const points = (ticks: number | undefined): number | undefined =>
    ticks === undefined ? undefined : pointsOf(ticks, product);
  switch (terms.type) {
    case "Market":
      return {};
    case "Limit":
      return { price: pointsOf(terms.priceTicks, product) };
    case "Stop":
      return { stopPrice: pointsOf(terms.stopTicks, product) };
    case "StopLimit":
      return { price: pointsOf(terms.priceTicks, product), stopPrice: pointsOf(terms.stopTicks, product) };
    case "MIT":
      return { price: pointsOf(terms.touchTicks, product) };
    case "LimitIfTouched":
      return {
        price: pointsOf(terms.priceTicks, product),
        limitIfTouchedPrice: pointsOf(terms.touchTicks, product),
      };
    case "TrailingStop":
      return defined({ stopPrice: points(terms.stopTicks), pegDifference: points(terms.pegTicks) });
    case "TrailingStopLimit":
      return defined({
        price: points(terms.priceTicks),
        stopPrice: points(terms.stopTicks),
        pegDifference: points(terms.pegTicks),
      });
    default:
      return assertNever(terms);
  }
}
