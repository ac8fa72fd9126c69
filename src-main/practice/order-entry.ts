/**
 * Order requests off the wire: whose account it is, which contract is meant, and the deed. A wrong account, an order
 * of someone else and an unknown symbol are all answered with the same words, as the broker does.
 */
import type { WireCommandResult, WirePlaceOrderResult } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import { cancelOrder, modifyOrder, type CommandOutcome } from "./commands.ts";
import type { Exchange } from "./exchange.ts";
import { placeOco, placeOso } from "./groups.ts";
import { liquidatePosition } from "./liquidation.ts";
import {
  cancelSchema,
  failure,
  liquidateAllSchema,
  liquidateSchema,
  modifySchema,
  ocoSchema,
  osoSchema,
  placeSchema,
  tagsOf,
  versionOf,
  violation,
  violationsOf,
  type Entry,
  type Failure,
  type Restrained,
  type Violations,
} from "./order-forms.ts";
import type { OrderState } from "./order-state.ts";
import { placeOrder, type OrderRequest, type OrderResult } from "./orders.ts";
import { ACCESS_DENIED, type Refusal } from "./refusal.ts";
import type { Session } from "./sessions.ts";

export type PlaceReply = WirePlaceOrderResult | Violations;
export type CommandReply = WireCommandResult | Violations;
type OcoReply = Failure | Violations | { readonly orderId: number; readonly ocoId: number };
type OsoReply =
  | Failure
  | Violations
  | { readonly orderId: number; readonly oso1Id?: number; readonly oso2Id?: number };
type LiquidateAllReply = Violations | { readonly ok: boolean; readonly errorText?: string };

const HALTED: Refusal = {
  reason: "ExecutionProviderUnavailable",
  text: "The exchange could not write its file",
};
const NOT_ADMIN: Refusal = { reason: "Unauthorized", text: "Only administrators may set admin" };

/** An account that this user may trade, not merely see. */
function tradable(
  exchange: Exchange,
  session: Session,
  account: AccountState | undefined,
): AccountState | undefined {
  if (!account || !session.user.accountIds.has(account.id)) return undefined;
  const { readonlyAccounts } = exchange.core.faults.settings;
  return readonlyAccounts.includes(account.name) ? undefined : account;
}

/** By id; by name where there is no id; a user's own name stands for his first account. */
function accountOf(exchange: Exchange, session: Session, body: Entry): AccountState | undefined {
  const { core } = exchange;
  if (body.accountId) return tradable(exchange, session, core.accounts.get(body.accountId));
  const name = body.accountSpec ?? "";
  const { user } = session;
  const own = name === user.name ? user.accounts[0] : undefined;
  return tradable(exchange, session, core.accountsByName.get(name) ?? own);
}

function isRefusal(value: object): value is Refusal {
  return "reason" in value;
}

type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reply: Failure | Violations };

function stop(reply: Failure | Violations): { readonly ok: false; readonly reply: Failure | Violations } {
  return { ok: false, reply };
}

export function readEntry(exchange: Exchange, session: Session, body: Entry): Read<OrderRequest> {
  if (exchange.isHalted()) return stop(failure(HALTED));
  if (!body.accountId && !body.accountSpec) {
    return stop(violation("accountId", "Account should be specified"));
  }
  const account = accountOf(exchange, session, body);
  const contract = exchange.core.contracts.byName(body.symbol);
  if (!account || !contract) return stop(failure(ACCESS_DENIED));
  const version = versionOf(body, contract.product, exchange.core.clock.now());
  if (isRefusal(version)) return stop(failure(version));
  const { action, orderQty: qty } = body;
  const tags = tagsOf(session, body);
  return { ok: true, value: { account, contract, action, qty, version, tags } };
}

