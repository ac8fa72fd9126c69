/**
 * A message that can not be read may have been a fill. What it said is read again over REST, where it can be proved;
 * never more often than every ten seconds, since a broken peer breaks many messages.
 */

import type { Clock } from "../../runtime/port.ts";
import type { AccountReader } from "./account-reader.ts";
import type { Fault } from "./frame.ts";
import { accountOf } from "./translation.ts";
import type { Translation } from "./translation.ts";

export interface RepairOptions {
  readonly state: Translation;
  readonly clock: Clock;
  readonly reader: AccountReader;
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
  #lastNs = Number.NEGATIVE_INFINITY;

  constructor(options: RepairOptions) {
    this.#options = options;
  }

  after(faults: readonly Fault[]): void {
    const { state, clock, reader } = this.#options;
    const nowNs = clock.monoNs();
    if (nowNs - this.#lastNs < PAUSE_NS || !faults.some(({ kind }) => tradeKinds.has(kind))) return;
    this.#lastNs = nowNs;
    for (const accountId of state.accounts.keys()) reader.read(accountOf(state, accountId));
  }
}
