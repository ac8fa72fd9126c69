/**
 * Append-only tables with a key: a row is new, or it is there already with the same content, or it is an error. That
 * is what makes importing an intent twice harmless and overwriting one impossible.
 */
import type { Database, Statement } from "better-sqlite3";
import { assertInvariant } from "../../src-shared/assert.ts";
import { LedgerConflictError } from "./errors.ts";

export type Cell = string | number | null;

export interface FactTableShape {
  readonly table: string;
  /** Primary key columns; they come first in `columns`. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Columns at the end that say in which context the row was first seen; they are not compared. */
  readonly context?: number;
}

export class FactTable {
  readonly #shape: FactTableShape;
  readonly #insert: Statement<Cell[]>;
  readonly #select: Statement<Cell[], Cell[]>;

  constructor(db: Database, shape: FactTableShape) {
    this.#shape = shape;
    this.#insert = db.prepare(insertSql(shape));
    this.#select = db.prepare<Cell[], Cell[]>(selectSql(shape)).raw();
  }

  /** True when the row is new. @throws LedgerConflictError when its key is taken by other content. */
  put(row: readonly Cell[]): boolean {
    if (this.putIfAbsent(row)) return true;
    const { table, key, columns, context = 0 } = this.#shape;
    const keyCells = row.slice(0, key.length);
    const there = this.#select.get(...keyCells);
    assertInvariant(there !== undefined, `${table} refused a row whose key is free`);
    const compared = columns.slice(0, columns.length - context);
    const changed = compared.filter((_, index) => there[index] !== row[index]);
    if (changed.length > 0)
      throw new LedgerConflictError({ table, key: keyCells.join(", "), columns: changed });
    return false;
  }

  /** True when the row is new; a row that is there already stays, whatever it holds. */
  putIfAbsent(row: readonly Cell[]): boolean {
    assertInvariant(row.length === this.#shape.columns.length, `${this.#shape.table} takes other columns`);
    return this.#insert.run(...row).changes === 1;
  }
}

/** Only the key may be taken already: any other constraint is an error. */
export function insertSql(shape: FactTableShape): string {
  const { table, key, columns } = shape;
  const marks = columns.map(() => "?").join(", ");
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks}) ON CONFLICT (${key.join(", ")}) DO NOTHING`;
}

export function selectSql(shape: FactTableShape): string {
  const match = shape.key.map((column) => `${column} = ?`).join(" AND ");
  return `SELECT ${shape.columns.join(", ")} FROM ${shape.table} WHERE ${match}`;
}

/** Times come as numbers that may have a fraction; the ledger keeps whole units. */
export function wholeTime(value: number): number {
  assertInvariant(Number.isFinite(value), `not a time: ${value}`);
  return Math.trunc(value);
}
