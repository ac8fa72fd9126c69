/**
 * Brings a ledger to the schema of this version: each pending migration in a transaction of its own, a copy of the
 * file first where it holds data. A newer schema is refused untouched, and so is a file that is no ledger.
 */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { DamagedLedgerError, NewerLedgerError } from "./errors.ts";
import type { Migration } from "./migrations/migration.ts";

/** "MIMK": tells a ledger from any other SQLite file. */
const APPLICATION_ID = 0x4d494d4b;

export interface MigrateOptions {
  readonly db: Database;
  readonly folder: string;
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly wallMs: number;
}

/** Returns the numbers that were run, in order. @throws NewerLedgerError, DamagedLedgerError. */
export function migrate(options: MigrateOptions): readonly number[] {
  const { db, file, migrations } = options;
  const found = Number(db.pragma("user_version", { simple: true }));
  const known = migrations.at(-1)?.number ?? 0;
  assertOurs(db, file, found);
  if (found > known) throw new NewerLedgerError(file, found, known);
  const pending = migrations.filter((migration) => migration.number > found);
  if (found > 0 && pending.length > 0) backUp(options, found);
  for (const migration of pending) run(db, migration);
  return pending.map((migration) => migration.number);
}

function assertOurs(db: Database, file: string, version: number): void {
  if (db.pragma("application_id", { simple: true }) === APPLICATION_ID) return;
  const tables = db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get();
  if (version !== 0 || tables !== 0) throw new DamagedLedgerError(file, "it is not a ledger of Mimik's");
}

function run(db: Database, migration: Migration): void {
  const step = db.transaction(() => {
    db.exec(migration.sql);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${migration.number}`);
  });
  step.immediate();
}

/** A whole copy that includes what is still in the write-ahead log, readable by the owner alone. */
function backUp(options: MigrateOptions, version: number): void {
  const folder = join(options.folder, "backups");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, `ledger-schema-${version}-${Math.trunc(options.wallMs)}.sqlite`);
  rmSync(copy, { force: true });
  options.db.prepare("VACUUM INTO ?").run(copy);
  chmodSync(copy, 0o600);
}
