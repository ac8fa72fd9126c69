/**
 * Lets orders trade: now if the quote allows it, in pieces or later if a switch says so. Every execution is a frame
 * of its own. An order that can not trade yet works until a quote reaches it; a trailing stop moves along meanwhile.
 * What follows from an execution or an end (linked orders, brackets) is told to the core's followers at once.
 */
import { bookFill } from "./accounts.ts";
import type { Core } from "./core.ts";
import { armed, tradePrice, trailed, triggers } from "./matching.ts";
import { isFinished, mayTrade, remainingQty, type OrderState } from "./order-state.ts";
import type { Quote } from "./price-feed.ts";
import { TOO_LATE } from "./refusal.ts";
import { reportExecution, restateVersion, setStatus, settleCommand } from "./reports.ts";

/** From here on the order is among those that have not ended, whether it works yet or not. */
export function enlist(core: Core, order: OrderState): void {
  const { id } = order.contract;
  const open = core.working.get(id);
  if (open) open.add(order);
  else core.working.set(id, new Set([order]));
}

function stopTimers(order: OrderState): void {
  order.cancelDelay?.();
  order.cancelDelay = undefined;
  for (const cancel of order.timers) cancel();
  order.timers.clear();
}

/** A command that still waits comes too late for an order that has ended. */
function dropWaiting(core: Core, order: OrderState): void {
  const { pendingCommandId } = order;
  order.pendingCommandId = undefined;
  if (pendingCommandId !== undefined) {
    settleCommand(core, order, pendingCommandId, "ExecutionRejected", TOO_LATE);
  }
  if (core.documents.get("command", order.id)?.entity.commandStatus === "OnHold") {
    settleCommand(core, order, order.id, "ExecutionStopped");
  }
}

function delist(core: Core, order: OrderState): void {
  stopTimers(order);
  dropWaiting(core, order);
  const open = core.working.get(order.contract.id);
  open?.delete(order);
  if (open?.size === 0) core.working.delete(order.contract.id);
}

/** The order has ended without a trade and has said so. */
export function closeOrder(core: Core, order: OrderState): void {
  delist(core, order);
  for (const follower of core.followers) follower.ended(order);
}

/** Ends an order without a trade. */
export function endOrder(
  core: Core,
  order: OrderState,
  commandId: number,
  status: "Canceled" | "Expired",
): void {
  setStatus(core, order, status);
  reportExecution(core, order, commandId, status);
  closeOrder(core, order);
}

function priceNow(core: Core, order: OrderState): number | undefined {
  return tradePrice(order, core.feed.quote(order.contract));
}

/** How much the market shows: all of it, unless a switch lets it show little. */
function nextSize(core: Core, order: OrderState): number {
  const remaining = remainingQty(order);
  const [wanted, ...later] = order.sizes;
  order.sizes = later;
  if (wanted !== undefined) return Math.min(wanted, remaining);
  const { partialFills } = core.faults.settings;
  return partialFills ? Math.min(partialFills.maxQty, remaining) : remaining;
}

function execute(core: Core, order: OrderState, qty: number, priceTicks: number): void {
  core.newFrame();
  order.filledQty += qty;
  order.filledTicks += qty * priceTicks;
  const done = remainingQty(order) === 0;
  if (done) {
    setStatus(core, order, "Filled");
    delist(core, order);
  }
  const fill = bookFill(core, order, qty, priceTicks);
  reportExecution(core, order, order.id, "Trade", { lastQty: qty, lastPx: fill.price });
  for (const follower of core.followers) follower.filled(order, qty);
}

function schedule(core: Core, order: OrderState, ms: number): void {
  order.cancelDelay = core.later(ms, () => {
    order.cancelDelay = undefined;
    tradePieces(core, order);
  });
}

function isAtOnce({ version }: OrderState): boolean {
  return version.timeInForce === "IOC" || version.timeInForce === "FOK";
}

function expireRest(core: Core, order: OrderState): void {
  core.newFrame();
  endOrder(core, order, order.id, "Expired");
}

/** Whether the whole of it trades in one piece, as fill-or-kill demands. */
function tradesWhole(core: Core, order: OrderState): boolean {
  const { partialFills } = core.faults.settings;
  return order.sizes.length === 0 && (!partialFills || partialFills.maxQty >= remainingQty(order));
}

function tradePieces(core: Core, order: OrderState): void {
  if (order.version.timeInForce === "FOK" && !tradesWhole(core, order)) {
    expireRest(core, order);
    return;
  }
  while (mayTrade(order)) {
    const priceTicks = priceNow(core, order);
    if (priceTicks === undefined) {
      order.rested = true;
      break;
    }
    execute(core, order, nextSize(core, order), priceTicks);
    if (isAtOnce(order)) break;
    const delayMs = core.faults.settings.partialFills?.delayMs ?? 0;
    if (delayMs > 0 && mayTrade(order)) {
      schedule(core, order, delayMs);
      return;
    }
  }
  if (isAtOnce(order) && !isFinished(order.status)) expireRest(core, order);
}

/** Notes that a stop or touch price was reached, and moves a trailing stop along. */
function followPrice(core: Core, order: OrderState, quote: Quote): void {
  if (order.triggered) return;
  if (triggers(order.action, order.terms, quote)) {
    if (order.terms.type === "Market" || order.terms.type === "Limit") return;
    order.triggered = true;
    core.touchOrder(order);
    return;
  }
  const moved = trailed(order.action, order.terms, quote);
  if (moved === order.terms) return;
  order.terms = moved;
  restateVersion(core, order);
}

/** Lets an order of which nothing holds back any more work: a trailing stop takes its distance from this price. */
export function arm(core: Core, order: OrderState): void {
  const terms = armed(order.action, order.terms, core.feed.quote(order.contract));
  if (terms === order.terms) return;
  order.terms = terms;
  restateVersion(core, order);
}

/** Trades what can be traded of a working order at the present quote. */
export function evaluate(core: Core, order: OrderState): void {
  if (!mayTrade(order) || order.cancelDelay) return;
  followPrice(core, order, core.feed.quote(order.contract));
  if (priceNow(core, order) === undefined) {
    const waitsForTrigger = order.terms.type !== "Limit" && order.terms.type !== "Market" && !order.triggered;
    if (!waitsForTrigger) order.rested = true;
    if (isAtOnce(order)) expireRest(core, order);
    return;
  }
  const { fillDelayMs } = core.faults.settings;
  if (fillDelayMs > 0 && order.filledQty === 0) schedule(core, order, fillDelayMs);
  else tradePieces(core, order);
}

/** Gives every working order on this underlying its chance after a quote. */
export function evaluateUnderlying(core: Core, root: string): void {
  for (const orders of core.working.values()) {
    for (const order of orders) {
      if (order.contract.product.underlying.root === root) evaluate(core, order);
    }
  }
}
