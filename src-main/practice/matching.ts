/**
 * When an order trades and at what price. Pure: (order, quote) → price or nothing, in ticks.
 * A market order takes the opposite side; a limit order that arrives marketable takes the better price, one that
 * rested trades at its limit. Stops trigger when the last price passes against them, touch orders when it comes their
 * way; then they are market or limit orders. What arrives already triggered triggers at once. A trailing stop follows
 * the last price at its distance and never goes back.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { WireAction } from "../broker/tradovate/wire.ts";
import type { Quote } from "./price-feed.ts";

/** A stop that follows the price: until it is armed, one of the two may be missing. */
interface Trail {
  readonly stopTicks: number | undefined;
  readonly pegTicks: number | undefined;
}

/** The kinds of order that this exchange fills. */
export type Terms =
  | { readonly type: "Market" }
  | { readonly type: "Limit"; readonly priceTicks: number }
  | { readonly type: "Stop"; readonly stopTicks: number }
  | { readonly type: "StopLimit"; readonly stopTicks: number; readonly priceTicks: number }
  | { readonly type: "MIT"; readonly touchTicks: number }
  | { readonly type: "LimitIfTouched"; readonly touchTicks: number; readonly priceTicks: number }
  | ({ readonly type: "TrailingStop" } & Trail)
  | ({ readonly type: "TrailingStopLimit"; readonly priceTicks: number } & Trail);

export interface Resting {
  readonly action: WireAction;
  readonly terms: Terms;
  /** It already stood in the book: then it makes its own price. */
  readonly rested: boolean;
  /** Its stop or touch price was reached. */
  readonly triggered: boolean;
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

function isStopped(action: WireAction, stopTicks: number | undefined, { lastTicks }: Quote): boolean {
  if (stopTicks === undefined) return false;
  return action === "Buy" ? lastTicks >= stopTicks : lastTicks <= stopTicks;
}

function isTouched(action: WireAction, touchTicks: number, { lastTicks }: Quote): boolean {
  return action === "Buy" ? lastTicks <= touchTicks : lastTicks >= touchTicks;
}

/** True when the order waits for no price, or for one that is reached. */
export function triggers(action: WireAction, terms: Terms, quote: Quote): boolean {
  switch (terms.type) {
    case "Market":
    case "Limit":
      return true;
    case "Stop":
    case "StopLimit":
    case "TrailingStop":
    case "TrailingStopLimit":
      return isStopped(action, terms.stopTicks, quote);
    case "MIT":
    case "LimitIfTouched":
      return isTouched(action, terms.touchTicks, quote);
    default:
      return assertNever(terms);
  }
}

/** The price at which the order trades now, or undefined while it works. */
export function tradePrice(order: Resting, quote: Quote): number | undefined {
  const { terms, action } = order;
  if (!order.triggered && !triggers(action, terms, quote)) return undefined;
  switch (terms.type) {
    case "Market":
    case "Stop":
    case "TrailingStop":
    case "MIT":
      return opposite(action, quote);
    case "Limit":
    case "StopLimit":
    case "TrailingStopLimit":
    case "LimitIfTouched":
      return limitPrice(order, terms.priceTicks, quote);
    default:
      return assertNever(terms);
  }
}

/**
 * Gives a trailing stop what it lacks, once it starts to work: its distance from the last price, or its first stop at
 * that distance. Other orders stay as they are.
 */
export function armed(action: WireAction, terms: Terms, { lastTicks }: Quote): Terms {
  if (terms.type !== "TrailingStop" && terms.type !== "TrailingStopLimit") return terms;
  const { stopTicks, pegTicks } = terms;
  if (stopTicks !== undefined && pegTicks !== undefined) return terms;
  if (pegTicks !== undefined) {
    return { ...terms, stopTicks: action === "Buy" ? lastTicks + pegTicks : lastTicks - pegTicks };
  }
  if (stopTicks === undefined) return terms;
  return { ...terms, pegTicks: Math.max(1, Math.abs(lastTicks - stopTicks)) };
}

/** The same terms after this price: a trailing stop moved along, its limit by as much. The very object if nothing moved. */
export function trailed(action: WireAction, terms: Terms, { lastTicks }: Quote): Terms {
  if (terms.type !== "TrailingStop" && terms.type !== "TrailingStopLimit") return terms;
  const { stopTicks, pegTicks } = terms;
  if (stopTicks === undefined || pegTicks === undefined) return terms;
  const wanted = action === "Buy" ? lastTicks + pegTicks : lastTicks - pegTicks;
  const moved = action === "Buy" ? Math.min(stopTicks, wanted) : Math.max(stopTicks, wanted);
  if (moved === stopTicks) return terms;
  if (terms.type === "TrailingStop") return { ...terms, stopTicks: moved };
  return { ...terms, stopTicks: moved, priceTicks: terms.priceTicks + moved - stopTicks };
}
