/**
 * A profile folder as the first version left it: schema 10, texts of format 1, one leader fill copied to two followers
 * and denied to a third, its words in the activity, and a change of its group's settings.
 */
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Database } from "better-sqlite3";
import { migrate } from "../migrate.ts";
import { migrations } from "../migrations/index.ts";
import { LEDGER_FILE } from "../open.ts";
import { bodyOfFormat1, decisionOfFormat1 } from "./format-1.ts";
import { accountOf, followerOf, MONDAY_MS } from "./rows.ts";

interface AttemptLeft {
  readonly index: number;
  readonly status: string;
  readonly orders: readonly string[];
  readonly reason: string | null;
  readonly decision: string | null;
}

function attempt(db: Database, { index, status, orders, reason, decision }: AttemptLeft): void {
  db.prepare(
    "INSERT INTO attempt VALUES ('e-old', ?, ?, ?, 0, 0, ?, NULL, 1000, 2000, 3000, 9000, NULL, ?)",
  ).run(followerOf(index), status, JSON.stringify(orders), reason, decision);
}

/** An entry for two contracts that was accepted when the event was closed. */
function order(db: Database, index: number): string {
  const key = `M-old-${index}-1`;
  const leg = `old:${index}:open`;
  const [follower, account] = [followerOf(index), accountOf(index)];
  db.prepare("INSERT INTO leg VALUES (?, 'leader-fill', 'old', ?, ?, 'MNQZ6', 'open', 2, 'e-old')").run(
    leg,
    follower,
    account,
  );
  db.prepare(
    "INSERT INTO orders VALUES (?, 'market', ?, 'g1', ?, 'c1', 'MNQZ6', 1, 2, 0, 1, 'L-old', 'Mimik', ?, 20261123)",
  ).run(key, follower, account, MONDAY_MS);
  db.prepare("INSERT INTO order_leg VALUES (?, ?, 0)").run(key, leg);
  const event = db.prepare(
    "INSERT INTO order_event (order_key, event, status, wall_ms, text) VALUES (?, ?, ?, ?, ?)",
  );
  event.run(key, "intended", "intended", MONDAY_MS, null);
  event.run(key, "acknowledged", "accepted", MONDAY_MS + 1, null);
  return key;
}

/** What became of both entries after the event was closed: one is filled, the other refused. */
function outcomes(db: Database, filled: string, refused: string): void {
  const event = db.prepare(
    "INSERT INTO order_event (order_key, event, status, wall_ms, text) VALUES (?, ?, ?, ?, ?)",
  );
  event.run(filled, "all-filled", "filled", MONDAY_MS + 9, null);
  event.run(refused, "refused", "rejected", MONDAY_MS + 9, "Not enough margin");
  db.prepare(
    `INSERT INTO fill (account, fill_id, active, role, order_key, order_id, contract, side, quantity, price_ticks,
      trade_date, filled_at_ms, received_ns) VALUES (?, ?, 1, 'own', ?, '77', 'MNQZ6', 1, 2, 98767, 20261123, ?, 1)`,
  ).run(accountOf(0), "own-1", filled, MONDAY_MS + 8);
}

function words(db: Database): void {
  const entry = db.prepare(
    `INSERT INTO activity (wall_ms, activity, severity, group_id, contract, event_id, words)
      VALUES (?, ?, 'info', 'g1', 'MNQZ6', ?, ?)`,
  );
  entry.run(MONDAY_MS, "copy", "e-old", "Copied to 2 of 3 followers.");
  entry.run(MONDAY_MS, "denied", "e-old", "Follower 2 did not copy +2 MNQZ6.");
  entry.run(MONDAY_MS + 1, "session", null, "The session ended.");
  const change = db.prepare("INSERT INTO setting_change (wall_ms, path, before, after) VALUES (?, ?, ?, ?)");
  change.run(MONDAY_MS, "groups[g1].status", null, '"active"');
  change.run(MONDAY_MS + 5, "groups[g2].status", '"active"', '"paused"');
  change.run(MONDAY_MS + 7, "groups[g1].status", '"active"', '"paused"');
}

export function leaveSchema10(folder: string): void {
  const file = join(folder, LEDGER_FILE);
  const db = new Sqlite(file);
  try {
    migrate({ db, folder, file, migrations: migrations.slice(0, 1), wallMs: MONDAY_MS });
    db.prepare(
      `INSERT INTO leader_event VALUES ('e-old', 'copied', 'g1', 'practice', 'old', 'practice#1', 'L-old', 'MNQZ6', 1, 2,
        98765, 0, 2, ?, ?, ?, 1)`,
    ).run(MONDAY_MS, MONDAY_MS + 5, bodyOfFormat1);
    const filled = order(db, 0);
    const refused = order(db, 1);
    attempt(db, {
      index: 0,
      status: "accepted",
      orders: [filled],
      reason: null,
      decision: decisionOfFormat1,
    });
    attempt(db, { index: 1, status: "accepted", orders: [refused], reason: null, decision: null });
    attempt(db, { index: 2, status: "denied", orders: [], reason: "follower-off", decision: null });
    outcomes(db, filled, refused);
    db.prepare("INSERT INTO account VALUES (?, 'c1', 'PRAC0002')").run(accountOf(0));
    words(db);
  } finally {
    db.close();
  }
}
