/**
 * Market-data subscriptions of one socket: quotes, depth, histograms and charts, by contract name or id. One of each
 * kind per contract; charts have ids of their own. Fails as a whole where the switch takes the entitlement away.
 */
import { z } from "zod";
import type { Anchor } from "./chart-history.ts";
import type { Contract } from "./contracts.ts";
import type { Exchange } from "./exchange.ts";
import { barMinutes, Chart, readChartRequest } from "./md-chart.ts";
import { domFrame, Histogram, quoteFrame } from "./md-frames.ts";
import type { Quote } from "./price-feed.ts";
import type { Reply } from "./router.ts";

/** A contract's name or id; a public C# client calls an id `contractId`. */
const symbol = z.union([z.string().max(64), z.number().int()]);
const symbolSchema = z.union([
  z.object({ symbol }),
  z.object({ contractId: symbol }).transform(({ contractId }) => ({ symbol: contractId })),
]);
const cancelSchema = z.object({ subscriptionId: z.coerce.number().int() });

const SUBSCRIBE = /^md\/(un)?subscribe(quote|dom|histogram)$/u;
const MINUTE_MS = 60_000;
const UNKNOWN_SYMBOL: Reply = {
  status: 200,
  body: { errorText: "Symbol is unknown", errorCode: "UnknownSymbol" },
};

type Listener = (quote: Quote) => string | undefined;

interface OpenChart {
  readonly contractId: number;
  readonly ids: readonly number[];
  readonly end: () => void;
}

/** Where the past of a contract's chart ends: at the price of the first request, for everybody. */
const anchors = new WeakMap<Contract, Anchor>();

export class MarketData {
  readonly #exchange: Exchange;
  readonly #send: (frame: string) => void;
  /** By kind and contract. */
  readonly #subscriptions = new Map<string, () => void>();
  readonly #charts = new Set<OpenChart>();
  #nextChartId = 1;

  constructor(exchange: Exchange, send: (frame: string) => void) {
    this.#exchange = exchange;
    this.#send = send;
  }

  static serves(endpoint: string): boolean {
    return endpoint.startsWith("md/");
  }

  /** `reply` is called before the first data go out. */
  handle(endpoint: string, body: unknown, reply: (reply: Reply) => void): void {
    const refusal = this.#refusal();
    const [, ending, kind] = SUBSCRIBE.exec(endpoint) ?? [];
    if (refusal) reply(refusal);
    else if (kind !== undefined) this.#handleSymbol(kind, ending !== undefined, body, reply);
    else if (endpoint === "md/getchart") this.#openChart(body, reply);
    else if (endpoint === "md/cancelchart") {
      this.#cancelChart(body);
      reply({ status: 200, body: {} });
    } else reply({ status: 404, body: `Not found: ${endpoint}` });
  }

  close(): void {
    for (const end of this.#subscriptions.values()) end();
    for (const { end } of this.#charts) end();
    this.#subscriptions.clear();
    this.#charts.clear();
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
    const parsed = symbolSchema.safeParse(body);
    if (!parsed.success) return undefined;
    const { symbol: named } = parsed.data;
    const { contracts } = this.#exchange.core;
    if (typeof named === "number") return contracts.byId(named);
    return contracts.byName(named) ?? contracts.byId(Number(named));
  }

  #handleSymbol(kind: string, ends: boolean, body: unknown, reply: (reply: Reply) => void): void {
    const contract = this.#contract(body);
    if (!contract) {
      reply(UNKNOWN_SYMBOL);
      return;
    }
    const key = `${kind}:${contract.id}`;
    this.#subscriptions.get(key)?.();
    this.#subscriptions.delete(key);
    reply({ status: 200, body: {} });
    if (!ends) this.#subscriptions.set(key, this.#begin(kind, contract));
  }

  /** Sends what the subscription begins with and listens from then on. */
  #begin(kind: string, contract: Contract): () => void {
    const exchange = this.#exchange;
    const first = exchange.core.feed.quote(contract);
    if (kind === "dom") {
      this.#send(domFrame(exchange, contract, first));
      return this.#listen(contract, (quote) => domFrame(exchange, contract, quote));
    }
    if (kind === "histogram") {
      const histogram = new Histogram(exchange, contract, first);
      this.#send(histogram.text());
      return this.#listen(contract, (quote) => histogram.onQuote(quote));
    }
    this.#send(quoteFrame(exchange, contract, first));
    return this.#listen(contract, (quote) => quoteFrame(exchange, contract, quote));
  }

  #listen(contract: Contract, listener: Listener): () => void {
    return this.#exchange.quotes.subscribe(contract, (_contract, quote) => {
      const frame = listener(quote);
      if (frame !== undefined) this.#send(frame);
    });
  }

  #openChart(body: unknown, reply: (reply: Reply) => void): void {
    const contract = this.#contract(body);
    const request = readChartRequest(body);
    const minutes = request && barMinutes(request);
    if (!contract || !request || minutes === undefined) {
      const offered = { errorText: "This chart is not offered", errorCode: "UnknownSymbol" };
      reply(contract ? { status: 200, body: offered } : UNKNOWN_SYMBOL);
      return;
    }
    const ids = { historicalId: this.#nextChartId, realtimeId: this.#nextChartId + 1 };
    this.#nextChartId += 2;
    const chart = new Chart(this.#exchange, contract, ids, minutes);
    reply({ status: 200, body: ids });
    for (const frame of chart.history(request, this.#anchor(contract))) this.#send(frame);
    const end = this.#listen(contract, (quote) => chart.onQuote(quote));
    this.#charts.add({ contractId: contract.id, ids: Object.values(ids), end });
  }

  /** The documents contradict each other, and a client in use names the symbol: any of the three will do. */
  #cancelChart(body: unknown): void {
    const id = cancelSchema.safeParse(body).data?.subscriptionId;
    const contractId = this.#contract(body)?.id;
    for (const chart of this.#charts) {
      if (chart.contractId !== contractId && (id === undefined || !chart.ids.includes(id))) continue;
      chart.end();
      this.#charts.delete(chart);
    }
  }

  #anchor(contract: Contract): Anchor {
    const { clock, feed } = this.#exchange.core;
    const known = anchors.get(contract);
    if (known) return known;
    const ticks = feed.quote(contract).lastTicks;
    const anchor = { seed: contract.id, minute: Math.floor(clock.now() / MINUTE_MS), ticks };
    anchors.set(contract, anchor);
    return anchor;
  }
}
