/**
 * Intents as nested lists without keys: one line of the journal. The line is written before the first byte of an order
 * leaves, so its cost counts: lists are a third shorter than objects and quicker to write.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ConnectionId,
  ContractName,
  FollowerId,
  GroupId,
  OrderKey,
} from "../../src-shared/ids.ts";
import type { CauseKind, Intent, LeaderEvent, LegRow, OrderRow } from "../core/effect.ts";
import { Cells } from "./cells.ts";
import { legKinds } from "./decision-cells.ts";
import { eventCells, FORMAT, readEvent, readSide, versionedCells, type Format } from "./event-codec.ts";

const causeKinds: Readonly<Record<CauseKind, true>> = {
  "leader-fill": true,
  "leader-order": true,
  outage: true,
  flatten: true,
  "sign-change": true,
  resync: true,
  reduction: true,
  "session-end": true,
  "leader-lost": true,
  "foreign-trade": true,
};
const orderKinds: Readonly<Record<OrderRow["kind"], true>> = { market: true, liquidation: true };

export function encodeIntent(intent: Intent): string {
  return JSON.stringify([
    FORMAT,
    intent.at,
    intent.event === null ? null : [intent.event.decidedNs, eventCells(intent.event)],
    intent.legs.map(legCells),
    intent.orders.map(orderCells),
  ]);
}

/** @throws ConditionError or SyntaxError when the text is not a whole intent of a known format. */
export function decodeIntent(text: string): Intent {
  const { cells, format } = versionedCells(text, "intent");
  const intent: Intent = {
    at: cells.number(),
    event: cells.optional((row) => readStampedEvent(row, format)),
    legs: cells.list(readLeg),
    orders: cells.list(readOrder),
  };
  cells.end();
  return intent;
}

function readStampedEvent(row: unknown, format: Format): LeaderEvent {
  const cells = new Cells(row, "stamped event");
  const decidedNs = cells.number();
  const event = cells.nested((cell) => readEvent(cell, format));
  cells.end();
  return { ...event, decidedNs };
}

function legCells(leg: LegRow): unknown[] {
  const { kind, id } = leg.cause;
  return [leg.legId, kind, id, leg.follower, leg.account, leg.contract, leg.leg, leg.quantity];
}

function readLeg(row: unknown): LegRow {
  const cells = new Cells(row, "leg");
  const leg: LegRow = {
    legId: cells.text(),
    cause: { kind: cells.oneOf(causeKinds), id: cells.text() },
    follower: cells.text() as FollowerId,
    account: cells.text() as AccountKey,
    contract: cells.text() as ContractName,
    leg: cells.oneOf(legKinds),
    quantity: cells.whole(),
  };
  cells.end();
  return leg;
}

function orderCells(order: OrderRow): unknown[] {
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
    order.legs,
    order.leaderOrder,
    order.tag,
  ];
}

function readOrder(row: unknown): OrderRow {
  const cells = new Cells(row, "order");
  const order: OrderRow = {
    order: cells.text() as OrderKey,
    kind: cells.oneOf(orderKinds),
    follower: cells.text() as FollowerId,
    group: cells.text() as GroupId,
    account: cells.text() as AccountKey,
    connection: cells.text() as ConnectionId,
    contract: cells.text() as ContractName,
    side: readSide(cells),
    quantity: cells.whole(),
    closing: cells.whole(),
    attempt: cells.whole(),
    legs: cells.list(readText),
    leaderOrder: cells.textOrNull() as BrokerOrderId | null,
    tag: cells.text(),
  };
  cells.end();
  return order;
}

function readText(cell: unknown): string {
  assertCondition(typeof cell === "string", "a leg id is text");
  return cell;
}
