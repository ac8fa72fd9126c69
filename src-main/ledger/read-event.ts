/**
 * One leader fill as the tape shows it, out of the ledger: decisions as they were stored, outcomes as the orders' later
 * events have left them. Reads only, each row by a key.
 */
import type { Database, Statement } from "better-sqlite3";
import { assertInvariant } from "../../src-shared/assert.ts";
import type { TapeEntry, TapeFollower } from "../../src-shared/cockpit/model.ts";
import { venueOfAccount, type AccountKey, type VenueKey } from "../../src-shared/ids.ts";
import { priceText } from "../../src-shared/money.ts";
import { orderStatuses, type OrderStatus } from "../../src-shared/order-status.ts";
import { z } from "../../src-shared/zod.ts";
import type { FollowerDecision } from "../core/decision.ts";
import type { AttemptRow, LeaderEvent } from "../core/effect.ts";
import type { Side } from "../core/input.ts";
import { tapeFollower } from "../core/view/tape-follower.ts";
import type { ToldOrder } from "../core/view/words.ts";
import { decodeDecisions, decodeEvent } from "./event-codec.ts";
import type { LedgerNames } from "./port.ts";
import { restoredSql } from "./read-restored.ts";

export const eventReadSql = {
  event: "SELECT body, later, decided_ns AS decidedNs FROM leader_event WHERE event_id = ?",
  attempts: `SELECT follower, status, orders, filled, filled_ticks AS filledTicks, reason, received_ns AS receivedNs,
    decided_ns AS decidedNs, sent_ns AS sentNs, answered_ns AS answeredNs, filled_ns AS filledNs, decision
    FROM attempt WHERE event_id = ?`,
  order: "SELECT side, quantity, closing FROM orders WHERE order_key = ?",
  /** What the broker said last of it. */
  outcome: "SELECT status, reason, text FROM order_event WHERE order_key = ? ORDER BY id DESC LIMIT 1",
  account: "SELECT name FROM account WHERE account = ?",
  tickSize: "SELECT tick_size_micros FROM contract WHERE venue = ? AND contract = ?",
} as const;

interface EventCells {
  readonly body: string;
  readonly later: string | null;
  readonly decidedNs: number;
}

interface AttemptCells extends Pick<AttemptRow, "status" | "filled" | "filledTicks" | "reason"> {
  readonly follower: string;
  readonly orders: string;
  readonly receivedNs: number;
  readonly decidedNs: number;
  readonly sentNs: number | null;
  readonly answeredNs: number | null;
  readonly filledNs: number | null;
  /** Of a version that kept each late decision with its attempt. */
  readonly decision: string | null;
}

interface OrderCells {
  readonly side: Side;
  readonly quantity: number;
  readonly closing: number;
}

interface FillCells {
  readonly quantity: number;
  readonly priceTicks: number;
}

interface StoredOrder extends ToldOrder {
  readonly closing: number;
}

const orderKeys = z.array(z.string());

export class EventReader {
  readonly #event: Statement<[string], EventCells>;
  readonly #attempts: Statement<[string], AttemptCells>;
  readonly #order: Statement<[string], OrderCells>;
  readonly #outcome: Statement<[string], Pick<StoredOrder, "status" | "reason" | "text">>;
  readonly #fills: Statement<[string], FillCells>;
  readonly #account: Statement<[string], string>;
  readonly #tickSize: Statement<[string, string], number>;

  constructor(db: Database) {
    this.#event = db.prepare(eventReadSql.event);
    this.#attempts = db.prepare(eventReadSql.attempts);
    this.#order = db.prepare(eventReadSql.order);
    this.#outcome = db.prepare(eventReadSql.outcome);
    this.#fills = db.prepare(restoredSql.orderFills);
    this.#account = db.prepare<[string], string>(eventReadSql.account).pluck();
    this.#tickSize = db.prepare<[string, string], number>(eventReadSql.tickSize).pluck();
  }

