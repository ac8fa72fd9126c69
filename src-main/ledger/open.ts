/**
 * Opens the ledger of a profile folder: `ledger.sqlite`, the record of everything, and `intents.log`, the journal of
 * what is about to be sent. One writer, synchronous throughout. An error of a write is thrown, never kept: the runtime
 * turns entries off. It decides nothing about trading.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Database, Statement, Transaction } from "better-sqlite3";
import { assertInvariant } from "../../src-shared/assert.ts";
import { tradeDateAt, tradeDateNumber } from "../../src-shared/trading-day.ts";
import type { Fact, FillHistory, Intent } from "../core/effect.ts";
import type { Restored } from "../core/restored.ts";
import { ensureOwnFile, ensureOwnFolder, openForWriting } from "./database.ts";
import { DamagedLedgerError, isPermanent } from "./errors.ts";
import { FillBound } from "./fill-bound.ts";
import { FillFinder } from "./fill-ledger.ts";
import { importJournal } from "./import-journal.ts";
import { encodeIntent } from "./intent-codec.ts";
import { openJournal } from "./journal.ts";
import type { IntentJournal } from "./journal.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { PendingIntents } from "./pending-intents.ts";
import type {
  ActivityFact,
  GroupVersion,
  JournalImport,
  Ledger,
  LedgerHealth,
  SettingChange,
} from "./port.ts";
import { readRestored } from "./read-restored.ts";
import { FactWriter } from "./write-facts.ts";

export const LEDGER_FILE = "ledger.sqlite";
export const JOURNAL_FILE = "intents.log";
/** Journal lines that could not be imported. */
export const EVIDENCE_FILE = "intents.bad";
/** Above this the write-ahead log is overdue for a checkpoint. */
const WAL_BYTES_WARN = 64 * 1024 * 1024;

export interface LedgerLog {
  info(words: string, data?: Readonly<Record<string, unknown>>): void;
  warn(words: string, data?: Readonly<Record<string, unknown>>): void;
  error(words: string, data?: Readonly<Record<string, unknown>>): void;
}

export interface OpenLedgerOptions {
  readonly folder: string;
  readonly clock: { wallMs(): number };
  readonly log: LedgerLog;
}

const ledgerSql = {
  settingChange: "INSERT INTO setting_change (wall_ms, path, before, after) VALUES (?, ?, ?, ?)",
  groupVersion: "INSERT INTO group_version (group_id, wall_ms, body) VALUES (?, ?, ?)",
  readMeta: "SELECT value FROM meta WHERE key = 'clean'",
  writeMeta:
    "INSERT INTO meta (key, value) VALUES ('clean', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
} as const;

