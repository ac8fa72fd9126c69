/** Phase C: closes a leader's event with one attempt per follower, in the transaction of its frame. */
import type { Database, Statement } from "better-sqlite3";
import type { FollowerDecision } from "../core/decision.ts";
import type { AttemptRow, Fact, LeaderEvent } from "../core/effect.ts";
import { LedgerConflictError } from "./errors.ts";
import { encodeDecisions, encodeEvent, isBodyOf } from "./event-codec.ts";
import { FactTable, wholeTime } from "./fact-table.ts";
import type { Cell, FactTableShape } from "./fact-table.ts";
import type { FillBound } from "./fill-bound.ts";
import { FillLedger } from "./fill-ledger.ts";
import { packed } from "./pack.ts";

export type EventComplete = Extract<Fact, { readonly kind: "event-complete" }>;

export const leaderEventShape: FactTableShape = {
  table: "leader_event",
  key: ["event_id"],
  columns: [
    "event_id",
    "kind",
    "group_id",
    "venue",
    "fill_id",
    "account",
    "order_id",
    "contract",
    "side",
    "quantity",
    "price_ticks",
    "l0",
    "l1",
    "wall_ms",
    "completed_ms",
    "body",
    "later",
    "decided_ns",
  ],
  context: 1,
};

export const attemptShape: FactTableShape = {
  table: "attempt",
  key: ["event_id", "follower"],
  columns: [
    "event_id",
    "follower",
    "status",
    "orders",
    "filled",
    "filled_ticks",
    "reason",
    "text",
    "received_ns",
    "decided_ns",
    "sent_ns",
    "answered_ns",
    "filled_ns",
  ],
};

export const eventSql = {
  openBody: "SELECT body FROM open_event WHERE event_id = ?",
  close: "DELETE FROM open_event WHERE event_id = ?",
} as const;

export class EventWriter {
  readonly #events: FactTable;
  readonly #attempts: FactTable;
  readonly #fills: FillLedger;
  readonly #openBody: Statement<[string], string>;
  readonly #close: Statement<[string]>;

  constructor(db: Database, bound: FillBound) {
    this.#events = new FactTable(db, leaderEventShape);
    this.#attempts = new FactTable(db, attemptShape);
    this.#fills = new FillLedger(db, bound);
    this.#openBody = db.prepare<[string], string>(eventSql.openBody).pluck();
    this.#close = db.prepare(eventSql.close);
  }

  /** @throws LedgerConflictError when the event was decided or completed with other content. */
  complete(fact: EventComplete): void {
    const { event } = fact;
    const body = encodeEvent(event);
    const open = this.#openBody.get(event.eventId);
    if (open !== undefined && !isBodyOf(open, event, body)) {
      throw new LedgerConflictError({ table: "open_event", key: event.eventId, columns: ["body"] });
    }
    this.#fills.record(event);
    this.#events.put(eventCells(fact, body));
    for (const attempt of fact.attempts) this.#attempts.put(attemptCells(event, attempt));
    if (open !== undefined) this.#close.run(event.eventId);
  }
}

function eventCells({ event, wallMs, attempts }: EventComplete, body: string): Cell[] {
  const { fill } = event;
  return [
    event.eventId,
    event.kind,
    event.group,
    event.venue,
    fill.fillId,
    fill.account,
    fill.orderId,
    fill.contract,
    fill.side,
    fill.quantity,
    fill.priceTicks,
    event.l0,
    event.l1,
    wholeTime(event.wallMs),
    wholeTime(wallMs),
    packed(body),
    later(event, attempts),
    wholeTime(event.decidedNs),
  ];
}

function attemptCells(event: LeaderEvent, attempt: AttemptRow): Cell[] {
  const { timings } = attempt;
  return [
    event.eventId,
    attempt.follower,
    attempt.status,
    JSON.stringify(attempt.orders),
    attempt.filled,
    attempt.filledTicks,
    attempt.reason,
    attempt.text,
    wholeTime(timings.receivedNs),
    wholeTime(timings.decidedNs),
    wholeTimeOrNull(timings.sentNs),
    wholeTimeOrNull(timings.answeredNs),
    wholeTimeOrNull(timings.filledNs),
  ];
}

/** Decisions that are not those of the event's body, all in one text: their words are most of an event's bytes. */
function later(event: LeaderEvent, attempts: readonly AttemptRow[]): string | null {
  const decided = new Map(event.decisions.map((decision) => [decision.follower, decision]));
  const others = attempts
    .map((attempt) => attempt.decision)
    .filter((decision) => isAnother(decision, decided.get(decision.follower)));
  return others.length === 0 ? null : packed(encodeDecisions(others));
}

function isAnother(decision: FollowerDecision, decided: FollowerDecision | undefined): boolean {
  if (decision === decided) return false;
  return decided === undefined || encodeDecisions([decision]) !== encodeDecisions([decided]);
}

function wholeTimeOrNull(value: number | null): number | null {
  return value === null ? null : wholeTime(value);
}
