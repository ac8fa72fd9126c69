/**
 * Random histories as an engine would write them: frames of intents and facts over one Friday and one Monday. The same
 * seed gives the same frames in every process.
 */
import type { BrokerOrderId, FillId, OrderKey } from "../../../src-shared/ids.ts";
import { nextOrderStatus, orderStatusEvents } from "../../../src-shared/order-status.ts";
import type { OrderStatus } from "../../../src-shared/order-status.ts";
import { tradeDateAt } from "../../../src-shared/trading-day.ts";
import type { Fact, Intent, LeaderEvent, LegRow, OrderRow } from "../../core/effect.ts";
import { seededRng } from "./rng.ts";
import type { Rng } from "./rng.ts";
import {
  accountOf,
  attemptOf,
  connection,
  contract,
  eventOf,
  fillOf,
  followerOf,
  FRIDAY_MS,
  intentOf,
  legOf,
  MONDAY_MS,
  orderOf,
} from "./rows.ts";

export interface HistoryFrame {
  readonly intents: readonly Intent[];
  readonly facts: readonly Fact[];
}

interface OrderLife {
  readonly row: OrderRow;
  status: OrderStatus;
}

const FOLLOWERS = 3;
const FRIDAY_FRAMES = 40;
/** Older orders get no events any more: they stay as they are, most of them terminal. */
const RECENT_ORDERS = 24;

export function history(seed: number, frames: number): readonly HistoryFrame[] {
  const writer = new HistoryWriter(seed);
  return Array.from({ length: frames }, (_, index) => writer.frame(index));
}

class HistoryWriter {
  readonly #rng: Rng;
  readonly #orders: OrderLife[] = [];
  readonly #openEvents: LeaderEvent[] = [];
  #frame = 0;
  #at = 0;

  constructor(seed: number) {
    this.#rng = seededRng(seed);
  }

  frame(index: number): HistoryFrame {
    this.#frame = index;
    this.#at = (index < FRIDAY_FRAMES ? FRIDAY_MS : MONDAY_MS) + index * 1_000;
    const intents: Intent[] = [];
    if (this.#rng.chance(50)) intents.push(this.#leaderFill());
    if (this.#rng.chance(20)) intents.push(this.#exit());
    const facts: Fact[] = [...this.#orderSteps(), ...this.#stateFacts(), this.#activity()];
    if (this.#rng.chance(40)) facts.push(...this.#complete());
    // Intents come last on purpose: the ledger itself has to put them first.
    facts.push(...intents.map((intent): Fact => ({ kind: "intent", intent })));
    return { intents, facts };
  }

  #leaderFill(): Intent {
    const intent = intentOf(`f${this.#frame}`, 1 + this.#rng.below(FOLLOWERS), this.#at);
    if (intent.event !== null) this.#openEvents.push(intent.event);
    for (const row of intent.orders) this.#orders.push({ row, status: "intended" });
    return intent;
  }

  #exit(): Intent {
    const id = `x${this.#frame}`;
    const index = this.#rng.below(FOLLOWERS);
    const leg: LegRow = {
      ...legOf(id, index),
      legId: `${id}:${index}:close`,
      cause: { kind: "flatten", id },
      leg: "close",
      quantity: 0,
    };
    const row = orderOf(id, index, {
      kind: "liquidation",
      side: -1,
      closing: 2,
      legs: [leg.legId],
      leaderOrder: null,
    });
    this.#orders.push({ row, status: "intended" });
    return { at: this.#at, event: null, legs: [leg], orders: [row] };
  }

  #orderSteps(): readonly Fact[] {
    return this.#orders
      .slice(-RECENT_ORDERS)
      .flatMap((life) => (this.#rng.chance(30) ? this.#orderStep(life) : []));
  }

  #orderStep(life: OrderLife): readonly Fact[] {
    const event = orderStatusEvents[this.#rng.below(orderStatusEvents.length)];
    const status = event === undefined ? undefined : nextOrderStatus(life.status, event);
    if (event === undefined || status === undefined) return [];
    life.status = status;
    const { order } = life.row;
    const brokerOrderId = event === "acknowledged" ? (`B-${order}` as BrokerOrderId) : null;
    const step: Fact = {
      kind: "order-event",
      order,
      event,
      status,
      wallMs: this.#at,
      brokerOrderId,
      reason: null,
      text: event === "refused" ? '=too "late"' : null,
    };
    return event === "all-filled" || event === "part-filled" ? [step, this.#ownFill(life.row)] : [step];
  }

  #ownFill(row: OrderRow): Fact {
    const active = !this.#rng.chance(10);
    const fillId = `F-${row.order}-${this.#rng.below(2)}` as FillId;
    const orderId = `B-${row.order}` as BrokerOrderId;
    const fill = fillOf(fillId, { account: row.account, orderId, side: row.side, quantity: 1, active });
    return { kind: "fill", fill, order: row.order, role: "own" };
  }

  #stateFacts(): readonly Fact[] {
    const index = this.#rng.below(FOLLOWERS);
    const follower = followerOf(index);
    const account = accountOf(index);
    const side = this.#rng.chance(50) ? 1 : -1;
    const choices: readonly Fact[] = [
      { kind: "trade-ended", follower, leaderContract: contract },
      {
        kind: "trade",
        trade: {
          follower,
          leaderContract: contract,
          contract,
          opened: true,
          leaderAnchor: -3,
          followerAnchor: index,
          ratio: null,
          drift: null,
          tolerated: 0,
          closedBy: null,
        },
      },
      {
        kind: "target",
        target: {
          follower,
          account,
          contract,
          side,
          most: index,
          legId: `f${this.#frame}:0:open`,
          attempts: 2,
        },
      },
      { kind: "target-ended", follower, contract, side },
      { kind: "entries-off", follower, reason: "flattened", off: this.#rng.chance(50), wallMs: this.#at },
      {
        kind: "position",
        account,
        contract,
        tradeDate: tradeDateAt(this.#at),
        confirmed: this.#rng.below(9) - 4,
        own: index,
      },
      { kind: "account", account, connection, name: `Name ${this.#frame}` },
      { kind: "fill", fill: fillOf(`foreign${this.#frame}`, { account }), order: null, role: "foreign" },
    ];
    return choices.filter(() => this.#rng.chance(25));
  }

  #activity(): Fact {
    return {
      kind: "activity",
      wallMs: this.#at,
      activity: "copy",
      severity: "info",
      group: null,
      follower: followerOf(0),
      account: null,
      contract,
      eventId: null,
      words: `frame ${this.#frame}`,
      data: { frame: this.#frame },
    };
  }

  #complete(): readonly Fact[] {
    const event = this.#openEvents.shift();
    if (event === undefined) {
      const seen = eventOf(`o${this.#frame}`, 0, { kind: "while-offline" });
      return [{ kind: "event-complete", event: seen, wallMs: this.#at, attempts: [] }];
    }
    const attempts = event.decisions.map((decision, index) =>
      attemptOf(event, index, { decision, orders: [`M-${event.fill.fillId}-${index}-1` as OrderKey] }),
    );
    return [{ kind: "event-complete", event, wallMs: this.#at, attempts }];
  }
}
