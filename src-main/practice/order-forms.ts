/**
 * The form of order requests off the wire, read as leniently as the broker reads it and never filled in: what is
 * missing or malformed is answered with `violations`. Zod schemas and their readers; performs nothing.
 */
import { z } from "zod";
import type { WireOrderType, WireRejectReason } from "../broker/tradovate/wire.ts";
import { defined } from "./defined.ts";
import type { OrderTerms } from "./order-state.ts";
import type { CommandTags } from "./orders.ts";
import type { Product } from "./products.ts";
import type { Refusal } from "./refusal.ts";
import type { Session } from "./sessions.ts";
import { termsOf } from "./terms.ts";
import { instantOf } from "./timers.ts";

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

export const text64 = z.string().max(64).nullish();
export const entityId = z.coerce.number().int().positive();
const quantity = z.number().int().positive().max(100_000);
const price = z.number().nullish();
const time = z
  .string()
  .refine((text) => instantOf(text) !== undefined, "is not a time")
  .nullish();
const action = z.enum(["Buy", "Sell"]);

const tags = {
  clOrdId: text64,
  customTag50: text64,
  isAutomated: z.boolean().nullish(),
  activationTime: time,
};
export const versionFields = {
  orderType: z.enum(ORDER_TYPES),
  price,
  stopPrice: price,
  pegDifference: price,
  limitIfTouchedPrice: price,
  maxShow: quantity.nullish(),
  timeInForce: z.enum(["Day", "FOK", "GTC", "GTD", "IOC"]).nullish(),
  expireTime: time,
  text: text64,
};
const entry = {
  ...tags,
  ...versionFields,
  accountSpec: text64,
  accountId: z.coerce.number().int().nonnegative().nullish(),
  action,
  symbol: z.string().max(64),
  orderQty: quantity,
};
const restrained = z.object({ ...versionFields, action, clOrdId: text64 });

export const placeSchema = z.object(entry);
/** The document's own example of an OCO gives its stop a `price` and no `stopPrice`: there it is meant. */
export const ocoSchema = z
  .object({ ...entry, other: restrained })
  .transform((form) =>
    form.orderType === "Stop" && (form.stopPrice ?? null) === null
      ? { ...form, stopPrice: form.price }
      : form,
  );
export const osoSchema = z.object({ ...entry, bracket1: restrained, bracket2: restrained.nullish() });
export const modifySchema = z.object({ ...tags, ...versionFields, orderQty: quantity, orderId: entityId });
export const cancelSchema = z.object({ ...tags, orderId: entityId });
const liquidation = { admin: z.boolean(), customTag50: text64, isAutomated: z.boolean().nullish() };
export const liquidateSchema = z.object({ ...liquidation, accountId: entityId, contractId: entityId });
export const liquidateAllSchema = z.object({ ...liquidation, positions: z.array(entityId).max(1_000) });

export type Entry = z.infer<typeof placeSchema>;
export type Restrained = z.infer<typeof restrained>;

export interface Violations {
  readonly violations: readonly {
    readonly constraint: string;
    readonly value: string;
    readonly description: string;
  }[];
}

export interface Failure {
  readonly failureReason: WireRejectReason;
  readonly failureText: string;
}

export function failure(refusal: Refusal): Failure {
  return { failureReason: refusal.reason, failureText: refusal.text };
}

export function violation(constraint: string, description: string): Violations {
  return { violations: [{ constraint, value: "", description }] };
}

export function violationsOf(error: z.ZodError): Violations {
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
  readonly activationTime?: string | null | undefined;
}

export function tagsOf(session: Session, body: Tagged): CommandTags {
  return {
    origin: "client",
    senderId: session.user.id,
    userSessionId: session.id,
    ...defined({
      clOrdId: body.clOrdId ?? undefined,
      customTag50: body.customTag50 ?? undefined,
      isAutomated: body.isAutomated ?? undefined,
      activationTime: body.activationTime ?? undefined,
    }),
  };
}

const NO_EXPIRY: Refusal = { reason: "UnknownReason", text: "An order good till a date needs an expireTime" };
const EXPIRED: Refusal = { reason: "UnknownReason", text: "The expireTime has already passed" };

/** What a request restates of an order; a modification that names no time in force keeps `before`'s. */
export function versionOf(
  body: Omit<Restrained, "action">,
  product: Product,
  now: number,
  before?: OrderTerms,
): OrderTerms | Refusal {
  const terms = termsOf(body, product);
  if ("reason" in terms) return terms;
  const timeInForce = body.timeInForce ?? before?.timeInForce ?? "Day";
  const expireTime = body.expireTime ?? (timeInForce === "GTD" ? before?.expireTime : undefined);
  if (timeInForce === "GTD") {
    const at = expireTime === undefined ? undefined : instantOf(expireTime);
    if (at === undefined) return NO_EXPIRY;
    if (at <= now) return EXPIRED;
  }
  const optional = { expireTime, maxShow: body.maxShow ?? undefined, text: body.text ?? undefined };
  return { terms, timeInForce, ...defined(optional) };
}
