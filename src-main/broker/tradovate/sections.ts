/**
 * The sections of a `user/syncrequest` reply and of REST lists, read row by row. A section that was not delivered is
 * null, never empty; a row that can not be read makes its account's picture incomplete, or everyone's if it names none.
 */

import { tradeDateNumber } from "../../../src-shared/trading-day.ts";
import { isEntityType, readEntity } from "./entities.ts";
import type { Entity, EntityType, EntityTypes } from "./entities.ts";
import { Malformed, isRecord } from "./read.ts";

export interface Damage {
  /** A row that names no account could not be read. */
  everyone: boolean;
  readonly accounts: Set<string>;
  /** It came in pieces, whose end the broker does not mark: absence proves nothing before the lists were read. */
  pieces: boolean;
  readonly faults: string[];
}

export type Sections = {
  -readonly [Type in EntityType]: readonly EntityTypes[Type][] | null;
} & { readonly damage: Damage };

/** Key of the section in the sync message, by entity type. */
const sectionKeys = {
  account: "accounts",
  position: "positions",
  order: "orders",
  orderVersion: "orderVersions",
  command: "commands",
  commandReport: "commandReports",
  executionReport: "executionReports",
  fill: "fills",
  cashBalance: "cashBalances",
  currency: "currencies",
  contract: "contracts",
  contractMaturity: "contractMaturities",
  product: "products",
} as const satisfies Record<EntityType, string>;

/** Without these nothing is proved by absence. */
export const neededSections = [
  "position",
  "order",
  "fill",
  "command",
] as const satisfies readonly EntityType[];

export function emptySections(): Sections {
  return {
    account: null,
    position: null,
    order: null,
    orderVersion: null,
    command: null,
    commandReport: null,
    executionReport: null,
    fill: null,
    cashBalance: null,
    currency: null,
    contract: null,
    contractMaturity: null,
    product: null,
    damage: { everyone: false, accounts: new Set(), pieces: false, faults: [] },
  };
}

/** @throws Malformed when the body is no sync message at all. */
export function readSections(body: unknown): Sections {
  if (!isRecord(body)) throw new Malformed("the snapshot is no object");
  const sections = emptySections();
  for (const [type, key] of Object.entries(sectionKeys)) {
    if (isEntityType(type) && Array.isArray(body[key])) fillSection(sections, type, body[key]);
  }
  return sections;
}

export function fillSection(sections: Sections, type: EntityType, rows: readonly unknown[]): void {
  Object.assign(sections, { [type]: readRows(type, rows, sections.damage) });
}

/** Whether a reply's body looks like (a piece of) a sync message: it names users, or a section of rows. */
export function isSyncMessage(body: unknown): boolean {
  if (!isRecord(body)) return false;
  return Array.isArray(body["users"]) || Object.values(sectionKeys).some((key) => Array.isArray(body[key]));
}

/** Whether there are rows in it without which a picture would be wrong. */
export function hasTradeRows(sections: Sections): boolean {
  return neededSections.some((type) => (sections[type]?.length ?? 0) > 0) || sections.damage.everyone;
}

/** Adds a further piece of the same snapshot. A section counts as delivered with its first rows, or an empty list. */
export function mergeSections(into: Sections, piece: Sections): void {
  for (const type of Object.keys(sectionKeys)) {
    if (!isEntityType(type)) continue;
    const more: readonly Entity[] | null = piece[type];
    const known: readonly Entity[] | null = into[type];
    if (more !== null) Object.assign(into, { [type]: withoutRepeats([...(known ?? []), ...more]) });
  }
  into.damage.everyone ||= piece.damage.everyone;
  for (const account of piece.damage.accounts) into.damage.accounts.add(account);
  into.damage.faults.push(...piece.damage.faults);
}

/** A row that two pieces share counts once, as the later one has it. */
function withoutRepeats(rows: readonly Entity[]): readonly Entity[] {
  const byId = new Map<string, Entity>();
  for (const [index, row] of rows.entries()) byId.set(keyOf(row, index), row);
  return [...byId.values()];
}

/** The broker has one position per account, contract and trade date. */
function keyOf(row: Entity, index: number): string {
  if ("id" in row) return row.id;
  if (row.type !== "position") return `row ${index}`;
  return `${row.accountId} ${row.contractId} ${tradeDateNumber(row.tradeDate)}`;
}

function readRows<Type extends EntityType>(
  type: Type,
  rows: readonly unknown[],
  damage: Damage,
): EntityTypes[Type][] {
  const read: EntityTypes[Type][] = [];
  for (const row of rows) {
    try {
      read.push(readEntity(type, row));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      noteDamage(type, row, error.message, damage);
    }
  }
  return read;
}

const proving: ReadonlySet<EntityType> = new Set(neededSections);

function noteDamage(type: EntityType, row: unknown, why: string, damage: Damage): void {
  damage.faults.push(`${type}: ${why}`);
  if (!proving.has(type)) return;
  const accountId = isRecord(row) ? row["accountId"] : undefined;
  if (typeof accountId === "number" || typeof accountId === "string") damage.accounts.add(String(accountId));
  else damage.everyone = true;
}
