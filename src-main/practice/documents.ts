/**
 * The entities of trading as clients see them, in memory: by id, by account and by master (order → fills …).
 * An entity is replaced, never changed in place, so what was handed out stays as it was. Adding and reading cost the
 * same however long the history is. Knows no rules of trading.
 */
import type { BookEntities } from "./book-entities.ts";

/** Entity types that the books keep; each entity belongs to one account. */
export const TRADE_TYPES = [
  "order",
  "orderVersion",
  "command",
  "commandReport",
  "executionReport",
  "fill",
  "fillFee",
  "fillPair",
  "position",
  "cashBalance",
  "cashBalanceLog",
  "accountRiskStatus",
  "marginSnapshot",
  "userAccountAutoLiq",
  "userAccountPositionLimit",
  "userAccountRiskParameter",
  "tradingPermission",
  "orderStrategy",
  "orderStrategyLink",
] as const;

export type TradeType = (typeof TRADE_TYPES)[number];
export type TradeEntity<Type extends TradeType = TradeType> = BookEntities[Type];

export interface Document<Type extends TradeType = TradeType> {
  readonly type: Type;
  readonly accountId: number;
  readonly entity: TradeEntity<Type>;
}

/** The id under which `deps` finds an entity. */
const MASTER: { readonly [Type in TradeType]: (entity: BookEntities[Type]) => number } = {
  order: (entity) => entity.accountId,
  orderVersion: (entity) => entity.orderId,
  command: (entity) => entity.orderId,
  commandReport: (entity) => entity.commandId,
  executionReport: (entity) => entity.commandId,
  fill: (entity) => entity.orderId,
  fillFee: (entity) => entity.id,
  fillPair: (entity) => entity.positionId,
  position: (entity) => entity.accountId,
  cashBalance: (entity) => entity.accountId,
  cashBalanceLog: (entity) => entity.accountId,
  accountRiskStatus: (entity) => entity.id,
  marginSnapshot: (entity) => entity.id,
  userAccountAutoLiq: (entity) => entity.id,
  userAccountPositionLimit: (entity) => entity.accountId,
  userAccountRiskParameter: (entity) => entity.userAccountPositionLimitId,
  tradingPermission: (entity) => entity.userId,
  orderStrategy: (entity) => entity.accountId,
  orderStrategyLink: (entity) => entity.orderStrategyId,
};

class Table<Type extends TradeType> {
  readonly #type: Type;
  readonly #byId = new Map<number, Document<Type>>();
  readonly #byAccount = new Map<number, Set<number>>();
  readonly #byMaster = new Map<number, Set<number>>();

  constructor(type: Type) {
    this.#type = type;
  }

  put(accountId: number, entity: BookEntities[Type]): void {
    if (!this.#byId.has(entity.id)) {
      addTo(this.#byAccount, accountId, entity.id);
      addTo(this.#byMaster, MASTER[this.#type](entity), entity.id);
    }
    this.#byId.set(entity.id, { type: this.#type, accountId, entity });
  }

  get(id: number): Document<Type> | undefined {
    return this.#byId.get(id);
  }

  remove(id: number): void {
    const document = this.#byId.get(id);
    if (!document) return;
    this.#byId.delete(id);
    this.#byAccount.get(document.accountId)?.delete(id);
    this.#byMaster.get(MASTER[this.#type](document.entity))?.delete(id);
  }

  ofAccount(accountId: number): BookEntities[Type][] {
    return this.#pick(this.#byAccount.get(accountId));
  }

  ofMaster(masterId: number): BookEntities[Type][] {
    return this.#pick(this.#byMaster.get(masterId));
  }

  keepOnly(keep: (document: Document<Type>) => boolean): void {
    const kept = [...this.#byId.values()].filter((document) => keep(document));
    this.#byId.clear();
    this.#byAccount.clear();
    this.#byMaster.clear();
    for (const { accountId, entity } of kept) this.put(accountId, entity);
  }

  all(): Iterable<Document<Type>> {
    return this.#byId.values();
  }

  #pick(ids: ReadonlySet<number> | undefined): BookEntities[Type][] {
    const found: BookEntities[Type][] = [];
    for (const id of ids ?? []) {
      const document = this.#byId.get(id);
      if (document) found.push(document.entity);
    }
    return found;
  }
}

function addTo(index: Map<number, Set<number>>, key: number, id: number): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

type Tables = { readonly [Type in TradeType]: Table<Type> };

export class Documents {
  readonly #tables: Tables = {
    order: new Table("order"),
    orderVersion: new Table("orderVersion"),
    command: new Table("command"),
    commandReport: new Table("commandReport"),
    executionReport: new Table("executionReport"),
    fill: new Table("fill"),
    fillFee: new Table("fillFee"),
    fillPair: new Table("fillPair"),
    position: new Table("position"),
    cashBalance: new Table("cashBalance"),
    cashBalanceLog: new Table("cashBalanceLog"),
    accountRiskStatus: new Table("accountRiskStatus"),
    marginSnapshot: new Table("marginSnapshot"),
    userAccountAutoLiq: new Table("userAccountAutoLiq"),
    userAccountPositionLimit: new Table("userAccountPositionLimit"),
    userAccountRiskParameter: new Table("userAccountRiskParameter"),
    tradingPermission: new Table("tradingPermission"),
    orderStrategy: new Table("orderStrategy"),
    orderStrategyLink: new Table("orderStrategyLink"),
  };

  put<Type extends TradeType>(type: Type, accountId: number, entity: BookEntities[Type]): void {
    this.#table(type).put(accountId, entity);
  }

  get<Type extends TradeType>(type: Type, id: number): Document<Type> | undefined {
    return this.#table(type).get(id);
  }

  remove(type: TradeType, id: number): void {
    this.#table(type).remove(id);
  }

  ofAccount<Type extends TradeType>(type: Type, accountId: number): BookEntities[Type][] {
    return this.#table(type).ofAccount(accountId);
  }

  ofMaster<Type extends TradeType>(type: Type, masterId: number): BookEntities[Type][] {
    return this.#table(type).ofMaster(masterId);
  }

  /** Forgets every entity that `keep` does not want, as the end of a trade date does. */
  keepOnly(keep: (document: Document) => boolean): void {
    for (const type of TRADE_TYPES) this.#table(type).keepOnly(keep);
  }

  all(): Document[] {
    return TRADE_TYPES.flatMap((type): Document[] => Array.from<Document>(this.#table(type).all()));
  }

  #table<Type extends TradeType>(type: Type): Table<Type> {
    return this.#tables[type];
  }
}
