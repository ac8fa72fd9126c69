/**
 * The life of an order: place, modify, cancel, liquidate. A refusal that is known at once is the result; what the
 * exchange refuses later is told by reports. Everything here is one change: its caller stores it before it answers.
 */
import type { WireAction, WireTimeInForce } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
import { endOrder, evaluate, startWorking } from "./execution.ts";
import type { Terms } from "./matching.ts";
import { isFinished, type OrderState } from "./order-state.ts";
import { netPosition } from "./positions.ts";
import {
  recordCommand,
  recordVersion,
  reportCommand,
  reportExecution,
  setStatus,
  settleCommand,
  toWireOrder,
  type Refusal,
} from "./reports.ts";

/** Who sends a command and what it is marked with. */
export interface CommandTags {
  /** A human at the trader's own platform is not subject to `rejectNext`. */
  readonly origin: "client" | "trader";
  readonly senderId?: number;
  readonly userSessionId?: number;
  readonly clOrdId?: string;
  readonly customTag50?: string;
  readonly isAutomated?: boolean;
}

export interface OrderRequest {
  readonly account: AccountState;
  readonly contract: Contract;
  readonly action: WireAction;
  readonly qty: number;
  readonly terms: Terms;
  readonly timeInForce: WireTimeInForce;
  readonly text?: string;
  /** Exact sizes of the fills, in this order. */
  readonly sizes?: readonly number[];
  readonly tags: CommandTags;
}

export type OrderResult =
  | { readonly ok: true; readonly orderId: number }
  | { readonly ok: false; readonly refusal: Refusal };
export type CommandOutcome =
  | { readonly ok: true; readonly commandId: number }
  | { readonly ok: false; readonly refusal: Refusal };

const TOO_LATE: Refusal = { reason: "TooLate", text: "The order is already finished" };

function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

function commandKeys(tags: CommandTags): Omit<CommandTags, "origin"> {
  const { origin: _notOnTheWire, ...keys } = tags;
  return keys;
}

function netOf(account: AccountState, contract: Contract): number {
  const position = account.positions.get(contract.id);
  return position ? netPosition(position.book) : 0;
}

/** An expired contract may only be closed. */
function expiredRefusal(core: Core, request: OrderRequest): Refusal | undefined {
  if (request.contract.expiresAt > core.clock.now()) return undefined;
  const net = netOf(request.account, request.contract);
  const closes = request.action === "Buy" ? net <= -request.qty : net >= request.qty;
  return closes ? undefined : { reason: "InvalidContract", text: `${request.contract.name} has expired` };
}

function newOrder(core: Core, request: OrderRequest): OrderState {
  return {
    id: core.newId(),
    accountId: request.account.id,
    contract: request.contract,
    action: request.action,
    timeInForce: request.timeInForce,
    timestamp: core.timestamp(),
    terms: request.terms,
    qty: request.qty,
    filledQty: 0,
    filledTicks: 0,
    status: "PendingNew",
    rested: false,
    triggered: false,
    sizes: request.sizes ?? [],
    cancelDelay: undefined,
  };
}

function rejectOrder(core: Core, order: OrderState, refusal: Refusal): void {
  core.newFrame();
  order.status = "Rejected";
  settleCommand(core, order, order.id, "RiskRejected", refusal);
  const { reason: rejectReason, text } = refusal;
  reportExecution(core, order, order.id, "Rejected", { rejectReason, text });
  setStatus(core, order, "Rejected");
}

function acceptOrder(core: Core, order: OrderState): void {
  core.newFrame();
  reportCommand(core, order, order.id, "RiskPassed");
  reportCommand(core, order, order.id, "PendingExecution");
  setStatus(core, order, "Working");
  settleCommand(core, order, order.id, "AtExecution");
  reportExecution(core, order, order.id, "New");
  startWorking(core, order);
  evaluate(core, order);
}

/** Takes an order that its caller has checked for form and ownership. */
export function placeOrder(core: Core, request: OrderRequest): OrderResult {
  const expired = expiredRefusal(core, request);
  if (expired) return refused(expired);
  const reject = request.tags.origin === "client" ? core.faults.takeReject(request.account.name) : undefined;
  const refusal = reject && { reason: reject.reason, text: reject.text ?? reject.reason };
  if (refusal && reject.mode === "sync") return refused(refusal);
  const order = newOrder(core, request);
  core.orders.set(order.id, order);
  core.newFrame();
  core.created("order", order.accountId, toWireOrder(order));
  recordCommand(core, order.accountId, {
    id: order.id,
    orderId: order.id,
    commandType: "New",
    commandStatus: "Pending",
    ...commandKeys(request.tags),
  });
  recordVersion(core, order, order.id, request.text);
  if (refusal) rejectOrder(core, order, refusal);
  else acceptOrder(core, order);
  return { ok: true, orderId: order.id };
}

function beginCommand(
  core: Core,
  order: OrderState,
  commandType: "Cancel" | "Modify",
  tags: CommandTags,
): number {
  const commandId = core.newId();
  core.newFrame();
  recordCommand(core, order.accountId, {
    id: commandId,
    orderId: order.id,
    commandType,
    commandStatus: "Pending",
    ...commandKeys(tags),
  });
  return commandId;
}

export function cancelOrder(core: Core, order: OrderState, tags: CommandTags): CommandOutcome {
  if (isFinished(order.status)) return refused(TOO_LATE);
  const commandId = beginCommand(core, order, "Cancel", tags);
  core.newFrame();
  endOrder(core, order, commandId, "Canceled");
  settleCommand(core, order, commandId, "AtExecution");
  return { ok: true, commandId };
}

export interface Modification {
  readonly qty: number;
  readonly terms: Terms;
  readonly text?: string;
  readonly tags: CommandTags;
}

/** Restates quantity and prices. The type of an order stays, and a quantity that has already traded can not be undone. */
export function modifyOrder(core: Core, order: OrderState, change: Modification): CommandOutcome {
  if (isFinished(order.status)) return refused(TOO_LATE);
  if (change.terms.type !== order.terms.type) {
    return refused({ reason: "Unsupported", text: "The type of a working order can not be changed" });
  }
  if (change.qty <= order.filledQty)
    return refused({ reason: "TooLate", text: "That quantity has already traded" });
  const commandId = beginCommand(core, order, "Modify", change.tags);
  order.qty = change.qty;
  order.terms = change.terms;
  order.rested = false;
  recordVersion(core, order, commandId, change.text);
  core.newFrame();
  reportCommand(core, order, commandId, "RiskPassed");
  settleCommand(core, order, commandId, "Replaced");
  reportExecution(core, order, commandId, "Replaced");
  setStatus(core, order, "Working");
  evaluate(core, order);
  return { ok: true, commandId };
}

/** Cancels the account's working orders of the contract, then closes what is open at market. */
export function liquidatePosition(
  core: Core,
  account: AccountState,
  contract: Contract,
  tags: CommandTags,
): OrderResult {
  for (const order of core.working.get(contract.id) ?? []) {
    if (order.accountId === account.id) cancelOrder(core, order, { origin: "trader" });
  }
  const net = netOf(account, contract);
  if (net === 0) return refused({ reason: "UnknownReason", text: "There is no position to liquidate" });
  return placeOrder(core, {
    account,
    contract,
    action: net > 0 ? "Sell" : "Buy",
    qty: Math.abs(net),
    terms: { type: "Market" },
    timeInForce: "Day",
    tags,
  });
}
