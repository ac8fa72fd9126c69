/**
 * Activity as CSV: RFC 4180 with CRLF, no cell that a spreadsheet would run as a formula, oldest first, up to the entry
 * that was the newest when the export began. Small batches, and the event loop gets its turn between them.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { stringify } from "csv-stringify/sync";
import type { ActivityEntry } from "./port.ts";

/** A batch takes about a millisecond, so the engine never waits longer. */
const BATCH_ROWS = 100;

const csvColumns = [
  "id",
  "time",
  "kind",
  "severity",
  "group",
  "follower",
  "account",
  "contract",
  "event id",
  "words",
] as const;

export interface CsvSource {
  readonly lastId: number;
  /** Entries with `after < id ≤ last`, by id, at most `limit`. */
  batch(after: number, last: number, limit: number): readonly ActivityEntry[];
}

/** The first piece is the heading line; each piece ends at the end of a line. */
export async function* activityCsv(source: CsvSource): AsyncGenerator<string> {
  yield csvText([csvColumns]);
  let after = 0;
  while (after < source.lastId) {
    await nextTurn();
    const entries = source.batch(after, source.lastId, BATCH_ROWS);
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.id;
    yield csvText(entries.map(csvRow));
  }
}

function csvRow(entry: ActivityEntry): readonly (string | number | null)[] {
  return [
    entry.id,
    new Date(entry.wallMs).toISOString(),
    entry.activity,
    entry.severity,
    entry.group,
    entry.follower,
    entry.account,
    entry.contract,
    entry.eventId,
    entry.words,
  ];
}

export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    // A lone CR or LF inside a cell is quoted too: readers take either for the end of a line.
    { record_delimiter: "\r\n", quote_record_delimiter: true, escape_formulas: true },
  );
}
