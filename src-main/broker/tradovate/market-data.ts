/**
 * Prices for what is needed: quotes over the market-data socket, one subscription per contract, given up when it is flat
 * and has not traded for half an hour. Where the login is given none, the broker's cash-balance snapshot is polled for the
 * accounts that hold something. A price that is missing or stands off its tick stays null; a lost or refused market-data
 * socket never touches the user socket. What it is based on and how old that is, the view always says.
 */

import type { MarketDataView } from "../../../src-shared/cockpit/model.ts";
import type { AccountKey, ConnectionId, ContractName } from "../../../src-shared/ids.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { BrokerSink, Quote } from "../port.ts";
import type { Channel, Reply } from "./channel.ts";
import type { ContractBook } from "./contracts.ts";
import { failureOf, failureWords } from "./errors.ts";
import type { Messages, WireMessage } from "./frame.ts";
import { jsonText } from "./json.ts";
import { Link } from "./link.ts";
import type { Line } from "./link.ts";
import { MoneyPoll } from "./money-poll.ts";
import { QuoteNeeds } from "./quote-needs.ts";
import { quoteOf } from "./quote.ts";
import type { Rest } from "./rest.ts";
import type { Session } from "./session.ts";
import type { Status } from "./status.ts";
import { shutdownOf } from "./waits.ts";

export interface MarketDataOptions {
  readonly id: ConnectionId;
  readonly line: Line;
  readonly session: Session;
  readonly rest: Pick<Rest, "send">;
  readonly book: ContractBook;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly random: () => number;
  readonly sink: BrokerSink;
  readonly status: Status;
}

/** After the market-data login was refused. */
const REFUSED_MS = 600_000;
/** A subscription that was refused is tried again; a new entitlement needs no restart. */
const RETRY_NS = 600e9;
/** Held contracts without quotes for so long are checked another way; a short gap of the socket is no reason. */
const DARK_NS = 10e9;
/** How often needs are looked at where nothing happens. */
const LOOK_NS = 5e9;
/** After trades: they come in bursts, and what they need is settled once. */
const SOON_NS = 50e6;

interface Subscription {
  state: "asked" | "on" | "refused";
  readonly askedNs: number;
}

export class MarketData {
  readonly #options: MarketDataOptions;
  readonly #link: Link;
  readonly #needs = new QuoteNeeds();
  readonly #poll: MoneyPoll;
  readonly #subscriptions = new Map<ContractName, Subscription>();
  /** Held contracts without quotes, since when. */
  readonly #dark = new Map<ContractName, number>();
  #quotes: Quote[] = [];
  #lastQuoteNs: number | null = null;
  #refused = false;
  #paused = false;
  #told = "";
  #running = false;
  /** When needs are looked at next. */
  #lookNs = 0;
  #cancelLook: () => void = () => undefined;

