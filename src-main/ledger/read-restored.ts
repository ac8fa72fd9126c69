/**
 * What a start reads. Only small tables and indexed rows are touched, so that the time does not grow with the history:
 * open orders, orders of open events, today's orders, and the legs that these and the targets speak of.
 */
import type { Database, Statement } from "better-sqlite3";
import { assertInvariant } from "../../src-shared/assert.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FillId,
  FollowerId,
  GroupId,
  OrderKey,
} from "../../src-shared/ids.ts";
import type { Micros } from "../../src-shared/money.ts";
import { orderStatuses } from "../../src-shared/order-status.ts";
import type { OrderStatus } from "../../src-shared/order-status.ts";
import type { CauseKind, EntriesOffReason, LegKind, LegRow, OrderRow, TradeRow } from "../core/effect.ts";
import type { Side } from "../core/input.ts";
import type { Restored, RestoredOrder } from "../core/restored.ts";
import { decodeEvent } from "./event-codec.ts";

export const restoredSql = {
  // Three queries: as one UNION the planner walks the whole tables in key order.
  openOrders: "SELECT order_key FROM open_order",
  eventOrders: `SELECT order_leg.order_key FROM open_event
    CROSS JOIN leg ON leg.event_id = open_event.event_id CROSS JOIN order_leg ON order_leg.leg_id = leg.leg_id`,
  ordersSince: "SELECT order_key FROM orders WHERE trade_date >= ?",
  order: `SELECT order_key, kind, follower, group_id, account, connection, contract, side, quantity, closing, attempt,
    leader_order, tag FROM orders WHERE order_key = ?`,
  orderLegs: "SELECT leg_id FROM order_leg WHERE order_key = ? ORDER BY position",
  orderEvents: `SELECT id, status, wall_ms AS wallMs, broker_order_id AS brokerOrderId FROM order_event
    WHERE order_key = ? ORDER BY id`,
  orderFills: `SELECT fill_id AS fillId, quantity, price_ticks AS priceTicks FROM fill
    WHERE order_key = ? AND active = 1 AND NOT EXISTS (
      SELECT 1 FROM fill AS bust WHERE bust.account = fill.account AND bust.fill_id = fill.fill_id AND bust.active = 0)
    ORDER BY id`,
  targetLegs: "SELECT leg_id FROM target",
  eventLegs: "SELECT leg.leg_id FROM open_event CROSS JOIN leg ON leg.event_id = open_event.event_id",
  leg: "SELECT leg_id, cause_kind, cause_id, follower, account, contract, leg, quantity FROM leg WHERE leg_id = ?",
  openEvents: "SELECT body, decided_ns AS decidedNs FROM open_event ORDER BY rowid",
  accounts: "SELECT account, connection, name FROM account",
  trades: `SELECT follower, leader_contract AS leaderContract, contract, opened, leader_anchor AS leaderAnchor,
    follower_anchor AS followerAnchor, ratio_follower AS ratioFollower, ratio_leader AS ratioLeader, drift, tolerated,
      closed_by AS closedBy
    FROM trade`,
  targets: "SELECT follower, account, contract, side, most, leg_id AS legId, attempts FROM target",
  entriesOff: "SELECT follower, reason, wall_ms AS wallMs FROM entries_off",
  positions: "SELECT account, contract, confirmed, own FROM position",
} as const;

interface OrderCells {
  readonly order_key: OrderKey;
  readonly kind: OrderRow["kind"];
  readonly follower: FollowerId;
  readonly group_id: GroupId;
  readonly account: AccountKey;
  readonly connection: ConnectionId;
  readonly contract: ContractName;
  readonly side: Side;
  readonly quantity: number;
  readonly closing: number;
  readonly attempt: number;
  readonly leader_order: BrokerOrderId | null;
  readonly tag: string;
}

interface EventCells {
  readonly id: number;
  readonly status: string;
  readonly wallMs: number;
  readonly brokerOrderId: BrokerOrderId | null;
}

interface LegCells {
  readonly leg_id: string;
  readonly cause_kind: CauseKind;
  readonly cause_id: string;
  readonly follower: FollowerId;
  readonly account: AccountKey;
  readonly contract: ContractName;
  readonly leg: LegKind;
  readonly quantity: number;
}

interface FillCells {
  readonly fillId: FillId;
  readonly quantity: number;
  readonly priceTicks: number;
}

type Position = Restored["positions"][number];
type Account = Restored["accounts"][number];
type TradeCells = Omit<TradeRow, "opened" | "ratio"> & {
  readonly opened: 0 | 1;
  readonly ratioFollower: Micros | null;
  readonly ratioLeader: Micros | null;
};

