/**
 * The seen-fill ledger: which fill was handled by which event, once per (venue, fill id, group), with the content that
 * tells a repeated delivery from a conflict. Written with the intent, read before anything is sent.
 */
import type { Database, Statement } from "better-sqlite3";
import { assertNever } from "../../src-shared/assert.ts";
import type { FillId, GroupId, VenueKey } from "../../src-shared/ids.ts";
import type { LeaderEvent, LeaderEventKind, SeenFill } from "../core/effect.ts";
import { FactTable } from "./fact-table.ts";
import type { FactTableShape } from "./fact-table.ts";
import type { FillBound } from "./fill-bound.ts";

export const fillLedgerShape: FactTableShape = {
  table: "fill_ledger",
  key: ["venue", "fill_id", "group_id"],
  columns: [
    "venue",
    "fill_id",
    "group_id",
    "event_id",
    "order_id",
    "contract",
    "side",
    "quantity",
    "price_ticks",
  ],
};

const content = `event_id AS eventId, order_id AS orderId, contract, side, quantity, price_ticks AS priceTicks`;

/** Layer 2, then layer 3, each by its unique key. */
export const findFillSql = `
  SELECT ${content} FROM fill_ledger WHERE venue = @venue AND fill_id = @fillId AND group_id = @group
  UNION ALL
  SELECT ${content} FROM leader_event WHERE venue = @venue AND fill_id = @fillId AND group_id = @group
    AND kind NOT IN ('conflict', 'bust')
  LIMIT 1`;

/** A conflict or a bust speaks of a fill that was seen before: what was recorded first stands. */
export function speaksOfSeenFill(kind: LeaderEventKind): boolean {
  switch (kind) {
    case "conflict":
    case "bust":
      return true;
    case "copied":
    case "before-activation":
    case "while-offline":
    case "own-order":
      return false;
    default:
      return assertNever(kind);
  }
}

export function seenFillOf(event: LeaderEvent): SeenFill {
  const { orderId, contract, side, quantity, priceTicks } = event.fill;
  return { eventId: event.eventId, orderId, contract, side, quantity, priceTicks };
}

export class FillLedger {
  readonly #rows: FactTable;
  readonly #bound: FillBound;

  constructor(db: Database, bound: FillBound) {
    this.#rows = new FactTable(db, fillLedgerShape);
    this.#bound = bound;
  }

  /** @throws LedgerConflictError when the fill was handled before, with other content or by another event. */
  record(event: LeaderEvent): void {
    this.#bound.note(event.venue, event.fill.fillId);
    const seen = seenFillOf(event);
    const row = [
      event.venue,
      event.fill.fillId,
      event.group,
      seen.eventId,
      seen.orderId,
      seen.contract,
      seen.side,
      seen.quantity,
      seen.priceTicks,
    ];
    if (speaksOfSeenFill(event.kind)) this.#rows.putIfAbsent(row);
    else this.#rows.put(row);
  }
}

interface FillKey {
  readonly venue: VenueKey;
  readonly fillId: FillId;
  readonly group: GroupId;
}

export class FillFinder {
  readonly #find: Statement<[FillKey], SeenFill>;
  readonly #bound: FillBound;

  constructor(db: Database, bound: FillBound) {
    this.#find = db.prepare<[FillKey], SeenFill>(findFillSql);
    this.#bound = bound;
  }

  find(key: FillKey): SeenFill | undefined {
    return this.#bound.isAbove(key.venue, key.fillId) ? undefined : this.#find.get(key);
  }
}
