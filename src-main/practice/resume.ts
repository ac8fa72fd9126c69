/**
 * What a restart takes up again of orders that had not ended: their expiry, the commands that waited for their time,
 * and their chance at the present price. Times that passed meanwhile have come.
 */
import { applyCancel, applyModify, whenDue } from "./commands.ts";
import type { Core } from "./core.ts";
import { evaluate } from "./execution.ts";
import { isFinished, type OrderState } from "./order-state.ts";
import { beginOrder } from "./orders.ts";
import { readVersion } from "./restore.ts";
import { armExpiry } from "./timers.ts";

function resumeCommand(core: Core, order: OrderState, commandId: number): void {
  const command = core.documents.get("command", commandId)?.entity;
  if (!command) return;
  const { activationTime } = command;
  if (command.commandType === "Cancel") {
    whenDue(core, order, { id: commandId, activationTime }, () => applyCancel(core, order, commandId));
    return;
  }
  const wire = core.documents.get("orderVersion", commandId)?.entity;
  if (!wire) return;
  const change = { qty: wire.orderQty, version: readVersion(wire, order.contract) };
  whenDue(core, order, { id: commandId, activationTime }, () => applyModify(core, order, commandId, change));
}

function resume(core: Core, order: OrderState): void {
  const { activationTime } = core.documents.get("command", order.id)?.entity ?? {};
  if (order.held && order.parentId === undefined) {
    beginOrder(core, order, { origin: "exchange", ...(activationTime !== undefined && { activationTime }) });
  } else {
    if (!order.held) armExpiry(core, order);
    evaluate(core, order);
  }
  const { pendingCommandId } = order;
  if (pendingCommandId === undefined || isFinished(order.status)) return;
  order.pendingCommandId = undefined;
  resumeCommand(core, order, pendingCommandId);
}

export function resumeOrders(core: Core): void {
  for (const orders of core.working.values()) for (const order of orders) resume(core, order);
}
