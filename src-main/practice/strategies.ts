/**
 * Order strategies of the multi-bracket kind: an entry and, as it fills, a pair of exits for each bracket at signed
 * offsets from the entry's average price. Fills go to the brackets in their order. When an exit is done while the entry
 * still works, the rest of the entry is cancelled. What a strategy is lives in its entity, its links and its orders,
 * so a restart needs nothing else.
 */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { BookOrderStrategy } from "./book-entities.ts";
import { BY_EXCHANGE, cancelOrder, modifyOrder, resizeOrder } from "./commands.ts";
import type { Core, Followers } from "./core.ts";
import type { Terms } from "./matching.ts";
import { isFinished, type OrderState } from "./order-state.ts";
import { beginOrder, enterOrder, newOrder, type CommandTags, type OrderRequest } from "./orders.ts";
import type { Product } from "./products.ts";
import { readParams, type Bracket } from "./strategy-params.ts";

/** On the link of the entry; legs carry the index of their bracket. */
const ENTRY_LABEL = "256";

type Status = BookOrderStrategy["status"];

function strategyById(core: Core, id: number): BookOrderStrategy | undefined {
  return core.documents.get("orderStrategy", id)?.entity;
}

function setStrategyStatus(core: Core, id: number, status: Status, failureMessage?: string): void {
  const strategy = strategyById(core, id);
  if (!strategy || strategy.status !== "ActiveStrategy") return;
  core.updated("orderStrategy", strategy.accountId, {
    ...strategy,
    status,
    ...(failureMessage !== undefined && { failureMessage }),
  });
}

function link(core: Core, order: OrderState, orderStrategyId: number, label: string): void {
  const { id } = order;
  core.created("orderStrategyLink", order.accountId, { id, orderStrategyId, orderId: id, label });
}

/** The orders under a label that the exchange still knows. */
function ordersOf(core: Core, strategyId: number, label: string): OrderState[] {
  return core.documents
    .ofMaster("orderStrategyLink", strategyId)
    .filter((each) => each.label === label)
    .flatMap(({ orderId }) => core.orders.get(orderId) ?? []);
}

function unfinishedOf(core: Core, strategyId: number): OrderState[] {
  return core.documents
    .ofMaster("orderStrategyLink", strategyId)
    .flatMap(({ orderId }) => core.orders.get(orderId) ?? [])
    .filter(({ status }) => !isFinished(status));
}

/** An entry and its link, under the id of a strategy that was told before. */
export function startStrategy(core: Core, strategy: BookOrderStrategy, entry: OrderRequest) {
  core.created("orderStrategy", strategy.accountId, strategy);
  const order = newOrder(core, entry);
  enterOrder(core, order, entry.tags);
  link(core, order, strategy.id, ENTRY_LABEL);
  return order;
}

function ticksAway(points: number, product: Product): number {
  return Math.round((points * MICROS_PER_DOLLAR) / product.tickSizeMicros);
}

/** The exits of a bracket, seen from the entry's average price. */
function exitsOf(bracket: Bracket, entry: OrderState): Terms[] {
  const { product } = entry.contract;
  const average = Math.round(entry.filledTicks / entry.filledQty);
  const exits: Terms[] = [];
  if (bracket.profitTarget !== undefined) {
    exits.push({ type: "Limit", priceTicks: average + ticksAway(bracket.profitTarget, product) });
  }
  if (bracket.stopLoss !== undefined) {
    const away = ticksAway(bracket.stopLoss, product);
    const stopTicks = average + away;
    exits.push(
      bracket.trailingStop
        ? { type: "TrailingStop", stopTicks, pegTicks: Math.abs(away) }
        : { type: "Stop", stopTicks },
    );
  }
  return exits;
}

function openLegs(
  core: Core,
  strategy: BookOrderStrategy,
  entry: OrderState,
  leg: { readonly bracket: Bracket; readonly index: number; readonly qty: number },
): void {
  const { senderId, userSessionId } = strategy;
  const tags: CommandTags = {
    origin: "trader",
    isAutomated: true,
    ...(senderId !== undefined && { senderId }),
    ...(userSessionId !== undefined && { userSessionId }),
  };
  const { timeInForce } = entry.version;
  const lasting = timeInForce === "GTC" ? "GTC" : "Day";
  const legs = exitsOf(leg.bracket, entry).map((terms) =>
    newOrder(core, {
      account: core.account(entry.accountId),
      contract: entry.contract,
      action: entry.action === "Buy" ? "Sell" : "Buy",
      qty: leg.qty,
      version: { terms, timeInForce: lasting },
      tags,
    }),
  );
  const [first, second] = legs;
  if (first && second) {
    first.ocoId = second.id;
    second.ocoId = first.id;
  }
  for (const order of legs) {
    enterOrder(core, order, tags);
    link(core, order, strategy.id, String(leg.index));
  }
  for (const order of legs) beginOrder(core, order, tags);
}

