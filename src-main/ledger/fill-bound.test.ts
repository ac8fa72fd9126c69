import { join } from "node:path";
import Sqlite from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FillId, VenueKey } from "../../src-shared/ids.ts";
import { FillBound, greatestFillSql } from "./fill-bound.ts";
import { LEDGER_FILE } from "./open.ts";
import { ledgerIn, temporaryFolder } from "./testing/profile.ts";

const venue = "demo" as VenueKey;
const other = "live" as VenueKey;
const asId = (text: string): FillId => text as FillId;

function database(): Sqlite.Database {
  const folder = temporaryFolder();
  ledgerIn(folder).close();
  return new Sqlite(join(folder, LEDGER_FILE));
}

function record(db: Sqlite.Database, fillId: string, at: VenueKey = venue): void {
  db.prepare("INSERT OR IGNORE INTO fill_ledger VALUES (?, ?, 'g', 'e', 'o', 'NQZ6', 1, 1, 1)").run(
    at,
    fillId,
  );
}

/** Ids of any length and alphabet, numbers above all. */
const ids = fc.oneof(
  fc.nat({ max: 12_000 }).map(String),
  fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
);

describe("FillBound", () => {
  it("never calls an id above that is recorded, whatever was recorded before and after the start", () => {
    expect.hasAssertions();
    const db = database();
    fc.assert(
      fc.property(fc.array(ids), fc.array(ids, { minLength: 1 }), (before, after) => {
        db.exec("SAVEPOINT run");
        for (const id of before) record(db, id);
        const bound = new FillBound(db);
        for (const id of after) bound.note(venue, asId(id));
        for (const id of [...before, ...after]) expect(bound.isAbove(venue, asId(id))).toBe(false);
        db.exec("ROLLBACK TO run");
        db.exec("RELEASE run");
      }),
      { numRuns: 200 },
    );
    db.close();
  });

  it("calls a grown id above, of its venue alone", () => {
    const db = database();
    record(db, "900000001");
    record(db, "990000001", other);
    const bound = new FillBound(db);
    expect(bound.isAbove(venue, asId("900000002"))).toBe(true);
    expect(bound.isAbove(venue, asId("900000000"))).toBe(false);
    expect(bound.isAbove(other, asId("900000002"))).toBe(false);
    bound.note(venue, asId("900000002"));
    expect(bound.isAbove(venue, asId("900000002"))).toBe(false);
    db.close();
  });

  it("is read by two steps down an index, not by a scan", () => {
    const db = database();
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${greatestFillSql}`).all({ venue }) as { detail: string }[];
    const searches = plan
      .map(({ detail }) => detail)
      .filter((detail) => /fill_ledger|leader_event/u.test(detail));
    expect(searches).toHaveLength(2);
    for (const search of searches) expect(search).toMatch(/^SEARCH .* \(venue=\?/u);
    db.close();
  });
});
