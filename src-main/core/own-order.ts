/** One wire order of ours as the core follows it, and what of it is still open. Fills close before they open. */
import type { BrokerOrderId, ContractName, FillId } from "../../src-shared/ids.ts";
import { isTerminal, type OrderStatus } from "../../src-shared/order-status.ts";
import type { Cause, OrderRow } from "./effect.ts";

export interface OwnFill {
  readonly fillId: FillId;
  readonly quantity: number;
  readonly priceTicks: number;
}

export interface OwnOrder {
  readonly row: OrderRow;
  status: OrderStatus;
  brokerOrderId: BrokerOrderId | null;
  fills: OwnFill[];
  filled: number;
  /** Contracts that the broker says are filled; null until it says so. */
  reported: number | null;
  /** `reported` is the broker's own count of fills, not inferred from the order's quantity: those fills do come. */
  counted: boolean;
  reason: string | null;
  text: string | null;
  sentNs: number | null;
  sentMs: number;
  answeredNs: number | null;
  filledNs: number | null;
  /** Complete reads that did not show it: the monotonic time of the first and of the latest. */
  absentFirstNs: number | null;
  /** Cause of its first leg. */
  readonly cause: Cause;
  readonly eventId: string | null;
  /** The leader's contract that an entry answers; null for exits. */
  leaderContract: ContractName | null;
  cancelAsked: boolean;
  /** The trader was told that a lock-out keeps it from being withdrawn. */
  cancelHeld: boolean;
  /** Contracts of its unfilled opening part by which Pa was lowered already. */
  anchorLowered: number;
}

/** Contracts of an order that may still fill; 0 once it is terminal and its fills sum to its filled quantity. */
export function restOf(order: OwnOrder): number {
  if (!isTerminal(order.status)) {
    // A liquidation's size is the broker's to choose: its rest lasts until it is terminal.
    return Math.max(0, order.row.quantity - order.filled);
  }
  // Cancelled, and nobody has told how much had filled by then.
  if (order.reported === null)
    return order.status === "cancelled" ? Math.max(0, order.row.quantity - order.filled) : 0;
  return Math.max(0, order.reported - order.filled);
}

/** Open until terminal and its fills sum to its filled quantity (product.md section 1). */
export function isOpen(order: OwnOrder): boolean {
  return !isTerminal(order.status) || restOf(order) > 0;
}

/** The unfilled rest of an order's closing part: fills close first. */
export function closingRest(order: OwnOrder): number {
  return Math.min(restOf(order), Math.max(0, order.row.closing - order.filled));
}

/** The unfilled rest of an order's opening part. */
export function openingRest(order: OwnOrder): number {
  return restOf(order) - closingRest(order);
}
