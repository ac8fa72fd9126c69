/** `orderStrategy/*` off the wire: start, modify and interrupt. Type 2, multi-bracket, is the only one offered. */
import { z } from "zod";
import type { BookOrderStrategy } from "./book-entities.ts";
import { defined } from "./defined.ts";
import type { Exchange } from "./exchange.ts";
import { readEntry } from "./order-entry.ts";
import { entityId, text64 } from "./order-forms.ts";
import { admit, beginOrder } from "./orders.ts";
import type { Refusal } from "./refusal.ts";
import type { Session } from "./sessions.ts";
import { interruptStrategy, moveBrackets, startStrategy } from "./strategies.ts";
import { readCommand, readParams } from "./strategy-params.ts";

const MULTI_BRACKET = 2;

const startSchema = z.object({
  accountId: z.coerce.number().int().nonnegative().nullish(),
  accountSpec: text64,
  symbol: z.string().max(64),
  orderStrategyTypeId: entityId,
  action: z.enum(["Buy", "Sell"]),
  params: z.string().max(8192).nullish(),
  uuid: text64,
  customTag50: text64,
  isAutomated: z.boolean().nullish(),
});
const modifySchema = z.object({ orderStrategyId: entityId, command: z.string().max(1024) });
const interruptSchema = z.object({ orderStrategyId: entityId });

export interface StrategyReply {
  readonly errorText?: string;
  readonly failureReason?: Refusal["reason"];
  readonly orderStrategy?: BookOrderStrategy;
}

function failed(text: string, reason?: Refusal["reason"]): StrategyReply {
  return { errorText: text, ...(reason !== undefined && { failureReason: reason }) };
}

const MALFORMED = failed("Malformed request");
const DENIED = failed("Access is denied", "UnknownReason");

export function startOrderStrategy(exchange: Exchange, session: Session, input: unknown): StrategyReply {
  const parsed = startSchema.safeParse(input);
  if (!parsed.success) return MALFORMED;
  const body = parsed.data;
  if (body.orderStrategyTypeId !== MULTI_BRACKET)
    return failed("Only strategy type 2 is offered", "Unsupported");
  const params = readParams(body.params ?? undefined);
  if (!params.ok) return failed(params.text, params.reason);
  const { accountId, accountSpec, symbol, action, customTag50, isAutomated } = body;
  const base = { accountId, accountSpec, symbol, action, customTag50, isAutomated };
  const entry = readEntry(exchange, session, { ...base, ...params.value.entryVersion });
  if (!entry.ok) {
    return "violations" in entry.reply
      ? failed("Account should be specified")
      : failed(entry.reply.failureText, entry.reply.failureReason);
  }
  // From here on the strategy exists; a later refusal is its entry's.
  const { core } = exchange;
  const admission = admit(core, [entry.value]);
  if (!admission.ok) return failed(admission.refusal.text, admission.refusal.reason);
  const strategy: BookOrderStrategy = {
    id: core.newId(),
    accountId: entry.value.account.id,
    timestamp: core.timestamp(),
    contractId: entry.value.contract.id,
    orderStrategyTypeId: MULTI_BRACKET,
    action,
    ...defined({
      params: body.params ?? undefined,
      uuid: body.uuid ?? undefined,
      customTag50: customTag50 ?? undefined,
    }),
    status: "ActiveStrategy",
    senderId: session.user.id,
    userSessionId: session.id,
  };
  core.newFrame();
  const order = startStrategy(core, strategy, entry.value);
  beginOrder(core, order, entry.value.tags, admission.rejectLater);
  return { orderStrategy: strategy };
}

function ownStrategy(exchange: Exchange, session: Session, id: number): BookOrderStrategy | undefined {
  const strategy = exchange.core.documents.get("orderStrategy", id)?.entity;
  return strategy && session.user.accountIds.has(strategy.accountId) ? strategy : undefined;
}

function asItStands(exchange: Exchange, id: number): StrategyReply {
  const { entity } = exchange.core.documents.get("orderStrategy", id) ?? {};
  return entity ? { orderStrategy: entity } : DENIED;
}

export function modifyOrderStrategy(exchange: Exchange, session: Session, input: unknown): StrategyReply {
  const parsed = modifySchema.safeParse(input);
  if (!parsed.success) return MALFORMED;
  const strategy = ownStrategy(exchange, session, parsed.data.orderStrategyId);
  if (!strategy) return DENIED;
  if (strategy.status !== "ActiveStrategy") return failed("The strategy has ended", "TooLate");
  const brackets = readCommand(parsed.data.command);
  if (!brackets.ok) return failed(brackets.text, brackets.reason);
  moveBrackets(exchange.core, strategy, brackets.value);
  return asItStands(exchange, strategy.id);
}

export function interruptOrderStrategy(exchange: Exchange, session: Session, input: unknown): StrategyReply {
  const parsed = interruptSchema.safeParse(input);
  if (!parsed.success) return MALFORMED;
  const strategy = ownStrategy(exchange, session, parsed.data.orderStrategyId);
  if (!strategy) return DENIED;
  if (strategy.status !== "ActiveStrategy") return failed("The strategy has ended", "TooLate");
  interruptStrategy(exchange.core, strategy.id);
  return asItStands(exchange, strategy.id);
}
