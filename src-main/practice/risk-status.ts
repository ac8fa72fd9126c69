/**
 * The risk state of an account as the wire shows it, and the ways in which it changes: liquidate-only, liquidated,
 * locked, normal again. `userTriggeredLiqOnly` marks what thresholds did and the next session may undo; what an
 * administrator set stays until he takes it back.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { WireAdminAction } from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import type { BookRiskStatus } from "./book-entities.ts";
import type { Core } from "./core.ts";
import { defined } from "./defined.ts";

type Change = { readonly [Key in keyof Omit<BookRiskStatus, "id">]?: BookRiskStatus[Key] | undefined };

export function riskStatusOf(core: Core, account: AccountState): BookRiskStatus {
  const document = core.documents.get("accountRiskStatus", account.id);
  assertInvariant(document !== undefined, `account ${account.id} has no risk status`);
  return document.entity;
}

/** Keys that are `undefined` are taken away. */
export function changeRiskStatus(core: Core, account: AccountState, change: Change): void {
  const next = defined({ ...riskStatusOf(core, account), ...change });
  core.updated("accountRiskStatus", account.id, next);
}

/** Only closing orders from now on. */
export function setLiquidateOnly(
  core: Core,
  account: AccountState,
  adminAction: WireAdminAction,
  byThreshold: boolean,
): void {
  const now = core.timestamp();
  changeRiskStatus(core, account, {
    adminAction,
    adminTimestamp: now,
    liquidateOnly: now,
    userTriggeredLiqOnly: byThreshold,
  });
}

export function setAdminAction(core: Core, account: AccountState, adminAction: WireAdminAction): void {
  changeRiskStatus(core, account, { adminAction, adminTimestamp: core.timestamp() });
}

export function setNormal(core: Core, account: AccountState): void {
  changeRiskStatus(core, account, {
    adminAction: "Normal",
    adminTimestamp: core.timestamp(),
    liquidateOnly: undefined,
    userTriggeredLiqOnly: false,
  });
}
