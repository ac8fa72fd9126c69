/**
 * Brings the journal's lines into the ledger at a start. A line that is there already changes nothing; one that can not
 * be read, or that contradicts the ledger, is counted and kept as evidence, and never holds back the others.
 */
import { appendFileSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { ConditionError } from "../../src-shared/assert.ts";
import type { Intent } from "../core/effect.ts";
import { ensureOwnFile } from "./database.ts";
import { LedgerConflictError, sqliteCode } from "./errors.ts";
import { decodeIntent } from "./intent-codec.ts";
import type { JournalScan } from "./journal-file.ts";
import type { JournalImport } from "./port.ts";

export interface ImportOptions {
  readonly db: Database;
  readonly scan: JournalScan;
  /** Writes one intent; true when anything of it was new. */
  readonly write: (intent: Intent) => boolean;
  /** Where lines go that could not be imported. */
  readonly evidence: string;
}

type LineOutcome = "imported" | "known" | "conflict" | "unreadable";

/** All lines in one transaction, each on its own savepoint. @throws SQLite's error when nothing could be written. */
export function importJournal(options: ImportOptions): JournalImport {
  const { db, scan, evidence } = options;
  const counts: Record<LineOutcome, number> = { imported: 0, known: 0, conflict: 0, unreadable: 0 };
  const kept = [...scan.unreadable];
  const one = db.transaction(options.write);
  const all = db.transaction(() => {
    for (const line of scan.lines) {
      const outcome = importLine(line.text, one);
      counts[outcome] += 1;
      if (outcome === "conflict" || outcome === "unreadable") kept.push(line.text);
    }
  });
  if (scan.lines.length > 0) all.immediate();
  keepEvidence(evidence, kept);
  return {
    lines: scan.lines.length,
    imported: counts.imported,
    known: counts.known,
    conflicts: counts.conflict,
    corrupt: scan.corrupt + counts.unreadable,
    torn: scan.torn,
    gaps: scan.gaps,
  };
}

function importLine(text: string, write: (intent: Intent) => boolean): LineOutcome {
  let intent: Intent;
  try {
    intent = decodeIntent(text);
  } catch (error) {
    if (error instanceof ConditionError || error instanceof SyntaxError) return "unreadable";
    throw error;
  }
  try {
    return write(intent) ? "imported" : "known";
  } catch (error) {
    if (contradicts(error)) return "conflict";
    throw error;
  }
}

function contradicts(error: unknown): boolean {
  if (error instanceof LedgerConflictError) return true;
  return sqliteCode(error)?.startsWith("SQLITE_CONSTRAINT") === true;
}

function keepEvidence(file: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  ensureOwnFile(file);
  appendFileSync(file, `${lines.join("\n")}\n`);
}
