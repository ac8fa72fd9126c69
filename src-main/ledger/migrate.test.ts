import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { activitySql } from "./activity-sql.ts";
import { insertSql, selectSql } from "./fact-table.ts";
import { fillLedgerShape, findFillSql } from "./fill-ledger.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import { eventReadSql } from "./read-event.ts";
import { historySql } from "./read-history.ts";
import { restoredSql } from "./read-restored.ts";
import { temporaryFolder } from "./testing/profile.ts";
import { MONDAY_MS } from "./testing/rows.ts";
import { attemptShape, eventSql, leaderEventShape } from "./write-event.ts";
import { factSql } from "./write-facts.ts";
import { intentSql, legShape, openEventShape, orderShape } from "./write-intent.ts";
import { stateSql } from "./write-state.ts";

function databaseIn(folder: string): Database {
  const db = new Sqlite(join(folder, "ledger.sqlite"));
  onTestFinished(() => {
    db.close();
  });
  return db;
}

/** Runs migrations up to and including a number: the state in which an older version left its file. */
function migrateTo(db: Database, folder: string, list: readonly Migration[]): readonly number[] {
  return migrate({ db, folder, file: join(folder, "ledger.sqlite"), migrations: list, wallMs: MONDAY_MS });
}

const next: Migration = {
  number: 20,
  sql: "ALTER TABLE activity ADD COLUMN mood TEXT; CREATE TABLE later (a TEXT) STRICT;",
};

describe("migrations", () => {
  it("have numbers that rise in steps of ten", () => {
    expect(migrations.map((migration) => migration.number)).toEqual(
      migrations.map((_, index) => 10 + index * 10),
    );
  });

  it("bring an empty file to the newest schema, without a backup, and then do nothing", () => {
    const folder = temporaryFolder();
    const db = databaseIn(folder);
    const numbers = migrations.map((migration) => migration.number);
    expect(migrateTo(db, folder, migrations)).toEqual(numbers);
    expect(migrateTo(db, folder, migrations)).toEqual([]);
    expect(db.pragma("user_version", { simple: true })).toBe(numbers.at(-1));
    expect(existsSync(join(folder, "backups"))).toBe(false);
  });

  it("make every table STRICT", () => {
    const folder = temporaryFolder();
    const db = databaseIn(folder);
    migrateTo(db, folder, migrations);
    const tables = db.pragma("table_list") as { name: string; schema: string; strict: number }[];
    const ours = tables.filter((table) => table.schema === "main" && !table.name.startsWith("sqlite_"));
    expect(ours.length).toBeGreaterThan(15);
    expect(ours.filter((table) => table.strict !== 1)).toEqual([]);
    expect(() => db.exec("INSERT INTO meta VALUES ('a', x'00')")).toThrow("cannot store BLOB");
  });

  it("of a file with data keep its rows and a copy of it as it was", () => {
    const folder = temporaryFolder();
    const db = databaseIn(folder);
    migrateTo(db, folder, migrations.slice(0, 1));
    db.exec("INSERT INTO activity (wall_ms, activity, severity, words) VALUES (1, 'copy', 'info', 'old')");
    expect(migrateTo(db, folder, [...migrations.slice(0, 1), next])).toEqual([20]);
    expect(db.prepare("SELECT words, mood FROM activity").all()).toEqual([{ words: "old", mood: null }]);

    const [copy = ""] = readdirSync(join(folder, "backups"));
    const file = join(folder, "backups", copy);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const old = new Sqlite(file, { readonly: true });
    expect(old.pragma("user_version", { simple: true })).toBe(10);
    expect(old.prepare("SELECT words FROM activity").pluck().all()).toEqual(["old"]);
    old.close();
  });

  it("that fail leave the file at the schema before, whole", () => {
    const folder = temporaryFolder();
    const db = databaseIn(folder);
    const broken: Migration = { number: 30, sql: "CREATE TABLE half (a TEXT) STRICT; SELECT nonsense;" };
    expect(() => migrateTo(db, folder, [...migrations.slice(0, 1), next, broken])).toThrow("nonsense");
    expect(db.pragma("user_version", { simple: true })).toBe(20);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
    expect(migrateTo(db, folder, [...migrations.slice(0, 1), next])).toEqual([]);
  });
});

describe("the plan of every query that grows with the history", () => {
  const shapes = [legShape, orderShape, openEventShape, leaderEventShape, attemptShape, fillLedgerShape];
  /** Small tables that a start reads whole. */
  const state = /^SCAN (open_order|open_event|account|trade|target|entries_off|position)\b/u;
  const hot = [
    findFillSql,
    ...Object.values(activitySql),
    ...Object.values(restoredSql),
    ...Object.values(intentSql),
    ...Object.values(eventSql),
    ...Object.values(factSql),
    ...Object.values(stateSql),
    ...Object.values(historySql),
    ...Object.values(eventReadSql),
    ...shapes.flatMap((shape) => [insertSql(shape), selectSql(shape)]),
  ];

  it("is a search by key or index", () => {
    const folder = temporaryFolder();
    const db = databaseIn(folder);
    migrateTo(db, folder, migrations);
    for (const sql of hot) {
      const scans = planOf(db, sql).filter((step) => step.startsWith("SCAN") && !state.test(step));
      // Pages walk the primary key from one end and stop at their limit.
      const walks = /ORDER BY id( DESC)? LIMIT/u.test(sql) ? ["SCAN activity"] : [];
      expect({ sql, scans: scans.filter((step) => !walks.includes(step)) }).toEqual({ sql, scans: [] });
      expect({ sql, sorts: planOf(db, sql).filter((step) => step.includes("ORDER BY")) }).toEqual({
        sql,
        sorts:
          sql === restoredSql.orderLegs || sql === intentSql.legsOf ? ["USE TEMP B-TREE FOR ORDER BY"] : [],
      });
    }
  });

  it("is told from one that is not", () => {
    const folder = temporaryFolder();
    const db = databaseIn(folder);
    migrateTo(db, folder, migrations);
    expect(planOf(db, "SELECT * FROM orders WHERE tag = ?")).toEqual(["SCAN orders"]);
  });
});

function planOf(db: Database, sql: string): readonly string[] {
  const named = { venue: "", fillId: "", group: "" };
  const marks = sql.split("?").length - 1;
  const values = sql.includes("@") ? [named] : Array.from({ length: marks }, () => null);
  const steps = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  return steps.map((step) => step.detail);
}
