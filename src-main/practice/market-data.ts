/**
 * Quote subscriptions of one socket: `md/subscribequote` and `md/unsubscribequote`, by contract name or id. The first
 * quote is whole; later ones carry what moves, since the broker's may be partial too.
 */
import { z } from "zod";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { WireQuote, WireQuoteEntry, WireQuoteEvent } from "../broker/tradovate/wire.ts";
import type { Contract } from "./contracts.ts";
import type { Exchange } from "./exchange.ts";
import type { Quote } from "./price-feed.ts";
import type { Reply } from "./router.ts";

const subscribeSchema = z.object({ symbol: z.union([z.string().max(64), z.number().int()]) });

function quoteFrame(exchange: Exchange, contract: Contract, quote: Quote, whole: boolean): string {
  const { tickSizeMicros } = contract.product;
  const at = (ticks: number, size?: number): WireQuoteEntry => ({
    price: (ticks * tickSizeMicros) / MICROS_PER_DOLLAR,
    ...(size !== undefined && { size }),
  });
  const wire: WireQuote = {
    timestamp: exchange.core.timestamp(),
    contractId: contract.id,
    entries: {
      Bid: at(quote.bidTicks, quote.bidSize),
      Offer: at(quote.offerTicks, quote.offerSize),
      Trade: at(quote.lastTicks, quote.lastSize),
      TotalTradeVolume: { size: quote.volume },
      ...(whole && {
        OpeningPrice: at(quote.openTicks),
        HighPrice: at(quote.highTicks),
        LowPrice: at(quote.lowTicks),
        SettlementPrice: at(quote.openTicks),
      }),
    },
  };
  const event: WireQuoteEvent = { e: "md", d: { quotes: [wire] } };
  return `a[${JSON.stringify(event)}]`;
}

export class MarketData {
  readonly #exchange: Exchange;
  readonly #send: (frame: string) => void;
  readonly #subscriptions = new Map<number, () => void>();

  constructor(exchange: Exchange, send: (frame: string) => void) {
    this.#exchange = exchange;
    this.#send = send;
  }

  static serves(endpoint: string): boolean {
    return endpoint.startsWith("md/");
  }

  /** `reply` is called before the first quote goes out. */
  handle(endpoint: string, body: unknown, reply: (reply: Reply) => void): void {
    const refusal = this.#refusal();
    if (refusal) {
      reply(refusal);
      return;
    }
    const contract = this.#contract(body);
    if (endpoint === "md/subscribequote" && contract) {
      reply({ status: 200, body: {} });
      this.#subscribe(contract);
    } else if (endpoint === "md/unsubscribequote" && contract) {
      this.#subscriptions.get(contract.id)?.();
      this.#subscriptions.delete(contract.id);
      reply({ status: 200, body: {} });
    } else if (contract || !endpoint.endsWith("subscribequote")) {
      reply({ status: 404, body: `Not found: ${endpoint}` });
    } else {
      reply({ status: 200, body: { errorText: "Symbol is unknown", errorCode: "UnknownSymbol" } });
    }
  }

  close(): void {
    for (const end of this.#subscriptions.values()) end();
    this.#subscriptions.clear();
  }

  /** What a user without entitlement hears. */
  #refusal(): Reply | undefined {
    const { marketData } = this.#exchange.core.faults.settings;
    switch (marketData) {
      case "on":
        return undefined;
      case "refused":
        return { status: 200, body: { errorText: "Symbol is inaccessible", errorCode: "UnknownSymbol" } };
      case "denied":
        return { status: 401, body: "Access is denied" };
      default:
        return marketData satisfies never;
    }
  }

  #contract(body: unknown): Contract | undefined {
    const parsed = subscribeSchema.safeParse(body);
    if (!parsed.success) return undefined;
    const { symbol } = parsed.data;
    const { contracts } = this.#exchange.core;
    if (typeof symbol === "number") return contracts.byId(symbol);
    return contracts.byName(symbol) ?? contracts.byId(Number(symbol));
  }

  #subscribe(contract: Contract): void {
    const { quotes, core } = this.#exchange;
    if (!this.#subscriptions.has(contract.id)) {
      const end = quotes.subscribe(contract, (_contract, quote) => {
        this.#send(quoteFrame(this.#exchange, contract, quote, false));
      });
      this.#subscriptions.set(contract.id, end);
    }
    this.#send(quoteFrame(this.#exchange, contract, core.feed.quote(contract), true));
  }
}
