/**
 * Prices: one seeded random walk per underlying, on whole ticks, bid and offer one tick apart. Contracts differ from
 * their underlying by the carry of their month. Knows no sockets and no timers: whoever steps it decides the pace.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { Contract } from "./contracts.ts";
import { UNDERLYINGS, type Underlying } from "./products.ts";
import { createRng, type Rng } from "./rng.ts";

/** A quote in ticks of the contract. */
export interface Quote {
  readonly bidTicks: number;
  readonly offerTicks: number;
  readonly lastTicks: number;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly bidSize: number;
  readonly offerSize: number;
  readonly lastSize: number;
  readonly volume: number;
}

/** The month that trades at its underlying's own price, December 2026: fixed, so that prices go on across runs. */
const BASE_MONTH_INDEX = 26 * 12 + 11;

interface Walk {
  readonly underlying: Underlying;
  readonly rng: Rng;
  quote: Quote;
}

export interface PriceFeed {
  quote(contract: Contract): Quote;
  /** Moves one underlying by a random step. */
  step(root: string): void;
  /** Milliseconds until this underlying quotes next. */
  pauseMs(root: string): number;
  /** Makes `ticks` the last price of this contract, the bid its neighbour below. */
  setLast(contract: Contract, ticks: number): void;
  /** Last price of each underlying, to be kept between runs. */
  lastTicks(): ReadonlyMap<string, number>;
  restore(root: string, lastTicks: number): void;
}

function openingQuote(ticks: number): Quote {
  return {
    bidTicks: ticks - 1,
    offerTicks: ticks,
    lastTicks: ticks,
    openTicks: ticks,
    highTicks: ticks,
    lowTicks: ticks,
    bidSize: 8,
    offerSize: 8,
    lastSize: 1,
    volume: 0,
  };
}

function traded(quote: Quote, lastTicks: number, lastSize: number): Quote {
  return {
    ...quote,
    lastTicks,
    lastSize,
    volume: quote.volume + lastSize,
    highTicks: Math.max(quote.highTicks, lastTicks),
    lowTicks: Math.min(quote.lowTicks, lastTicks),
  };
}

/** Small moves are more frequent than large ones; the price never leaves the upper half of its start. */
function moveTicks(walk: Walk): number {
  const { rng, underlying, quote } = walk;
  if (rng.next() < 0.35) return 0;
  const size = Math.min(rng.integer(1, underlying.stepTicksMax), rng.integer(1, underlying.stepTicksMax));
  const falls = rng.next() < 0.5 && quote.bidTicks - size > underlying.startTicks / 2;
  return falls ? -size : size;
}

function stepped(walk: Walk): Quote {
  const { rng } = walk;
  const bidTicks = walk.quote.bidTicks + moveTicks(walk);
  const moved: Quote = {
    ...walk.quote,
    bidTicks,
    offerTicks: bidTicks + 1,
    bidSize: rng.integer(1, 24),
    offerSize: rng.integer(1, 24),
  };
  return traded(moved, rng.next() < 0.5 ? bidTicks : bidTicks + 1, rng.integer(1, 6));
}

function shifted(quote: Quote, ticks: number): Quote {
  if (ticks === 0) return quote;
  return {
    ...quote,
    bidTicks: quote.bidTicks + ticks,
    offerTicks: quote.offerTicks + ticks,
    lastTicks: quote.lastTicks + ticks,
    openTicks: quote.openTicks + ticks,
    highTicks: quote.highTicks + ticks,
    lowTicks: quote.lowTicks + ticks,
  };
}

export function createPriceFeed(seed: number): PriceFeed {
  const walks = new Map<string, Walk>();
  UNDERLYINGS.forEach((underlying, index) => {
    const rng = createRng(seed + (index + 1) * 7_919);
    const start = underlying.startTicks + rng.integer(-40, 40);
    walks.set(underlying.root, { underlying, rng, quote: openingQuote(start) });
  });
  const walkOf = (root: string): Walk => {
    const walk = walks.get(root);
    assertInvariant(walk !== undefined, `no price of ${root}`);
    return walk;
  };
  const carry = (contract: Contract, walk: Walk): number =>
    (contract.monthIndex - BASE_MONTH_INDEX) * walk.underlying.carryTicksPerMonth;
  const jump = (walk: Walk, ticks: number): void => {
    walk.quote = traded({ ...walk.quote, bidTicks: ticks - 1, offerTicks: ticks }, ticks, 1);
  };
  return {
    quote: (contract) => {
      const walk = walkOf(contract.product.underlying.root);
      return shifted(walk.quote, carry(contract, walk));
    },
    step: (root) => {
      const walk = walkOf(root);
      walk.quote = stepped(walk);
    },
    pauseMs: (root) => walkOf(root).rng.integer(120, 520),
    setLast: (contract, ticks) => {
      const walk = walkOf(contract.product.underlying.root);
      jump(walk, ticks - carry(contract, walk));
    },
    lastTicks: () => new Map([...walks].map(([root, walk]) => [root, walk.quote.lastTicks])),
    restore: (root, lastTicks) => {
      walkOf(root).quote = openingQuote(lastTicks);
    },
  };
}
