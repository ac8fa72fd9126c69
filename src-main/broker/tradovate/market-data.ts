/**
 * Quotes of the contracts that are needed, over the market-data socket. A price that is missing or stands off its tick
 * stays null; a lost or refused market-data socket never touches the user socket.
 */

import { ConditionError } from "../../../src-shared/assert.ts";
import type { ConnectionId, ContractName } from "../../../src-shared/ids.ts";
import { ticksFromPrice } from "../../../src-shared/money.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { BrokerSink, Quote } from "../port.ts";
import type { Channel } from "./channel.ts";
import type { ContractBook } from "./contracts.ts";
import { failureOf, failureWords } from "./errors.ts";
import type { Messages, WireMessage, WireQuoteRow } from "./frame.ts";
import { jsonText } from "./json.ts";
import { Link } from "./link.ts";
import type { Line } from "./link.ts";
import type { Session } from "./session.ts";
import type { Status } from "./status.ts";

export interface MarketDataOptions {
  readonly id: ConnectionId;
  readonly line: Line;
  readonly session: Session;
  readonly book: ContractBook;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly random: () => number;
  readonly sink: BrokerSink;
  readonly status: Status;
}

/** One login's subscriptions; more is a sign of a mistake. */
const WANTED_MAX = 500;
const REFUSED_MS = 600_000;

export class MarketData {
  readonly #options: MarketDataOptions;
  readonly #link: Link;
  readonly #wanted = new Set<ContractName>();
  #quotes: Quote[] = [];

  constructor(options: MarketDataOptions) {
    this.#options = options;
    const { log } = options;
    this.#link = new Link({
      ...options,
      name: "market data",
      // A login without market data of its own is given no second token.
      tokenOf: (token) => token.mdAccessToken ?? token.accessToken,
      // Not the user's session: it may well be good without market data.
      refused: () => this.#link.holdOff(REFUSED_MS),
      handlers: {
        ready: (channel) => this.#ready(channel),
        message: (message, receivedNs) => this.#onMessage(message, receivedNs),
        frameEnd: (parsed) => this.#frameEnd(parsed),
        lost: () => {
          this.#quotes = [];
        },
        waiting: (words) => log.warn("no market data", { code: words.code, words: words.words }),
      },
    });
  }

  start(): void {
    this.#link.start();
  }

  /** Quotes of this contract are needed from now on. */
  want(contract: ContractName): void {
    if (this.#wanted.has(contract) || this.#wanted.size >= WANTED_MAX) return;
    this.#wanted.add(contract);
    const { channel } = this.#link;
    if (channel?.ready === true) this.#subscribe(channel, contract);
  }

  /** Wants the contracts that are traded or held. */
  follow(events: readonly BrokerEvent[]): void {
    for (const event of events) {
      if (event.kind === "fill") this.want(event.fill.contract);
      else if (event.kind === "position") this.want(event.report.contract);
      else if (event.kind === "snapshot") {
        for (const { positions } of event.accounts) for (const { contract } of positions) this.want(contract);
      }
    }
  }

  stop(): void {
    this.#link.stop("switched off");
  }

  #ready(channel: Channel): void {
    this.#link.settled();
    for (const contract of this.#wanted) this.#subscribe(channel, contract);
  }

  #subscribe(channel: Channel, contract: ContractName): void {
    const { log } = this.#options;
    channel.request(
      "md/subscribequote",
      "",
      `{"symbol":${jsonText(contract)}}`,
      (reply) => {
        const failure = reply.kind === "closed" ? null : failureOf(reply.status, reply.body);
        if (failure !== null) log.warn("no quotes", { contract, words: failureWords(failure).words });
      },
      "poll",
    );
  }

  #onMessage(message: WireMessage, receivedNs: number): void {
    if (message.kind !== "quotes") return;
    for (const row of message.quotes) {
      const quote = quoteOf(this.#options.book, row, receivedNs);
      if (quote !== undefined) this.#quotes.push(quote);
    }
  }

  #frameEnd(parsed: Messages): void {
    const { status, sink, id } = this.#options;
    if (parsed.faults.length > 0) status.faults(parsed.faults);
    if (parsed.unknown.length > 0) status.unknownKinds(parsed.unknown);
    if (this.#quotes.length === 0) return;
    const batch = this.#quotes;
    this.#quotes = [];
    sink.quotes(id, batch);
  }
}

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
