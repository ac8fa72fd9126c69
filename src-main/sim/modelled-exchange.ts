/**
 * A small deterministic broker that drives the real core through `step` alone: it performs the core's effects on a
 * virtual clock and answers with what a broker would tell. The same seed gives the same run. It must not look into the
 * core's state to decide anything.
 */
import type { AccountKey, ConnectionId, ContractName } from "../../src-shared/ids.ts";
import type { Effect, FillHistory, OrderRow } from "../core/effect.ts";
import type { BrokerFill, Input } from "../core/input.ts";
import { newState, type CoreState } from "../core/state.ts";
import { step } from "../core/step.ts";
import { createRng } from "../practice/rng.ts";
import { newBook, type Book, type ModelOrder } from "./model-book.ts";
import { newNetwork } from "./model-network.ts";
import { end, execute, name, openOrder } from "./model-orders.ts";
import { cancel, readAccount, resolve, send } from "./model-requests.ts";
import { isOpen, type ExchangeOptions, type Model } from "./model.ts";
import { virtualClock, type VirtualClock } from "./virtual-clock.ts";

/** Nothing is remembered beyond the core's own memory: the ledger has tests of its own. */
const NO_HISTORY: FillHistory = { find: () => undefined };
const NS_PER_MS = 1_000_000;

export interface ModelledExchange {
  readonly state: CoreState;
  readonly book: Book;
  readonly clock: VirtualClock;
  input(input: Input): void;
  /** Connects, sends the snapshot of every account and lets it settle. */
  connect(connection: ConnectionId): void;
  disconnect(connection: ConnectionId): void;
  isUp(connection: ConnectionId): boolean;
  /** A trader's order: on the leader or, as a manual trade, on a follower. */
  trade(account: AccountKey, contract: ContractName, signed: number): ModelOrder;
  /** Fills a trader's or, by hand, a copier's order. */
  fill(order: ModelOrder, quantity: number): BrokerFill;
  refuse(order: ModelOrder, reason: string): void;
  cancelRest(order: ModelOrder): void;
  /** Orders of the copier that have not reached the broker: on their way, or lost. */
  inTransit(): ReadonlySet<OrderRow>;
  /** Orders of the copier that are not ended, oldest first. */
  working(account: AccountKey): readonly ModelOrder[];
}

export function modelledExchange(options: ExchangeOptions): ModelledExchange {
  const rng = createRng(options.seed);
  const clock = virtualClock();
  const model: Model = {
    take: (input) => {
      take(model, input);
    },
    options,
    state: newState(NO_HISTORY),
    book: newBook(),
    network: newNetwork(clock, rng, options.faults, (input) => {
      take(model, input);
    }),
    clock,
    timers: new Map(),
    namedMs: new Map(),
    lastFillMs: new Map(),
    unanswered: new Map(),
    byKey: new Map(),
    inTransit: new Set(),
    refused: new Set(),
    upTo: (bound) => rng.integer(1, bound),
  };
  return {
    state: model.state,
    book: model.book,
    clock,
    input: (input) => {
      take(model, input);
    },
    connect: (connection) => {
      connect(model, connection);
    },
    disconnect: (connection) => {
      disconnect(model, connection);
    },
    isUp: (connection) => model.network.isUp(connection),
    trade(account, contract, signed) {
      const order = openOrder(model, account, contract, signed, null);
      name(model, order);
      return order;
    },
    fill: (order, quantity) => execute(model, order, quantity),
    refuse(order, reason) {
      end(model, order, "rejected", reason);
    },
    cancelRest(order) {
      end(model, order, "cancelled", null);
    },
    inTransit: () => model.inTransit,
    working: (account) =>
      model.book.orders.filter((order) => order.account === account && order.row !== null && isOpen(order)),
  };
}

function take(model: Model, input: Input): void {
  const now = model.clock.now();
  if (input.kind === "placed") model.unanswered.delete(input.order);
  model.options.beforeStep?.(input);
  const out = step(model.state, input, now);
  model.options.onStep?.(input, out, now);
  for (const effect of out.effects) perform(model, effect);
}

function perform(model: Model, effect: Effect): void {
  switch (effect.kind) {
    case "place":
      return send(model, effect.order);
    case "liquidate":
      return send(model, effect.liquidation);
    case "cancel":
      return cancel(model, effect.cancel.order);
    case "read-account":
      return readAccount(model, effect.account, effect.connection);
    case "reconnect":
      // The sessions here lose messages, not sockets: a reading fails only where the connection is down already.
      return;
    case "resolve-contract":
      return resolve(model, effect.connection, effect.contract);
    case "close-only-group":
      // The settings follow at the desk; the sessions here give no cause for it.
      throw new Error(`the core closed group ${effect.group}: no session gives it a cause`);
    case "set-timer":
      return setTimer(model, effect);
    default:
      throw new Error(`unknown effect ${JSON.stringify(effect satisfies never)}`);
  }
}

function setTimer(model: Model, effect: Extract<Effect, { kind: "set-timer" }>): void {
  const key = JSON.stringify(effect.timer);
  model.timers.get(key)?.();
  const cancelTimer = model.clock.at(effect.atNs / NS_PER_MS, () => {
    model.timers.delete(key);
    take(model, { kind: "timer", timer: effect.timer });
  });
  model.timers.set(key, cancelTimer);
}

function connect(model: Model, connection: ConnectionId): void {
  const { book, network, options } = model;
  const accounts = options.accounts.filter((account) => account.connection === connection);
  const [first] = options.contracts;
  if (first === undefined) throw new Error("a session needs a contract");
  network.set(connection, true);
  take(model, { kind: "connected", connection, venue: first.venue });
  take(model, {
    kind: "snapshot",
    connection,
    venue: first.venue,
    accounts: accounts.map((account) => book.snapshot(account.key, account.name, model.clock.now().monoNs)),
  });
}

function disconnect(model: Model, connection: ConnectionId): void {
  model.network.set(connection, false);
  take(model, { kind: "disconnected", connection, why: "the socket closed" });
  for (const [order, owner] of model.unanswered) {
    if (owner !== connection) continue;
    take(model, { kind: "placed", order, outcome: { kind: "unknown", why: "the socket closed" } });
  }
}
