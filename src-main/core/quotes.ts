/**
 * The last quote of each contract, and what is asked of it: whether the price has left the collar around the leader's fill
 * (Phase B), and an account's net liquidation for equity sizing. Nothing here is kept for longer than its age allows.
 */
import { venueOfAccount, type ContractName, type VenueKey } from "../../src-shared/ids.ts";
import { contractParts } from "../../src-shared/instrument.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { Now, Quote, Side } from "./input.ts";
import { positionsOpen } from "./positions.ts";
import { familyOf } from "./replication/contract-map.ts";
import { specOf, type AccountState, type CoreState } from "./state.ts";
import { openProfit } from "./view/open-profit.ts";

/** A quote older than this says nothing about an entry (Phase B). */
const FRESH_NS = 2_000_000_000;
/** Net liquidation older than this is not known (product.md, sizing). */
const MONEY_AGE_MAX_NS = 60_000_000_000;

interface Price {
  readonly ticks: Ticks;
  readonly atNs: number;
}

/** Each side has an age of its own: a trade does not make an old offer fresh. */
export interface KnownQuote {
  readonly bid: Price | null;
  readonly offer: Price | null;
  readonly trade: Price | null;
}

export function takeQuotes(state: CoreState, venue: VenueKey, quotes: readonly Quote[]): void {
  let known = state.quotes.get(venue);
  if (!known) {
    known = new Map();
    state.quotes.set(venue, known);
  }
  for (const { contract, bidTicks, offerTicks, tradeTicks, receivedNs: atNs } of quotes) {
    const before = known.get(contract);
    const newer = (ticks: number | null, old: Price | null | undefined): Price | null =>
      ticks === null ? (old ?? null) : { ticks: ticks as Ticks, atNs };
    known.set(contract, {
      bid: newer(bidTicks, before?.bid),
      offer: newer(offerTicks, before?.offer),
      trade: newer(tradeTicks, before?.trade),
    });
  }
}

function freshTicks(price: Price | null, now: Now, maxNs: number): number | null {
  return price !== null && now.monoNs - price.atNs <= maxNs ? price.ticks : null;
}

interface Reach {
  readonly venue: VenueKey;
  readonly contract: ContractName;
}

/** The price at which a market order of that side would go now, micro-points; undefined without a fresh quote. */
function marketMicros(
  state: CoreState,
  now: Now,
  { venue, contract }: Reach,
  side: Side,
): number | undefined {
  const quote = state.quotes.get(venue)?.get(contract);
  const spec = specOf(state, venue, contract);
  if (!quote || !spec) return undefined;
  const ticks =
    freshTicks(side === 1 ? quote.offer : quote.bid, now, FRESH_NS) ?? freshTicks(quote.trade, now, FRESH_NS);
  return ticks === null ? undefined : ticks * spec.tickSizeMicros;
}

function sameFamily(one: ContractName, other: ContractName): boolean {
  const [first, second] = [contractParts(one), contractParts(other)];
  return (
    first !== undefined &&
    second !== undefined &&
    familyOf(first.root).family === familyOf(second.root).family
  );
}

export interface CollarCase {
  /** Hundredths of a percent; null: no collar. */
  readonly collar: number | null;
  readonly leader: AccountState["key"];
  readonly price: { readonly contract: ContractName; readonly ticks: Ticks };
  readonly follower: AccountState["key"];
  readonly contract: ContractName;
  readonly side: Side;
}

/**
 * How far the market has left the leader's fill, in words, where that is outside the collar; else null. The follower's own
 * contract is asked where it has the leader's price (one family), else the leader's contract.
 */
export function movedAway(state: CoreState, now: Now, at: CollarCase): string | null {
  if (at.collar === null) return null;
  const leaderVenue = venueOfAccount(at.leader);
  const spec = specOf(state, leaderVenue, at.price.contract);
  if (!spec) return null;
  const own = sameFamily(at.contract, at.price.contract)
    ? marketMicros(state, now, { venue: venueOfAccount(at.follower), contract: at.contract }, at.side)
    : undefined;
  const market =
    own ?? marketMicros(state, now, { venue: leaderVenue, contract: at.price.contract }, at.side);
  if (market === undefined) return null;
  const fill = at.price.ticks * spec.tickSizeMicros;
  // Integers below 2^53: prices are at most some 10^11 micro-points, the collar at most 10^4.
  if (Math.abs(market - fill) * 10_000 <= at.collar * Math.abs(fill)) return null;
  return `fill ${fill / 1e6}, market ${market / 1e6}, collar ${at.collar / 100} %`;
}

/**
 * Net liquidation in micro-dollars, or undefined where it is not known, not positive or older than 60 s. Without open
 * positions it is the cash balance, which a live connection keeps current. `fresh` names a contract that was opened this
 * very moment: its open profit is nothing yet.
 */
export function netLiquidationOf(
  state: CoreState,
  now: Now,
  account: AccountState,
  fresh: ContractName | null,
): number | undefined {
  const computed = computedNetLiquidation(state, now, account, fresh);
  const { money } = account;
  const told = money && now.monoNs - money.atNs <= MONEY_AGE_MAX_NS ? money.netLiq : undefined;
  const value = computed ?? told;
  return value !== undefined && value > 0 ? value : undefined;
}

function computedNetLiquidation(
  state: CoreState,
  now: Now,
  account: AccountState,
  fresh: ContractName | null,
): number | undefined {
  if (account.cash === null || account.phase !== "live") return undefined;
  const held = positionsOpen(account.positions.values()).filter(({ contract }) => contract !== fresh);
  if (held.some(({ unknown }) => unknown !== null)) return undefined;
  const known = state.quotes.get(venueOfAccount(account.key));
  const profit = openProfit(state, { key: account.key, positions: held }, (contract) => {
    const quote = known?.get(contract);
    return quote ? freshTicks(quote.trade, now, MONEY_AGE_MAX_NS) : null;
  });
  return profit === null ? undefined : account.cash + profit;
}
