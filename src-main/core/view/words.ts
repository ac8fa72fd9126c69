/** Outcomes of orders in the words and figures of the cockpit. */
import { assertNever } from "../../../src-shared/assert.ts";
import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { priceText } from "../../../src-shared/money.ts";
import type { OwnFill, OwnOrder } from "../own-order.ts";

/** What words need of an order: one in memory, or one as the ledger has it. */
export interface ToldOrder extends Pick<OwnOrder, "status" | "reason" | "text" | "filled"> {
  readonly row: Pick<OwnOrder["row"], "side" | "quantity">;
  readonly fills: readonly Pick<OwnFill, "quantity" | "priceTicks">[];
}

/** Whole microseconds between two monotonic instants, or null while one is missing. */
export function microsBetween(fromNs: number | null, toNs: number | null): number | null {
  return fromNs === null || toNs === null ? null : Math.max(0, Math.round((toNs - fromNs) / 1000));
}

/** Average fill price as text; off-tick averages get two more decimals. */
export function averagePrice(order: ToldOrder, tickSizeMicros: number): string | null {
  if (order.filled === 0) return null;
  let total = 0;
  for (const fill of order.fills) total += fill.quantity * fill.priceTicks;
  if (total % order.filled === 0) return priceText(total / order.filled, tickSizeMicros);
  const exactMicros = Math.round((total * tickSizeMicros) / order.filled / 100) * 100;
  return priceText(exactMicros / 100, 100);
}

/** A decision's plain text with the signs that a trader reads. */
export function readable(text: string): string {
  return text.replaceAll("->", "→").replaceAll(/(^|[\s(:])-(?=\d)/gu, "$1−");
}

/** The broker's own words, else those for its reason code. */
function brokersWords(order: ToldOrder): string {
  // Some replies repeat the code as their text: the code's own words say more.
  if (order.text !== null && order.text !== "" && order.text !== order.reason) return order.text;
  return order.reason === null ? "" : wordsOfReason(order.reason);
}

export function outcomeWords(order: ToldOrder): string {
  const broker = brokersWords(order);
  const because = broker === "" ? "" : `: ${broker}`;
  switch (order.status) {
    case "intended":
    case "sent":
      return "sent, not answered yet";
    case "accepted":
      return "accepted, not filled yet";
    case "partial":
      return `${order.filled} of ${order.row.quantity} filled`;
    case "filled":
      return "filled";
    case "rejected":
      return `rejected${because}`;
    case "cancelled":
      return `cancelled after ${order.filled} of ${order.row.quantity}${because}`;
    case "unknown":
      return `outcome not known${because}`;
    case "not-placed":
      return "not placed, and not sent again";
    default:
      return assertNever(order.status);
  }
}
