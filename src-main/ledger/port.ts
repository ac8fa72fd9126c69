/** What the runtime needs of the ledger. Implemented on SQLite here, in memory by the simulator. */
import type { TapeEntry } from "../../src-shared/cockpit/model.ts";
import type { Fact, FillHistory, Intent } from "../core/effect.ts";
import type { Restored } from "../core/restored.ts";

export interface LedgerWriter {
  /** Durable against `kill -9` when it returns. @throws when nothing was written. */
  appendIntents(intents: readonly Intent[]): void;
  /**
   * One transaction, all or nothing. @throws when none of the facts was written; an intent in the journal that can never
   * be written is then held back from later commits.
   */
  commit(facts: readonly Fact[]): void;
}

/** One change of a setting (G5): old and new value as JSON text, null where there was or is none. */
export interface SettingChange {
  readonly wallMs: number;
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A setting change as it stands in the ledger. */
export interface StoredSettingChange extends SettingChange {
  readonly id: number;
}

export type ActivityFact = Extract<Fact, { readonly kind: "activity" }>;

/** A group's settings from `wallMs` on, as JSON text; null: it was deleted. */
export interface GroupVersion {
  readonly wallMs: number;
  readonly group: string;
  readonly body: string | null;
}

/** What the import of the intent journal found at the start. */
export interface JournalImport {
  readonly lines: number;
  /** Intents that a killed run had journaled and not committed. */
  readonly imported: number;
  readonly known: number;
  /** Lines that contradict the ledger. Not imported; kept in `intents.bad`, worth an alarm. */
  readonly conflicts: number;
  /** Lines that could not be read. Kept in `intents.bad`, worth an alarm: their orders may have been sent. */
  readonly corrupt: number;
  /** The last append did not end: nothing of it was sent. */
  readonly torn: boolean;
  /** Breaks in the sequence of lines, worth an alarm as well. */
  readonly gaps: number;
}

export interface LedgerHealth {
  readonly walBytes: number;
  /** True above 64 MB: a checkpoint is overdue. */
  readonly walTooLarge: boolean;
  readonly journalBytes: number;
  /** Intents in the journal that SQLite does not have yet; above 0 between frames only after a failed commit. */
  readonly pendingIntents: number;
  /** Null until `restore` was called. */
  readonly journalImport: JournalImport | null;
  /** The run before this one did not close the ledger; it was checked. */
  readonly afterUncleanEnd: boolean;
}

export interface Ledger extends LedgerWriter {
  readonly history: FillHistory;
  /** Imports journal intents that have no row, then reads what the core starts from. Before any write. */
  restore(): Restored;
  /**
   * Records settings changes, the new whole of each group that changed, and what is said of it in the activity, in a
   * transaction of their own. @throws when nothing was written.
   */
  recordSettingChanges(
    changes: readonly SettingChange[],
    versions: readonly GroupVersion[],
    said: readonly ActivityFact[],
  ): void;
  /**
   * For idle moments (flat, or the daily break): moves the write-ahead log into the database, then empties the journal
   * if every line of it is there. False when a reader or a pending intent stood in the way; nothing is lost then.
   */
  compact(): boolean;
  health(): LedgerHealth;
  /** Compacts and marks the end as clean. A second call does nothing. */
  close(): void;
}

export interface ActivityQuery {
  /** Entries with a smaller id only; null starts at the newest. */
  readonly before: number | null;
  readonly limit: number;
}

export interface ActivityEntry {
  readonly id: number;
  readonly wallMs: number;
  readonly activity: string;
  readonly severity: "info" | "notice" | "alarm";
  readonly group: string | null;
  readonly follower: string | null;
  readonly account: string | null;
  readonly contract: string | null;
  readonly eventId: string | null;
  readonly words: string;
}

/** Names that a trader knows, of groups that the profile has or had. */
export interface LedgerNames {
  nameOfGroup(id: string): string;
}

/** The read side: never writes, may run on another connection. */
export interface LedgerReader {
  activity(query: ActivityQuery): readonly ActivityEntry[];
  activityCount(): number;
  /** RFC 4180, UTF-8, formula-safe, streamed in small batches so that the engine never waits. */
  exportActivityCsv(): AsyncIterable<string>;
  /** JSON Lines: one entry a line, the first of a leader fill with its explanation. Streamed in the same way. */
  exportActivityJson(names: LedgerNames): AsyncIterable<string>;
  /**
   * A leader fill with every follower's decision as it was stored and the outcome as it is known now; null while no
   * completed event has this id. @throws ConditionError when a stored text can not be read.
   */
  event(eventId: string, names: LedgerNames): TapeEntry | null;
  /** A group's settings as they were at a time; null where none had been recorded by then. */
  groupVersion(group: string, atMs: number): GroupVersion | null;
  /** Changes of one group and its followers, newest first. */
  settingChanges(group: string, limit: number): readonly StoredSettingChange[];
  close(): void;
}
