/**
 * A message that can not be read may have been a fill, and what the broker takes back it does not say in figures. What is
 * left is read again over REST, where it can be proved; never more often than every ten seconds, since a broken peer
 * breaks many messages. What came during the pause is read at its end.
 */

import type { AccountKey } from "../../../src-shared/ids.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import type { AccountReader } from "./account-reader.ts";
import type { Fault } from "./frame.ts";
import { accountOf } from "./translation.ts";
import type { Translation } from "./translation.ts";

export interface RepairOptions {
  readonly state: Translation;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly reader: Pick<AccountReader, "read">;
}

const PAUSE_NS = 10e9;
/** Null: the message did not even name its kind. */
const tradeKinds: ReadonlySet<string | null> = new Set([
  null,
  "fill",
  "position",
  "order",
  "executionReport",
]);

export class Repair {
  readonly #options: RepairOptions;
  readonly #wanted = new Set<AccountKey>();
  #lastNs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(options: RepairOptions) {
    this.#options = options;
  }

  /** Messages that could not be read: which account they were of is not known. */
  after(faults: readonly Fault[]): void {
    const { state } = this.#options;
    if (!faults.some(({ kind }) => tradeKinds.has(kind))) return;
    this.reread([...state.accounts.keys()].map((id) => accountOf(state, id)));
  }

  reread(accounts: readonly AccountKey[]): void {
    for (const account of accounts) this.#wanted.add(account);
    if (this.#wanted.size === 0 || this.#cancel !== null) return;
    const { clock, timers } = this.#options;
    if (clock.monoNs() - this.#lastNs >= PAUSE_NS) this.#read();
    else this.#cancel = timers.at(this.#lastNs + PAUSE_NS, () => this.#read());
  }

  /** A new snapshot tells everything anew. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#wanted.clear();
  }

  #read(): void {
    const { clock, reader } = this.#options;
    this.#cancel = null;
    this.#lastNs = clock.monoNs();
    const accounts = [...this.#wanted];
    this.#wanted.clear();
    for (const account of accounts) reader.read(account);
  }
}
