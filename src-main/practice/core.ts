/**
 * What the parts of the exchange share: its state, its identities, and the record of what a change did.
 * `created` and `updated` are the only way by which an entity comes into being: they keep it, mark it for the store
 * and queue its event. Nothing here decides anything about trading.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { WireEventType } from "../broker/tradovate/wire.ts";
import type { AccountState, PositionState } from "./accounts.ts";
import type { BookEntities } from "./book-entities.ts";
import type { Clock } from "./clock.ts";
import type { ContractBook } from "./contracts.ts";
import { Documents, type TradeType } from "./documents.ts";
import type { Faults } from "./faults.ts";
import type { OrderState } from "./order-state.ts";
import type { PriceFeed } from "./price-feed.ts";

/** One `props` event; `json` is the whole entity as it was at that moment. */
export interface TradeEvent {
  readonly type: TradeType;
  readonly eventType: WireEventType;
  readonly id: number;
  readonly accountId: number;
  readonly json: string;
}

export interface CoreOptions {
  readonly clock: Clock;
  readonly contracts: ContractBook;
  readonly feed: PriceFeed;
  readonly faults: Faults;
  readonly nextId: number;
  readonly tradeDate: TradeDate;
  /** Runs a change of its own after `ms`; the returned function cancels it. */
  readonly later: (ms: number, change: () => void) => () => void;
}

/** What a change has done since the last `takeChanges`. */
export interface Changes {
  readonly frames: readonly (readonly TradeEvent[])[];
  /** Stored, but told to nobody. */
  readonly kept: readonly TradeEvent[];
  /** Orders whose part that no entity tells has changed. */
  readonly orders: ReadonlySet<OrderState>;
  /** Entities were deleted: the file is written anew. */
  readonly rewrites: boolean;
  readonly accounts: ReadonlySet<AccountState>;
  readonly positions: ReadonlySet<PositionState>;
}

/** What follows when an order trades or ends: linked orders, brackets, strategies. */
export interface Followers {
  filled(order: OrderState, qty: number): void;
  /** Cancelled, expired or rejected. */
  ended(order: OrderState): void;
}

export class Core {
  readonly clock: Clock;
  readonly contracts: ContractBook;
  readonly feed: PriceFeed;
  readonly faults: Faults;
  readonly later: CoreOptions["later"];
  readonly documents = new Documents();
  readonly accounts = new Map<number, AccountState>();
  readonly accountsByName = new Map<string, AccountState>();
  /** Orders of this trade date, finished ones too. */
  readonly orders = new Map<number, OrderState>();
  /** Orders that may still trade, by contract. */
  readonly working = new Map<number, Set<OrderState>>();
  /** Set once, by the exchange. */
  followers: readonly Followers[] = [];
  tradeDate: TradeDate;
  /** The text of the millisecond that was asked for last: one change asks for it many times. */
  #stampedAt = Number.NaN;
  #stamp = "";
  #nextId: number;
  #frames: TradeEvent[][] = [];
  #kept: TradeEvent[] = [];
  #orders = new Set<OrderState>();
  #rewrites = false;
  #accounts = new Set<AccountState>();
  #positions = new Set<PositionState>();

  constructor(options: CoreOptions) {
    this.clock = options.clock;
    this.contracts = options.contracts;
    this.feed = options.feed;
    this.faults = options.faults;
    this.later = options.later;
    this.tradeDate = options.tradeDate;
    this.#nextId = options.nextId;
  }

  /** One counter for every kind of entity; it never goes back. */
  newId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  get nextId(): number {
    return this.#nextId;
  }

  timestamp(): string {
    const now = this.clock.now();
    if (now !== this.#stampedAt) {
      this.#stampedAt = now;
      this.#stamp = new Date(now).toISOString();
    }
    return this.#stamp;
  }

  account(id: number): AccountState {
    const account = this.accounts.get(id);
    assertInvariant(account !== undefined, `no account ${id}`);
    return account;
  }

  /** The events that follow go out in a frame of their own. */
  newFrame(): void {
    this.#frames.push([]);
  }

  created<Type extends TradeType>(type: Type, accountId: number, entity: BookEntities[Type]): void {
    this.#record(type, "Created", accountId, entity);
  }

  updated<Type extends TradeType>(type: Type, accountId: number, entity: BookEntities[Type]): void {
    this.#record(type, "Updated", accountId, entity);
  }

  /** Stored and readable, but not told: what a snapshot does not carry is no event either. */
  keep<Type extends TradeType>(type: Type, accountId: number, entity: BookEntities[Type]): void {
    this.documents.put(type, accountId, entity);
    const json = JSON.stringify(entity);
    this.#kept.push({ type, eventType: "Created", id: entity.id, accountId, json });
  }

  deleted(type: TradeType, id: number): void {
    const document = this.documents.get(type, id);
    if (!document) return;
    this.documents.remove(type, id);
    this.#rewrites = true;
    this.#tell({
      type,
      eventType: "Deleted",
      id,
      accountId: document.accountId,
      json: JSON.stringify(document.entity),
    });
  }

  /** Deletes what nobody was told of. */
  forget(type: TradeType, id: number): void {
    this.documents.remove(type, id);
    this.#rewrites = true;
  }

  touchOrder(order: OrderState): void {
    this.#orders.add(order);
  }

  touchAccount(account: AccountState): void {
    this.#accounts.add(account);
  }

  /** Accounts whose cash this change has moved so far. */
  touchedAccounts(): readonly AccountState[] {
    return [...this.#accounts];
  }

  touchPosition(position: PositionState): void {
    this.#positions.add(position);
  }

  takeChanges(): Changes {
    const changes = {
      frames: this.#frames.filter((frame) => frame.length > 0),
      kept: this.#kept,
      orders: this.#orders,
      rewrites: this.#rewrites,
      accounts: this.#accounts,
      positions: this.#positions,
    };
    this.#frames = [];
    this.#kept = [];
    this.#orders = new Set();
    this.#rewrites = false;
    this.#accounts = new Set();
    this.#positions = new Set();
    return changes;
  }

  #record<Type extends TradeType>(
    type: Type,
    eventType: WireEventType,
    accountId: number,
    entity: BookEntities[Type],
  ): void {
    this.documents.put(type, accountId, entity);
    this.#tell({ type, eventType, id: entity.id, accountId, json: JSON.stringify(entity) });
  }

  #tell(event: TradeEvent): void {
    if (this.#frames.length === 0) this.#frames.push([]);
    this.#frames.at(-1)?.push(event);
  }
}
