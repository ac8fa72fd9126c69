/** One order as the exchange holds it while it matters; the wire's order, versions and reports are made from it. */
import { assertNever } from "../../src-shared/assert.ts";
import type { WireAction, WireOrdStatus, WireTimeInForce } from "../broker/tradovate/wire.ts";
import type { Contract } from "./contracts.ts";
import type { Terms } from "./matching.ts";

/** What a version of an order restates besides its quantity. */
export interface OrderTerms {
  readonly terms: Terms;
  readonly timeInForce: WireTimeInForce;
  /** Of an order good till a date, as the client wrote it. */
  readonly expireTime?: string;
  /** Kept and told; without a book it has no meaning. */
  readonly maxShow?: number;
  readonly text?: string;
}

export interface OrderState {
  readonly id: number;
  readonly accountId: number;
  readonly contract: Contract;
  readonly action: WireAction;
  readonly timestamp: string;
  readonly admin: boolean;
  /** The order whose fills let this one work. */
  readonly parentId: number | undefined;
  /** The other half of a pair of which one cancels the other. */
  ocoId: number | undefined;
  /** Orders that this one's fills let work. */
  readonly childIds: number[];
  version: OrderTerms;
  /** Of `version`, moved along where the order trails. */
  terms: Terms;
  /** The id of the version in force. */
  versionId: number;
  qty: number;
  filledQty: number;
  /** Σ quantity × price of its fills, in ticks. */
  filledTicks: number;
  status: WireOrdStatus;
  /** It does not work yet: its parent has not traded, or its own time has not come. */
  held: boolean;
  /** It already stood in the book at some quote. */
  rested: boolean;
  /** Its stop or touch price was reached: it trades like a market or limit order from then on. */
  triggered: boolean;
  /** Sizes that its next fills must have, when someone asked for exact ones. */
  sizes: readonly number[];
  /** The command that waits for its time, if one does. */
  pendingCommandId: number | undefined;
  /** Cancels the timer of a delayed execution; undefined when none is due. */
  cancelDelay: (() => void) | undefined;
  /** Cancels the timers of expiry and activation. */
  readonly timers: Set<() => void>;
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

/** Whether a price may make it trade: an order that is to be cancelled or replaced still can. */
export function mayTrade({ status, held }: OrderState): boolean {
  if (held) return false;
  return status === "Working" || status === "PendingCancel" || status === "PendingReplace";
}
