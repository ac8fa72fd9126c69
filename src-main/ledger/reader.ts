/**
 * The read side: pages of the activity and its exports, single events, a group's history, on a connection of its own
 * that can not write. It sees what is committed and never holds a transaction open, so that it can not stand in a
 * checkpoint's way.
 */
import { join } from "node:path";
import type { Database, Statement } from "better-sqlite3";
import { assertCondition } from "../../src-shared/assert.ts";
import type { TapeEntry } from "../../src-shared/cockpit/model.ts";
import { activitySql } from "./activity-sql.ts";
import { openForReading } from "./database.ts";
import { activityCsv } from "./export-csv.ts";
import { activityJson } from "./export-json.ts";
import { LEDGER_FILE } from "./open.ts";
import type {
  ActivityEntry,
  ActivityQuery,
  GroupVersion,
  LedgerNames,
  LedgerReader,
  StoredSettingChange,
} from "./port.ts";
import { EventReader } from "./read-event.ts";
import { HistoryReader } from "./read-history.ts";

const PAGE_ROWS_MAX = 1_000;

/** The ledger must have been opened by a writer once. @throws SQLite's error when it can not be read. */
export function openLedgerReader(folder: string): LedgerReader {
  return new SqliteReader(openForReading(join(folder, LEDGER_FILE)));
}

class SqliteReader implements LedgerReader {
  readonly #db: Database;
  readonly #newest: Statement<[number], ActivityEntry>;
  readonly #before: Statement<[number, number], ActivityEntry>;
  readonly #after: Statement<[number, number, number], ActivityEntry>;
  readonly #firstOfEvent: Statement<[string], number>;
  readonly #lastId: Statement<[], number>;
  readonly #events: EventReader;
  readonly #history: HistoryReader;

  constructor(db: Database) {
    this.#db = db;
    this.#newest = db.prepare(activitySql.newest);
    this.#before = db.prepare(activitySql.before);
    this.#after = db.prepare(activitySql.after);
    this.#firstOfEvent = db.prepare<[string], number>(activitySql.firstOfEvent).pluck();
    this.#lastId = db.prepare<[], number>(activitySql.lastId).pluck();
    this.#events = new EventReader(db);
    this.#history = new HistoryReader(db);
  }

  activity({ before, limit }: ActivityQuery): readonly ActivityEntry[] {
    assertCondition(
      Number.isSafeInteger(limit) && limit >= 1 && limit <= PAGE_ROWS_MAX,
      `a page holds 1 to ${PAGE_ROWS_MAX} entries, not ${limit}`,
    );
    return before === null ? this.#newest.all(limit) : this.#before.all(before, limit);
  }

  /** Entries are never removed and their ids rise by one, so the last id is the count: no scan. */
  activityCount(): number {
    return this.#lastId.get() ?? 0;
  }

  exportActivityCsv(): AsyncIterable<string> {
    return activityCsv({
      lastId: this.activityCount(),
      batch: (after, last, limit) => this.#after.all(after, last, limit),
    });
  }

  exportActivityJson(names: LedgerNames): AsyncIterable<string> {
    const source = {
      lastId: this.activityCount(),
      batch: (after: number, last: number, limit: number) => this.#after.all(after, last, limit),
      firstOf: (eventId: string) => this.#firstOfEvent.get(eventId),
      event: (eventId: string) => this.event(eventId, names),
    };
    return activityJson(source, names);
  }

  event(eventId: string, names: LedgerNames): TapeEntry | null {
    return this.#events.event(eventId, names);
  }

  groupVersion(group: string, atMs: number): GroupVersion | null {
    return this.#history.groupVersion(group, atMs);
  }

  settingChanges(group: string, limit: number): readonly StoredSettingChange[] {
    assertCondition(
      Number.isSafeInteger(limit) && limit >= 1,
      `a history holds 1 change or more, not ${limit}`,
    );
    return this.#history.settingChanges(group, limit);
  }

  close(): void {
    if (this.#db.open) this.#db.close();
  }
}