/** `tradeDate` is today's, as a number. Reads only; the caller holds the transaction that makes it one moment. */
export function readRestored(db: Database, tradeDate: number): Restored {
  const orders = readOrders(db, tradeDate);
  return {
    accounts: db.prepare<[], Account>(restoredSql.accounts).all(),
    orders,
    legs: readLegs(db, orders),
    openEvents: db
      .prepare<[], { body: string; decidedNs: number }>(restoredSql.openEvents)
      .all()
      .map((row) => decodeEvent(row.body, row.decidedNs)),
    trades: db.prepare<[], TradeCells>(restoredSql.trades).all().map(tradeRow),
    targets: db.prepare<[], Restored["targets"][number]>(restoredSql.targets).all(),
    entriesOff: db
      .prepare<[], { follower: FollowerId; reason: EntriesOffReason; wallMs: number }>(restoredSql.entriesOff)
      .all(),
    positions: db.prepare<[], Position>(restoredSql.positions).all(),
  };
}

function tradeRow(cells: TradeCells): TradeRow {
  const { opened, ratioFollower, ratioLeader, ...same } = cells;
  const ratio =
    ratioFollower === null || ratioLeader === null ? null : { follower: ratioFollower, leader: ratioLeader };
  return { ...same, opened: opened === 1, ratio };
}

/** In the order in which they were intended. */
function readOrders(db: Database, tradeDate: number): readonly RestoredOrder[] {
  const statements: OrderStatements = {
    row: db.prepare<[string], OrderCells>(restoredSql.order),
    legs: db.prepare<[string], string>(restoredSql.orderLegs).pluck(),
    events: db.prepare<[string], EventCells>(restoredSql.orderEvents),
    fills: db.prepare<[string], FillCells>(restoredSql.orderFills),
  };
  const keys = new Set([
    ...texts(db, restoredSql.openOrders),
    ...texts(db, restoredSql.eventOrders),
    ...db.prepare<[number], string>(restoredSql.ordersSince).pluck().all(tradeDate),
  ]);
  return [...keys]
    .map((key) => readOrder(statements, key))
    .toSorted((one, other) => one.firstEvent - other.firstEvent)
    .map((found) => found.order);
}

function texts(db: Database, sql: string): readonly string[] {
  return db.prepare<[], string>(sql).pluck().all();
}

interface OrderStatements {
  readonly row: Statement<[string], OrderCells>;
  readonly legs: Statement<[string], string>;
  readonly events: Statement<[string], EventCells>;
  readonly fills: Statement<[string], FillCells>;
}

function readOrder(statements: OrderStatements, key: string): { firstEvent: number; order: RestoredOrder } {
  const row = statements.row.get(key);
  const events = statements.events.all(key);
  const first = events[0];
  const last = events.at(-1);
  assertInvariant(
    row !== undefined && first !== undefined && last !== undefined,
    `order ${key} has no event`,
  );
  const order: RestoredOrder = {
    row: orderRow(row, statements.legs.all(key)),
    status: statusOf(last.status),
    brokerOrderId: events.findLast((event) => event.brokerOrderId !== null)?.brokerOrderId ?? null,
    fills: statements.fills.all(key),
    lastMs: last.wallMs,
  };
  return { firstEvent: first.id, order };
}

function orderRow(cells: OrderCells, legs: readonly string[]): OrderRow {
  const { order_key: order, group_id: group, leader_order: leaderOrder, ...same } = cells;
  return { ...same, order, group, leaderOrder, legs };
}

function statusOf(text: string): OrderStatus {
  const status = orderStatuses.find((known) => known === text);
  assertInvariant(status !== undefined, `the ledger holds an order status that is not known: ${text}`);
  return status;
}

/** Legs of the restored orders, of open events and of targets, each once. */
function readLegs(db: Database, orders: readonly RestoredOrder[]): readonly LegRow[] {
  const ids = new Set([
    ...orders.flatMap((order) => order.row.legs),
    ...texts(db, restoredSql.targetLegs),
    ...texts(db, restoredSql.eventLegs),
  ]);
  const leg = db.prepare<[string], LegCells>(restoredSql.leg);
  return [...ids].flatMap((id) => {
    const cells = leg.get(id);
    // A target may name a leg whose first order is still to come: its row is written with that order.
    return cells === undefined ? [] : [legRow(cells)];
  });
}

function legRow(cells: LegCells): LegRow {
  const { leg_id: legId, cause_kind: kind, cause_id: id, follower, account, contract, leg, quantity } = cells;
  return { legId, cause: { kind, id }, follower, account, contract, leg, quantity };
}
