/**
 * Commands on an order that exists: cancel and modify. Accepted means begun; the outcome is told by reports. One
 * command at a time: a second is refused while the first waits for its activation time.
 */
import type { Core } from "./core.ts";
import { endOrder, evaluate } from "./execution.ts";
import { riskRefusal } from "./limits.ts";
import type { Terms } from "./matching.ts";
import { isFinished, type OrderState, type OrderTerms } from "./order-state.ts";
import { commandKeys, holdCommand, type CommandTags } from "./orders.ts";
import { refused, TOO_LATE, type Refusal } from "./refusal.ts";
import {
  recordCommand,
  recordVersion,
  reportCommand,
  reportExecution,
  setStatus,
  settleCommand,
} from "./reports.ts";
import { armExpiry, atTime, instantOf } from "./timers.ts";

export type CommandOutcome =
  | { readonly ok: true; readonly commandId: number }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Modification {
  readonly qty: number;
  readonly version: OrderTerms;
  readonly tags: CommandTags;
}

/** What the exchange does by itself, on nobody's behalf. */
export const BY_EXCHANGE: CommandTags = { origin: "exchange" };

const ANOTHER_PENDING: Refusal = {
  reason: "AnotherCommandPending",
  text: "Another command of this order is still pending",
};

function begin(core: Core, order: OrderState, type: "Cancel" | "Modify", tags: CommandTags): number {
  const commandId = core.newId();
  core.newFrame();
  recordCommand(core, order.accountId, {
    id: commandId,
    orderId: order.id,
    commandType: type,
    commandStatus: "Pending",
    ...commandKeys(tags),
  });
  return commandId;
}

/** The status of an order of which no command is pending. */
function restingStatus(order: OrderState): "Working" | "Suspended" | "PendingNew" {
  if (!order.held) return "Working";
  return order.parentId === undefined ? "PendingNew" : "Suspended";
}

/** Acts now or at the command's own time. */
export function whenDue(
  core: Core,
  order: OrderState,
  command: { readonly id: number; readonly activationTime?: string | undefined },
  act: () => void,
): void {
  const at = command.activationTime === undefined ? undefined : instantOf(command.activationTime);
  if (at === undefined || at <= core.clock.now()) {
    act();
    return;
  }
  order.pendingCommandId = command.id;
  holdCommand(core, order, command.id);
  atTime(core, order, at, () => {
    order.pendingCommandId = undefined;
    act();
  });
}

export function applyCancel(core: Core, order: OrderState, commandId: number): void {
  core.newFrame();
  reportCommand(core, order, commandId, "RiskPassed");
  reportCommand(core, order, commandId, "PendingExecution");
  endOrder(core, order, commandId, "Canceled");
  settleCommand(core, order, commandId, "AtExecution");
}

export function cancelOrder(core: Core, order: OrderState, tags: CommandTags): CommandOutcome {
  if (isFinished(order.status)) return refused(TOO_LATE);
  if (order.pendingCommandId !== undefined && tags.origin !== "exchange") return refused(ANOTHER_PENDING);
  const commandId = begin(core, order, "Cancel", tags);
  setStatus(core, order, "PendingCancel");
  const { activationTime } = tags;
  whenDue(core, order, { id: commandId, activationTime }, () => applyCancel(core, order, commandId));
  return { ok: true, commandId };
}

function isTrailing(terms: Terms): boolean {
  return terms.type === "TrailingStop" || terms.type === "TrailingStopLimit";
}

type Prices = Readonly<Record<"stopTicks" | "pegTicks" | "priceTicks", number | undefined>>;

function pricesOf(terms: Terms): Prices {
  const none = { stopTicks: undefined, pegTicks: undefined, priceTicks: undefined };
  return { ...none, ...terms };
}

/** A price that is not given, or one at which the order stands or stood first, changes nothing. */
function restates(order: OrderState, wanted: Terms): boolean {
  if (wanted.type !== order.terms.type) return false;
  const [asked, now, first] = [wanted, order.terms, order.version.terms].map((terms) => pricesOf(terms));
  if (!asked || !now || !first) return false;
  return (["stopTicks", "pegTicks", "priceTicks"] as const).every(
    (key) => asked[key] === undefined || asked[key] === now[key] || asked[key] === first[key],
  );
}

function modifyRefusal(order: OrderState, change: Modification): Refusal | undefined {
  if (isFinished(order.status)) return TOO_LATE;
  if (order.pendingCommandId !== undefined && change.tags.origin !== "exchange") return ANOTHER_PENDING;
  if (change.qty <= order.filledQty) return { reason: "TooLate", text: "That quantity has already traded" };
  if (isTrailing(order.terms) && !restates(order, change.version.terms)) {
    const text = "Only the quantity of a trailing stop can be modified";
    return { reason: "TrailingStopNonOrderQtyModify", text };
  }
  return undefined;
}

function triggerOf(terms: Terms): number | undefined {
  if (terms.type === "StopLimit" || terms.type === "Stop") return terms.stopTicks;
  if (terms.type === "MIT" || terms.type === "LimitIfTouched") return terms.touchTicks;
  return undefined;
}

/** What was triggered stays so, unless it is to wait for another price now. */
function staysTriggered(order: OrderState, next: Terms): boolean {
  if (!order.triggered || next.type !== order.terms.type) return false;
  return isTrailing(next) || triggerOf(next) === triggerOf(order.terms);
}

export function applyModify(
  core: Core,
  order: OrderState,
  commandId: number,
  change: Omit<Modification, "tags">,
): void {
  const { qty, version } = change;
  core.newFrame();
  const tooLate = qty <= order.filledQty ? TOO_LATE : undefined;
  const refusal = tooLate ?? (qty > order.qty ? riskRefusal(core, order, qty - order.filledQty) : undefined);
  if (refusal) {
    settleCommand(core, order, commandId, tooLate ? "ExecutionRejected" : "RiskRejected", refusal);
    setStatus(core, order, restingStatus(order));
    return;
  }
  order.triggered = staysTriggered(order, version.terms);
  order.qty = qty;
  order.terms = version.terms;
  order.version = version;
  order.versionId = commandId;
  order.rested = false;
  core.touchOrder(order);
  reportCommand(core, order, commandId, "RiskPassed");
  reportCommand(core, order, commandId, "PendingExecution");
  setStatus(core, order, restingStatus(order));
  settleCommand(core, order, commandId, "Replaced");
  reportExecution(core, order, commandId, "Replaced");
  armExpiry(core, order);
  evaluate(core, order);
}

/** Restates quantity, type and prices. A quantity that has already traded can not be undone. */
export function modifyOrder(core: Core, order: OrderState, asked: Modification): CommandOutcome {
  const refusal = modifyRefusal(order, asked);
  if (refusal) return refused(refusal);
  // A trailing stop goes on from where it stands.
  const version = isTrailing(order.terms) ? { ...asked.version, terms: order.terms } : asked.version;
  const { qty, tags } = asked;
  const commandId = begin(core, order, "Modify", tags);
  recordVersion(core, order, commandId, qty, version);
  setStatus(core, order, "PendingReplace");
  whenDue(core, order, { id: commandId, activationTime: tags.activationTime }, () =>
    applyModify(core, order, commandId, { qty, version }),
  );
  return { ok: true, commandId };
}

/** Another quantity for an order that the exchange itself adjusts. */
export function resizeOrder(core: Core, order: OrderState, qty: number): void {
  const version = { ...order.version, terms: order.terms };
  modifyOrder(core, order, { qty, version, tags: BY_EXCHANGE });
}
