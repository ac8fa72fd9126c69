/** A quote row of the wire in ticks; a price that is missing or stands off its tick stays null. */

import { ConditionError } from "../../../src-shared/assert.ts";
import { ticksFromPrice } from "../../../src-shared/money.ts";
import type { Quote } from "../port.ts";
import type { ContractBook } from "./contracts.ts";
import type { WireQuoteRow } from "./frame.ts";

/** Undefined for a contract whose tick is not known. */
export function quoteOf(book: ContractBook, row: WireQuoteRow, receivedNs: number): Quote | undefined {
  const spec = book.specs.get(row.contractId);
  if (spec === undefined) return undefined;
  const { contract, tickSizeMicros } = spec;
  return {
    contract,
    bidTicks: ticksOrNull(row.bid, tickSizeMicros),
    offerTicks: ticksOrNull(row.offer, tickSizeMicros),
    tradeTicks: ticksOrNull(row.trade, tickSizeMicros),
    receivedNs,
  };
}

function ticksOrNull(price: number | null, tickSizeMicros: number): number | null {
  if (price === null) return null;
  try {
    return ticksFromPrice(price, tickSizeMicros);
  } catch (error) {
    if (error instanceof ConditionError) return null;
    throw error;
  }
}
