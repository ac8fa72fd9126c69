/**
 * What the copier asks of a modelled broker: orders, liquidations, cancels, reads. Requests travel, may be lost or
 * refused, and replies come late; a liquidation takes what is held when it arrives, after cancelling what works there.
 */
import type { AccountKey, ConnectionId, ContractName, OrderKey } from "../../src-shared/ids.ts";
import type { OrderRow } from "../core/effect.ts";
import type { PlaceOutcome } from "../core/input.ts";
import type { ModelOrder } from "./model-book.ts";
import { end, execute, name, openOrder } from "./model-orders.ts";
import { connectionOf, isOpen, type Model } from "./model.ts";

export function send(model: Model, row: OrderRow): void {
  const { clock, network } = model;
  const sent = network.isUp(row.connection);
  const { monoNs } = clock.now();
  clock.after(0, () => {
    model.take({ kind: "handed-over", order: row.order, sent, atNs: monoNs });
  });
  if (!sent) return;
  model.unanswered.set(row.order, row.connection);
  model.inTransit.add(row);
  if (network.mishap(model.options.faults.lostRequests)) return;
  clock.after(network.delay(), () => {
    arriveAtBroker(model, row);
  });
}

function arriveAtBroker(model: Model, row: OrderRow): void {
  const { book, network, options } = model;
  const held = book.position(row.account, row.contract);
  model.inTransit.delete(row);
  const instead = options.answerWith?.(row) ?? null;
  if (instead !== null) return answer(model, row, instead);
  if (row.kind === "liquidation") {
    for (const order of book.orders) {
      if (order.account === row.account && order.contract === row.contract && isOpen(order)) {
        end(model, order, "cancelled", null);
      }
    }
    if (held === 0) return answer(model, row, rejected("UnknownReason"));
  }
  const { rejects, rejectsMost = Number.POSITIVE_INFINITY } = options.faults;
  const refused = model.refused.size < rejectsMost && network.mishap(rejects);
  if (refused) model.refused.add(row.order);
  if (refused && network.chance(50)) return answer(model, row, rejected("OtherExecutionRelated"));
  const signed = row.kind === "liquidation" ? -held : row.side * row.quantity;
  const order = openOrder(model, row.account, row.contract, signed, row);
  model.byKey.set(row.order, order);
  answer(model, row, { kind: "accepted", orderId: order.id });
  name(model, order);
  if (refused) end(model, order, "rejected", "OtherExecutionRelated");
  else if (!options.byHand) fillByItself(model, order);
}

function rejected(reason: string): PlaceOutcome {
  return { kind: "rejected", reason, text: reason };
}

function answer(model: Model, row: OrderRow, outcome: PlaceOutcome): void {
  const { clock, network, options } = model;
  if (network.mishap(options.faults.lostReplies)) return;
  const late = network.chance(options.faults.lateReplies) ? options.faults.lateReplyMs : 0;
  network.deliver(row.connection, clock.ms() + network.delay() + late, () => ({
    kind: "placed",
    order: row.order,
    outcome,
  }));
}

function fillByItself(model: Model, order: ModelOrder): void {
  const { clock, network, options } = model;
  const parted = network.chance(options.faults.partials);
  const next = (): void => {
    if (!isOpen(order)) return;
    const rest = order.quantity - order.filled;
    execute(model, order, parted ? model.upTo(rest) : rest);
    if (isOpen(order)) clock.after(model.upTo(Math.max(1, options.faults.partGapMs)), next);
  };
  clock.after(network.delay(), next);
}

export function cancel(model: Model, key: OrderKey): void {
  const { clock, network } = model;
  clock.after(network.delay(), () => {
    const order = model.byKey.get(key);
    if (order && isOpen(order)) return end(model, order, "cancelled", null);
    const connection = order ? connectionOf(model, order.account) : undefined;
    if (connection === undefined) return;
    network.deliver(connection, clock.ms() + network.delay(), () => ({
      kind: "cancel-failed",
      order: key,
      text: "TooLate",
    }));
  });
}

export function readAccount(model: Model, key: AccountKey, connection: ConnectionId): void {
  const { book, clock, network, options } = model;
  const account = options.accounts.find((candidate) => candidate.key === key);
  const beganNs = clock.now().monoNs;
  clock.after(network.delay(), () => {
    if (!network.isUp(connection) || account === undefined) {
      model.take({ kind: "account-read-failed", account: key, why: "no connection" });
      return;
    }
    // What the broker read a moment ago: later events may overtake the answer.
    const snapshot = book.snapshot(key, account.name, beganNs);
    network.deliver(connection, clock.ms() + network.delay(), () => ({ kind: "account-read", snapshot }));
  });
}

export function resolve(model: Model, connection: ConnectionId, contract: ContractName): void {
  const { clock, network, options } = model;
  const spec = options.contracts.find((candidate) => candidate.contract === contract);
  if (spec === undefined) return;
  network.deliver(connection, clock.ms() + network.delay(), () => ({ kind: "contract", spec }));
}
