/**
 * The generic reads: item, items, list, find, suggest, deps, ldeps, for every kind of entity that the exchange holds, as
 * far as the protocol has them for that kind, and within what a user may see. What belongs to another user is answered like what does not exist.
 */
import type { ContractBook } from "./contracts.ts";
import type { Core } from "./core.ts";
import { TRADE_TYPES, type TradeType } from "./documents.ts";
import { permissionsOf } from "./permissions.ts";
import {
  CLEARING_HOUSE,
  CONTRACT_GROUPS,
  CURRENCY,
  EXCHANGES,
  PRODUCTS,
  STRATEGY_TYPES,
} from "./products.ts";
import {
  isReadonly,
  toWireAccount,
  toWireContact,
  toWireContract,
  toWireContractMargin,
  toWireMaturity,
  toWireProduct,
  toWireProductMargin,
  toWireSession,
  toWireUser,
} from "./reference.ts";
import type { User } from "./users.ts";

interface Entity {
  readonly id: number;
  readonly name?: string;
}

/** One kind of entity as one user sees it. */
interface Collection {
  item(id: number): Entity | undefined;
  list(): readonly Entity[];
  deps(masterId: number): readonly Entity[];
  suggest?(text: string, limit: number): readonly Entity[];
}

/** What a read asks for, off the query or the body. */
export interface ReadParameters {
  text(name: string): string | undefined;
  /** Integers of a comma-separated list; undefined when the parameter is missing or no such list. */
  ids(name: string): readonly number[] | undefined;
}

export type ReadResult =
  | { readonly kind: "found"; readonly body: Entity | readonly Entity[] }
  | { readonly kind: "notFound" }
  | { readonly kind: "malformed" };

type Operation = "item" | "items" | "list" | "find" | "suggest" | "deps" | "ldeps";

const LISTED = ["item", "items", "list", "deps", "ldeps"] as const;
const UNLISTED = ["item", "items", "deps", "ldeps"] as const;
const NAMED = ["item", "items", "list", "find", "suggest"] as const;
const NAMED_DEPENDENT = [...NAMED, "deps", "ldeps"] as const;

/** The standard reads of each kind, as the protocol has them; what a kind does not have is not found. */
const OPERATIONS: ReadonlyMap<string, readonly Operation[]> = new Map<string, readonly Operation[]>([
  ["account", NAMED_DEPENDENT],
  ["product", NAMED_DEPENDENT],
  ["contract", ["item", "items", "find", "suggest", "deps", "ldeps"]],
  ["contractmaturity", UNLISTED],
  ["contractmargin", UNLISTED],
  ["productsession", UNLISTED],
  ["productmargin", LISTED],
  ["executionreport", [...LISTED, "find"]],
  ["position", [...LISTED, "find"]],
  ["cashbalancelog", UNLISTED],
  ["useraccountpositionlimit", UNLISTED],
  ["useraccountriskparameter", UNLISTED],
  ["currencyrate", LISTED],
  ["tradingpermission", LISTED],
  ...["user", "exchange", "currency", "contractgroup", "clearinghouse", "orderstrategytype", "property"].map(
    (kind): [string, readonly Operation[]] => [kind, NAMED],
  ),
  ...["spreaddefinition"].map((kind): [string, readonly Operation[]] => [kind, ["item", "items"]]),
  ["userproperty", UNLISTED],
  ["contactinfo", UNLISTED],
  ["alert", UNLISTED],
  ["alertsignal", UNLISTED],
  ["adminalert", NAMED],
]);

const IDS_MAX = 40;
const SUGGESTIONS_MAX = 100;

function tradeCollection(core: Core, user: User, type: TradeType): Collection {
  const seen = (entity: Entity): boolean => {
    const document = core.documents.get(type, entity.id);
    return document !== undefined && user.accountIds.has(document.accountId);
  };
  return {
    item: (id) => {
      const document = core.documents.get(type, id);
      return document && user.accountIds.has(document.accountId) ? document.entity : undefined;
    },
    list: () => user.accounts.flatMap((account): Entity[] => core.documents.ofAccount(type, account.id)),
    deps: (masterId) => core.documents.ofMaster(type, masterId).filter((entity) => seen(entity)),
  };
}

function fixedCollection(entities: readonly Entity[], masterOf?: (entity: Entity) => number): Collection {
  return {
    item: (id) => entities.find((entity) => entity.id === id),
    list: () => entities,
    deps: (masterId) => entities.filter((entity) => masterOf?.(entity) === masterId),
  };
}

function contractCollection(contracts: ContractBook, now: number): Collection {
  const wire = (contract: ReturnType<ContractBook["byId"]>): Entity | undefined =>
    contract && toWireContract(contract);
  return {
    item: (id) => wire(contracts.byId(id)),
    list: () => contracts.all().map((contract) => toWireContract(contract)),
    deps: (masterId) => [wire(contracts.byMaturity(masterId))].filter((entity) => entity !== undefined),
    suggest: (text, limit) => contracts.suggest(text, limit, now).map((contract) => toWireContract(contract)),
  };
}

function maturityCollection(contracts: ContractBook, now: number): Collection {
  return {
    item: (id) => {
      const contract = contracts.byMaturity(id);
      return contract && toWireMaturity(contract, contracts, now);
    },
    list: () => contracts.all().map((contract) => toWireMaturity(contract, contracts, now)),
    deps: (productId) =>
      contracts.ofProduct(productId).map((contract) => toWireMaturity(contract, contracts, now)),
  };
}

function marginCollection(contracts: ContractBook): Collection {
  const wire = (id: number): Entity | undefined => {
    const contract = contracts.byId(id);
    return contract && toWireContractMargin(contract);
  };
  return {
    item: wire,
    list: () => contracts.all().map((contract) => toWireContractMargin(contract)),
    deps: (contractId) => [wire(contractId)].filter((entity) => entity !== undefined),
  };
}

