/**
 * The ledger as a plain fold over facts, written without its code, tables or queries: what a restored ledger must equal.
 */
import { tradeDateAt, tradeDateNumber } from "../../../src-shared/trading-day.ts";
import type { Fact, Intent, LeaderEvent, LegRow, OrderRow } from "../../core/effect.ts";
import type { Restored, RestoredOrder } from "../../core/restored.ts";
import type { HistoryFrame } from "./history.ts";

type FactOf<Kind extends Fact["kind"]> = Extract<Fact, { readonly kind: Kind }>;

interface ModelOrder {
  readonly row: OrderRow;
  readonly at: number;
  readonly event: string | null;
  readonly steps: FactOf<"order-event">[];
}

const terminal: ReadonlySet<string> = new Set(["filled", "rejected", "cancelled", "not-placed"]);

export class LedgerModel {
  readonly fills = new Map<string, string>();
  activities = 0;
  attempts = 0;
  readonly #orders = new Map<string, ModelOrder>();
  readonly #legs = new Map<string, { leg: LegRow; event: string | null }>();
  readonly #open = new Map<string, LeaderEvent>();
  readonly #ownFills: FactOf<"fill">[] = [];
  readonly #trades = new Map<string, Restored["trades"][number]>();
  readonly #targets = new Map<string, Restored["targets"][number]>();
  readonly #off = new Map<string, Restored["entriesOff"][number]>();
  readonly #positions = new Map<string, Restored["positions"][number]>();
  readonly #accounts = new Map<string, Restored["accounts"][number]>();

  journal(intents: readonly Intent[]): void {
    for (const intent of intents) this.#intent(intent);
  }

  frame(frame: HistoryFrame): void {
    this.journal(frame.intents);
    for (const fact of frame.facts) this.#fact(fact);
  }

  #intent(intent: Intent): void {
    const event = intent.event;
    if (event !== null) {
      this.#open.set(event.eventId, event);
      this.fills.set(event.fill.fillId, event.eventId);
    }
    const eventId = event === null ? null : event.eventId;
    for (const leg of intent.legs) this.#legs.set(leg.legId, { leg, event: eventId });
    for (const row of intent.orders)
      this.#orders.set(row.order, { row, at: intent.at, event: eventId, steps: [] });
  }

  #fact(fact: Fact): void {
    switch (fact.kind) {
      case "intent":
        return;
      case "order-event":
        this.#orders.get(fact.order)?.steps.push(fact);
        return;
      case "fill":
        if (fact.order !== null) this.#ownFills.push(fact);
        return;
      case "event-complete":
        this.#open.delete(fact.event.eventId);
        this.fills.set(fact.event.fill.fillId, fact.event.eventId);
        this.attempts += fact.attempts.length;
        return;
      case "activity":
        this.activities += 1;
        return;
      // A start reads no contract: the broker tells of them anew.
      case "contract":
        return;
      case "trade":
      case "trade-ended":
      case "target":
      case "target-ended":
      case "entries-off":
      case "position":
      case "account":
        this.#state(fact);
    }
  }

  #state(
    fact: Exclude<
      Fact,
      FactOf<"intent" | "order-event" | "fill" | "event-complete" | "activity" | "contract">
    >,
  ): void {
    switch (fact.kind) {
      case "trade":
        this.#trades.set(`${fact.trade.follower} ${fact.trade.leaderContract}`, fact.trade);
        return;
      case "trade-ended":
        this.#trades.delete(`${fact.follower} ${fact.leaderContract}`);
        return;
      case "target":
        this.#targets.set(`${fact.target.follower} ${fact.target.contract} ${fact.target.side}`, fact.target);
        return;
      case "target-ended":
        this.#targets.delete(`${fact.follower} ${fact.contract} ${fact.side}`);
        return;
      case "entries-off":
        if (fact.off)
          this.#off.set(fact.follower, { follower: fact.follower, reason: fact.reason, wallMs: fact.wallMs });
        else this.#off.delete(fact.follower);
        return;
      case "position": {
        const { account, contract, confirmed, own } = fact;
        this.#positions.set(`${account} ${contract}`, { account, contract, confirmed, own });
        return;
      }
      case "account": {
        const { account, connection, name } = fact;
        this.#accounts.set(account, { account, connection, name });
      }
    }
  }

  restored(nowMs: number): Restored {
    const today = tradeDateNumber(tradeDateAt(nowMs));
    const orders = [...this.#orders.values()]
      .filter((order) => this.#isRestored(order, today))
      .map((order) => this.#order(order));
    const legIds = new Set([
      ...orders.flatMap((order) => order.row.legs),
      ...[...this.#targets.values()].map((target) => target.legId),
      ...[...this.#legs.values()]
        .filter((leg) => leg.event !== null && this.#open.has(leg.event))
        .map((leg) => leg.leg.legId),
    ]);
    return {
      accounts: [...this.#accounts.values()],
      orders,
      legs: [...this.#legs.values()].map(({ leg }) => leg).filter((leg) => legIds.has(leg.legId)),
      openEvents: [...this.#open.values()],
      trades: [...this.#trades.values()],
      targets: [...this.#targets.values()],
      entriesOff: [...this.#off.values()],
      positions: [...this.#positions.values()],
    };
  }

  #isRestored(order: ModelOrder, today: number): boolean {
    const last = order.steps.at(-1);
    const open = last === undefined || !terminal.has(last.status);
    const eventOpen = order.event !== null && this.#open.has(order.event);
    return open || eventOpen || tradeDateNumber(tradeDateAt(order.at)) >= today;
  }

  #order(order: ModelOrder): RestoredOrder {
    const { row, steps, at } = order;
    const last = steps.at(-1);
    const own = this.#ownFills.filter((fact) => fact.order === row.order);
    const busted = new Set(own.filter((fact) => !fact.fill.active).map((fact) => fact.fill.fillId));
    const fills = new Map(
      own
        .filter((fact) => !busted.has(fact.fill.fillId))
        .map(({ fill }) => {
          const { fillId, quantity, priceTicks } = fill;
          return [fillId, { fillId, quantity, priceTicks }] as const;
        }),
    );
    return {
      row,
      status: last?.status ?? "intended",
      brokerOrderId: steps.findLast((step) => step.brokerOrderId !== null)?.brokerOrderId ?? null,
      fills: [...fills.values()],
      lastMs: last?.wallMs ?? at,
    };
  }
}

/** Tables without an order of their own compare as sets. */
export function comparable(restored: Restored): Readonly<Record<string, readonly unknown[]>> {
  return {
    orders: restored.orders,
    openEvents: restored.openEvents,
    accounts: sorted(restored.accounts),
    legs: sorted(restored.legs),
    trades: sorted(restored.trades),
    targets: sorted(restored.targets),
    entriesOff: sorted(restored.entriesOff),
    positions: sorted(restored.positions),
  };
}

function sorted(rows: readonly unknown[]): readonly unknown[] {
  return rows.toSorted((one, other) => (canonical(one) < canonical(other) ? -1 : 1));
}

/** Text that does not depend on the order of a row's keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
