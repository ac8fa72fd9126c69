/**
 * Watches the accounts that have thresholds: after each of their fills and each price that moves their positions.
 * A broken threshold cancels, closes at market and leaves the account liquidate-only until the next session, or only
 * sets it so. Entities change first, then the orders leave, all in one change.
 */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import { netLiqMicros, openProfitMicros, type AccountState } from "./accounts.ts";
import type { BookAutoLiq } from "./book-entities.ts";
import type { Core } from "./core.ts";
import { liquidateAccount } from "./liquidation.ts";
import { marginsOf } from "./margins.ts";
import { changeRiskStatus, riskStatusOf, setLiquidateOnly, setNormal } from "./risk-status.ts";
import { drawdownFloor, judge, type Verdict } from "./thresholds.ts";
import { instantOf } from "./timers.ts";

const WAIT_MS_MAX = 12 * 3_600_000;

export function rulesOf(core: Core, account: AccountState): BookAutoLiq {
  return core.documents.get("userAccountAutoLiq", account.id)?.entity ?? { id: account.id };
}

/** Alerts and locks alone call for no watching. */
function isWatched(rules: BookAutoLiq): boolean {
  const { id: _id, changesLocked: _lock, doNotUnlock: _keep, ...thresholds } = rules;
  return Object.keys(thresholds).length > 0;
}

/** The highest net liquidation so far, in dollars; before the first look the balance the account was opened with. */
function peakOf(core: Core, account: AccountState): number {
  return riskStatusOf(core, account).maxNetLiq ?? account.openingMicros / MICROS_PER_DOLLAR;
}

function floorOf(core: Core, account: AccountState, rules: BookAutoLiq): number | undefined {
  return drawdownFloor(rules, peakOf(core, account), account.openingMicros / MICROS_PER_DOLLAR);
}

/** Says peak and floor when they have moved, or have gone with their rule. */
export function tellDrawdown(core: Core, account: AccountState, peak = peakOf(core, account)): void {
  const rules = rulesOf(core, account);
  const known = riskStatusOf(core, account);
  const minNetLiq = drawdownFloor(rules, peak, account.openingMicros / MICROS_PER_DOLLAR);
  const maxNetLiq = minNetLiq === undefined ? known.maxNetLiq : peak;
  if (known.maxNetLiq === maxNetLiq && known.minNetLiq === minNetLiq) return;
  changeRiskStatus(core, account, { maxNetLiq, minNetLiq });
}

/** A net liquidation above all before it lifts the floor: at once, or at the end of the day. */
function raisePeak(core: Core, account: AccountState): void {
  const netLiq = netLiqMicros(core, account) / MICROS_PER_DOLLAR;
  tellDrawdown(core, account, Math.max(netLiq, peakOf(core, account)));
}

function verdictOf(core: Core, account: AccountState, rules: BookAutoLiq): Verdict {
  const open = openProfitMicros(core, account);
  return judge(rules, {
    netLiq: (account.cashMicros + open) / MICROS_PER_DOLLAR,
    dayPnL: (account.realizedMicros + open) / MICROS_PER_DOLLAR,
    weekPnL: (account.weekRealizedMicros + open) / MICROS_PER_DOLLAR,
    startOfDay: account.startOfDayMicros / MICROS_PER_DOLLAR,
    usedMargin: marginsOf(account).dayMicros / MICROS_PER_DOLLAR,
    floor: floorOf(core, account, rules),
  });
}

function isSuspended(core: Core, account: AccountState): boolean {
  const { adminAction } = riskStatusOf(core, account);
  return adminAction === "DisableAutoLiq" || adminAction === "PlaceAutoLiqOnHold";
}

export function watchAccount(core: Core, account: AccountState): void {
  const rules = rulesOf(core, account);
  if (!isWatched(rules) || isSuspended(core, account)) return;
  if (rules.trailingMaxDrawdown !== undefined && rules.trailingMaxDrawdownMode !== "EOD") {
    raisePeak(core, account);
  }
  const status = riskStatusOf(core, account);
  const isLiquidated =
    status.adminAction === "AgreedOnLiquidationByAutoLiq" || status.adminAction === "LiquidateImmediately";
  const verdict = verdictOf(core, account, rules);
  if (verdict === "liquidate" && !isLiquidated) {
    setLiquidateOnly(core, account, "AgreedOnLiquidationByAutoLiq", true);
    liquidateAccount(core, account);
  }
  if (verdict === "liquidateOnly" && status.liquidateOnly === undefined) {
    setLiquidateOnly(core, account, "AgreedOnLiqOnlyModeByAutoLiq", true);
  }
}

/** After a quote: those whose positions it moves. */
export function watchUnderlying(core: Core, root: string): void {
  for (const account of core.accounts.values()) {
    if (!isWatched(rulesOf(core, account))) continue;
    const moved = [...account.positions.values()].some(
      ({ contract, book }) => book.side !== "flat" && contract.product.underlying.root === root,
    );
    if (moved) watchAccount(core, account);
  }
}

/** The next session: the day's peak counts, and what the day's thresholds locked is open again. */
export function startSession(core: Core, account: AccountState): void {
  const rules = rulesOf(core, account);
  if (rules.trailingMaxDrawdown !== undefined) raisePeak(core, account);
  const { userTriggeredLiqOnly } = riskStatusOf(core, account);
  if (userTriggeredLiqOnly !== true || rules.doNotUnlock === true) return;
  if (verdictOf(core, account, rules) === "fine") setNormal(core, account);
}

/** Closes everything at the account's flatten time, once. */
export function armFlatten(core: Core, account: AccountState): void {
  const { flattenTimestamp } = rulesOf(core, account);
  const at = flattenTimestamp === undefined ? undefined : instantOf(flattenTimestamp);
  if (at === undefined) return;
  const left = Math.max(0, at - core.clock.now());
  core.later(Math.min(left, WAIT_MS_MAX), () => {
    if (rulesOf(core, account).flattenTimestamp !== flattenTimestamp) return;
    if (core.clock.now() < at) {
      armFlatten(core, account);
      return;
    }
    const { flattenTimestamp: _done, ...rules } = rulesOf(core, account);
    core.updated("userAccountAutoLiq", account.id, rules);
    liquidateAccount(core, account);
  });
}
