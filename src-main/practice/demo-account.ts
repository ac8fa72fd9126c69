/** What only a demo account can have done to it: cash by hand, and a fresh start. */
import { z } from "zod";
import { microsFromDollars, MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { AccountState } from "./accounts.ts";
import { tellDrawdown } from "./auto-liq.ts";
import { answer, call, CALL_DENIED, seen, type Call } from "./call.ts";
import { adjustCash, tellCash } from "./cash.ts";
import type { Core } from "./core.ts";
import type { TradeType } from "./documents.ts";
import { cancelOrders } from "./liquidation.ts";
import { toWireMargin } from "./margins.ts";
import { entityId } from "./order-forms.ts";
import { changeRiskStatus, riskStatusOf, setNormal } from "./risk-status.ts";

const resetSchema = z.object({
  accountIds: z.array(entityId).min(1).max(1_000),
  resetTradeDate: z.object({ year: z.number().int(), month: z.number().int(), day: z.number().int() }),
});
const balanceSchema = z.object({
  accountId: entityId,
  cashChange: z.number().min(-1e9).max(1e9),
  comment: z.string().max(64).nullish(),
});

/** The history that goes with a reset, details before what they belong to. */
const HISTORY: readonly TradeType[] = [
  "fillPair",
  "fillFee",
  "fill",
  "executionReport",
  "commandReport",
  "command",
  "orderVersion",
  "orderStrategyLink",
  "orderStrategy",
  "order",
  "position",
  "cashBalanceLog",
];

function resetAccount(core: Core, account: AccountState): void {
  cancelOrders(core, account);
  core.newFrame();
  for (const type of HISTORY) {
    for (const { id } of core.documents.ofAccount(type, account.id)) core.deleted(type, id);
  }
  for (const [id, order] of core.orders) if (order.accountId === account.id) core.orders.delete(id);
  account.positions.clear();
  account.cashMicros = account.openingMicros;
  account.startOfDayMicros = account.openingMicros;
  account.realizedMicros = 0;
  account.weekRealizedMicros = 0;
  account.hasClosed = false;
  tellCash(core, account);
  core.updated("marginSnapshot", account.id, toWireMargin(account, core.timestamp()));
  setNormal(core, account);
  changeRiskStatus(core, account, { maxNetLiq: undefined, minNetLiq: undefined });
}

const reset: Call = call(resetSchema, (exchange, session, { accountIds }) => {
  const accounts = accountIds.flatMap((id) => seen(exchange, session, id) ?? []);
  if (accounts.length < accountIds.length) return CALL_DENIED;
  for (const account of accounts) resetAccount(exchange.core, account);
  return answer({ ok: true });
});

/** Moves the peak of a trailing drawdown along, so that money given is no profit and money taken no loss. */
const changeBalance: Call = call(balanceSchema, (exchange, session, { accountId, cashChange, comment }) => {
  const { core } = exchange;
  const account = seen(exchange, session, accountId);
  if (!account) return CALL_DENIED;
  const delta = microsFromDollars(cashChange);
  const senderId = session.user.id;
  adjustCash(core, account, delta, { ...(typeof comment === "string" && { comment }), senderId });
  const { maxNetLiq } = riskStatusOf(core, account);
  if (maxNetLiq !== undefined) {
    changeRiskStatus(core, account, { maxNetLiq: maxNetLiq + delta / MICROS_PER_DOLLAR });
    tellDrawdown(core, account);
  }
  return answer({ ok: true });
});

export const DEMO_CALLS: readonly (readonly [string, Call])[] = [
  ["account/resetdemoaccountstate", reset],
  ["cashbalance/changedemobalance", changeBalance],
];