  event(eventId: string, names: LedgerNames): TapeEntry | null {
    const cells = this.#event.get(eventId);
    if (cells === undefined) return null;
    const event = decodeEvent(cells.body, cells.decidedNs);
    const attempts = new Map(this.#attempts.all(eventId).map((row) => [row.follower, row]));
    const later = new Map(
      (cells.later === null ? [] : decodeDecisions(cells.later)).map((each) => [each.follower, each]),
    );
    const { fill } = event;
    const tick = this.#tickSize.get(event.venue, fill.contract);
    return {
      eventId,
      group: event.group,
      groupName: names.nameOfGroup(event.group),
      kind: event.kind,
      atMs: event.wallMs,
      contract: fill.contract,
      quantity: fill.side * fill.quantity,
      price: tick === undefined ? "" : priceText(fill.priceTicks, tick),
      l0: event.l0,
      l1: event.l1,
      complete: true,
      followers: event.decisions.flatMap((decided) => {
        const attempt = attempts.get(decided.follower);
        // A kind that is never copied has decisions of nobody, and an attempt for each that it has.
        if (attempt === undefined) return [];
        return [this.#follower(event, later.get(decided.follower) ?? decided, attempt)];
      }),
    };
  }

  #follower(event: LeaderEvent, decided: FollowerDecision, attempt: AttemptCells): TapeFollower {
    const own = attempt.decision === null ? [] : decodeDecisions(attempt.decision);
    const decision = own.find(({ follower }) => follower === decided.follower) ?? decided;
    const orders = orderKeys.parse(JSON.parse(attempt.orders)).map((key) => this.#orderOf(key));
    const order = isOrderStatus(attempt.status) ? speaking(orders) : undefined;
    const { account, contract } = decision;
    const venue = account === null ? null : venueOfAccount(account);
    const { filled, filledTicks } = filledOf(orders);
    const { receivedNs, decidedNs, sentNs, answeredNs, filledNs } = attempt;
    return tapeFollower({
      decision,
      account: this.#nameOf(decision),
      attempt: {
        status: order?.status ?? attempt.status,
        reason: order ? order.reason : attempt.reason,
        filled,
        filledTicks,
        timings: { receivedNs, decidedNs, sentNs, answeredNs, filledNs },
      },
      order,
      leader: event.fill,
      tickSizeMicros: venue === null || contract === null ? undefined : this.#tick(venue, contract),
    });
  }

  #tick(venue: VenueKey, contract: string): number | undefined {
    return this.#tickSize.get(venue, contract);
  }

  #nameOf({ account, follower }: FollowerDecision): string {
    const name = account === null ? undefined : this.#account.get(account satisfies AccountKey);
    return name ?? follower.slice(follower.lastIndexOf("/") + 1);
  }

  #orderOf(key: string): StoredOrder {
    const row = this.#order.get(key);
    const outcome = this.#outcome.get(key);
    assertInvariant(row !== undefined && outcome !== undefined, `order ${key} of an attempt has no row`);
    const fills = this.#fills.all(key);
    const { side, quantity, closing } = row;
    const filled = fills.reduce((total, fill) => total + fill.quantity, 0);
    return { ...outcome, row: { side, quantity }, closing, fills, filled };
  }
}

function isOrderStatus(status: AttemptRow["status"]): status is OrderStatus {
  return orderStatuses.some((known) => known === status);
}

/** The one that opens, else the newest: as the core chose it. */
function speaking(orders: readonly StoredOrder[]): StoredOrder | undefined {
  return orders.find(({ row, closing }) => closing < row.quantity) ?? orders.at(-1);
}

function filledOf(orders: readonly StoredOrder[]): { filled: number; filledTicks: number } {
  const fills = orders.flatMap((order) => order.fills);
  return {
    filled: fills.reduce((total, { quantity }) => total + quantity, 0),
    filledTicks: fills.reduce((total, { quantity, priceTicks }) => total + quantity * priceTicks, 0),
  };
}
