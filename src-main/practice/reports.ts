/**
 * How the life of an order is told: order rows, commands, command reports and execution reports. Says what happened,
 * decides nothing.
 */
import { assertNever } from "../../src-shared/assert.ts";
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type {
  WireCommand,
  WireCommandStatus,
  WireExecType,
  WireExecutionReport,
  WireOrder,
  WireOrderVersion,
  WireOrdStatus,
  WireRejectReason,
} from "../broker/tradovate/wire.ts";
import type { Core } from "./core.ts";
import type { Terms } from "./matching.ts";
import type { OrderState } from "./order-state.ts";
import type { Product } from "./products.ts";

const EXECUTION_PROVIDER_ID = 2;

export interface Refusal {
  readonly reason: WireRejectReason;
  readonly text: string;
}

export function toWireOrder(order: OrderState): WireOrder {
  return {
    id: order.id,
    accountId: order.accountId,
    contractId: order.contract.id,
    timestamp: order.timestamp,
    action: order.action,
    ordStatus: order.status,
    executionProviderId: EXECUTION_PROVIDER_ID,
    admin: false,
  };
}

function priceOf(ticks: number, product: Product): number {
  return (ticks * product.tickSizeMicros) / MICROS_PER_DOLLAR;
}

function priceKeys(terms: Terms, product: Product): Pick<WireOrderVersion, "price" | "stopPrice"> {
  switch (terms.type) {
    case "Market":
      return {};
    case "Limit":
      return { price: priceOf(terms.priceTicks, product) };
    case "Stop":
      return { stopPrice: priceOf(terms.stopTicks, product) };
    default:
      return assertNever(terms);
  }
}

/** The version shares its id with the command that made it. */
export function recordVersion(core: Core, order: OrderState, id: number, text: string | undefined): void {
  core.created("orderVersion", order.accountId, {
    id,
    orderId: order.id,
    orderQty: order.qty,
    orderType: order.terms.type,
    ...priceKeys(order.terms, order.contract.product),
    timeInForce: order.timeInForce,
    ...(text !== undefined && { text }),
  });
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
    ...(order.filledQty > 0 && { avgPx: priceOf(order.filledTicks, product) / order.filledQty }),
    ...details,
  });
}
