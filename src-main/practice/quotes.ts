/** Who listens to which contract's quotes, and the clockwork that moves prices at a lifelike pace. */
import type { Clock } from "./clock.ts";
import type { Contract } from "./contracts.ts";
import type { Faults } from "./faults.ts";
import type { PriceFeed, Quote } from "./price-feed.ts";
import { UNDERLYINGS } from "./products.ts";

export type QuoteListener = (contract: Contract, quote: Quote) => void;

export class QuoteHub {
  readonly #feed: PriceFeed;
  readonly #listeners = new Map<Contract, Set<QuoteListener>>();

  constructor(feed: PriceFeed) {
    this.#feed = feed;
  }

  /** The returned function ends the subscription. */
  subscribe(contract: Contract, listener: QuoteListener): () => void {
    const listeners = this.#listeners.get(contract) ?? new Set();
    this.#listeners.set(contract, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(contract);
    };
  }

  publish(root: string): void {
    for (const [contract, listeners] of this.#listeners) {
      if (contract.product.underlying.root !== root) continue;
      const quote = this.#feed.quote(contract);
      for (const listener of listeners) listener(contract, quote);
    }
  }
}

export interface PaceOptions {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly feed: PriceFeed;
  /** Called after each quote of an underlying. */
  readonly onQuote: (root: string) => void;
}

/** Starts the prices; the returned function stops them. */
export function startPrices({ clock, faults, feed, onQuote }: PaceOptions): () => void {
  const cancels = new Map<string, () => void>();
  const pause = (root: string): number => faults.settings.quotePauseMs ?? feed.pauseMs(root);
  const next = (root: string): void => {
    cancels.set(
      root,
      clock.after(pause(root), () => {
        if (!faults.settings.freezePrices) feed.step(root);
        next(root);
        onQuote(root);
      }),
    );
  };
  for (const { root } of UNDERLYINGS) next(root);
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}
