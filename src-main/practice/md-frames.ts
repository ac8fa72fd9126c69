/** Quotes, depth and histograms as frames. Depth is made up around bid and offer: this exchange has no book of others. */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireQuote, WireQuoteEntry, WireQuoteEvent } from "../broker/tradovate/wire.ts";
import type { Contract } from "./contracts.ts";
import type { Exchange } from "./exchange.ts";
import type { Quote } from "./price-feed.ts";

const LEVELS = 10;

function pointsOf(contract: Contract, ticks: number): number {
  return (ticks * contract.product.tickSizeMicros) / MICROS_PER_DOLLAR;
}

function frame(kind: string, payload: object): string {
  return `a[${JSON.stringify({ e: "md", d: { [kind]: [payload] } })}]`;
}

/** Like the depth it is made up, and stands still: nobody but the users of this exchange holds contracts. */
function openInterest({ id }: Contract): number {
  return 10_000 + ((id * 37) % 90_000);
}

/** Every quote is whole: clients in use draw each by itself, and break where an entry is missing. */
export function quoteFrame(exchange: Exchange, contract: Contract, quote: Quote): string {
  const at = (ticks: number, size?: number): WireQuoteEntry => ({
    price: pointsOf(contract, ticks),
    ...(size !== undefined && { size }),
  });
  const wire: WireQuote = {
    timestamp: exchange.core.timestamp(),
    contractId: contract.id,
    entries: {
      Bid: at(quote.bidTicks, quote.bidSize),
      TotalTradeVolume: { size: quote.volume },
      Offer: at(quote.offerTicks, quote.offerSize),
      LowPrice: at(quote.lowTicks),
      Trade: at(quote.lastTicks, quote.lastSize),
      OpenInterest: { size: openInterest(contract) },
      OpeningPrice: at(quote.openTicks),
      HighPrice: at(quote.highTicks),
      SettlementPrice: at(quote.openTicks),
    },
  };
  const event: WireQuoteEvent = { e: "md", d: { quotes: [wire] } };
  return `a[${JSON.stringify(event)}]`;
}

/** Best first: bids fall, offers rise. */
export function domFrame(exchange: Exchange, contract: Contract, quote: Quote): string {
  const size = (ticks: number, level: number): number => 1 + ((Math.abs(ticks) * 7 + level * 13) % 40);
  const side = (best: number, bestSize: number, sign: number) =>
    Array.from({ length: LEVELS }, (_, level) => {
      const ticks = best + sign * level;
      return { price: pointsOf(contract, ticks), size: level === 0 ? bestSize : size(ticks, level) };
    });
  return frame("doms", {
    contractId: contract.id,
    timestamp: exchange.core.timestamp(),
    bids: side(quote.bidTicks, quote.bidSize, -1),
    offers: side(quote.offerTicks, quote.offerSize, 1),
  });
}

/** Volume by price since the subscription began, as offsets in ticks from the price at which it did. */
export class Histogram {
  readonly #exchange: Exchange;
  readonly #contract: Contract;
  readonly #baseTicks: number;
  readonly #sizes = new Map<number, number>();
  #volume: number;

  constructor(exchange: Exchange, contract: Contract, quote: Quote) {
    this.#exchange = exchange;
    this.#contract = contract;
    this.#baseTicks = quote.lastTicks;
    this.#sizes.set(0, quote.lastSize);
    this.#volume = quote.volume;
  }

  onQuote(quote: Quote): string | undefined {
    const traded = quote.volume - this.#volume;
    if (traded <= 0) return undefined;
    this.#volume = quote.volume;
    const offset = quote.lastTicks - this.#baseTicks;
    this.#sizes.set(offset, (this.#sizes.get(offset) ?? 0) + traded);
    return this.text();
  }

  text(): string {
    const { core } = this.#exchange;
    return frame("histograms", {
      contractId: this.#contract.id,
      timestamp: core.timestamp(),
      tradeDate: core.tradeDate,
      base: pointsOf(this.#contract, this.#baseTicks),
      items: Object.fromEntries(this.#sizes),
      refresh: true,
    });
  }
}
