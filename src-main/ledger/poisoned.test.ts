import { expect, it } from "vitest";
import type { FillId } from "../../src-shared/ids.ts";
import type { Fact } from "../core/effect.ts";
import { isPermanent, LedgerConflictError, sqliteCode } from "./errors.ts";
import { ledgerIn, look, otherConnection, temporaryFolder } from "./testing/profile.ts";
import { followerOf, group, intentOf, MONDAY_MS, orderOf, venue } from "./testing/rows.ts";

const off: Fact = {
  kind: "entries-off",
  follower: followerOf(0),
  reason: "gate",
  off: true,
  wallMs: MONDAY_MS,
};

function thrown(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

it("a journaled intent that contradicts the ledger makes one commit fail, not all that follow", () => {
  const folder = temporaryFolder();
  const ledger = ledgerIn(folder);
  const first = intentOf("a", 1);
  ledger.commit([{ kind: "intent", intent: first }]);
  const poison = { ...first, event: null, orders: [orderOf("a", 0, { quantity: 7 })] };
  const sound = intentOf("b", 1);
  ledger.appendIntents([poison, sound]);
  const error = thrown(() => {
    ledger.commit([{ kind: "intent", intent: poison }, { kind: "intent", intent: sound }, off]);
  });
  expect(error).toBeInstanceOf(LedgerConflictError);
  expect(look(folder, "SELECT * FROM entries_off")).toEqual([]);
  expect(ledger.health().pendingIntents).toBe(0);
  expect(ledger.history.find(venue, "b" as FillId, group)?.eventId).toBe("e-b");

  ledger.commit([off]);
  expect(look(folder, "SELECT reason FROM entries_off")).toEqual([{ reason: "gate" }]);
  expect(look(folder, "SELECT order_key, quantity FROM orders ORDER BY order_key")).toEqual([
    { order_key: "M-a-0-1", quantity: 2 },
    { order_key: "M-b-0-1", quantity: 2 },
  ]);
});

it("an intent that only meets a locked file stays pending", () => {
  const folder = temporaryFolder();
  const ledger = ledgerIn(folder);
  const other = otherConnection(folder);
  ledger.appendIntents([intentOf("a", 1)]);
  other.exec("BEGIN IMMEDIATE");
  expect(sqliteCode(thrown(() => ledger.commit([off])))).toBe("SQLITE_BUSY");
  expect(ledger.health().pendingIntents).toBe(1);
  other.exec("ROLLBACK");
  ledger.commit([]);
  expect(look(folder, "SELECT count(*) AS n FROM orders")).toEqual([{ n: 1 }]);
});

it("what trying again may cure is told from what it never will", () => {
  const coded = (code: string): Error => Object.assign(new Error(code), { code });
  for (const code of [
    "SQLITE_BUSY",
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_READONLY",
    "SQLITE_CORRUPT",
  ]) {
    expect([code, isPermanent(coded(code))]).toEqual([code, false]);
  }
  expect(isPermanent(coded("SQLITE_CONSTRAINT_UNIQUE"))).toBe(true);
  expect(isPermanent(new RangeError("not a time"))).toBe(true);
});
