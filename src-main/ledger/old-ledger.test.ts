import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { Fact } from "../core/effect.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import { JOURNAL_FILE, LEDGER_FILE } from "./open.ts";
import { bodyOfFormat1, intentOfFormat1, lineOfFormat1 } from "./testing/format-1.ts";
import { journalLine } from "./testing/journal-line.ts";
import { ledgerIn, look, temporaryFolder } from "./testing/profile.ts";
import { attemptOf, eventOf, MONDAY_MS } from "./testing/rows.ts";

const intent = intentOfFormat1();
const event = intent.event ?? eventOf("none", 0);

interface Left {
  /** The event's body in `open_event`. */
  readonly open?: string;
  /** The same in `leader_event`. */
  readonly completed?: string;
  readonly journal?: boolean;
}

/** A profile as a version with the first schema and format 1 left it. */
function oldProfile({ open, completed, journal = false }: Left): string {
  const folder = temporaryFolder();
  const file = join(folder, LEDGER_FILE);
  const db = new Sqlite(file);
  migrate({ db, folder, file, migrations: migrations.slice(0, 1), wallMs: MONDAY_MS });
  if (open !== undefined) db.prepare("INSERT INTO open_event VALUES (?, ?, ?)").run("e-old", open, 1);
  if (completed !== undefined) {
    db.prepare(
      `INSERT INTO leader_event VALUES ('e-old', 'copied', 'g1', 'practice', 'old', 'practice#1', 'L-old', 'MNQZ6', 1, 2,
        98765, 0, 2, ?, ?, ?, 1)`,
    ).run(MONDAY_MS, MONDAY_MS + 5, completed);
  }
  db.close();
  if (journal) writeFileSync(join(folder, JOURNAL_FILE), journalLine(1, lineOfFormat1));
  return folder;
}

const complete: Fact = {
  kind: "event-complete",
  event,
  wallMs: MONDAY_MS + 9,
  attempts: [attemptOf(event, 0), attemptOf(event, 1)],
};

describe("a ledger of format 1", () => {
  it("gives back its open event, which is then completed in today's format", () => {
    const folder = oldProfile({ open: bodyOfFormat1 });
    const ledger = ledgerIn(folder);
    expect(ledger.restore().openEvents).toEqual([{ ...event, decidedNs: 1 }]);
    ledger.commit([complete]);
    expect(look(folder, "SELECT * FROM open_event")).toEqual([]);
    const [{ body } = {}] = look(folder, "SELECT body FROM leader_event");
    expect(String(body).startsWith("[2,")).toBe(true);
  });

  it("refuses to complete an open event with other content", () => {
    const ledger = ledgerIn(oldProfile({ open: bodyOfFormat1.replace(",0,2,", ",0,3,") }));
    ledger.restore();
    expect(() => {
      ledger.commit([complete]);
    }).toThrow("open_event e-old is recorded with other content (body)");
  });

  it("takes the journal's line in", () => {
    const ledger = ledgerIn(oldProfile({ journal: true }));
    const restored = ledger.restore();
    expect(ledger.health().journalImport).toMatchObject({ imported: 1, known: 0, conflicts: 0, corrupt: 0 });
    expect(restored.openEvents).toEqual([event]);
    expect(restored.orders.map((order) => order.row)).toEqual(intent.orders);
  });

  it.each([
    ["open", { open: bodyOfFormat1, journal: true }],
    ["completed", { completed: bodyOfFormat1, journal: true }],
  ])("knows the event of a journal's line that is %s already", (_, left) => {
    const ledger = ledgerIn(oldProfile(left));
    ledger.restore();
    expect(ledger.health().journalImport).toMatchObject({ conflicts: 0, corrupt: 0 });
  });

  it.each(["open", "completed"])(
    "says so when the event that is %s contradicts the journal's line",
    (where) => {
      const body = bodyOfFormat1.replace(",0,2,", ",0,3,");
      const folder = oldProfile({
        journal: true,
        ...(where === "open" ? { open: body } : { completed: body }),
      });
      const ledger = ledgerIn(folder);
      ledger.restore();
      expect(ledger.health().journalImport).toMatchObject({ imported: 0, conflicts: 1 });
    },
  );
});
