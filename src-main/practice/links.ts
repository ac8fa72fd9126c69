import { BY_EXCHANGE, cancelOrder, resizeOrder } from "./commands.ts";
/**
 * What follows when an order trades or ends. Of an OCO pair, a fill takes its quantity off the other half and the
 * last one cancels it. Brackets of an OSO wait until their parent trades and grow with each of its fills; when one is
 * done while the parent still works, the rest of the parent is cancelled, so that nothing opens without its exit. A
 * parent that ends without a fill takes its brackets with it. Whatever happens, no order works on without a reason.
 */
import type { Core, Followers } from "./core.ts";
import { arm, evaluate } from "./execution.ts";
import { isFinished, remainingQty, type OrderState } from "./order-state.ts";
import { rejectOrder } from "./orders.ts";
import { reportCommand, reportExecution, setStatus, settleCommand } from "./reports.ts";
import { armExpiry } from "./timers.ts";

function unfinished(core: Core, id: number | undefined): OrderState | undefined {
  const order = id === undefined ? undefined : core.orders.get(id);
  return order && !isFinished(order.status) ? order : undefined;
}

/** A bracket waits: risk has passed it, execution does not have it yet. */
export function suspendOrder(core: Core, order: OrderState): void {
  core.newFrame();
  reportCommand(core, order, order.id, "RiskPassed");
  setStatus(core, order, "Suspended");
  settleCommand(core, order, order.id, "ExecutionSuspended");
  reportExecution(core, order, order.id, "Suspended");
}

function activate(core: Core, order: OrderState, qty: number): void {
  if (order.qty !== qty) resizeOrder(core, order, qty);
  core.newFrame();
  order.held = false;
  core.touchOrder(order);
  if (order.pendingCommandId === undefined) setStatus(core, order, "Working");
  settleCommand(core, order, order.id, "AtExecution");
  reportExecution(core, order, order.id, "New");
  arm(core, order);
  armExpiry(core, order);
}

function reducePartner(core: Core, order: OrderState, qty: number): void {
  const partner = unfinished(core, order.ocoId);
  if (!partner) return;
  if (order.status === "Filled" || remainingQty(partner) <= qty) cancelOrder(core, partner, BY_EXCHANGE);
  else resizeOrder(core, partner, partner.qty - qty);
}

function growChildren(core: Core, parent: OrderState, qty: number): void {
  const started: OrderState[] = [];
  for (const id of parent.childIds) {
    const child = unfinished(core, id);
    if (!child) continue;
    if (child.held) {
      activate(core, child, parent.filledQty);
      started.push(child);
    } else {
      resizeOrder(core, child, child.qty + qty);
    }
  }
  // Both halves of a pair stand before either may trade.
  for (const child of started) evaluate(core, child);
}

/** An exit is done: what its entry has not opened yet is not opened any more. */
function endParent(core: Core, order: OrderState): void {
  const parent = order.status === "Filled" ? unfinished(core, order.parentId) : undefined;
  if (parent) cancelOrder(core, parent, BY_EXCHANGE);
}

const PARENT_REJECTED = {
  reason: "ParentRejected",
  text: "The order that it depends on was rejected",
} as const;

function endChildren(core: Core, parent: OrderState): void {
  if (parent.filledQty > 0) return;
  for (const id of parent.childIds) {
    const child = unfinished(core, id);
    if (!child) continue;
    if (parent.status === "Rejected") rejectOrder(core, child, PARENT_REJECTED);
    else cancelOrder(core, child, BY_EXCHANGE);
  }
}

export function createLinks(core: Core): Followers {
  return {
    filled: (order, qty) => {
      reducePartner(core, order, qty);
      endParent(core, order);
      growChildren(core, order, qty);
    },
    ended: (order) => {
      if (order.status === "Rejected") {
        const partner = unfinished(core, order.ocoId);
        if (partner && order.parentId === undefined) cancelOrder(core, partner, BY_EXCHANGE);
      }
      endChildren(core, order);
    },
  };
}
