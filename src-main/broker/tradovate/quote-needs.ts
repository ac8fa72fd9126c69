/**
 * Which contracts need a price: those that an account of this login holds, those that were traded in the last half hour, and
 * those that the host asked for. No I/O and no clock: it is told what happens and when.
 */

import type { AccountKey, ContractName } from "../../../src-shared/ids.ts";
import { tradeDateNumber } from "../../../src-shared/trading-day.ts";
import type { BrokerEvent, PositionReport } from "../../core/input.ts";

/**
 * A contract that is flat and has not traded for so long needs no quotes. Long enough for the pauses of a day: the next
 * entry is held against a quote, and one that is only asked for then comes too late. Keeping one costs no requests.
 */
export const IDLE_NS = 1800e9;
/** One login's subscriptions; more is a sign of a mistake. */
const NEEDED_MAX = 500;

interface Held {
  readonly date: number;
  readonly net: number;
}

export class QuoteNeeds {
  readonly #pinned = new Set<ContractName>();
  readonly #held = new Map<AccountKey, Map<ContractName, Held>>();
  /** Contract → monotonic time until which it counts as traded. */
  readonly #traded = new Map<ContractName, number>();

  pin(contract: ContractName): void {
    this.#pinned.add(contract);
  }

  follow(events: readonly BrokerEvent[], nowNs: number): void {
    for (const event of events) {
      if (event.kind === "fill") this.#traded.set(event.fill.contract, nowNs + IDLE_NS);
      else if (event.kind === "position") this.#take(event.report, nowNs);
      else if (event.kind === "account-read") this.#replace(event.snapshot, nowNs);
      else if (event.kind === "snapshot") for (const account of event.accounts) this.#replace(account, nowNs);
    }
  }

  needed(nowNs: number): ReadonlySet<ContractName> {
    const needed = new Set(this.#pinned);
    for (const positions of this.#held.values()) {
      for (const [contract, { net }] of positions) if (net !== 0) needed.add(contract);
    }
    for (const [contract, untilNs] of this.#traded) {
      if (untilNs > nowNs) needed.add(contract);
      else this.#traded.delete(contract);
    }
    return needed.size <= NEEDED_MAX ? needed : new Set([...needed].slice(0, NEEDED_MAX));
  }

  /** Accounts with an open position, and the contracts that they hold. */
  open(): ReadonlyMap<AccountKey, readonly ContractName[]> {
    const open = new Map<AccountKey, readonly ContractName[]>();
    for (const [account, positions] of this.#held) {
      const contracts = [...positions].flatMap(([contract, { net }]) => (net === 0 ? [] : [contract]));
      if (contracts.length > 0) open.set(account, contracts);
    }
    return open;
  }

  #replace(
    {
      account,
      complete,
      positions,
    }: { account: AccountKey; complete: boolean; positions: readonly PositionReport[] },
    nowNs: number,
  ): void {
    // What an incomplete picture does not show may be there all the same.
    if (complete) this.#held.delete(account);
    for (const report of positions) this.#take(report, nowNs);
  }

  /** Rows of older trade dates stay readable at the broker and say nothing of today. */
  #take({ account, contract, tradeDate, carried, bought, sold }: PositionReport, nowNs: number): void {
    const positions = this.#held.get(account) ?? new Map<ContractName, Held>();
    const known = positions.get(contract);
    const date = tradeDateNumber(tradeDate);
    if (known !== undefined && known.date > date) return;
    const net = carried + bought - sold;
    if (net === 0 && known !== undefined && known.net !== 0) this.#traded.set(contract, nowNs + IDLE_NS);
    positions.set(contract, { date, net });
    this.#held.set(account, positions);
  }
}
