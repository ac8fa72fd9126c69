/**
 * Margin of open positions, as the margin snapshot and the cash snapshot say it. Full initial and maintenance margin
 * are the exchange's; what is used while the session is open is the day margin. Working orders use none.
 */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type { AccountState } from "./accounts.ts";
import type { BookMarginSnapshot } from "./book-entities.ts";
import { netPosition } from "./positions.ts";

/** The session: the only risk period that this exchange has. */
const RISK_TIME_PERIOD_ID = 1;

/** Micro-dollars. */
export interface Margins {
  readonly initialMicros: number;
  readonly maintenanceMicros: number;
  readonly dayMicros: number;
}

export function marginsOf(account: AccountState): Margins {
  let [initialMicros, maintenanceMicros, dayMicros] = [0, 0, 0];
  for (const { book, contract } of account.positions.values()) {
    const held = Math.abs(netPosition(book));
    initialMicros += held * contract.product.initialMarginMicros;
    maintenanceMicros += held * contract.product.maintenanceMarginMicros;
    dayMicros += held * contract.product.dayMarginMicros;
  }
  return { initialMicros, maintenanceMicros, dayMicros };
}

export function toWireMargin(account: AccountState, timestamp: string): BookMarginSnapshot {
  const { initialMicros, maintenanceMicros, dayMicros } = marginsOf(account);
  return {
    id: account.id,
    timestamp,
    riskTimePeriodId: RISK_TIME_PERIOD_ID,
    initialMargin: initialMicros / MICROS_PER_DOLLAR,
    maintenanceMargin: maintenanceMicros / MICROS_PER_DOLLAR,
    totalUsedMargin: dayMicros / MICROS_PER_DOLLAR,
    fullInitialMargin: initialMicros / MICROS_PER_DOLLAR,
    positionMargin: dayMicros / MICROS_PER_DOLLAR,
    totalUsedFullMargin: initialMicros / MICROS_PER_DOLLAR,
  };
}
