/** The write side: one function per business fact, all called inside the one transaction of a frame. */
import type { Database, Statement } from "better-sqlite3";
import { assertNever } from "../../src-shared/assert.ts";
import { isTerminal } from "../../src-shared/order-status.ts";
import { tradeDateNumber } from "../../src-shared/trading-day.ts";
import type { Fact, Intent } from "../core/effect.ts";
import type { Cell } from "./fact-table.ts";
import { wholeTime } from "./fact-table.ts";
import type { FillBound } from "./fill-bound.ts";
import { EventWriter } from "./write-event.ts";
import { IntentWriter } from "./write-intent.ts";
import { StateWriter } from "./write-state.ts";

type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;
type LaterFact = Exclude<Fact, FactOf<"intent">>;

export const factSql = {
  orderEvent: `INSERT INTO order_event (order_key, event, status, wall_ms, broker_order_id, reason, text)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  orderOpen: "INSERT INTO open_order (order_key) VALUES (?) ON CONFLICT DO NOTHING",
  orderDone: "DELETE FROM open_order WHERE order_key = ?",
  fill: `INSERT INTO fill (account, fill_id, active, role, order_key, order_id, contract, side, quantity, price_ticks,
      trade_date, filled_at_ms, received_ns) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`,
  activity: `INSERT INTO activity (wall_ms, activity, severity, group_id, follower, account, contract, event_id, words,
      data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
} as const;

export class FactWriter {
  readonly #intents: IntentWriter;
  readonly #events: EventWriter;
  readonly #state: StateWriter;
  readonly #statements: Readonly<Record<keyof typeof factSql, Statement<Cell[]>>>;

  constructor(db: Database, bound: FillBound) {
    this.#intents = new IntentWriter(db, bound);
    this.#events = new EventWriter(db, bound);
    this.#state = new StateWriter(db);
    this.#statements = {
      orderEvent: db.prepare(factSql.orderEvent),
      orderOpen: db.prepare(factSql.orderOpen),
      orderDone: db.prepare(factSql.orderDone),
      fill: db.prepare(factSql.fill),
      activity: db.prepare(factSql.activity),
    };
  }

  /** True when anything of it was new. Intents go before the other facts of a frame, which refer to their rows. */
  intent(intent: Intent): boolean {
    return this.#intents.write(intent);
  }

  later(fact: LaterFact): void {
    switch (fact.kind) {
      case "order-event":
        return this.#orderEvent(fact);
      case "fill":
        return this.#fill(fact);
      case "event-complete":
        return this.#events.complete(fact);
      case "trade":
        return this.#state.trade(fact.trade);
      case "trade-ended":
        return this.#state.tradeEnded(fact);
      case "target":
        return this.#state.target(fact.target);
      case "target-ended":
        return this.#state.targetEnded(fact);
      case "entries-off":
        return this.#state.entriesOff(fact);
      case "position":
        return this.#state.position(fact);
      case "account":
        return this.#state.account(fact);
      case "contract":
        return this.#state.contract(fact);
      case "activity":
        return this.#activity(fact);
      default:
        return assertNever(fact);
    }
  }

  #orderEvent(fact: FactOf<"order-event">): void {
    const { order, event, status, brokerOrderId, reason, text } = fact;
    const { orderEvent, orderDone, orderOpen } = this.#statements;
    orderEvent.run(order, event, status, wholeTime(fact.wallMs), brokerOrderId, reason, text);
    if (isTerminal(status)) orderDone.run(order);
    else orderOpen.run(order);
  }

  #fill(fact: FactOf<"fill">): void {
    const { fill } = fact;
    this.#statements.fill.run(
      fill.account,
      fill.fillId,
      fill.active ? 1 : 0,
      fact.role,
      fact.order,
      fill.orderId,
      fill.contract,
      fill.side,
      fill.quantity,
      fill.priceTicks,
      tradeDateNumber(fill.tradeDate),
      wholeTime(fill.filledAtMs),
      wholeTime(fill.receivedNs),
    );
  }

  #activity(fact: FactOf<"activity">): void {
    this.#statements.activity.run(
      wholeTime(fact.wallMs),
      fact.activity,
      fact.severity,
      fact.group,
      fact.follower,
      fact.account,
      fact.contract,
      fact.eventId,
      fact.words,
      fact.data === null ? null : JSON.stringify(fact.data),
    );
  }
}
