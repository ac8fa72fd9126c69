import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { FillId } from "../../src-shared/ids.ts";
import type { Fact } from "../core/effect.ts";
import { openForWriting } from "./database.ts";
import { DamagedLedgerError, NewerLedgerError, sqliteCode, UnwritableLedgerError } from "./errors.ts";
import { encodeIntent } from "./intent-codec.ts";
import { EVIDENCE_FILE, JOURNAL_FILE, LEDGER_FILE, openLedger } from "./open.ts";
import type { LedgerLog } from "./open.ts";
import { PENDING_INTENTS_MAX } from "./pending-intents.ts";
import type { Ledger } from "./port.ts";
import { journalLine } from "./testing/journal-line.ts";
import { ledgerIn, look, otherConnection, silentLog, temporaryFolder } from "./testing/profile.ts";
import { eventOf, fillOf, followerOf, group, intentOf, legOf, MONDAY_MS, venue } from "./testing/rows.ts";

const clock = { wallMs: () => MONDAY_MS };
const note = (words: string): Fact => ({
  kind: "activity",
  wallMs: MONDAY_MS,
  activity: "copy",
  severity: "info",
  group: null,
  follower: null,
  account: null,
  contract: null,
  eventId: null,
  words,
  data: null,
});

function rows(folder: string, table: string): number {
  return Number(look(folder, `SELECT count(*) AS n FROM ${table}`)[0]?.["n"]);
}

/** Ends like a kill: the files stay as they are, nothing is closed or compacted. */
function abandonedCopy(folder: string): string {
  const copy = temporaryFolder();
  for (const file of [LEDGER_FILE, `${LEDGER_FILE}-wal`, JOURNAL_FILE]) {
    writeFileSync(join(copy, file), readFileSync(join(folder, file)));
  }
  return copy;
}

describe("an intent that is only in the journal", () => {
  it("is seen at once, and by the next run, which imports it and empties the journal", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    ledger.restore();
    ledger.appendIntents([intentOf("a", 2), intentOf("b", 1)]);
    expect(ledger.history.find(venue, "b" as FillId, group)?.eventId).toBe("e-b");
    expect(rows(folder, "orders")).toBe(0);

    const next = ledgerIn(abandonedCopy(folder));
    const restored = next.restore();
    expect(restored.orders.map((order) => [order.row.order, order.status])).toEqual([
      ["M-a-0-1", "intended"],
      ["M-a-1-1", "intended"],
      ["M-b-0-1", "intended"],
    ]);
    expect(restored.openEvents.map((event) => event.eventId)).toEqual(["e-a", "e-b"]);
    expect(next.history.find(venue, "a" as FillId, group)?.eventId).toBe("e-a");
    expect(next.health()).toMatchObject({
      journalBytes: 0,
      pendingIntents: 0,
      afterUncleanEnd: true,
      journalImport: { lines: 2, imported: 2, known: 0, conflicts: 0, corrupt: 0, torn: false, gaps: 0 },
    });
  });

  it("is imported once: committed lines are known, and an import that is repeated changes nothing", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    const intent = intentOf("a", 2);
    ledger.appendIntents([intent]);
    ledger.commit([{ kind: "intent", intent }, { ...note("x") }]);
    ledger.appendIntents([intentOf("b", 1)]);
    const copy = abandonedCopy(folder);
    const journal = readFileSync(join(copy, JOURNAL_FILE));
    const next = ledgerIn(copy);
    const restored = next.restore();
    expect(next.health().journalImport).toMatchObject({ lines: 2, imported: 1, known: 1 });
    next.close();
    writeFileSync(join(copy, JOURNAL_FILE), journal);
    const third = ledgerIn(copy);
    expect(third.restore()).toEqual(restored);
    expect(third.health().journalImport).toMatchObject({ lines: 2, imported: 0, known: 2 });
    expect(rows(copy, "order_event")).toBe(3);
  });

  it("goes into SQLite with the next commit, whether its fact is in that frame or not", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    ledger.appendIntents([intentOf("a", 1)]);
    ledger.commit([note("without the intent's fact")]);
    expect(rows(folder, "orders")).toBe(1);
    expect(ledger.health().pendingIntents).toBe(0);
    expect(ledger.compact()).toBe(true);
    expect(statSync(join(folder, JOURNAL_FILE)).size).toBe(0);
  });

  it("is kept by the journal until it is in SQLite: compacting before does nothing", () => {
    const ledger = ledgerIn(temporaryFolder());
    ledger.appendIntents([intentOf("a", 1)]);
    const { journalBytes } = ledger.health();
    expect(ledger.compact()).toBe(false);
    expect(ledger.health().journalBytes).toBe(journalBytes);
  });

  it("outlives a run that ended before it was imported", () => {
    const folder = temporaryFolder();
    ledgerIn(folder).appendIntents([intentOf("a", 1)]);
    const copy = abandonedCopy(folder);
    const cutShort = ledgerIn(copy);
    expect(cutShort.compact()).toBe(false);
    cutShort.close();
    expect(ledgerIn(copy).restore().openEvents).toHaveLength(1);
  });

  it("is bounded in number: beyond, the append throws and writes nothing", () => {
    const ledger = ledgerIn(temporaryFolder());
    const bust = eventOf("a", 0);
    ledger.appendIntents(
      Array.from({ length: PENDING_INTENTS_MAX }, () => ({ at: 0, event: bust, legs: [], orders: [] })),
    );
    const { journalBytes } = ledger.health();
    expect(() => {
      ledger.appendIntents([intentOf("b", 1)]);
    }).toThrow("intents wait for the ledger");
    expect(ledger.health().journalBytes).toBe(journalBytes);
    ledger.commit([]);
    ledger.appendIntents([intentOf("b", 1)]);
  });

  it("of a conflict or bust does not hide the event that handled the fill", () => {
    const ledger = ledgerIn(temporaryFolder());
    const conflict = eventOf("a", 0, {
      eventId: "e-conflict",
      kind: "conflict",
      fill: fillOf("a", { quantity: 9 }),
    });
    ledger.appendIntents([intentOf("a", 1)]);
    ledger.appendIntents([{ at: MONDAY_MS, event: conflict, legs: [], orders: [] }]);
    expect(ledger.history.find(venue, "a" as FillId, group)?.eventId).toBe("e-a");
    ledger.commit([]);
    expect(ledger.history.find(venue, "a" as FillId, group)?.eventId).toBe("e-a");
  });
});

