/**
 * How the life of an order is told: order rows, commands, command reports and execution reports. Says what happened,
 * decides nothing.
 */
import type {
  WireCommand,
  WireCommandStatus,
  WireExecType,
  WireExecutionReport,
  WireOrder,
  WireOrdStatus,
} from "../broker/tradovate/wire.ts";
import type { BookOrderVersion } from "./book-entities.ts";
import type { Core } from "./core.ts";
import { defined } from "./defined.ts";
import type { OrderState, OrderTerms } from "./order-state.ts";
import type { Refusal } from "./refusal.ts";
import { pointsOf, priceKeys } from "./terms.ts";

const EXECUTION_PROVIDER_ID = 2;

export function toWireOrder(order: OrderState): WireOrder {
  return {
    id: order.id,
    accountId: order.accountId,
    contractId: order.contract.id,
    timestamp: order.timestamp,
    action: order.action,
    ordStatus: order.status,
    executionProviderId: EXECUTION_PROVIDER_ID,
    ...defined({ ocoId: order.ocoId, parentId: order.parentId, linkedId: order.ocoId }),
    admin: order.admin,
  };
}

/** The version as the wire says it; it shares its id with the command that made it. */
function toWireVersion(order: OrderState, id: number, qty: number, version: OrderTerms): BookOrderVersion {
  const { terms, timeInForce, expireTime, maxShow, text } = version;
  return {
    id,
    orderId: order.id,
    orderQty: qty,
    orderType: terms.type,
    ...priceKeys(terms, order.contract.product),
    timeInForce,
    ...defined({ maxShow, expireTime, text }),
  };
}

export function recordVersion(
  core: Core,
  order: OrderState,
  id: number,
  qty: number,
  version: OrderTerms,
): void {
  core.created("orderVersion", order.accountId, toWireVersion(order, id, qty, version));
}

/** The exchange itself moved a trailing stop: no command, so the version in force is restated. */
export function restateVersion(core: Core, order: OrderState): void {
  const version = { ...order.version, terms: order.terms };
  core.updated("orderVersion", order.accountId, toWireVersion(order, order.versionId, order.qty, version));
}

export function recordCommand(core: Core, accountId: number, command: Omit<WireCommand, "timestamp">): void {
  core.created("command", accountId, { ...command, timestamp: core.timestamp() });
}

export function setStatus(core: Core, order: OrderState, status: WireOrdStatus): void {
  order.status = status;
  core.updated("order", order.accountId, toWireOrder(order));
}

export function reportCommand(
  core: Core,
  order: OrderState,
  commandId: number,
  commandStatus: WireCommandStatus,
  refusal?: Refusal,
): void {
  core.created("commandReport", order.accountId, {
    id: core.newId(),
    commandId,
    timestamp: core.timestamp(),
    commandStatus,
    ...(refusal && { rejectReason: refusal.reason, text: refusal.text }),
    ordStatus: order.status,
  });
}

/** The last word on a command: its report, and the command itself. */
export function settleCommand(
  core: Core,
  order: OrderState,
  commandId: number,
  commandStatus: WireCommandStatus,
  refusal?: Refusal,
): void {
  reportCommand(core, order, commandId, commandStatus, refusal);
  const command = core.documents.get("command", commandId);
  if (command) core.updated("command", order.accountId, { ...command.entity, commandStatus });
}

type ReportDetails = Pick<WireExecutionReport, "lastQty" | "lastPx" | "rejectReason" | "text">;

export function reportExecution(
  core: Core,
  order: OrderState,
  commandId: number,
  execType: WireExecType,
  details: ReportDetails = {},
): void {
  const id = core.newId();
  const { product } = order.contract;
  core.created("executionReport", order.accountId, {
    id,
    commandId,
    name: `${order.id}.${id}`,
    accountId: order.accountId,
    contractId: order.contract.id,
    timestamp: core.timestamp(),
    tradeDate: core.tradeDate,
    orderId: order.id,
    execType,
    ordStatus: order.status,
    action: order.action,
    cumQty: order.filledQty,
    ...(order.filledQty > 0 && { avgPx: pointsOf(order.filledTicks, product) / order.filledQty }),
    ...details,
  });
}
