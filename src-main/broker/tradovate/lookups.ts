/**
 * Reference data and single orders over REST. What is found goes back as entities through the same translation as live
 * messages. One request per thing at a time; nothing on an order's way waits for them.
 */

import type { ContractName } from "../../../src-shared/ids.ts";
import { contractParts } from "../../../src-shared/instrument.ts";
import type { Log } from "../../runtime/port.ts";
import type { ContractBook } from "./contracts.ts";
import { readEntity } from "./entities.ts";
import type { ContractEntity, Entity, EntityType, EntityTypes } from "./entities.ts";
import { failureWords } from "./errors.ts";
import { Malformed, isRecord } from "./read.ts";
import type { Rest } from "./rest.ts";
import type { Session } from "./session.ts";
import type { Lookup } from "./translation.ts";

export interface LookupOptions {
  readonly rest: Rest;
  readonly session: Pick<Session, "current">;
  readonly book: ContractBook;
  readonly log: Log;
  /** Takes what was found, in one go. */
  readonly found: (entities: readonly Entity[]) => void;
  /** The broker answered, and what it said of this contract is no future that can be read. */
  readonly unusable: (contractId: string, contract: string, why: string) => void;
}

/** Dated contracts looked up per root: the front month and the ones after it. */
const MONTHS = 4;
/** The broker answers ten ids at once; far more came back as 404 (protocol.md 3.7). */
const IDS_PER_REQUEST = 10;

export class Lookups {
  readonly #options: LookupOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: LookupOptions) {
    this.#options = options;
  }

  /** One request per thing at a time: who asks again waits for the first. */
  async perform(lookup: Lookup): Promise<void> {
    const key = `${lookup.kind} ${lookup.id}`;
    const present = this.#running.get(key);
    if (present !== undefined) return present;
    const work = (lookup.kind === "order" ? this.#order(lookup.id) : this.#contract(lookup.id)).finally(
      () => {
        this.#running.delete(key);
      },
    );
    this.#running.set(key, work);
    return work;
  }

  /** False when the broker does not know it. */
  async byName(name: ContractName): Promise<boolean> {
    const found = this.#readOne("contract", await this.#get("contract/find", { name }, 4, "read"));
    if (found === undefined || found.name !== name) return false;
    this.#options.found([found, ...(await this.#joinsOf(found))]);
    return true;
  }

  /** Contracts of these product roots, front months first, so that a first fill never waits. */
  async preload(roots: readonly string[]): Promise<void> {
    const { book, found } = this.#options;
    const contracts = (await Promise.all(roots.map(async (root) => this.#suggestions(root)))).flat();
    const maturityIds = new Set(contracts.map(({ maturityId }) => maturityId));
    const unknown = [...maturityIds].filter((id) => !book.maturities.has(id));
    const maturities = await this.#items("contractMaturity", unknown);
    const productIds = new Set(maturities.map(({ productId }) => productId));
    const products = await this.#items(
      "product",
      [...productIds].filter((id) => !book.products.has(id)),
    );
    found([...contracts, ...maturities, ...products]);
  }

  async #order(id: string): Promise<void> {
    const found = await this.#item("order", id);
    if (found !== undefined) this.#options.found([found]);
  }

  /**
   * An answer that can not be read makes its contract unusable only when the name is no dated future's: of a future
   * there may be a position, and a picture that leaves it out must not pass for a whole one.
   */
  async #contract(id: string): Promise<void> {
    const { book, found, unusable } = this.#options;
    const known = book.contracts.get(id);
    const body = known === undefined ? await this.#get("contract/item", { id }, 3, "read") : undefined;
    const unreadable: string[] = [];
    const contract = known ?? this.#readOne("contract", body, unreadable);
    if (contract !== undefined) found([contract, ...(await this.#joinsOf(contract, unreadable))]);
    const name = contract?.name ?? nameIn(body);
    if (unreadable.length > 0 && name !== null && contractParts(name) === undefined) {
      unusable(id, name, unreadable.join(", "));
    }
  }

  /** Maturity and product of a contract, as far as they are not known yet. */
  async #joinsOf(contract: ContractEntity, unreadable: string[] = []): Promise<Entity[]> {
    const { book } = this.#options;
    const joins: Entity[] = [];
    let productId = book.maturities.get(contract.maturityId);
    if (productId === undefined) {
      const maturity = await this.#item("contractMaturity", contract.maturityId, unreadable);
      if (maturity === undefined) return joins;
      joins.push(maturity);
      productId = maturity.productId;
    }
    if (book.products.has(productId)) return joins;
    const product = await this.#item("product", productId, unreadable);
    if (product !== undefined) joins.push(product);
    return joins;
  }

  async #suggestions(root: string): Promise<ContractEntity[]> {
    const body = await this.#get("contract/suggest", { t: root, l: "10" }, 1, "poll");
    return this.#readList("contract", body)
      .filter(({ name }) => contractParts(name)?.root === root)
      .slice(0, MONTHS);
  }

  async #item<Type extends EntityType>(
    type: Type,
    id: string,
    unreadable: string[] = [],
  ): Promise<EntityTypes[Type] | undefined> {
    // Fills, positions or an entry wait for a single one.
    return this.#readOne(type, await this.#get(`${type}/item`, { id }, 3, "read"), unreadable);
  }

  async #items<Type extends EntityType>(type: Type, ids: readonly string[]): Promise<EntityTypes[Type][]> {
    const parts: string[][] = [];
    for (let at = 0; at < ids.length; at += IDS_PER_REQUEST) parts.push(ids.slice(at, at + IDS_PER_REQUEST));
    const path = `${type}/items`;
    const bodies = await Promise.all(
      parts.map(async (part) => this.#get(path, { ids: part.join(",") }, 1, "poll")),
    );
    return bodies.flatMap((body) => this.#readList(type, body));
  }

  async #get(
    path: string,
    query: Record<string, string>,
    priority: number,
    kind: "read" | "poll",
  ): Promise<unknown> {
    const { session, rest, log } = this.#options;
    const token = session.current?.accessToken ?? null;
    const result = await rest.send({ method: "GET", path, query, token, priority, kind });
    if (result.ok) return result.body;
    log.warn("lookup failed", { path, code: failureWords(result.failure).code });
    return undefined;
  }

  /** Adds to `unreadable` why an answer can not be read. */
  #readOne<Type extends EntityType>(
    type: Type,
    body: unknown,
    unreadable: string[] = [],
  ): EntityTypes[Type] | undefined {
    if (body === undefined || body === null) return undefined;
    try {
      return readEntity(type, body);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#options.log.warn("lookup unreadable", { type, why: error.message });
      unreadable.push(`${type}: ${error.message}`);
      return undefined;
    }
  }

  #readList<Type extends EntityType>(type: Type, body: unknown): EntityTypes[Type][] {
    if (!Array.isArray(body)) return [];
    return (body as readonly unknown[]).flatMap((row) => this.#readOne(type, row) ?? []);
  }
}

function nameIn(body: unknown): string | null {
  const name = isRecord(body) ? body["name"] : undefined;
  return typeof name === "string" && name !== "" ? name : null;
}
