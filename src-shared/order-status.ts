/**
 * The life of one wire order as a table: `(status, event) → status`. A pair that is not listed is an error of ours or
 * a surprise of the broker's, and is said, never guessed. Quantities live beside it: a partly filled order is `partial`
 * until its fills reach its quantity. Source: reliability.md, "Identity and states".
 */

export const orderStatuses = [
  "intended",
  "sent",
  "accepted",
  "partial",
  "filled",
  "rejected",
  "cancelled",
  "unknown",
  "not-placed",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const orderStatusEvents = [
  "handed-over",
  "acknowledged",
  "part-filled",
  "all-filled",
  "refused",
  "withdrawn",
  "no-answer",
  "proved-absent",
] as const;
export type OrderStatusEvent = (typeof orderStatusEvents)[number];

type Row = Partial<Record<OrderStatusEvent, OrderStatus>>;

const table: Readonly<Record<OrderStatus, Row>> = {
  intended: {
    "handed-over": "sent",
    // A restart finds the intent only: whether a byte left is not known.
    "no-answer": "unknown",
    refused: "rejected",
  },
  sent: {
    acknowledged: "accepted",
    "part-filled": "partial",
    "all-filled": "filled",
    refused: "rejected",
    withdrawn: "cancelled",
    "no-answer": "unknown",
  },
  accepted: {
    // The reply, the order entity and the command each acknowledge once.
    acknowledged: "accepted",
    "part-filled": "partial",
    "all-filled": "filled",
    refused: "rejected",
    withdrawn: "cancelled",
    "no-answer": "unknown",
  },
  partial: {
    acknowledged: "partial",
    "part-filled": "partial",
    "all-filled": "filled",
    // A late reject of the rest.
    refused: "cancelled",
    withdrawn: "cancelled",
    "no-answer": "unknown",
  },
  filled: {
    // The acknowledgement overtaken by the fill.
    acknowledged: "filled",
    // The order is reported filled before its fills arrive one by one.
    "part-filled": "filled",
    "all-filled": "filled",
    // A cancel that came too late.
    withdrawn: "filled",
    "no-answer": "filled",
  },
  rejected: {
    refused: "rejected",
    withdrawn: "rejected",
    acknowledged: "rejected",
    "no-answer": "rejected",
  },
  cancelled: {
    withdrawn: "cancelled",
    acknowledged: "cancelled",
    refused: "cancelled",
    // A fill that was on its way when the cancel was confirmed: it counts.
    "part-filled": "cancelled",
    "all-filled": "filled",
    "no-answer": "cancelled",
  },
  unknown: {
    acknowledged: "accepted",
    "part-filled": "partial",
    "all-filled": "filled",
    refused: "rejected",
    withdrawn: "cancelled",
    "no-answer": "unknown",
    "proved-absent": "not-placed",
  },
  "not-placed": {
    "proved-absent": "not-placed",
    "no-answer": "not-placed",
    // Found after all: what the broker shows wins over what we inferred.
    acknowledged: "accepted",
    "part-filled": "partial",
    "all-filled": "filled",
  },
};

/** The next status, or undefined where the table has no such pair. */
export function nextOrderStatus(status: OrderStatus, event: OrderStatusEvent): OrderStatus | undefined {
  return table[status][event];
}

/** Terminal by status. An order is *open* until it is terminal and its fills sum to its filled quantity. */
export function isTerminal(status: OrderStatus): boolean {
  return status === "filled" || status === "rejected" || status === "cancelled" || status === "not-placed";
}
