/**
 * The broker's cash-balance snapshot, asked for account by account while there are no quotes for what it holds. One
 * request at a time, each account at most every ten seconds, never more than one request in two seconds, or as many as a
 * round of fifty seconds needs: a figure of a minute ago sizes no entry any more. The budget may stretch that, since the
 * next one is only planned when the last has been answered.
 */

import type { AccountKey } from "../../../src-shared/ids.ts";
import { accountIdOf } from "../../../src-shared/ids.ts";
import { microsFromDollars } from "../../../src-shared/money.ts";
import type { Micros } from "../../../src-shared/money.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { failureWords } from "./errors.ts";
import * as read from "./read.ts";
import { Malformed } from "./read.ts";
import type { Rest } from "./rest.ts";
import type { Session } from "./session.ts";

export interface MoneyPollOptions {
  readonly rest: Pick<Rest, "send">;
  readonly session: Pick<Session, "current">;
  readonly clock: Pick<Clock, "monoNs">;
  readonly timers: Timers;
  readonly log: Log;
  /** The accounts that need it now. */
  readonly wanted: () => readonly AccountKey[];
  /** What the core has to know of a reading. */
  readonly told: (event: Extract<BrokerEvent, { kind: "money" }>) => void;
  /** A reading came, or failed. */
  readonly changed: () => void;
}

/** What the broker says of one account's money. */
interface MoneyReading {
  readonly netLiq: Micros;
  /** Null: the broker leaves it out until there is one. */
  readonly openPnl: Micros | null;
  readonly atNs: number;
}

const PERIOD_NS = 10e9;
const SPACING_NS = 2e9;
/** All accounts that need it are read within this time. */
const ROUND_NS = 50e9;

export class MoneyPoll {
  readonly #options: MoneyPollOptions;
  /** The last of each account. */
  readonly #readings = new Map<AccountKey, MoneyReading>();
  readonly #askedNs = new Map<AccountKey, number>();
  #everyNs = PERIOD_NS;
  #running = false;
  #stopped = false;
  #failure: string | null = null;
  #cancel: () => void = () => undefined;

  constructor(options: MoneyPollOptions) {
    this.#options = options;
  }

  /** The time between two readings of an account, as it turned out last. */
  get everyNs(): number {
    return this.#everyNs;
  }

  /** Why the last request gave nothing; null when it did. */
  get failure(): string | null {
    return this.#failure;
  }

  reading(account: AccountKey): MoneyReading | undefined {
    return this.#readings.get(account);
  }

  /** What is wanted may have changed. */
  kick(): void {
    this.#stopped = false;
    if (!this.#running) this.#plan(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** The account that was asked longest ago goes next, when its time has come. */
  #plan(afterNs: number): void {
    const { clock, timers, wanted } = this.#options;
    this.#cancel();
    const accounts = wanted();
    if (this.#stopped || accounts.length === 0) return;
    const nowNs = clock.monoNs();
    const dueNs = (account: AccountKey): number => {
      const askedNs = this.#askedNs.get(account);
      return askedNs === undefined ? nowNs : askedNs + PERIOD_NS;
    };
    const next = accounts.reduce((one, other) => (dueNs(other) < dueNs(one) ? other : one));
    this.#cancel = timers.at(Math.max(nowNs + afterNs, dueNs(next)), () => void this.#ask(next));
  }

  async #ask(account: AccountKey): Promise<void> {
    this.#running = true;
    try {
      await this.#read(account);
    } finally {
      this.#running = false;
    }
    if (this.#stopped) return;
    this.#options.changed();
    this.#plan(Math.min(SPACING_NS, ROUND_NS / Math.max(1, this.#options.wanted().length)));
  }

  async #read(account: AccountKey): Promise<void> {
    const { rest, session, clock, told } = this.#options;
    const before = this.#askedNs.get(account);
    const token = session.current?.accessToken ?? null;
    const result = await rest.send({
      method: "POST",
      path: "cashBalance/getcashbalancesnapshot",
      body: { accountId: idOf(account) },
      token,
      kind: "poll",
    });
    const atNs = clock.monoNs();
    this.#askedNs.set(account, atNs);
    if (!result.ok) return this.#fail(failureWords(result.failure).words);
    try {
      const body = read.record(result.body, "cash-balance snapshot");
      const openPnl = read.optionalAmount(body, "openPnL");
      const netLiq = microsFromDollars(read.amount(body, "netLiq"));
      this.#readings.set(account, {
        netLiq,
        openPnl: openPnl === null ? null : microsFromDollars(openPnl),
        atNs,
      });
      this.#failure = null;
      told({ kind: "money", account, netLiq, atNs });
      if (before !== undefined) this.#everyNs = Math.max(PERIOD_NS, atNs - before);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#fail(error.message);
    }
  }

  #fail(why: string): void {
    if (this.#failure !== why) this.#options.log.warn("no cash-balance snapshot", { why });
    this.#failure = why;
  }
}

/** As a number where one holds it. */
function idOf(account: AccountKey): number | string {
  const id = accountIdOf(account);
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
