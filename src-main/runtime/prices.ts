/**
 * Prices never queue: one slot per contract, last value wins, pushed at most ten times a second and only when something
 * changed. Quotes that come from several connections share a slot: a contract has one price.
 */
import type { CockpitPrices } from "../../src-shared/cockpit/event.ts";
import { venueOfAccount, type ConnectionId, type ContractName, type VenueKey } from "../../src-shared/ids.ts";
import { priceText } from "../../src-shared/money.ts";
import type { Quote } from "../broker/port.ts";
import { specOf, type CoreState } from "../core/state.ts";
import { openProfit } from "../core/view/open-profit.ts";
import type { Clock, Timers } from "./port.ts";
import type { Trouble } from "./trouble.ts";

const PUSH_EVERY_NS = 100_000_000;

interface Slot {
  bid: number | null;
  offer: number | null;
  trade: number | null;
}

export interface PricesParts {
  readonly state: CoreState;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly trouble: Trouble;
  readonly push: (prices: CockpitPrices) => void;
  readonly venueOf: (connection: ConnectionId) => VenueKey | undefined;
}

export class Prices {
  private readonly parts: PricesParts;
  private readonly slots = new Map<string, Slot>();
  private readonly changed = new Set<string>();
  private cancel: (() => void) | null = null;
  private lastPushNs = 0;

  constructor(parts: PricesParts) {
    this.parts = parts;
  }

  take(connection: ConnectionId, quotes: readonly Quote[]): void {
    const venue = this.parts.venueOf(connection);
    if (venue === undefined) return;
    for (const quote of quotes) {
      const key = `${venue}|${quote.contract}`;
      const slot = this.slots.get(key) ?? { bid: null, offer: null, trade: null };
      slot.bid = quote.bidTicks ?? slot.bid;
      slot.offer = quote.offerTicks ?? slot.offer;
      slot.trade = quote.tradeTicks ?? slot.trade;
      this.slots.set(key, slot);
      this.changed.add(key);
    }
    this.arm();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = null;
  }

  private arm(): void {
    if (this.cancel !== null || this.changed.size === 0) return;
    const { clock, timers } = this.parts;
    this.cancel = timers.at(Math.max(clock.monoNs(), this.lastPushNs + PUSH_EVERY_NS), () => {
      this.cancel = null;
      this.lastPushNs = clock.monoNs();
      this.parts.trouble.guard("pushing prices", () => {
        this.pushNow();
      });
    });
  }

  private pushNow(): void {
    const contracts: CockpitPrices["contracts"] = [];
    for (const key of this.changed) {
      const bar = key.lastIndexOf("|");
      const contract = key.slice(bar + 1) as ContractName;
      const spec = specOf(this.parts.state, key.slice(0, bar) as VenueKey, contract);
      const slot = this.slots.get(key);
      if (!spec || !slot) continue;
      const text = (ticks: number | null): string | null =>
        ticks === null ? null : priceText(ticks, spec.tickSizeMicros);
      contracts.push({ contract, bid: text(slot.bid), offer: text(slot.offer), last: text(slot.trade) });
    }
    this.changed.clear();
    this.parts.push({ atMs: this.parts.clock.now().wallMs, contracts, accounts: this.profits() });
  }

  private profits(): CockpitPrices["accounts"] {
    const { state } = this.parts;
    const accounts: CockpitPrices["accounts"] = [];
    for (const key of [...state.leaders.keys(), ...state.byAccount.keys()]) {
      const account = state.accounts.get(key);
      if (!account) continue;
      const venue = venueOfAccount(key);
      const lastOf = (contract: ContractName): number | null =>
        this.slots.get(`${venue}|${contract}`)?.trade ?? null;
      accounts.push({
        account: key,
        openPnl: openProfit(state, { key, positions: account.positions.values() }, lastOf),
      });
    }
    return accounts;
  }
}
