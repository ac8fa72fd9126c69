/** One order as the exchange holds it while it matters; the wire's order, versions and reports are made from it. */
import { assertNever } from "../../src-shared/assert.ts";
import type { WireAction, WireOrdStatus, WireTimeInForce } from "../broker/tradovate/wire.ts";
import type { Contract } from "./contracts.ts";
import type { Terms } from "./matching.ts";

export interface OrderState {
  readonly id: number;
  readonly accountId: number;
  readonly contract: Contract;
  readonly action: WireAction;
  readonly timeInForce: WireTimeInForce;
  readonly timestamp: string;
  terms: Terms;
  qty: number;
  filledQty: number;
  /** Σ quantity × price of its fills, in ticks. */
  filledTicks: number;
  status: WireOrdStatus;
  /** It already stood in the book at some quote. */
  rested: boolean;
  /** A stop that was touched: it trades like a market order from then on. */
  triggered: boolean;
  /** Sizes that its next fills must have, when someone asked for exact ones. */
  sizes: readonly number[];
  /** Cancels the timer of a delayed execution; undefined when none is due. */
  cancelDelay: (() => void) | undefined;
}

export function remainingQty(order: OrderState): number {
  return order.qty - order.filledQty;
}

export function isFinished(status: WireOrdStatus): boolean {
  switch (status) {
    case "Canceled":
    case "Completed":
    case "Expired":
    case "Filled":
    case "Rejected":
      return true;
    case "PendingCancel":
    case "PendingNew":
    case "PendingReplace":
    case "Suspended":
    case "Unknown":
    case "Working":
      return false;
    default:
      return assertNever(status);
  }
}