/** @throws NewerLedgerError, UnwritableLedgerError, DamagedLedgerError; SQLITE_BUSY when another process writes. */
export function openLedger(options: OpenLedgerOptions): Ledger {
  const { folder, clock, log } = options;
  ensureOwnFolder(folder);
  const file = join(folder, LEDGER_FILE);
  const db = openForWriting(file);
  try {
    const ran = migrate({ db, folder, file, migrations, wallMs: clock.wallMs() });
    if (ran.length > 0) log.info("Ledger schema brought up to date", { migrations: ran });
    const afterUncleanEnd = markRunning(db, file, log);
    const journalFile = join(folder, JOURNAL_FILE);
    ensureOwnFile(journalFile);
    return new SqliteLedger({ ...options, db, journal: openJournal(journalFile), afterUncleanEnd });
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Checks the file after an unclean end, then sets the mark that only `close` takes away. */
function markRunning(db: Database, file: string, log: LedgerLog): boolean {
  const unclean = db.prepare(ledgerSql.readMeta).pluck().get() === "0";
  if (unclean) {
    log.warn("The ledger was not closed by the run before this one: checking it");
    const found = db.pragma("quick_check(1)", { simple: true });
    if (found !== "ok") throw new DamagedLedgerError(file, `its check says "${String(found)}"`);
  }
  db.prepare(ledgerSql.writeMeta).run("0");
  return unclean;
}

interface Parts extends OpenLedgerOptions {
  readonly db: Database;
  readonly journal: IntentJournal;
  readonly afterUncleanEnd: boolean;
}

class SqliteLedger implements Ledger {
  readonly history: FillHistory;
  readonly #parts: Parts;
  readonly #pending = new PendingIntents();
  readonly #writer: FactWriter;
  readonly #settingChange: Statement<[number, string, string | null, string | null]>;
  readonly #groupVersion: Statement<[string, number, string | null]>;
  readonly #transaction: Transaction<(facts: readonly Fact[]) => void>;
  readonly #intentAlone: Transaction<(intent: Intent) => void>;
  #journalImport: JournalImport | null = null;
  /** Lines of the run before this one that `restore` has yet to import: the journal must not be emptied. */
  #leftOver: boolean;

  constructor(parts: Parts) {
    const { db } = parts;
    this.#parts = parts;
    this.#leftOver = parts.journal.bytes > 0;
    const bound = new FillBound(db);
    this.#writer = new FactWriter(db, bound);
    this.#settingChange = db.prepare(ledgerSql.settingChange);
    this.#groupVersion = db.prepare(ledgerSql.groupVersion);
    this.#transaction = db.transaction((facts: readonly Fact[]) => {
      this.#writeAll(facts);
    });
    this.#intentAlone = db.transaction((intent: Intent) => {
      this.#writer.intent(intent);
    });
    const finder = new FillFinder(db, bound);
    this.history = {
      find: (venue, fillId, group) =>
        this.#pending.find(venue, fillId, group) ?? finder.find({ venue, fillId, group }),
    };
  }

  appendIntents(intents: readonly Intent[]): void {
    if (intents.length === 0) return;
    this.#pending.assertRoom(intents.length);
    this.#parts.journal.append(intents.map(encodeIntent));
    this.#pending.add(intents);
  }

  commit(facts: readonly Fact[]): void {
    if (facts.length === 0 && this.#pending.size === 0) return;
    try {
      this.#transaction.immediate(facts);
    } catch (error) {
      if (isPermanent(error)) this.#settlePending();
      throw error;
    }
    this.#pending.clear();
  }

  /**
   * A journaled intent that contradicts the ledger would make every later commit fail: each goes in alone, and what
   * is refused is kept in the log, no longer here. Where SQLite itself fails the rest stays pending.
   */
  #settlePending(): void {
    for (const intent of this.#pending.all()) {
      const refused = this.#refusalOf(intent);
      if (refused !== null && !isPermanent(refused)) return;
      this.#pending.drop(intent);
      if (refused === null) continue;
      const why = refused.message;
      this.#parts.log.error("An intent contradicts the ledger and was set apart", { why, intent });
    }
  }

  #refusalOf(intent: Intent): Error | null {
    try {
      this.#intentAlone.immediate(intent);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** What is journaled goes first, also when an earlier commit failed to bring it in: later facts refer to it. */
  #writeAll(facts: readonly Fact[]): void {
    for (const intent of this.#pending.all()) this.#writer.intent(intent);
    for (const fact of facts) {
      if (fact.kind === "intent" && !this.#pending.has(fact.intent)) this.#writer.intent(fact.intent);
    }
    for (const fact of facts) {
      if (fact.kind !== "intent") this.#writer.later(fact);
    }
  }

  restore(): Restored {
    assertInvariant(this.#journalImport === null, "the ledger is restored once, before any write");
    const { db, journal, folder, clock } = this.#parts;
    this.#journalImport = importJournal({
      db,
      scan: journal.scan(),
      write: (intent) => this.#writer.intent(intent),
      evidence: join(folder, EVIDENCE_FILE),
    });
    this.#leftOver = false;
    this.#reportImport(this.#journalImport);
    this.compact();
    const today = tradeDateNumber(tradeDateAt(clock.wallMs()));
    return db.transaction(() => readRestored(db, today))();
  }

  recordSettingChanges(
    changes: readonly SettingChange[],
    versions: readonly GroupVersion[],
    said: readonly ActivityFact[],
  ): void {
    const { db } = this.#parts;
    const all = db.transaction(() => {
      for (const { wallMs, path, before, after } of changes) {
        this.#settingChange.run(Math.trunc(wallMs), path, before, after);
      }
      for (const { wallMs, group, body } of versions) this.#groupVersion.run(group, Math.trunc(wallMs), body);
      for (const fact of said) this.#writer.later(fact);
    });
    all.immediate();
  }

  /** The order matters for power loss: the checkpoint syncs the database before the journal is emptied. */
  compact(): boolean {
    if (this.#pending.size > 0 || this.#leftOver || !this.#checkpoint()) return false;
    if (this.#parts.journal.bytes > 0) this.#parts.journal.empty();
    return true;
  }

  #checkpoint(): boolean {
    const [result] = this.#parts.db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
    return result?.busy === 0;
  }

  health(): LedgerHealth {
    const walBytes = this.#walBytes();
    return {
      walBytes,
      walTooLarge: walBytes > WAL_BYTES_WARN,
      journalBytes: this.#parts.journal.bytes,
      pendingIntents: this.#pending.size,
      journalImport: this.#journalImport,
      afterUncleanEnd: this.#parts.afterUncleanEnd,
    };
  }

  close(): void {
    const { db, journal } = this.#parts;
    if (!db.open) return;
    try {
      this.commit([]);
      this.compact();
      db.prepare(ledgerSql.writeMeta).run("1");
    } finally {
      journal.close();
      db.close();
    }
  }

  #walBytes(): number {
    const wal = `${join(this.#parts.folder, LEDGER_FILE)}-wal`;
    return statSync(wal, { throwIfNoEntry: false })?.size ?? 0;
  }

  #reportImport(found: JournalImport): void {
    const { log } = this.#parts;
    const data = { ...found };
    if (found.corrupt + found.conflicts + found.gaps > 0) {
      log.error(
        "The intent journal holds lines that could not be imported; they are kept in intents.bad",
        data,
      );
    } else if (found.imported > 0 || found.torn) {
      log.warn("Intents of an unfinished run were imported from the journal", data);
    }
  }
}
