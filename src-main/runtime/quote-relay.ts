/**
 * Quotes on their way into the core. They never queue: per contract the last value waits for at most a twentieth of a
 * second, and goes in before whatever the broker says next, so that an entry is judged by the price of its moment. A
 * thousand quotes in a second cost the core twenty looks, not a thousand.
 */
import type { ContractName, VenueKey } from "../../src-shared/ids.ts";
import type { Quote } from "../broker/port.ts";
import type { Input } from "../core/input.ts";
import type { Clock, Timers } from "./port.ts";

const HOLD_NS = 50_000_000;

export interface QuoteRelayParts {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Hands them over where nothing else did. */
  readonly due: () => void;
}

export class QuoteRelay {
  private readonly parts: QuoteRelayParts;
  private readonly waiting = new Map<VenueKey, Map<ContractName, Quote>>();
  private cancel: (() => void) | null = null;

  constructor(parts: QuoteRelayParts) {
    this.parts = parts;
  }

  take(venue: VenueKey, quotes: readonly Quote[]): void {
    if (quotes.length === 0) return;
    const slots = this.waiting.get(venue) ?? new Map<ContractName, Quote>();
    this.waiting.set(venue, slots);
    for (const quote of quotes) {
      const before = slots.get(quote.contract);
      slots.set(quote.contract, before === undefined ? quote : over(before, quote));
    }
    this.cancel ??= this.parts.timers.at(this.parts.clock.monoNs() + HOLD_NS, this.parts.due);
  }

  /** What waits, as inputs; nothing waits afterwards. */
  drain(): readonly Input[] {
    this.stop();
    if (this.waiting.size === 0) return [];
    const inputs = Array.from(this.waiting, ([venue, slots]): Input => ({
      kind: "quotes",
      venue,
      quotes: [...slots.values()],
    }));
    this.waiting.clear();
    return inputs;
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }
}

/** A quote may be partial: what it does not say stays. */
function over(before: Quote, quote: Quote): Quote {
  return {
    contract: quote.contract,
    bidTicks: quote.bidTicks ?? before.bidTicks,
    offerTicks: quote.offerTicks ?? before.offerTicks,
    tradeTicks: quote.tradeTicks ?? before.tradeTicks,
    receivedNs: quote.receivedNs,
  };
}
