/**
 * An intent's rows: the event that is now open, its fill for deduplication, legs, orders, which legs an order serves,
 * and the order's first event. Writing the same intent again changes nothing.
 */
import type { Database, Statement } from "better-sqlite3";
import { assertInvariant } from "../../src-shared/assert.ts";
import type { Intent, LeaderEvent, LegRow, OrderRow } from "../core/effect.ts";
import { LedgerConflictError } from "./errors.ts";
import { encodeEvent, isBodyOf } from "./event-codec.ts";
import { FactTable, wholeTime } from "./fact-table.ts";
import type { FactTableShape } from "./fact-table.ts";
import type { FillBound } from "./fill-bound.ts";
import { FillLedger } from "./fill-ledger.ts";
import { TradeDay } from "./trade-day.ts";

/** What is compared when a leg comes again. */
const legContext: Readonly<Record<LegRow["leg"], number>> = {
  // All but the event in which it came first.
  open: 1,
  // The quantity neither: a later cut of the same cause lowers the target, whose present figure is in `target`.
  close: 2,
};

export const legShape: FactTableShape = {
  table: "leg",
  key: ["leg_id"],
  columns: [
    "leg_id",
    "cause_kind",
    "cause_id",
    "follower",
    "account",
    "contract",
    "leg",
    "quantity",
    "event_id",
  ],
  context: legContext.open,
};

export const orderShape: FactTableShape = {
  table: "orders",
  key: ["order_key"],
  columns: [
    "order_key",
    "kind",
    "follower",
    "group_id",
    "account",
    "connection",
    "contract",
    "side",
    "quantity",
    "closing",
    "attempt",
    "leader_order",
    "tag",
    "wall_ms",
    "trade_date",
  ],
};

export const openEventShape: FactTableShape = {
  table: "open_event",
  key: ["event_id"],
  columns: ["event_id", "body", "decided_ns"],
};

export const intentSql = {
  completedBody: "SELECT body FROM leader_event WHERE event_id = ?",
  openBody: "SELECT body FROM open_event WHERE event_id = ?",
  legsOf: "SELECT leg_id FROM order_leg WHERE order_key = ? ORDER BY position",
  orderLeg: "INSERT INTO order_leg (order_key, leg_id, position) VALUES (?, ?, ?)",
  intended:
    "INSERT INTO order_event (order_key, event, status, wall_ms) VALUES (?, 'intended', 'intended', ?)",
  openOrder: "INSERT INTO open_order (order_key) VALUES (?)",
} as const;

export class IntentWriter {
  readonly #legs: Readonly<Record<LegRow["leg"], FactTable>>;
  readonly #orders: FactTable;
  readonly #openEvents: FactTable;
  readonly #fills: FillLedger;
  readonly #completedBody: Statement<[string], string>;
  readonly #openBody: Statement<[string], string>;
  readonly #legsOf: Statement<[string], string>;
  readonly #orderLegs: Statement<[string, string, number]>;
  readonly #intended: Statement<[string, number]>;
  readonly #openOrder: Statement<[string]>;
  readonly #tradeDay = new TradeDay();

  constructor(db: Database, bound: FillBound) {
    this.#legs = {
      open: new FactTable(db, legShape),
      close: new FactTable(db, { ...legShape, context: legContext.close }),
    };
    this.#orders = new FactTable(db, orderShape);
    this.#openEvents = new FactTable(db, openEventShape);
    this.#fills = new FillLedger(db, bound);
    this.#completedBody = db.prepare<[string], string>(intentSql.completedBody).pluck();
    this.#openBody = db.prepare<[string], string>(intentSql.openBody).pluck();
    this.#legsOf = db.prepare<[string], string>(intentSql.legsOf).pluck();
    this.#orderLegs = db.prepare(intentSql.orderLeg);
    this.#intended = db.prepare(intentSql.intended);
    this.#openOrder = db.prepare(intentSql.openOrder);
  }

  /** True when anything of it was new. @throws LedgerConflictError; SQLite's error for a second open leg. */
  write(intent: Intent): boolean {
    let news = intent.event !== null && this.#writeEvent(intent.event);
    const eventId = intent.event === null ? null : intent.event.eventId;
    for (const leg of intent.legs) news = this.#writeLeg(leg, eventId) || news;
    for (const order of intent.orders) news = this.#writeOrder(order, intent.at) || news;
    return news;
  }

  #writeEvent(event: LeaderEvent): boolean {
    const body = encodeEvent(event);
    const completed = this.#completedBody.get(event.eventId);
    if (completed !== undefined) {
      if (isBodyOf(completed, event, body)) return false;
      throw new LedgerConflictError({ table: "leader_event", key: event.eventId, columns: ["body"] });
    }
    this.#fills.record(event);
    if (this.#openEvents.putIfAbsent([event.eventId, body, wholeTime(event.decidedNs)])) return true;
    const open = this.#openBody.get(event.eventId);
    if (open !== undefined && isBodyOf(open, event, body)) return false;
    throw new LedgerConflictError({ table: "open_event", key: event.eventId, columns: ["body"] });
  }

  #writeLeg(leg: LegRow, eventId: string | null): boolean {
    const { kind, id } = leg.cause;
    return this.#legs[leg.leg].put([
      leg.legId,
      kind,
      id,
      leg.follower,
      leg.account,
      leg.contract,
      leg.leg,
      leg.quantity,
      eventId,
    ]);
  }

  #writeOrder(order: OrderRow, at: number): boolean {
    assertInvariant(order.legs.length > 0, `order ${order.order} serves no leg`);
    if (!this.#orders.put(this.#orderCells(order, at))) {
      this.#assertSameLegs(order);
      return false;
    }
    for (const [position, leg] of order.legs.entries()) this.#orderLegs.run(order.order, leg, position);
    this.#intended.run(order.order, wholeTime(at));
    this.#openOrder.run(order.order);
    return true;
  }

  #assertSameLegs(order: OrderRow): void {
    const there = this.#legsOf.all(order.order);
    if (there.length === order.legs.length && there.every((leg, index) => leg === order.legs[index])) return;
    throw new LedgerConflictError({ table: "orders", key: order.order, columns: ["legs"] });
  }

  #orderCells(order: OrderRow, at: number): (string | number | null)[] {
    return [
      order.order,
      order.kind,
      order.follower,
      order.group,
      order.account,
      order.connection,
      order.contract,
      order.side,
      order.quantity,
      order.closing,
      order.attempt,
      order.leaderOrder,
      order.tag,
      wholeTime(at),
      this.#tradeDay.numberAt(at),
    ];
  }
}
