/**
 * The exchange itself, without any socket: accounts, orders, prices. One rule holds it together: a change is made,
 * stored, answered and only then published, all in one turn, so nobody hears of anything that a crash could undo.
 * Clock, seed and store are passed in; the same seed and the same requests give the same ids and prices.
 */
import { tradeDateAt, tradeDateNumber } from "../../src-shared/trading-day.ts";
import { armFlatten, watchAccount, watchUnderlying } from "./auto-liq.ts";
import type { Clock } from "./clock.ts";
import { createContractBook } from "./contracts.ts";
import { Core, type Changes } from "./core.ts";
import { EventHub } from "./delivery.ts";
import { evaluateUnderlying } from "./execution.ts";
import { Faults } from "./faults.ts";
import { createLinks } from "./links.ts";
import { enforcePermissions } from "./permissions.ts";
import type { Persistence, Stored, UserRow } from "./persistence.ts";
import { createPriceFeed } from "./price-feed.ts";
import { QuoteHub, startPrices } from "./quotes.ts";
import { dateFromNumber, restore, rowsOf } from "./restore.ts";
import { resumeOrders } from "./resume.ts";
import { rollTo } from "./roll.ts";
import { createStrategies } from "./strategies.ts";
import { admitUser, type User, type UserOptions } from "./users.ts";

export interface ExchangeOptions {
  readonly seed: number;
  readonly users: readonly UserOptions[];
  readonly clock: Clock;
  readonly persistence: Persistence;
  /** Told once, when the store fails and the exchange stops taking orders. */
  readonly onHalt: (cause: unknown) => void;
}

const ID_BASE = 11_000_000;
const IDS_PER_SEED = 10_000;
const SEEDS_APART = 1_000;
const MINUTE_MS = 60_000;

function firstId(seed: number): number {
  return ID_BASE + (Math.abs(Math.trunc(seed)) % SEEDS_APART) * IDS_PER_SEED;
}

function createCore(options: ExchangeOptions, stored: Stored | undefined, later: Core["later"]): Core {
  const { clock, seed } = options;
  return new Core({
    clock,
    contracts: createContractBook(clock.now()),
    feed: createPriceFeed(seed),
    faults: new Faults(),
    nextId: stored ? stored.nextId : firstId(seed),
    tradeDate: stored ? dateFromNumber(stored.tradeDate) : tradeDateAt(clock.now()),
    later,
  });
}

export class Exchange {
  readonly core: Core;
  readonly users: readonly User[];
  readonly events: EventHub;
  readonly quotes: QuoteHub;
  readonly #persistence: Persistence;
  readonly #onHalt: ExchangeOptions["onHalt"];
  #halted = false;
  /** The trade date has turned since the last write: the next one replaces everything. */
  #replacesAll = false;
  #checkedMinute = -1;
  #stopPrices: (() => void) | undefined;
  /** Cancels each timer of the books that is still to come. */
  readonly #timers = new Set<() => void>();

  constructor(options: ExchangeOptions) {
    this.#persistence = options.persistence;
    this.#onHalt = options.onHalt;
    const stored = options.persistence.load();
    this.core = createCore(options, stored, (ms, act) => this.#later(options.clock, ms, act));
    this.events = new EventHub(this.core.faults, options.clock);
    this.quotes = new QuoteHub(this.core.feed);
    this.core.followers = [createLinks(this.core), createStrategies(this.core)];
    if (stored) restore(this.core, stored);
    this.#rollIfDue();
    this.users = options.users.map((user) =>
      admitUser(
        this.core,
        user,
        stored?.users.find((row) => row.name === user.name),
      ),
    );
    enforcePermissions(this);
    const rows = this.users.map(({ id, name }) => ({ id, name }));
    this.#store(this.core.takeChanges(), rows);
  }

  /** True when the store failed: orders are refused from then on. */
  isHalted(): boolean {
    return this.#halted;
  }

  /** Makes a change, stores it, hands its result to `answer`, then publishes. @throws what the store throws */
  change<Result>(act: () => Result, answer?: (result: Result) => void): void {
    this.#rollIfDue();
    const result = act();
    for (const account of this.core.touchedAccounts()) watchAccount(this.core, account);
    const changes = this.core.takeChanges();
    this.#store(changes, []);
    answer?.(result);
    this.events.publish(changes.frames);
  }

  /** Lets prices move, and stored orders that can trade do so. */
  start(): void {
    const { core } = this;
    this.#act(() => {
      resumeOrders(core);
      for (const account of core.accounts.values()) armFlatten(core, account);
    });
    this.#stopPrices = startPrices({
      clock: core.clock,
      faults: core.faults,
      feed: core.feed,
      onQuote: (root) => {
        this.quoteChanged(root);
      },
    });
  }

  /** Orders have their chance at the new quote, then the quote goes out. */
  quoteChanged(root: string): void {
    this.#act(() => {
      evaluateUnderlying(this.core, root);
      watchUnderlying(this.core, root);
    });
    this.quotes.publish(root);
  }

  /** Keeps the last prices as well, so that a restart goes on from them. */
  close(): void {
    this.#stopPrices?.();
    for (const cancel of this.#timers) cancel();
    if (!this.#halted) this.#write(this.core.takeChanges(), []);
    this.#persistence.close();
  }

  #later(clock: Clock, ms: number, act: () => void): () => void {
    const stop = clock.after(ms, () => {
      this.#timers.delete(cancel);
      this.#act(act);
    });
    const cancel = (): void => {
      this.#timers.delete(cancel);
      stop();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  /** A change of the exchange's own, which nobody waits for: of a failing store `onHalt` has been told. */
  #act(act: () => void): void {
    if (this.#halted) return;
    try {
      this.change(act);
    } catch (error) {
      if (!this.isHalted()) throw error;
    }
  }

  #store(changes: Changes, users: readonly UserRow[]): void {
    const { frames, kept, orders, rewrites } = changes;
    if (rewrites) this.#replacesAll = true;
    if (rewrites || frames.length > 0 || kept.length > 0 || orders.size > 0 || users.length > 0)
      this.#write(changes, users);
  }

  #write(changes: Changes, users: readonly UserRow[]): void {
    const { core } = this;
    const replacesAll = this.#replacesAll;
    const common = { nextId: core.nextId, tradeDate: tradeDateNumber(core.tradeDate), replacesAll, users };
    try {
      const rows = rowsOf(core, changes, replacesAll);
      this.#persistence.write({ ...common, ...rows, prices: core.feed.lastTicks() });
      this.#replacesAll = false;
    } catch (error) {
      this.#halted = true;
      this.#onHalt(error);
      throw error;
    }
  }

  /** Looking once a minute is enough: the trade date turns on a full one. A clock that goes back changes nothing. */
  #rollIfDue(): void {
    const now = this.core.clock.now();
    const minute = Math.trunc(now / MINUTE_MS);
    if (minute === this.#checkedMinute) return;
    this.#checkedMinute = minute;
    const today = tradeDateAt(now);
    if (tradeDateNumber(today) <= tradeDateNumber(this.core.tradeDate)) return;
    rollTo(this.core, today);
    this.#replacesAll = true;
  }
}

export function createExchange(options: ExchangeOptions): Exchange {
  return new Exchange(options);
}