/** The other half or a bracket: account, contract, quantity and marks of the entry, its own side and terms. */
function readPartner(exchange: Exchange, entry: OrderRequest, body: Restrained): Read<OrderRequest> {
  const version = versionOf(body, entry.contract.product, exchange.core.clock.now());
  if (isRefusal(version)) return stop(failure(version));
  const { clOrdId: _ofTheEntry, activationTime, ...shared } = entry.tags;
  const tags = {
    ...shared,
    ...(typeof body.clOrdId === "string" && { clOrdId: body.clOrdId }),
    ...(activationTime !== undefined && { activationTime }),
  };
  return { ok: true, value: { ...entry, action: body.action, version, tags } };
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
  const entry = readEntry(exchange, session, parsed.data);
  return entry.ok ? toPlaceReply(placeOrder(exchange.core, entry.value)) : entry.reply;
}

export function oco(exchange: Exchange, session: Session, input: unknown): OcoReply {
  const parsed = ocoSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  const entry = readEntry(exchange, session, parsed.data);
  if (!entry.ok) return entry.reply;
  const other = readPartner(exchange, entry.value, parsed.data.other);
  if (!other.ok) return other.reply;
  const result = placeOco(exchange.core, entry.value, other.value);
  return result.ok ? { orderId: result.orderId, ocoId: result.ocoId } : failure(result.refusal);
}

export function oso(exchange: Exchange, session: Session, input: unknown): OsoReply {
  const parsed = osoSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  const entry = readEntry(exchange, session, parsed.data);
  if (!entry.ok) return entry.reply;
  const { bracket1, bracket2 } = parsed.data;
  const brackets: OrderRequest[] = [];
  for (const body of bracket2 ? [bracket1, bracket2] : [bracket1]) {
    const bracket = readPartner(exchange, entry.value, body);
    if (!bracket.ok) return bracket.reply;
    brackets.push(bracket.value);
  }
  const result = placeOso(exchange.core, entry.value, brackets);
  if (!result.ok) return failure(result.refusal);
  const [oso1Id, oso2Id] = result.bracketIds;
  return {
    orderId: result.orderId,
    ...(oso1Id !== undefined && { oso1Id }),
    ...(oso2Id !== undefined && { oso2Id }),
  };
}

function ownOrder(exchange: Exchange, session: Session, orderId: number): OrderState | undefined {
  const order = exchange.core.orders.get(orderId);
  return order && tradable(exchange, session, exchange.core.account(order.accountId)) ? order : undefined;
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
  const version = versionOf(body, order.contract.product, exchange.core.clock.now(), order.version);
  if (isRefusal(version)) return failure(version);
  const change = { qty: body.orderQty, version, tags: tagsOf(session, body) };
  return toCommandReply(modifyOrder(exchange.core, order, change));
}

export function liquidate(exchange: Exchange, session: Session, input: unknown): PlaceReply {
  const parsed = liquidateSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  if (exchange.isHalted()) return failure(HALTED);
  const body = parsed.data;
  const account = tradable(exchange, session, exchange.core.accounts.get(body.accountId));
  const contract = exchange.core.contracts.byId(body.contractId);
  if (!account || !contract) return failure(ACCESS_DENIED);
  if (body.admin) return failure(NOT_ADMIN);
  return toPlaceReply(liquidatePosition(exchange.core, account, contract, tagsOf(session, body)));
}

/** Positions by their ids; all are tried, and the first failure is told. */
export function liquidateAll(exchange: Exchange, session: Session, input: unknown): LiquidateAllReply {
  const parsed = liquidateAllSchema.safeParse(input);
  if (!parsed.success) return violationsOf(parsed.error);
  const { positions, admin } = parsed.data;
  if (exchange.isHalted()) return { ok: false, errorText: HALTED.text };
  if (admin) return { ok: false, errorText: NOT_ADMIN.text };
  const failures: string[] = [];
  for (const id of positions) {
    const { entity } = exchange.core.documents.get("position", id) ?? {};
    const account = tradable(exchange, session, entity && exchange.core.accounts.get(entity.accountId));
    const contract = entity && exchange.core.contracts.byId(entity.contractId);
    if (!account || !contract) {
      failures.push(ACCESS_DENIED.text);
      continue;
    }
    const result = liquidatePosition(exchange.core, account, contract, tagsOf(session, parsed.data));
    if (!result.ok) failures.push(result.refusal.text);
  }
  const [errorText] = failures;
  return errorText === undefined ? { ok: true } : { ok: false, errorText };
}
