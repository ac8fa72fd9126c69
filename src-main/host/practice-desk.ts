/**
 * The Practice page's view of the embedded exchange: what the trader's own platform would show and do. Money in
 * micro-dollars, prices as decimal text. It trades as the trader; nothing here knows of copying.
 */
import { contractParts } from "../../src-shared/instrument.ts";
import type { CommandInput, CommandOutput, PracticeState } from "../../src-shared/ipc/contract.ts";
import { microsFromDollars } from "../../src-shared/money.ts";
import { PRODUCTS, type Product } from "../practice/products.ts";
import type { RunningExchange } from "../practice/server.ts";
import type { TraderOrder, TraderPosition, TraderQuote, TraderResult } from "../practice/trader.ts";
import type { Clock, Timers } from "../runtime/port.ts";
import { openDrills, type DrillHands } from "./drill/open-drills.ts";
import type { PracticeDesk } from "./host-port.ts";
import { RefusedError } from "./refused.ts";

/** Changes are told at most four times a second. */
const CHANGE_NS_MIN = 250_000_000;
const PRICE_TEXT = /^\d{1,9}(\.\d{1,6})?$/u;

export interface PracticeDeskOptions {
  readonly exchange: RunningExchange;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names of accounts that lead a group. */
  readonly leaders: () => ReadonlySet<string>;
  /** What drills need of the running application. */
  readonly hands: DrillHands;
}

export interface ObservedPracticeDesk extends PracticeDesk {
  onChange(listener: (atMs: number) => void): () => void;
  onDrill(listener: (atMs: number) => void): () => void;
  /** Ends a drill that runs. */
  close(): Promise<void>;
}

type Outcome = CommandOutput<"practice.order">;

function productOf(symbol: string): Product {
  const root = contractParts(symbol)?.root;
  const product = PRODUCTS.find((each) => each.root === root);
  if (!product) throw new Error(`Invariant: the practice exchange lists no product of ${symbol}`);
  return product;
}

/** A price in points as text with so many decimals. */
function priceText(points: number, decimals: number): string {
  const scaled = Math.round(Math.abs(points) * 10 ** decimals);
  const digits = String(scaled).padStart(decimals + 1, "0");
  const sign = points < 0 && scaled > 0 ? "-" : "";
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** Micro-dollars; a position whose contract has no quote any more counts at its open price. */
function openPnl(position: TraderPosition, quotes: ReadonlyMap<string, TraderQuote>): number {
  const quote = quotes.get(position.symbol);
  if (!quote || position.netPrice === undefined) return 0;
  const { tickSizeMicros, tickValueMicros } = productOf(position.symbol);
  const ticks = ((quote.last - position.netPrice) * 1_000_000) / tickSizeMicros;
  return Math.round(ticks * position.netPos * tickValueMicros);
}

function contractOf({ symbol, bid, offer, last }: TraderQuote): PracticeState["contracts"][number] {
  const { description, tickSizeMicros, tickValueMicros, priceDecimals } = productOf(symbol);
  const text = (points: number): string => priceText(points, priceDecimals);
  return {
    contract: symbol,
    description,
    tickSize: text(tickSizeMicros / 1_000_000),
    tickValueMicros,
    bid: text(bid),
    offer: text(offer),
    last: text(last),
  };
}

function outcomeOf(result: TraderResult): Outcome {
  if (result.ok) return { kind: "accepted", orderId: String(result.orderId) };
  const { reason, text } = result.refusal;
  return { kind: "rejected", words: `${text} (${reason})` };
}

function pointsOf(text: string): number {
  if (!PRICE_TEXT.test(text)) throw new RefusedError(`"${text}" is not a price.`);
  return Number(text);
}

/** An average, to a hundredth of the product's last decimal where it needs that. */
function averageText(points: number, decimals: number): string {
  return priceText(points, decimals + 2).replace(/0{1,2}$/u, "");
}

function accountsOf(options: PracticeDeskOptions, quotes: readonly TraderQuote[]): PracticeState["accounts"] {
  const { trader } = options.exchange;
  const bySymbol = new Map(quotes.map((quote) => [quote.symbol, quote]));
  const leaders = options.leaders();
  return trader.accounts().map(({ id, name, cash }) => {
    const positions = trader.positions(id).filter(({ netPos }) => netPos !== 0);
    const open = positions.reduce((sum, position) => sum + openPnl(position, bySymbol), 0);
    return {
      id: String(id),
      name,
      leader: leaders.has(name),
      netLiquidation: microsFromDollars(cash) + open,
      positions: positions.map(({ symbol, netPos, netPrice }) => ({
        contract: symbol,
        net: netPos,
        price: netPrice === undefined ? null : averageText(netPrice, productOf(symbol).priceDecimals),
      })),
    };
  });
}

type OrderInput = CommandInput<"practice.order">;

function termsOf({ type }: OrderInput): Pick<TraderOrder, "orderType" | "price" | "stopPrice"> {
  switch (type.kind) {
    case "market":
      return { orderType: "Market" };
    case "limit":
      return { orderType: "Limit", price: pointsOf(type.price) };
    case "stop":
      return { orderType: "Stop", stopPrice: pointsOf(type.price) };
    default:
      return type satisfies never;
  }
}

interface Burst {
  changed(): void;
  stop(): void;
}

/** Changes come in bursts: the first of a burst is told a quarter of a second later, with all behind it. */
function burst({ clock, timers }: PracticeDeskOptions, listener: (atMs: number) => void): Burst {
  let cancel: (() => void) | undefined;
  return {
    changed: () => {
      cancel ??= timers.at(clock.monoNs() + CHANGE_NS_MIN, () => {
        cancel = undefined;
        listener(clock.now().wallMs);
      });
    },
    stop: () => cancel?.(),
  };
}

function watch(options: PracticeDeskOptions, listener: (atMs: number) => void): () => void {
  const { trader } = options.exchange;
  const told = burst(options, listener);
  const stops = trader.quotes().map(({ symbol }) => trader.onQuote(symbol, () => told.changed()));
  return () => {
    for (const stop of stops) stop?.();
    told.stop();
  };
}

export function createPracticeDesk(options: PracticeDeskOptions): ObservedPracticeDesk {
  const { trader } = options.exchange;
  const accountIdOf = (text: string): number => {
    const account = trader.accounts().find(({ id, name }) => String(id) === text || name === text);
    if (!account) throw new RefusedError(`The practice exchange has no account ${text}.`);
    return account.id;
  };
  const listeners = new Set<Burst>();
  const onChange = (): void => {
    for (const listener of listeners) listener.changed();
  };
  const { faults, drills } = openDrills({ ...options, ...options.hands, onChange });
  return {
    faults,
    drills,
    state() {
      const quotes = trader.quotes();
      return { available: true, accounts: accountsOf(options, quotes), contracts: quotes.map(contractOf) };
    },
    order: (order) =>
      outcomeOf(
        trader.place({
          accountId: accountIdOf(order.account),
          symbol: order.contract,
          action: order.side === "buy" ? "Buy" : "Sell",
          qty: order.quantity,
          ...termsOf(order),
        }),
      ),
    flatten: ({ account, contract }) => outcomeOf(trader.flatten(accountIdOf(account), contract)),
    onChange: (listener) => watch(options, listener),
    onDrill: (listener) => {
      const told = burst(options, listener);
      listeners.add(told);
      return () => {
        listeners.delete(told);
        told.stop();
      };
    },
    close: () => drills.close(),
  };
}