describe("a journal with bad lines", () => {
  it("gives its good ones, and keeps the others as evidence", () => {
    const folder = temporaryFolder();
    ledgerIn(folder).commit([{ kind: "intent", intent: intentOf("a", 1) }]);
    const contradiction = { ...intentOf("a", 1), legs: [legOf("a", 0, { quantity: 99 })] };
    appendFileSync(
      join(folder, JOURNAL_FILE),
      [
        journalLine(1, encodeIntent(intentOf("b", 1))),
        journalLine(2, encodeIntent(contradiction)),
        "damaged\n",
        journalLine(4, '["not an intent"]'),
        journalLine(5, encodeIntent(intentOf("c", 1))),
        journalLine(6, encodeIntent(intentOf("d", 1))).slice(0, -20),
      ].join(""),
    );
    const said: string[] = [];
    const log: LedgerLog = { ...silentLog, error: (words) => said.push(words) };
    const ledger = openLedger({ folder, clock, log });
    expect(ledger.restore().openEvents.map((event) => event.eventId)).toEqual(["e-a", "e-b", "e-c"]);
    expect(ledger.health().journalImport).toEqual({
      lines: 4,
      imported: 2,
      known: 0,
      conflicts: 1,
      corrupt: 2,
      torn: true,
      gaps: 1,
    });
    expect(said).toHaveLength(1);
    expect(readFileSync(join(folder, EVIDENCE_FILE), "utf8").trimEnd().split("\n")).toHaveLength(4);
    expect(ledger.health().journalBytes).toBe(0);
    ledger.close();
  });
});

describe("a commit", () => {
  it("that meets another process's lock throws busy, writes nothing, and works when the lock is gone", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    const other = otherConnection(folder);
    const intent = intentOf("a", 1);
    ledger.appendIntents([intent]);
    other.exec("BEGIN IMMEDIATE");
    let code: string | undefined;
    try {
      ledger.commit([{ kind: "intent", intent }, note("first")]);
    } catch (error) {
      code = sqliteCode(error);
    }
    expect(code).toBe("SQLITE_BUSY");
    expect(ledger.health().pendingIntents).toBe(1);
    other.exec("ROLLBACK");
    expect(rows(folder, "activity")).toBe(0);
    ledger.commit([note("second")]);
    expect([rows(folder, "activity"), rows(folder, "orders")]).toEqual([1, 1]);
  });

  it("that fails at its last fact leaves nothing of the others", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    const bad: Fact = { kind: "target", target: targetWith(-1) };
    expect(() => {
      ledger.commit([{ kind: "intent", intent: intentOf("a", 1) }, note("x"), bad]);
    }).toThrow("CHECK constraint failed");
    expect([rows(folder, "activity"), rows(folder, "orders"), rows(folder, "fill_ledger")]).toEqual([
      0, 0, 0,
    ]);
  });

  it("can not be undone: facts refuse to be changed or removed, by whoever", () => {
    const folder = temporaryFolder();
    ledgerIn(folder).commit([note("x"), { kind: "intent", intent: intentOf("a", 1) }]);
    const other = otherConnection(folder);
    for (const table of ["activity", "leg", "orders", "order_event", "order_leg", "fill_ledger"]) {
      expect(() => other.exec(`DELETE FROM ${table}`)).toThrow(`${table} is append-only`);
    }
    expect(() => other.exec("UPDATE orders SET quantity = 1")).toThrow("orders is append-only");
  });
});

