/**
 * Order requests off the wire: their form, whose account it is, which contract and terms are meant. What is missing
 * or malformed is refused, never filled in. Calls `orders.ts` for the deed.
 */
import { z } from "zod";
import type {
  WireCommandResult,
  WirePlaceOrderResult,
  WireRejectReason,
  WireOrderType,
} from "../broker/tradovate/wire.ts";
import type { Session } from "./auth.ts";
import { defined } from "./defined.ts";
import type { Exchange } from "./exchange.ts";
import type { Terms } from "./matching.ts";
import {
  cancelOrder,
  liquidatePosition,
  modifyOrder,
  placeOrder,
  type CommandOutcome,
  type CommandTags,
  type OrderResult,
} from "./orders.ts";
import type { Product } from "./products.ts";
import type { Refusal } from "./reports.ts";
import { termsOf } from "./terms.ts";

const text64 = z.string().max(64).nullish();
const entityId = z.coerce.number().int().positive();
const quantity = z.number().int().positive().max(100_000);
const price = z.number().nullish();
const ORDER_TYPES = [
  "Limit",
  "MIT",
  "Market",
  "QTS",
  "Stop",
  "StopLimit",
  "TrailingStop",
  "TrailingStopLimit",
  "LimitIfTouched",
] as const satisfies readonly WireOrderType[];

const tags = { clOrdId: text64, customTag50: text64, isAutomated: z.boolean().nullish() };
const version = {
  orderQty: quantity,
  orderType: z.enum(ORDER_TYPES),
  price,
  stopPrice: price,
  timeInForce: z.enum(["Day", "FOK", "GTC", "GTD", "IOC"]).nullish(),
  text: text64,
  activationTime: z.string().nullish(),
};

const placeSchema = z.object({
  ...tags,
  ...version,
  accountSpec: text64,
  accountId: entityId.nullish(),
  action: z.enum(["Buy", "Sell"]),
  symbol: z.string().max(64),
});
const modifySchema = z.object({ ...tags, ...version, orderId: entityId });
const cancelSchema = z.object({ ...tags, orderId: entityId });
const liquidateSchema = z.object({
  accountId: entityId,
  contractId: entityId,
  admin: z.boolean(),
  customTag50: text64,
  isAutomated: z.boolean().nullish(),
});

interface Violations {
  readonly violations: readonly {
    readonly constraint: string;
    readonly value: string;
    readonly description: string;
  }[];
}

export type PlaceReply = WirePlaceOrderResult | Violations;
export type CommandReply = WireCommandResult | Violations;

const ACCESS_DENIED: Refusal = { reason: "UnknownReason", text: "Access is denied" };
const HALTED: Refusal = {
  reason: "ExecutionProviderUnavailable",
  text: "The exchange could not write its file",
};

function failure(refusal: Refusal): {
  readonly failureReason: WireRejectReason;
  readonly failureText: string;
} {
  return { failureReason: refusal.reason, failureText: refusal.text };
}

function violationsOf(error: z.ZodError): Violations {
  return {
    violations: error.issues.map((issue) => ({
      constraint: issue.path.join("."),
      value: "",
      description: issue.message,
    })),
  };
}

interface Tagged {
  readonly clOrdId?: string | null | undefined;
  readonly customTag50?: string | null | undefined;
  readonly isAutomated?: boolean | null | undefined;
}

function tagsOf(session: Session, body: Tagged): CommandTags {
  return {
    origin: "client",
    senderId: session.user.id,
    userSessionId: session.id,
    ...defined({
      clOrdId: body.clOrdId ?? undefined,
      customTag50: body.customTag50 ?? undefined,
      isAutomated: body.isAutomated ?? undefined,
    }),
  };
}

function ownAccount(
  exchange: Exchange,
  session: Session,
  id: number | null | undefined,
  name: string | null | undefined,
) {
  const { core } = exchange;
  const account = id ? core.accounts.get(id) : core.accountsByName.get(name ?? "");
  return account && session.user.accountIds.has(account.id) ? account : undefined;
}

function versionOf(body: z.infer<typeof modifySchema>, product: Product): Terms | Refusal {
  const { orderType, timeInForce, activationTime } = body;
  if (timeInForce === "GTD" || activationTime) {
    return { reason: "Unsupported", text: "GTD and delayed activation are not offered here" };
  }
  return termsOf({ orderType, price: body.price, stopPrice: body.stopPrice }, product);
}

function isRefusal(value: Terms | Refusal): value is Refusal {
  return "reason" in value;
}

function toPlaceReply(result: OrderResult): PlaceReply {
  return result.ok ? { orderId: result.orderId } : failure(result.refusal);
}

function toCommandReply(result: CommandOutcome): CommandReply {
  return result.ok ? { commandId: result.commandId } : failure(result.refusal);
}

export function place(exchange: Exchange, session: Session, input: unknown): PlaceReply {
  const parsed = placeSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  if (exchange.isHalted()) return failure(HALTED);
  const body = parsed.data;
  const account = ownAccount(exchange, session, body.accountId, body.accountSpec);
  const contract = exchange.core.contracts.byName(body.symbol);
  if (!account || !contract) return failure(ACCESS_DENIED);
  const terms = versionOf({ ...body, orderId: 1 }, contract.product);
  if (isRefusal(terms)) return failure(terms);
  return toPlaceReply(
    placeOrder(exchange.core, {
      account,
      contract,
      action: body.action,
      qty: body.orderQty,
      terms,
      timeInForce: body.timeInForce ?? "Day",
      tags: tagsOf(session, body),
      ...defined({ text: body.text ?? undefined }),
    }),
  );
}

function ownOrder(exchange: Exchange, session: Session, orderId: number) {
  const order = exchange.core.orders.get(orderId);
  return order && session.user.accountIds.has(order.accountId) ? order : undefined;
}

export function cancel(exchange: Exchange, session: Session, input: unknown): CommandReply {
  const parsed = cancelSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  if (exchange.isHalted()) return failure(HALTED);
  const order = ownOrder(exchange, session, parsed.data.orderId);
  if (!order) return failure(ACCESS_DENIED);
  return toCommandReply(cancelOrder(exchange.core, order, tagsOf(session, parsed.data)));
}

export function modify(exchange: Exchange, session: Session, input: unknown): CommandReply {
  const parsed = modifySchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  if (exchange.isHalted()) return failure(HALTED);
  const body = parsed.data;
  const order = ownOrder(exchange, session, body.orderId);
  if (!order) return failure(ACCESS_DENIED);
  const terms = versionOf(body, order.contract.product);
  if (isRefusal(terms)) return failure(terms);
  return toCommandReply(
    modifyOrder(exchange.core, order, {
      qty: body.orderQty,
      terms,
      tags: tagsOf(session, body),
      ...defined({ text: body.text ?? undefined }),
    }),
  );
}

export function liquidate(exchange: Exchange, session: Session, input: unknown): PlaceReply {
  const parsed = liquidateSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  if (exchange.isHalted()) return failure(HALTED);
  const body = parsed.data;
  const account = ownAccount(exchange, session, body.accountId, undefined);
  const contract = exchange.core.contracts.byId(body.contractId);
  if (!account || !contract) return failure(ACCESS_DENIED);
  if (body.admin) return failure({ reason: "Unauthorized", text: "Only administrators may set admin" });
  return toPlaceReply(liquidatePosition(exchange.core, account, contract, tagsOf(session, body)));
}
