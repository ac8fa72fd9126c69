/**
 * Cash of an account: what pairs earn, what fills cost, what is given or taken by hand, and the log that says so.
 * Amounts are micro-dollars. Invariant: cash = opening + Σ deltas of the log. Profit figures of the day and week do
 * not exist until something was closed; fees go to cash, not to profit.
 */
import { micros, MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { WireCashBalance } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import type { BookCashChangeType, BookCashLog } from "./book-entities.ts";
import type { Core } from "./core.ts";
import { CURRENCY, type Product } from "./products.ts";

/** Absent until something was closed. */
function profitKeys(account: AccountState): Pick<WireCashBalance, "realizedPnL" | "weekRealizedPnL"> {
  if (!account.hasClosed) return {};
  return {
    realizedPnL: account.realizedMicros / MICROS_PER_DOLLAR,
    weekRealizedPnL: account.weekRealizedMicros / MICROS_PER_DOLLAR,
  };
}

export function toWireCash(account: AccountState, tradeDate: TradeDate, timestamp: string): WireCashBalance {
  return {
    id: account.cashBalanceId,
    accountId: account.id,
    timestamp,
    tradeDate,
    currencyId: CURRENCY.id,
    amount: account.cashMicros / MICROS_PER_DOLLAR,
    ...profitKeys(account),
    ...(account.hasClosed && { amountSOD: account.startOfDayMicros / MICROS_PER_DOLLAR }),
  };
}

/** Says the cash balance as it stands now. */
export function tellCash(core: Core, account: AccountState): void {
  core.touchAccount(account);
  core.updated("cashBalance", account.id, toWireCash(account, core.tradeDate, core.timestamp()));
}

type LogDetails = Pick<BookCashLog, "fillId" | "fillPairId" | "comment" | "senderId">;

function log(
  core: Core,
  account: AccountState,
  cashChangeType: BookCashChangeType,
  deltaMicros: number,
  details: LogDetails = {},
): void {
  core.keep("cashBalanceLog", account.id, {
    id: core.newId(),
    accountId: account.id,
    timestamp: core.timestamp(),
    tradeDate: core.tradeDate,
    currencyId: CURRENCY.id,
    amount: account.cashMicros / MICROS_PER_DOLLAR,
    ...profitKeys(account),
    cashChangeType,
    ...details,
    delta: deltaMicros / MICROS_PER_DOLLAR,
  });
}

/** The cash that another trade date begins with. */
export function logSession(core: Core, account: AccountState): void {
  log(core, account, "NewSession", 0);
}

/** Profit of one pair. */
export function bookProfit(core: Core, account: AccountState, fillPairId: number, realized: number): void {
  account.hasClosed = true;
  account.realizedMicros = micros(account.realizedMicros + realized);
  account.weekRealizedMicros = micros(account.weekRealizedMicros + realized);
  account.cashMicros = micros(account.cashMicros + realized);
  log(core, account, "TradePaired", realized, { fillPairId });
}

/** Fees of one fill, each with its own row. */
export function bookFees(core: Core, account: AccountState, fillId: number, product: Product, qty: number) {
  const { clearingMicros, exchangeMicros, nfaMicros, commissionMicros } = product.fees;
  const parts: readonly (readonly [BookCashChangeType, number])[] = [
    ["ClearingFee", clearingMicros],
    ["ExchangeFee", exchangeMicros],
    ["NfaFee", nfaMicros],
    ["Commission", commissionMicros],
  ];
  for (const [type, perContract] of parts) {
    const cost = perContract * qty;
    account.cashMicros = micros(account.cashMicros - cost);
    log(core, account, type, -cost, { fillId });
  }
}

/** A trade is taken back: what it earned goes, what it cost comes back. Micro-dollars, both as they change the cash. */
export function undoTrade(
  core: Core,
  account: AccountState,
  fillId: number,
  change: { readonly realizedMicros: number; readonly feesMicros: number },
): void {
  const { realizedMicros, feesMicros } = change;
  account.realizedMicros = micros(account.realizedMicros + realizedMicros);
  account.weekRealizedMicros = micros(account.weekRealizedMicros + realizedMicros);
  account.cashMicros = micros(account.cashMicros + realizedMicros + feesMicros);
  log(core, account, "CancelledPairedTrade", realizedMicros + feesMicros, { fillId });
  tellCash(core, account);
}

/** Cash by hand, up or down. */
export function adjustCash(
  core: Core,
  account: AccountState,
  deltaMicros: number,
  details: LogDetails,
): void {
  account.cashMicros = micros(account.cashMicros + deltaMicros);
  log(core, account, "ManualAdjustment", deltaMicros, details);
  tellCash(core, account);
}
