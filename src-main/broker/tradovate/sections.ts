/**
 * The sections of a `user/syncrequest` reply and of REST lists, read row by row. A section that was not delivered is
 * null, never empty; a row that can not be read makes its account's picture incomplete, or everyone's if it names none.
 */

import { isEntityType, readEntity } from "./entities.ts";
import type { EntityType, EntityTypes } from "./entities.ts";
import { Malformed, isRecord } from "./read.ts";

export interface Damage {
  /** A row that names no account could not be read. */
  everyone: boolean;
  readonly accounts: Set<string>;
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
    contract: null,
    contractMaturity: null,
    product: null,
    damage: { everyone: false, accounts: new Set(), faults: [] },
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
