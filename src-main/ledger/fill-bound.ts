/**
 * Whether a fill can be in the ledger at all. Broker ids grow, so a leader's new fill stands above every id that is
 * recorded, and then SQLite need not be asked while its orders wait. Pure logic, no assumption: an id above the
 * greatest one recorded is not recorded; any other id is looked up. Notes may be too high (a transaction that was
 * rolled back), never too low: every row passes `note` before it is written.
 */
import type { Database, Statement } from "better-sqlite3";
import type { FillId, VenueKey } from "../../src-shared/ids.ts";

/** Each side by its unique index: one step down the tree. */
export const greatestFillSql = `
  SELECT max(greatest) FROM (
    SELECT max(fill_id) AS greatest FROM fill_ledger WHERE venue = @venue
    UNION ALL
    SELECT max(fill_id) FROM leader_event WHERE venue = @venue AND kind NOT IN ('conflict', 'bust'))`;

/** There the order of JavaScript's strings and the order of SQLite's texts are the same. */
const plain = /^[\x21-\x7e]+$/;

export class FillBound {
  readonly #greatest = new Map<VenueKey, string>();
  readonly #read: Statement<[{ readonly venue: VenueKey }], string | null>;

  constructor(db: Database) {
    this.#read = db.prepare<[{ readonly venue: VenueKey }], string | null>(greatestFillSql).pluck();
  }

  /** This fill is about to be recorded. */
  note(venue: VenueKey, fillId: FillId): void {
    if (fillId > this.#greatestOf(venue)) this.#greatest.set(venue, fillId);
  }

  /** True only when no fill with this id is recorded. */
  isAbove(venue: VenueKey, fillId: FillId): boolean {
    return fillId > this.#greatestOf(venue) && plain.test(fillId);
  }

  #greatestOf(venue: VenueKey): string {
    const known = this.#greatest.get(venue);
    if (known !== undefined) return known;
    // No id is the empty text: everything stands above it.
    const greatest = this.#read.get({ venue }) ?? "";
    this.#greatest.set(venue, greatest);
    return greatest;
  }
}