/** Gives the contracts of one fill to the brackets that still lack some, in their order. */
function protect(core: Core, strategy: BookOrderStrategy, entry: OrderState, filled: number): void {
  const params = readParams(strategy.params);
  if (!params.ok) return;
  let left = filled;
  for (const [index, bracket] of params.value.brackets.entries()) {
    const legs = ordersOf(core, strategy.id, String(index));
    const has = Math.max(0, ...legs.map(({ qty }) => qty));
    const qty = Math.min(left, bracket.qty - has);
    if (qty <= 0) continue;
    left -= qty;
    if (legs.length === 0) openLegs(core, strategy, entry, { bracket, index, qty });
    for (const order of legs) if (!isFinished(order.status)) resizeOrder(core, order, order.qty + qty);
  }
}

function finishIfDone(core: Core, strategyId: number): void {
  if (unfinishedOf(core, strategyId).length > 0) return;
  const entries = ordersOf(core, strategyId, ENTRY_LABEL);
  const traded = entries.length === 0 || entries.some(({ filledQty }) => filledQty > 0);
  setStrategyStatus(core, strategyId, traded ? "ExecutionFinished" : "StoppedByUser");
}

/** Ends entry and exits; what is open stays open. */
export function interruptStrategy(core: Core, strategyId: number): void {
  setStrategyStatus(core, strategyId, "ExecutionInterrupted");
  for (const order of unfinishedOf(core, strategyId)) {
    if (!isFinished(order.status)) cancelOrder(core, order, BY_EXCHANGE);
  }
}

/** Keeps the new brackets and moves the exits that still work to their new places. */
export function moveBrackets(core: Core, strategy: BookOrderStrategy, brackets: readonly Bracket[]): void {
  const params = readParams(strategy.params);
  if (!params.ok) return;
  const next = JSON.stringify({ ...params.value, brackets });
  core.updated("orderStrategy", strategy.accountId, { ...strategy, params: next });
  const [entry] = ordersOf(core, strategy.id, ENTRY_LABEL);
  if (!entry || entry.filledQty === 0) return;
  for (const [index, bracket] of brackets.entries()) {
    const exits = exitsOf(bracket, entry);
    for (const order of ordersOf(core, strategy.id, String(index))) {
      const terms = exits.find(({ type }) => type === order.terms.type);
      if (!terms || isFinished(order.status) || order.terms.type === "TrailingStop") continue;
      replaceTerms(core, order, terms);
    }
  }
}

function replaceTerms(core: Core, order: OrderState, terms: Terms): void {
  modifyOrder(core, order, { qty: order.qty, version: { ...order.version, terms }, tags: BY_EXCHANGE });
}

function entryEnded(core: Core, strategyId: number, order: OrderState): void {
  if (order.status !== "Rejected") return;
  const report = core.documents
    .ofMaster("executionReport", order.id)
    .find(({ execType }) => execType === "Rejected");
  setStrategyStatus(core, strategyId, "ExecutionFailed", report?.text ?? "The entry was rejected");
}

export function createStrategies(core: Core): Followers {
  return {
    filled: (order, qty) => {
      const known = core.documents.get("orderStrategyLink", order.id)?.entity;
      const strategy = known && strategyById(core, known.orderStrategyId);
      if (!known || !strategy) return;
      if (known.label === ENTRY_LABEL) protect(core, strategy, order, qty);
      else if (order.status === "Filled") {
        for (const entry of ordersOf(core, strategy.id, ENTRY_LABEL)) {
          if (!isFinished(entry.status)) cancelOrder(core, entry, BY_EXCHANGE);
        }
      }
      finishIfDone(core, strategy.id);
    },
    ended: (order) => {
      const known = core.documents.get("orderStrategyLink", order.id)?.entity;
      if (!known) return;
      if (known.label === ENTRY_LABEL) entryEnded(core, known.orderStrategyId, order);
      finishIfDone(core, known.orderStrategyId);
    },
  };
}
