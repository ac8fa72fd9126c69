/**
 * How an order comes in: its entities, its admission, its start at once or at its time. A refusal that is known at
 * once is the result; what risk refuses later is told by reports. Everything here is one change: its caller stores it
 * before it answers.
 */
import type { WireAction } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
import { arm, closeOrder, enlist, evaluate } from "./execution.ts";
import { isClosing, riskRefusal } from "./limits.ts";
import { isFinished, type OrderState, type OrderTerms } from "./order-state.ts";
import { refused, type Refusal } from "./refusal.ts";
import {
  recordCommand,
  recordVersion,
  reportCommand,
  reportExecution,
  setStatus,
  settleCommand,
  toWireOrder,
} from "./reports.ts";
import { armExpiry, atTime, instantOf } from "./timers.ts";

/** Who sends a command and what it is marked with. */
export interface CommandTags {
  /** A human at the trader's own platform and the exchange itself are not subject to `rejectNext`. */
  readonly origin: "client" | "trader" | "exchange";
  readonly senderId?: number;
  readonly userSessionId?: number;
  readonly clOrdId?: string;
  readonly customTag50?: string;
  readonly isAutomated?: boolean;
  /** The command waits until then. */
  readonly activationTime?: string;
}

export interface OrderRequest {
  readonly account: AccountState;
  readonly contract: Contract;
  readonly action: WireAction;
  readonly qty: number;
  readonly version: OrderTerms;
  /** Exact sizes of the fills, in this order. */
  readonly sizes?: readonly number[];
  readonly tags: CommandTags;
}

export type OrderResult =
  | { readonly ok: true; readonly orderId: number }
  | { readonly ok: false; readonly refusal: Refusal };

export function commandKeys(tags: CommandTags): Omit<CommandTags, "origin"> {
  const { origin: _notOnTheWire, ...keys } = tags;
  return keys;
}

/** An expired contract may only be closed. */
export function expiredRefusal(core: Core, request: OrderRequest): Refusal | undefined {
  if (request.contract.expiresAt > core.clock.now()) return undefined;
  return isClosing(request.account, request.contract, request.action, request.qty)
    ? undefined
    : { reason: "InvalidContract", text: `${request.contract.name} has expired` };
}

export type Admission =
  | { readonly ok: true; readonly rejectLater: Refusal | undefined }
  | { readonly ok: false; readonly refusal: Refusal };

/** What stops orders that come together before any of them exists, and what will refuse the first one later. */
export function admit(core: Core, requests: readonly [OrderRequest, ...OrderRequest[]]): Admission {
  for (const request of requests) {
    const expired = expiredRefusal(core, request);
    if (expired) return refused(expired);
  }
  const [{ tags, account }] = requests;
  const reject = tags.origin === "client" ? core.faults.takeReject(account.name) : undefined;
  const refusal = reject && { reason: reject.reason, text: reject.text ?? reject.reason };
  return refusal && reject.mode === "sync" ? refused(refusal) : { ok: true, rejectLater: refusal };
}

/** An order with its id, of which nobody has heard yet. */
export function newOrder(core: Core, request: OrderRequest, parent?: OrderState): OrderState {
  const id = core.newId();
  parent?.childIds.push(id);
  return {
    id,
    accountId: request.account.id,
    contract: request.contract,
    action: request.action,
    timestamp: core.timestamp(),
    admin: request.tags.origin === "exchange",
    parentId: parent?.id,
    ocoId: undefined,
    childIds: [],
    version: request.version,
    terms: request.version.terms,
    versionId: id,
    qty: request.qty,
    filledQty: 0,
    filledTicks: 0,
    status: "PendingNew",
    held: true,
    rested: false,
    triggered: false,
    sizes: request.sizes ?? [],
    pendingCommandId: undefined,
    cancelDelay: undefined,
    timers: new Set(),
  };
}

/** Order, command and version, in one frame. */
export function enterOrder(core: Core, order: OrderState, tags: CommandTags): void {
  core.orders.set(order.id, order);
  enlist(core, order);
  core.newFrame();
  core.created("order", order.accountId, toWireOrder(order));
  recordCommand(core, order.accountId, {
    id: order.id,
    orderId: order.id,
    commandType: "New",
    commandStatus: "Pending",
    ...commandKeys(tags),
  });
  recordVersion(core, order, order.id, order.qty, order.version);
}

export function rejectOrder(core: Core, order: OrderState, refusal: Refusal): void {
  core.newFrame();
  order.status = "Rejected";
  settleCommand(core, order, order.id, "RiskRejected", refusal);
  const { reason: rejectReason, text } = refusal;
  reportExecution(core, order, order.id, "Rejected", { rejectReason, text });
  setStatus(core, order, "Rejected");
  closeOrder(core, order);
}

function acceptOrder(core: Core, order: OrderState): void {
  core.newFrame();
  order.held = false;
  reportCommand(core, order, order.id, "RiskPassed");
  reportCommand(core, order, order.id, "PendingExecution");
  setStatus(core, order, "Working");
  settleCommand(core, order, order.id, "AtExecution");
  reportExecution(core, order, order.id, "New");
  arm(core, order);
  armExpiry(core, order);
  evaluate(core, order);
}

/** Past risk and into the market, or rejected. An order that has ended meanwhile stays as it is. */
function startOrder(core: Core, order: OrderState, rejectLater?: Refusal): void {
  if (isFinished(order.status)) return;
  const refusal = rejectLater ?? riskRefusal(core, order, order.qty);
  if (refusal) rejectOrder(core, order, refusal);
  else acceptOrder(core, order);
}

/** The command waits for its time; after a restart it has said so already. */
export function holdCommand(core: Core, order: OrderState, commandId: number): void {
  if (core.documents.get("command", commandId)?.entity.commandStatus === "OnHold") return;
  settleCommand(core, order, commandId, "OnHold");
}

/** Starts an order now or, when its command is to wait, at its time. */
export function beginOrder(core: Core, order: OrderState, tags: CommandTags, rejectLater?: Refusal): void {
  const at = tags.activationTime === undefined ? undefined : instantOf(tags.activationTime);
  if (rejectLater || at === undefined || at <= core.clock.now()) {
    startOrder(core, order, rejectLater);
    return;
  }
  if (isFinished(order.status)) return;
  core.newFrame();
  holdCommand(core, order, order.id);
  atTime(core, order, at, () => startOrder(core, order));
}

/** Takes an order that its caller has checked for form and ownership. */
export function placeOrder(core: Core, request: OrderRequest): OrderResult {
  const admission = admit(core, [request]);
  if (!admission.ok) return admission;
  const order = newOrder(core, request);
  enterOrder(core, order, request.tags);
  beginOrder(core, order, request.tags, admission.rejectLater);
  return { ok: true, orderId: order.id };
}
