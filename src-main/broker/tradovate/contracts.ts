/** Contract → maturity → product joins: what a contract's tick is and what it is worth comes from the broker alone. */

import type { ContractName, VenueKey } from "../../../src-shared/ids.ts";
import type { ContractSpec } from "../../../src-shared/instrument.ts";
import { MICROS_PER_DOLLAR, microsFromDollars } from "../../../src-shared/money.ts";
import type { ContractEntity, MaturityEntity, ProductEntity } from "./entities.ts";
import { Malformed } from "./read.ts";

export interface ContractBook {
  readonly venue: VenueKey;
  readonly contracts: Map<string, ContractEntity>;
  /** Maturity id → product id. */
  readonly maturities: Map<string, string>;
  readonly products: Map<string, ProductEntity>;
  /** Complete ones, by contract id. */
  readonly specs: Map<string, ContractSpec>;
  readonly byName: Map<ContractName, ContractSpec>;
}

export function createContractBook(venue: VenueKey): ContractBook {
  return {
    venue,
    contracts: new Map(),
    maturities: new Map(),
    products: new Map(),
    specs: new Map(),
    byName: new Map(),
  };
}

/** Takes an entity in, unless a newer version of it is known. The broker sends entities whole, never in parts. */
export function remember(book: ContractBook, entity: ContractEntity | MaturityEntity | ProductEntity): void {
  switch (entity.type) {
    case "contract":
      if (!isOlder(entity, book.contracts.get(entity.id))) book.contracts.set(entity.id, entity);
      return;
    case "contractMaturity":
      book.maturities.set(entity.id, entity.productId);
      return;
    case "product":
      book.products.set(entity.id, entity);
  }
}

function isOlder(entity: ContractEntity, known: ContractEntity | undefined): boolean {
  if (known === undefined || known.versionMs === null || entity.versionMs === null) return false;
  return entity.versionMs < known.versionMs;
}

/** Ids of the contracts whose specification rests on this entity. */
export function contractsOn(
  book: ContractBook,
  entity: ContractEntity | MaturityEntity | ProductEntity,
): readonly string[] {
  if (entity.type === "contract") return book.specs.has(entity.id) ? [entity.id] : [];
  const found: string[] = [];
  for (const contractId of book.specs.keys()) {
    const maturityId = book.contracts.get(contractId)?.maturityId ?? "";
    const on = entity.type === "product" ? book.maturities.get(maturityId) : maturityId;
    if (on === entity.id) found.push(contractId);
  }
  return found;
}

/**
 * The contract's specification as far as the joins are complete; undefined while something is missing.
 * @throws Malformed when it is no future, or the broker's figures can not be held exactly.
 */
export function completeSpec(book: ContractBook, contractId: string): ContractSpec | undefined {
  return book.specs.get(contractId) ?? renewSpec(book, contractId);
}

/** The same, made anew from what the joins say now. @throws Malformed */
export function renewSpec(book: ContractBook, contractId: string): ContractSpec | undefined {
  const contract = book.contracts.get(contractId);
  if (contract === undefined) return undefined;
  const productId = book.maturities.get(contract.maturityId);
  if (productId === undefined) return undefined;
  const product = book.products.get(productId);
  if (product === undefined) return undefined;
  const spec = specOf(book.venue, contract, product);
  book.specs.set(contractId, spec);
  book.byName.set(spec.contract, spec);
  return spec;
}

function specOf(venue: VenueKey, contract: ContractEntity, product: ProductEntity): ContractSpec {
  if (product.productType !== null && product.productType !== "Futures") {
    throw new Malformed(`${product.name} is no future (${product.productType})`);
  }
  const tickSizeMicros = Math.round(product.tickSize * MICROS_PER_DOLLAR);
  const exact = Math.abs(product.tickSize * MICROS_PER_DOLLAR - tickSizeMicros) < 1e-6;
  if (tickSizeMicros <= 0 || !exact) {
    throw new Malformed(`${product.name}: a tick of ${product.tickSize} is no whole number of millionths`);
  }
  const pointValueMicros = microsFromDollars(product.valuePerPoint);
  const scaled = BigInt(pointValueMicros) * BigInt(tickSizeMicros);
  if (scaled % BigInt(MICROS_PER_DOLLAR) !== 0n) {
    throw new Malformed(`${product.name}: a tick is worth a fraction of a micro-dollar`);
  }
  if (!Number.isSafeInteger(Number(scaled / BigInt(MICROS_PER_DOLLAR)))) {
    throw new Malformed(`${product.name}: a tick is worth more than can be held`);
  }
  return {
    venue,
    contract: contract.name as ContractName,
    contractId: contract.id,
    root: product.name,
    tickSizeMicros,
    tickValueMicros: Number(scaled / BigInt(MICROS_PER_DOLLAR)),
    pointValueMicros,
  };
}
