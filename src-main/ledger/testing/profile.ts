/** A ledger in a temporary folder that is removed when the test ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { onTestFinished } from "vitest";
import { LEDGER_FILE, openLedger } from "../open.ts";
import type { LedgerLog } from "../open.ts";
import type { Ledger } from "../port.ts";
import { MONDAY_MS } from "./rows.ts";

export const silentLog: LedgerLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mimik-ledger-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A fresh, restored ledger; closed when the test ends. */
export function ledgerIn(folder: string): Ledger {
  const ledger = openLedger({ folder, clock: { wallMs: () => MONDAY_MS }, log: silentLog });
  onTestFinished(() => {
    ledger.close();
  });
  return ledger;
}

/** Looks into the file on a connection of its own. */
export function look(folder: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const db = new Sqlite(join(folder, LEDGER_FILE), { readonly: true });
  try {
    return db.prepare<[], Record<string, unknown>>(sql).all();
  } finally {
    db.close();
  }
}

/** A second process's connection, for locks and for planting rows. */
export function otherConnection(folder: string): Database {
  const db = new Sqlite(join(folder, LEDGER_FILE));
  onTestFinished(() => {
    db.close();
  });
  return db;
}