  constructor(options: MarketDataOptions) {
    this.#options = options;
    const { log } = options;
    this.#poll = new MoneyPoll({
      ...options,
      wanted: () => this.#unpriced(),
      told: (event) => options.sink.events([event], event.atNs),
      changed: () => this.#say(),
    });
    this.#link = new Link({
      ...options,
      name: "market data",
      // A login without market data of its own is given no second token.
      tokenOf: (token) => token.mdAccessToken ?? token.accessToken,
      // Not the user's session: it may well be good without market data.
      refused: () => {
        this.#refused = true;
        this.#link.holdOff(REFUSED_MS);
      },
      handlers: {
        ready: () => this.#ready(),
        message: (message, receivedNs) => this.#onMessage(message, receivedNs),
        frameEnd: (parsed) => this.#frameEnd(parsed),
        lost: () => {
          this.#quotes = [];
          this.#subscriptions.clear();
          this.#look();
        },
        waiting: (words) => log.warn("no market data", { code: words.code, words: words.words }),
      },
    });
  }

  start(): void {
    this.#running = true;
    this.#paused = false;
    this.#link.start();
    this.#look();
  }

  /** Quotes of this contract are needed as long as the connection lives. */
  want(contract: ContractName): void {
    this.#needs.pin(contract);
  }

  /** Needs the contracts that are traded or held. */
  follow(events: readonly BrokerEvent[]): void {
    if (!events.some(({ kind }) => follows.has(kind))) return;
    this.#needs.follow(events, this.#options.clock.monoNs());
    this.#lookIn(SOON_NS);
  }

  /** The user's socket is gone: nothing is polled until it is back (`start`). */
  pause(): void {
    this.#paused = true;
    this.#poll.stop();
  }

  stop(): void {
    this.#running = false;
    this.#cancelLook();
    this.#poll.stop();
    this.#link.stop("switched off");
  }

  marketDataView(): MarketDataView {
    const { clock } = this.#options;
    const now = clock.now();
    const unpriced = this.#unpriced();
    const source = this.#source(unpriced);
    const ages = unpriced.map((account) => this.#poll.reading(account)?.atNs ?? null);
    const polled = source !== "quotes" && ages.length > 0 && !ages.includes(null);
    const lastNs = polled ? Math.min(...ages.map(Number)) : this.#lastQuoteNs;
    const subscriptions = [...this.#subscriptions.values()].filter(({ state }) => state === "on").length;
    return {
      source,
      words: this.#words(source),
      subscriptions,
      lastMs: lastNs === null ? null : Math.round(now.wallMs - (now.monoNs - lastNs) / 1e6),
    };
  }

  #source(unpriced: readonly AccountKey[]): MarketDataView["source"] {
    if (unpriced.length > 0) {
      const known = unpriced.every((account) => this.#poll.reading(account) !== undefined);
      return known && this.#poll.failure === null ? "snapshot" : "none";
    }
    const refused = [...this.#subscriptions.values()].some(({ state }) => state === "refused");
    return this.#link.channel?.ready === true && !refused ? "quotes" : "none";
  }

  #words(source: MarketDataView["source"]): string {
    const seconds = Math.round(this.#poll.everyNs / 1e9);
    switch (source) {
      case "quotes":
        return this.#subscriptions.size === 0 ? "Streamed; none is needed now." : "Streamed.";
      case "snapshot":
        return `No quotes on this login: open positions are checked every ${seconds} s by the broker's cash balance.`;
      case "none":
      default:
        if (this.#poll.failure !== null && this.#unpriced().length > 0) {
          return `No prices: there are no quotes, and the broker's cash balance could not be read. ${this.#poll.failure}`;
        }
        return this.#refused || this.#link.channel?.ready === true
          ? "No quotes on this login. Open positions will be checked by the broker's cash balance."
          : "The market-data socket is not connected.";
    }
  }

  /** Accounts that hold something for which there are no quotes. */
  #unpriced(): readonly AccountKey[] {
    const nowNs = this.#options.clock.monoNs();
    const isUnpriced = (contract: ContractName): boolean => {
      const darkNs = this.#dark.get(contract);
      if (darkNs === undefined) return false;
      const refused = this.#refused || this.#subscriptions.get(contract)?.state === "refused";
      return refused || nowNs - darkNs >= DARK_NS;
    };
    return [...this.#needs.open()].flatMap(([account, held]) => (held.some(isUnpriced) ? [account] : []));
  }

  /** Brings subscriptions and polling in line with what is needed. */
  #look(): void {
    if (!this.#running) return;
    const nowNs = this.#options.clock.monoNs();
    const needed = this.#needs.needed(nowNs);
    const { channel } = this.#link;
    if (channel?.ready === true) this.#subscribeTo(channel, needed, nowNs);
    const held = new Set([...this.#needs.open().values()].flat());
    for (const contract of this.#dark.keys()) if (!held.has(contract)) this.#dark.delete(contract);
    for (const contract of held) {
      if (this.#subscriptions.get(contract)?.state === "on") this.#dark.delete(contract);
      else if (!this.#dark.has(contract)) this.#dark.set(contract, nowNs);
    }
    this.#lookIn(LOOK_NS);
    if (!this.#paused) this.#poll.kick();
    this.#say();
  }

  /** The earlier of what is planned and this. */
  #lookIn(ns: number): void {
    const { clock, timers } = this.#options;
    const nowNs = clock.monoNs();
    if (!this.#running || (this.#lookNs > nowNs && this.#lookNs <= nowNs + ns)) return;
    this.#cancelLook();
    this.#lookNs = nowNs + ns;
    this.#cancelLook = timers.at(this.#lookNs, () => {
      this.#lookNs = 0;
      this.#look();
    });
  }

  #subscribeTo(channel: Channel, needed: ReadonlySet<ContractName>, nowNs: number): void {
    for (const [contract, { state, askedNs }] of this.#subscriptions) {
      if (state === "refused" && nowNs - askedNs >= RETRY_NS) this.#subscriptions.delete(contract);
      if (needed.has(contract)) continue;
      this.#subscriptions.delete(contract);
      if (state !== "refused")
        channel.request("md/unsubscribequote", "", symbolOf(contract), () => undefined, "poll");
    }
    for (const contract of needed) {
      if (!this.#subscriptions.has(contract)) this.#subscribe(channel, contract, nowNs);
    }
  }

  #subscribe(channel: Channel, contract: ContractName, askedNs: number): void {
    const { log } = this.#options;
    const subscription: Subscription = { state: "asked", askedNs };
    this.#subscriptions.set(contract, subscription);
    const answered = (reply: Reply): void => {
      if (reply.kind === "closed" || this.#subscriptions.get(contract) !== subscription) return;
      const failure = failureOf(reply.status, reply.body);
      subscription.state = failure === null ? "on" : "refused";
      if (failure !== null) log.warn("no quotes", { contract, words: failureWords(failure).words });
      this.#look();
    };
    channel.request("md/subscribequote", "", symbolOf(contract), answered, "poll");
  }

  #ready(): void {
    this.#refused = false;
    this.#link.settled();
    this.#look();
  }

  /** Tells the view where something else than an age is new. */
  #say(): void {
    const { source, words, subscriptions } = this.marketDataView();
    const said = `${source} ${subscriptions} ${words}`;
    if (said === this.#told) return;
    this.#told = said;
    this.#options.status.changed();
  }

  #onMessage(message: WireMessage, receivedNs: number): void {
    // As on the user socket: who comes back at once is sent away again.
    if (message.kind === "shutdown") this.#link.holdOff(shutdownOf(message.reason, message.text).waitMs);
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
    this.#lastQuoteNs = batch.at(-1)?.receivedNs ?? this.#lastQuoteNs;
    sink.quotes(id, batch);
  }
}

/** Events after which other prices may be needed. */
const follows: ReadonlySet<BrokerEvent["kind"]> = new Set(["fill", "position", "snapshot", "account-read"]);

function symbolOf(contract: ContractName): string {
  return `{"symbol":${jsonText(contract)}}`;
}
