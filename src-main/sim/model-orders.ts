/**
 * The broker's side of every order, a trader's or the copier's: opened, named to the copier, executed, ended, told.
 * Whoever calls decides when.
 */
import type { AccountKey, ContractName } from "../../src-shared/ids.ts";
import type { OrderRow } from "../core/effect.ts";
import type { BrokerFill, Side } from "../core/input.ts";
import { reportOf, withoutKey, type ModelOrder } from "./model-book.ts";
import { connectionOf, type Model } from "./model.ts";

export function openOrder(
  model: Model,
  account: AccountKey,
  contract: ContractName,
  signed: number,
  row: OrderRow | null,
): ModelOrder {
  const side: Side = signed > 0 ? 1 : -1;
  return model.book.open({ account, contract, side, quantity: Math.abs(signed), row });
}

/** The order's entity comes first, without its key; the command that carries the key comes when it likes. */
export function name(model: Model, order: ModelOrder): void {
  const { clock, network } = model;
  const connection = connectionOf(model, order.account);
  const bare = withoutKey({ ...reportOf(order), cumulative: null });
  const namedMs = network.deliverRepeated(connection, clock.ms() + network.delay(), () => ({
    kind: "order",
    report: bare,
  }));
  model.namedMs.set(order, namedMs);
  if (order.row === null) return;
  tell(model, order);
}

function tell(model: Model, order: ModelOrder): void {
  const { clock, network } = model;
  const report = reportOf(order);
  const atMs = Math.max(model.namedMs.get(order) ?? 0, clock.ms() + network.delay());
  network.deliver(connectionOf(model, order.account), atMs, () => ({ kind: "order", report }));
}

export function end(
  model: Model,
  order: ModelOrder,
  state: "cancelled" | "rejected",
  reason: string | null,
): void {
  order.state = state;
  order.reason = reason;
  tell(model, order);
}

export function execute(model: Model, order: ModelOrder, quantity: number): BrokerFill {
  const { book, clock, network, options } = model;
  const execution = book.execute(order, quantity, clock.now());
  options.onExecution?.(execution);
  const { account, contract } = order;
  const connection = connectionOf(model, account);
  const isLeader = account === options.leader;
  const earliest = Math.max(
    model.namedMs.get(order) ?? 0,
    isLeader ? (model.lastFillMs.get(contract) ?? 0) : 0,
    clock.ms() + network.delay(),
  );
  const firstMs = network.deliverRepeated(connection, earliest, () => ({
    kind: "fill",
    fill: { ...execution.fill, receivedNs: clock.now().monoNs },
  }));
  if (isLeader) model.lastFillMs.set(contract, firstMs);
  const report = book.report(account, contract);
  network.deliverRepeated(connection, clock.ms() + network.delay(), () => ({ kind: "position", report }));
  tell(model, order);
  return execution.fill;
}