function targetWith(most: number): Extract<Fact, { kind: "target" }>["target"] {
  const { account, contract } = legOf("a", 0);
  return { follower: followerOf(0), account, contract, side: 1, most, legId: "x", attempts: 0 };
}

describe("a write-ahead log above 64 MB", () => {
  it("shows in the health, and is gone after compacting", () => {
    const ledger = ledgerIn(temporaryFolder());
    const commit = (times: number, bytes: number): void => {
      for (let time = 0; time < times; time += 1) ledger.commit([note("x".repeat(bytes))]);
    };
    commit(16, 4_000_000);
    expect(ledger.health().walTooLarge).toBe(false);
    commit(32, 300_000);
    expect(ledger.health().walTooLarge).toBe(true);
    expect(ledger.compact()).toBe(true);
    expect(ledger.health()).toMatchObject({ walTooLarge: false, walBytes: 0 });
  });
});

describe("opening", () => {
  const open = (folder: string): Ledger => openLedger({ folder, clock, log: silentLog });

  it("makes folder and files the owner's alone", () => {
    const folder = join(temporaryFolder(), "deep", "profile");
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    const ledger = ledgerIn(folder);
    ledger.commit([note("x")]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of [LEDGER_FILE, `${LEDGER_FILE}-wal`, `${LEDGER_FILE}-shm`, JOURNAL_FILE]) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
  });

  it("says the same of durability on every open: log, NORMAL, 40 ms, no checkpoint of its own", () => {
    const file = join(temporaryFolder(), LEDGER_FILE);
    for (const state of ["fresh", "existing"]) {
      const db = openForWriting(file);
      const names = ["journal_mode", "synchronous", "busy_timeout", "wal_autocheckpoint", "foreign_keys"];
      const values = names.map((name) => db.pragma(name, { simple: true }));
      db.exec("CREATE TABLE IF NOT EXISTS t (a TEXT) STRICT").close();
      expect({ state, values }).toEqual({ state, values: ["wal", 1, 40, 0, 1] });
    }
  });

  it("of a newer schema is refused in one sentence, and leaves the file as it was", () => {
    const folder = temporaryFolder();
    ledgerIn(folder).close();
    const db = new Sqlite(join(folder, LEDGER_FILE));
    db.pragma("user_version = 99990");
    db.close();
    const before = readFileSync(join(folder, LEDGER_FILE));
    expect(() => open(folder)).toThrow(NewerLedgerError);
    expect(() => open(folder)).toThrow(/newer version of Mimik \(schema 99990, this version knows \d+\)/u);
    expect(readFileSync(join(folder, LEDGER_FILE)).equals(before)).toBe(true);
  });

  it("where nothing can be written is refused as unwritable", () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "file"), "");
    mkdirSync(join(root, "as-ledger", LEDGER_FILE), { recursive: true });
    mkdirSync(join(root, "as-journal", JOURNAL_FILE), { recursive: true });
    for (const folder of ["file", "as-ledger", "as-journal"]) {
      expect(() => open(join(root, folder))).toThrow(UnwritableLedgerError);
    }
  });

  it("of a file that is no ledger is refused, and leaves it as it was", () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, LEDGER_FILE),
      "These are my notes and no database, whatever the name says. ".repeat(20),
    );
    expect(() => open(folder)).toThrow(DamagedLedgerError);
    const other = temporaryFolder();
    new Sqlite(join(other, LEDGER_FILE)).exec("CREATE TABLE notes (text TEXT)").close();
    expect(() => open(other)).toThrow("it is not a ledger of Mimik's");
  });

  it("after an unclean end checks the file, and refuses one whose pages are damaged", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    for (let entry = 0; entry < 500; entry += 1) ledger.commit([note("x".repeat(200))]);
    ledger.compact();
    const copy = abandonedCopy(folder);
    const bytes = readFileSync(join(copy, LEDGER_FILE));
    bytes.fill(0x5a, bytes.length - 3 * 4096, bytes.length - 4096);
    writeFileSync(join(copy, LEDGER_FILE), bytes);
    expect(() => open(copy)).toThrow(DamagedLedgerError);
  });

  it("after a clean end does not check", () => {
    const folder = temporaryFolder();
    ledgerIn(folder).close();
    const ledger = ledgerIn(folder);
    expect(ledger.health()).toMatchObject({
      afterUncleanEnd: false,
      journalImport: null,
      walTooLarge: false,
    });
    ledger.close();
    ledger.close();
  });
});
