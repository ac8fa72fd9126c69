/**
 * Lets orders trade: now if the quote allows it, in pieces or later if a switch says so. Every execution is a frame
 * of its own. An order that can not trade yet works until a quote reaches it.
 */
import { bookFill } from "./accounts.ts";
import type { Core } from "./core.ts";
import { tradePrice } from "./matching.ts";
import { isFinished, remainingQty, type OrderState } from "./order-state.ts";
import { reportExecution, setStatus } from "./reports.ts";

export function startWorking(core: Core, order: OrderState): void {
  const { id } = order.contract;
  const working = core.working.get(id);
  if (working) working.add(order);
  else core.working.set(id, new Set([order]));
}

function stopWorking(core: Core, order: OrderState): void {
  order.cancelDelay?.();
  order.cancelDelay = undefined;
  const working = core.working.get(order.contract.id);
  working?.delete(order);
  if (working?.size === 0) core.working.delete(order.contract.id);
}

/** Ends an order without a trade: cancelled or expired. */
export function endOrder(
  core: Core,
  order: OrderState,
  commandId: number,
  status: "Canceled" | "Expired",
): void {
  stopWorking(core, order);
  setStatus(core, order, status);
  reportExecution(core, order, commandId, status);
}

function priceNow(core: Core, order: OrderState): number | undefined {
  const quote = core.feed.quote(order.contract);
  const terms = order.triggered ? ({ type: "Market" } as const) : order.terms;
  return tradePrice({ action: order.action, terms, rested: order.rested }, quote);
}

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
    stopWorking(core, order);
    setStatus(core, order, "Filled");
  }
  const fill = bookFill(core, order, qty, priceTicks);
  reportExecution(core, order, order.id, "Trade", { lastQty: qty, lastPx: fill.price });
}

function schedule(core: Core, order: OrderState, ms: number): void {
  order.cancelDelay = core.later(ms, () => {
    order.cancelDelay = undefined;
    tradePieces(core, order);
  });
}

function tradePieces(core: Core, order: OrderState): void {
  while (!isFinished(order.status)) {
    const priceTicks = priceNow(core, order);
    if (priceTicks === undefined) return;
    execute(core, order, nextSize(core, order), priceTicks);
    const delayMs = core.faults.settings.partialFills?.delayMs ?? 0;
    if (delayMs > 0 && !isFinished(order.status)) {
      schedule(core, order, delayMs);
      return;
    }
  }
}

function cannotWait(order: OrderState): boolean {
  return order.timeInForce === "IOC" || order.timeInForce === "FOK";
}

/** Trades what can be traded of a working order at the present quote. */
export function evaluate(core: Core, order: OrderState): void {
  if (isFinished(order.status) || order.cancelDelay) return;
  if (priceNow(core, order) === undefined) {
    order.rested = true;
    if (cannotWait(order)) endOrder(core, order, order.id, "Expired");
    return;
  }
  if (order.terms.type === "Stop") order.triggered = true;
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
