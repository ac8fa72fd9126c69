/**
 * Penalty tickets of orders and liquidations. No source says whether a ticket belongs to the one request, to its
 * account, or to the whole operation: followers are penalised in one burst, so it matters. The latest ticket of the
 * operation is brought first, by whoever comes first; who is penalised for bringing another's brings his own next.
 * The core decides what is sent and when; a ticket only rides on it, never before its time.
 */

import type { AccountKey } from "../../../src-shared/ids.ts";
import { againFromNs, goodFromNs } from "./tickets.ts";
import type { Penalty } from "./tickets.ts";

export type OrderEndpoint = "place" | "liquidate" | "cancel";

interface Kept {
  readonly text: string;
  readonly fromNs: number;
  readonly key: string;
  /** Its owner was given it for bringing another's: only this one will do. */
  readonly own: boolean;
}

/** Nobody brings a ticket that is older than this: the penalty is long over. */
const LIFE_NS = 3600e9;

export class OrderTickets {
  readonly #byOwner = new Map<string, Kept>();
  readonly #latest = new Map<OrderEndpoint, Kept>();
  /** Who last brought another's ticket. */
  readonly #borrowed = new Set<string>();

  /** `what`: the contract, or the order that is cancelled. Gives back when the core may send for it again. */
  keep(endpoint: OrderEndpoint, account: AccountKey, what: string, penalty: Penalty, nowNs: number): number {
    const key = `${account} ${what}`;
    const fromNs = goodFromNs(penalty, nowNs);
    const kept = { text: penalty.ticket, fromNs, key, own: this.#borrowed.delete(key) };
    this.#byOwner.set(key, kept);
    this.#latest.set(endpoint, kept);
    return againFromNs(penalty, nowNs);
  }

  /** What this order has to bring, or null. Nearly always there is none at all: two looks at empty maps. */
  take(endpoint: OrderEndpoint, account: AccountKey, what: string, nowNs: number): string | null {
    if (this.#byOwner.size === 0 && this.#latest.size === 0) return null;
    const key = `${account} ${what}`;
    const own = due(this.#byOwner.get(key), nowNs);
    const latest = due(this.#latest.get(endpoint), nowNs);
    const chosen = own?.own === true ? own : (latest ?? own);
    if (chosen === null) return null;
    if (chosen === latest) this.#latest.delete(endpoint);
    this.#byOwner.delete(key);
    if (chosen.key === key) this.#borrowed.delete(key);
    else this.#borrowed.add(key);
    return chosen.text;
  }
}

function due(kept: Kept | undefined, nowNs: number): Kept | null {
  if (kept === undefined || kept.fromNs > nowNs || kept.fromNs + LIFE_NS < nowNs) return null;
  return kept;
}
