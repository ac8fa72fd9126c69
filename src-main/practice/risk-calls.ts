/**
 * Calls on the risk of an account: its state, its thresholds, its limits. Whoever may see an account may set these,
 * since a practice account has no administrator of its own. Entities come back as they stand afterwards.
 */
import { z } from "zod";
import { assertNever } from "../../src-shared/assert.ts";
import type { AccountState } from "./accounts.ts";
import { armFlatten, rulesOf, tellDrawdown, watchAccount } from "./auto-liq.ts";
import type { BookAutoLiq } from "./book-entities.ts";
import { answer, call, CALL_DENIED, seen, type Call } from "./call.ts";
import type { Core } from "./core.ts";
import { defined } from "./defined.ts";
import { cancelOrders, liquidateAccount } from "./liquidation.ts";
import { entityId } from "./order-forms.ts";
import { riskStatusOf, setAdminAction, setLiquidateOnly, setNormal } from "./risk-status.ts";
import { instantOf } from "./timers.ts";

const amount = z.number().nullish();
const thresholds = {
  marginPercentageAlert: amount,
  dailyLossPercentageAlert: amount,
  dailyLossAlert: amount,
  marginPercentageLiqOnly: amount,
  dailyLossPercentageLiqOnly: amount,
  dailyLossLiqOnly: amount,
  marginPercentageAutoLiq: amount,
  dailyLossPercentageAutoLiq: amount,
  dailyLossAutoLiq: amount,
  weeklyLossAutoLiq: amount,
  flattenTimestamp: z
    .string()
    .refine((text) => instantOf(text) !== undefined)
    .nullish(),
  trailingMaxDrawdown: amount,
  trailingMaxDrawdownLimit: amount,
  trailingMaxDrawdownMode: z.enum(["EOD", "RealTime"]).nullish(),
  dailyProfitAutoLiq: amount,
  weeklyProfitAutoLiq: amount,
  doNotUnlock: z.boolean().nullish(),
};
const updateSchema = z.object({ ...thresholds, id: entityId, changesLocked: z.boolean().nullish() });
const userUpdateSchema = z.object({ ...thresholds, accountId: entityId, asOwner: z.boolean().nullish() });
const ADMIN_ACTIONS = [
  "AgreedOnLiqOnlyModeByAutoLiq",
  "AgreedOnLiquidationByAutoLiq",
  "DisableAutoLiq",
  "LiquidateImmediately",
  "LiquidateOnlyModeImmediately",
  "LockTradingImmediately",
  "Normal",
  "PlaceAutoLiqOnHold",
] as const;
const actionSchema = z.object({
  accountId: entityId,
  adminAction: z.enum(ADMIN_ACTIONS),
  adminActionReasonCode: z.enum([
    "CallIn",
    "ClosingAccount",
    "ComplianceRequest",
    "FullBalanceWithdrawal",
    "LowLiquidity",
    "Other",
  ]),
  adminActionReason: z.string().max(8192).nullish(),
});
const accountSchema = z.object({ accountId: entityId });
const maxNetLiqSchema = z.object({ accountId: entityId, maxNetLiq: z.number() });

type AdminAction = (typeof ADMIN_ACTIONS)[number];

function applyAction(core: Core, account: AccountState, action: AdminAction): void {
  switch (action) {
    case "Normal":
      setNormal(core, account);
      return;
    case "LiquidateImmediately":
    case "AgreedOnLiquidationByAutoLiq":
      setLiquidateOnly(core, account, action, false);
      liquidateAccount(core, account);
      return;
    case "LiquidateOnlyModeImmediately":
    case "AgreedOnLiqOnlyModeByAutoLiq":
      setLiquidateOnly(core, account, action, false);
      return;
    case "LockTradingImmediately":
      setAdminAction(core, account, action);
      cancelOrders(core, account);
      return;
    case "DisableAutoLiq":
    case "PlaceAutoLiqOnHold":
      setAdminAction(core, account, action);
      return;
    default:
      assertNever(action);
  }
}

const setAction: Call = call(actionSchema, (exchange, session, { accountId, adminAction }) => {
  const account = seen(exchange, session, accountId);
  if (!account) return CALL_DENIED;
  applyAction(exchange.core, account, adminAction);
  return answer({ accountRiskStatus: riskStatusOf(exchange.core, account) });
});

const resetStatus: Call = call(accountSchema, (exchange, session, { accountId }) => {
  const account = seen(exchange, session, accountId);
  if (!account) return CALL_DENIED;
  setNormal(exchange.core, account);
  return answer({ accountRiskStatus: riskStatusOf(exchange.core, account) });
});

const updateMaxNetLiq: Call = call(maxNetLiqSchema, (exchange, session, { accountId, maxNetLiq }) => {
  const account = seen(exchange, session, accountId);
  if (!account) return CALL_DENIED;
  tellDrawdown(exchange.core, account, maxNetLiq);
  return answer({ accountRiskStatus: riskStatusOf(exchange.core, account) });
});

type Given = Omit<z.infer<typeof updateSchema>, "id">;

/** What is left out or null is no threshold any more: the entity is restated whole. */
function restated(account: AccountState, given: Given): BookAutoLiq {
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const rules: { readonly [Key in keyof BookAutoLiq]?: BookAutoLiq[Key] | undefined } = kept;
  return { ...defined(rules), id: account.id };
}

function applyRules(core: Core, account: AccountState, rules: BookAutoLiq): void {
  core.updated("userAccountAutoLiq", account.id, rules);
  tellDrawdown(core, account);
  watchAccount(core, account);
  armFlatten(core, account);
}

const LOCKED = { errorText: "The thresholds of this account are locked" };

const updateRules: Call = call(updateSchema, (exchange, session, { id, ...given }) => {
  const { core } = exchange;
  const account = seen(exchange, session, id);
  if (!account) return CALL_DENIED;
  if (rulesOf(core, account).changesLocked === true) return answer(LOCKED);
  applyRules(core, account, restated(account, given));
  return answer(rulesOf(core, account));
});

const updateUserRules: Call = call(userUpdateSchema, (exchange, session, body) => {
  const { core } = exchange;
  const { accountId, asOwner: _always, ...given } = body;
  const account = seen(exchange, session, accountId);
  if (!account) return CALL_DENIED;
  if (rulesOf(core, account).changesLocked === true) return answer(LOCKED);
  applyRules(core, account, restated(account, given));
  return answer({ userAccountAutoLiq: rulesOf(core, account) });
});

export const RISK_CALLS: readonly (readonly [string, Call])[] = [
  ["accountriskstatus/setadminautoliqaction", setAction],
  ["accountriskstatus/resetautoliqstatus", resetStatus],
  ["accountriskstatus/updatemaxnetliq", updateMaxNetLiq],
  ["useraccountautoliq/create", updateRules],
  ["useraccountautoliq/update", updateRules],
  ["useraccountautoliq/updateuserautoliq", updateUserRules],
];
