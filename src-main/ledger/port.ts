/** What the runtime needs of the ledger. Implemented on SQLite here, in memory by the simulator. */
import type { Fact, FillHistory, Intent } from "../core/effect.ts";
import type { Restored } from "../core/restored.ts";

export interface LedgerWriter {
  /** Durable against `kill -9` when it returns. @throws when nothing was written. */
  appendIntents(intents: readonly Intent[]): void;
  /** One transaction, all or nothing. @throws when nothing was written. */
  commit(facts: readonly Fact[]): void;
}

export interface Ledger extends LedgerWriter {
  readonly history: FillHistory;
  /** Imports journal intents that have no row, then reads what the core starts from. */
  restore(): Restored;
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

/** The read side: never writes, may run on another connection. */
export interface LedgerReader {
  activity(query: ActivityQuery): readonly ActivityEntry[];
  activityCount(): number;
  /** RFC 4180, UTF-8, formula-safe, streamed in small batches so that the engine never waits. */
  exportActivityCsv(): AsyncIterable<string>;
  close(): void;
}
