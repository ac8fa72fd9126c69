/**
 * Opens SQLite files the one way Mimik uses them: write-ahead log, strict foreign keys, short busy timeout, readable by
 * the owner alone. Must not know a table.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { DamagedLedgerError, sqliteCode, UnwritableLedgerError } from "./errors.ts";

/** How long a write may wait for another process's lock: it is time in which no order moves. */
const BUSY_MS_MAX = 40;

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Creates the folder where it is missing and makes it the owner's alone. @throws UnwritableLedgerError */
export function ensureOwnFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    chmodSync(folder, FOLDER_MODE);
  } catch (error) {
    throw new UnwritableLedgerError(folder, error);
  }
}

/** Creates the file where it is missing and makes it the owner's alone. @throws UnwritableLedgerError */
export function ensureOwnFile(file: string): void {
  try {
    closeSync(openSync(file, "a", FILE_MODE));
    chmodSync(file, FILE_MODE);
  } catch (error) {
    throw new UnwritableLedgerError(file, error);
  }
}

/** The engine's connection. @throws UnwritableLedgerError, DamagedLedgerError */
export function openForWriting(file: string): Database {
  ensureOwnFile(file);
  try {
    const db = new Sqlite(file, { timeout: BUSY_MS_MAX });
    configure(db);
    return db;
  } catch (error) {
    throw asLedgerError(file, error);
  }
}

/** A connection that can not write, for pages and exports. */
export function openForReading(file: string): Database {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS_MAX });
  db.pragma("query_only = ON");
  return db;
}

function configure(db: Database): void {
  db.pragma("journal_mode = WAL");
  // NORMAL, said on every open because a freshly switched file reports FULL. `kill -9` is what must be survived, and
  // there the kernel still holds every page that was written; FULL would add an fsync per frame (milliseconds in which
  // no order moves) to survive power loss too, which the broker's state covers: what is then missing shows as foreign.
  // NORMAL never corrupts the file: the log is synced before a checkpoint touches the database.
  db.pragma("synchronous = NORMAL");
  db.pragma("foreign_keys = ON");
  db.pragma("trusted_schema = OFF");
  // Checkpoints are ours to time (when idle): automatic ones put milliseconds into the path of a fill.
  db.pragma("wal_autocheckpoint = 0");
}

function asLedgerError(file: string, error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return new DamagedLedgerError(file, "it is not a readable SQLite file");
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL)/u.test(code))
    return new UnwritableLedgerError(file, error);
  return error;
}
