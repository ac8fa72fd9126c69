/**
 * Which cash row of an account counts. The broker has one per currency, restates it with every change, and old trade
 * dates stay readable; the core is told one figure, in dollars, and never an older one after a newer one. A row in
 * another currency is left out, and so are all of them while nobody has said which is the dollar's.
 */

import { tradeDateNumber } from "../../../src-shared/trading-day.ts";
import type { CashEntity } from "./entities.ts";
import type { Out, Translation } from "./translation.ts";

export interface CashRow {
  readonly date: number;
  readonly atMs: number | null;
}

const DOLLAR = "USD";
/** Of rows that name no currency. */
const UNNAMED = "";

/** Remembers the row; false for one that is older than what is known. */
export function noteCash(state: Translation, cash: CashEntity): boolean {
  const rows = state.cash.get(cash.accountId) ?? new Map<string, CashRow>();
  const currency = cash.currencyId ?? UNNAMED;
  const known = rows.get(currency);
  const row = { date: tradeDateNumber(cash.tradeDate), atMs: cash.atMs };
  if (known !== undefined && isOlder(row, known, cash.withinMs)) return false;
  rows.set(currency, row);
  state.cash.set(cash.accountId, rows);
  return true;
}

function isOlder(row: CashRow, known: CashRow, withinMs: number | null): boolean {
  if (row.date !== known.date) return row.date < known.date;
  if (row.atMs === null || withinMs === null || known.atMs === null) return false;
  return row.atMs + withinMs < known.atMs;
}

/** Whether it is the account's money in dollars. What is not is named. */
export function cashCounts(state: Translation, { accountId, currencyId }: CashEntity, out: Out): boolean {
  const name = currencyId === null ? undefined : state.currencies.get(currencyId);
  const counts = name === undefined ? state.cash.get(accountId)?.size === 1 : name === DOLLAR;
  if (!counts)
    out.faults.push(`cash of account ${accountId} in ${name ?? "an unknown currency"} is left out`);
  return counts;
}