/** Kinds that the protocol has and of which this exchange never holds one. */
const NEVER_HELD = [
  "property",
  "userproperty",
  "spreaddefinition",
  "alert",
  "alertsignal",
  "adminalert",
  "adminalertsignal",
  "permissionedaccountautoliq",
];

type Maker = (core: Core, user: User) => Collection;

const products = PRODUCTS.map((product) => toWireProduct(product));
const productMargins = PRODUCTS.map((product) => toWireProductMargin(product));
const productSessions = PRODUCTS.map((product) => toWireSession(product));
/** One dollar is one dollar; `id` is the currency's id. */
const CURRENCY_RATE = { id: CURRENCY.id, timestamp: "2026-11-22T00:00:00.000Z", rate: 1 };
const exchangeOfProduct = new Map(PRODUCTS.map((product) => [product.id, product.exchangeId]));

const MAKERS = new Map<string, Maker>([
  ["user", (_core, user) => fixedCollection([toWireUser(user)])],
  [
    "account",
    (core, user) =>
      fixedCollection(
        user.accounts.map((account) => toWireAccount(account, isReadonly(core, account))),
        () => user.id,
      ),
  ],
  ["product", () => fixedCollection(products, (entity) => exchangeOfProduct.get(entity.id) ?? 0)],
  ["productmargin", () => fixedCollection(productMargins, (entity) => entity.id)],
  ["productsession", () => fixedCollection(productSessions, (entity) => entity.id)],
  ["exchange", () => fixedCollection(EXCHANGES)],
  ["currency", () => fixedCollection([CURRENCY])],
  ["currencyrate", () => fixedCollection([CURRENCY_RATE], (entity) => entity.id)],
  ["clearinghouse", () => fixedCollection([CLEARING_HOUSE])],
  ["contractgroup", () => fixedCollection(CONTRACT_GROUPS)],
  ["orderstrategytype", () => fixedCollection(STRATEGY_TYPES)],
  ["contactinfo", (_core, user) => fixedCollection([toWireContact(user)], ({ id }) => id)],
  ...NEVER_HELD.map((kind): [string, Maker] => [kind, () => fixedCollection([])]),
  ["contract", (core) => contractCollection(core.contracts, core.clock.now())],
  ["contractmargin", (core) => marginCollection(core.contracts)],
  ["contractmaturity", (core) => maturityCollection(core.contracts, core.clock.now())],
  ...TRADE_TYPES.map((type): [string, Maker] => [
    type.toLowerCase(),
    (core, user) => tradeCollection(core, user, type),
  ]),
  [
    "tradingpermission",
    (core, user) => {
      const seen = permissionsOf(core, user);
      const masters = new Map(seen.map(({ id, userId }) => [id, userId]));
      return fixedCollection(seen, ({ id }) => masters.get(id) ?? 0);
    },
  ],
]);

function found(body: Entity | readonly Entity[] | undefined): ReadResult {
  return body ? { kind: "found", body } : { kind: "notFound" };
}

function byName(collection: Collection, name: string): Entity | undefined {
  return collection.list().find((entity) => entity.name?.toUpperCase() === name.toUpperCase());
}

function suggest(collection: Collection, parameters: ReadParameters): ReadResult {
  const text = parameters.text("t");
  if (text === undefined) return { kind: "malformed" };
  const [asked] = parameters.ids("l") ?? [];
  const limit = asked === undefined ? SUGGESTIONS_MAX : Math.min(asked, SUGGESTIONS_MAX);
  if (collection.suggest) return found(collection.suggest(text, limit));
  const wanted = text.toUpperCase();
  const matches = collection.list().filter((entity) => entity.name?.toUpperCase().startsWith(wanted));
  return found(matches.slice(0, limit));
}

function byIds(collection: Collection, ids: readonly number[] | undefined): ReadResult {
  if (!ids) return { kind: "malformed" };
  if (ids.length > IDS_MAX) return { kind: "notFound" };
  return found(ids.flatMap((id) => collection.item(id) ?? []));
}

function runRead(collection: Collection, operation: string, parameters: ReadParameters): ReadResult {
  switch (operation) {
    case "item": {
      const [id] = parameters.ids("id") ?? [];
      return id === undefined ? { kind: "malformed" } : found(collection.item(id));
    }
    case "items":
      return byIds(collection, parameters.ids("ids"));
    case "list":
      return found(collection.list());
    case "find": {
      const name = parameters.text("name");
      if (name === undefined) return { kind: "malformed" };
      return found(byName(collection, name));
    }
    case "suggest":
      return suggest(collection, parameters);
    case "deps": {
      const [masterId] = parameters.ids("masterid") ?? [];
      return masterId === undefined ? { kind: "malformed" } : found(collection.deps(masterId));
    }
    case "ldeps": {
      const masters = parameters.ids("masterids");
      return masters ? found(masters.flatMap((master) => collection.deps(master))) : { kind: "malformed" };
    }
    default:
      return { kind: "notFound" };
  }
}

/** `endpoint` is lower case, `order/item`. Unknown kinds and operations are not found. */
export function readEntities(
  core: Core,
  user: User,
  endpoint: string,
  parameters: ReadParameters,
): ReadResult {
  const [kind = "", operation = "", ...rest] = endpoint.split("/");
  const maker = MAKERS.get(kind);
  const operations: readonly string[] = OPERATIONS.get(kind) ?? LISTED;
  if (!maker || rest.length > 0 || !operations.includes(operation)) return { kind: "notFound" };
  return runRead(maker(core, user), operation, parameters);
}
