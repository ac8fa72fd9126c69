/** Position limits of an account and the order limits that hang on them: created, changed, deleted. */
import { z } from "zod";
import type { BookPositionLimit, BookRiskParameter } from "./book-entities.ts";
import { answer, call, CALL_DENIED, seen, type Call } from "./call.ts";
import type { Exchange } from "./exchange.ts";
import { entityId, text64 } from "./order-forms.ts";
import type { Session } from "./sessions.ts";

const id = entityId.nullish();
const bound = z.number().int().nonnegative().max(1_000_000).nullish();
const scope = {
  contractId: id,
  productId: id,
  exchangeId: id,
  contractGroupId: id,
  riskDiscountContractGroupId: id,
  productType: z
    .enum([
      "CommonStock",
      "Continuous",
      "Cryptocurrency",
      "Futures",
      "MarketInternals",
      "Options",
      "Spread",
      "Swap",
    ])
    .nullish(),
  productVerificationStatus: z
    .enum(["Inactive", "Locked", "ReadyForContracts", "ReadyToTrade", "Verified"])
    .nullish(),
};
const limitSchema = z.object({
  ...scope,
  id,
  accountId: entityId,
  active: z.boolean(),
  riskTimePeriodId: id,
  totalBy: z.enum([
    "Contract",
    "ContractGroup",
    "DiscountGroup",
    "Exchange",
    "Overall",
    "Product",
    "ProductType",
  ]),
  shortLimit: bound,
  longLimit: bound,
  exposedLimit: bound,
  description: text64,
});
const parameterSchema = z.object({
  ...scope,
  id,
  userAccountPositionLimitId: entityId,
  maxOpeningOrderQty: bound,
  maxClosingOrderQty: bound,
  maxBackMonth: z.number().int().positive().nullish(),
  preExpirationDays: z.number().int().nullish(),
  marginPercentage: z.number().nullish(),
  marginDollarValue: z.number().nullish(),
  hardLimit: z.boolean().nullish(),
});

/** A key that is null says nothing. */
type Given<Value> = { [Key in keyof Value]: Exclude<Value[Key], null | undefined> };

function given<Value extends object>(value: Value): Given<Value> {
  const said = Object.entries(value).filter(([, held]) => held !== null && held !== undefined);
  return Object.fromEntries(said) as Given<Value>;
}

function limitSeen(exchange: Exchange, session: Session, limitId: number): BookPositionLimit | undefined {
  const limit = exchange.core.documents.get("userAccountPositionLimit", limitId)?.entity;
  return limit && seen(exchange, session, limit.accountId) ? limit : undefined;
}

const createLimit: Call = call(limitSchema, (exchange, session, body) => {
  if (!seen(exchange, session, body.accountId)) return CALL_DENIED;
  const limit: BookPositionLimit = { ...given(body), id: exchange.core.newId() };
  exchange.core.keep("userAccountPositionLimit", limit.accountId, limit);
  return answer(limit);
});

const updateLimit: Call = call(limitSchema, (exchange, session, body) => {
  const known = typeof body.id === "number" ? limitSeen(exchange, session, body.id) : undefined;
  if (!known || known.accountId !== body.accountId) return CALL_DENIED;
  const limit: BookPositionLimit = { ...given(body), id: known.id };
  exchange.core.keep("userAccountPositionLimit", limit.accountId, limit);
  return answer(limit);
});

const createParameter: Call = call(parameterSchema, (exchange, session, body) => {
  const limit = limitSeen(exchange, session, body.userAccountPositionLimitId);
  if (!limit) return CALL_DENIED;
  const parameter: BookRiskParameter = { ...given(body), id: exchange.core.newId() };
  exchange.core.keep("userAccountRiskParameter", limit.accountId, parameter);
  return answer(parameter);
});

const updateParameter: Call = call(parameterSchema, (exchange, session, body) => {
  const limit = limitSeen(exchange, session, body.userAccountPositionLimitId);
  const known =
    typeof body.id === "number"
      ? exchange.core.documents.get("userAccountRiskParameter", body.id)?.entity
      : undefined;
  if (!limit || known?.userAccountPositionLimitId !== limit.id) return CALL_DENIED;
  const parameter: BookRiskParameter = { ...given(body), id: known.id };
  exchange.core.keep("userAccountRiskParameter", limit.accountId, parameter);
  return answer(parameter);
});

const deleteLimit: Call = call(
  z.object({ userAccountPositionLimitId: entityId }),
  (exchange, session, { userAccountPositionLimitId }) => {
    const { core } = exchange;
    if (!limitSeen(exchange, session, userAccountPositionLimitId)) return CALL_DENIED;
    for (const parameter of core.documents.ofMaster("userAccountRiskParameter", userAccountPositionLimitId)) {
      core.forget("userAccountRiskParameter", parameter.id);
    }
    core.forget("userAccountPositionLimit", userAccountPositionLimitId);
    return answer({ success: true });
  },
);

const deleteParameter: Call = call(
  z.object({ userAccountRiskParameterId: entityId }),
  (exchange, session, { userAccountRiskParameterId }) => {
    const { core } = exchange;
    const parameter = core.documents.get("userAccountRiskParameter", userAccountRiskParameterId)?.entity;
    if (!parameter || !limitSeen(exchange, session, parameter.userAccountPositionLimitId)) return CALL_DENIED;
    core.forget("userAccountRiskParameter", userAccountRiskParameterId);
    return answer({ success: true });
  },
);

export const LIMIT_CALLS: readonly (readonly [string, Call])[] = [
  ["useraccountpositionlimit/create", createLimit],
  ["useraccountpositionlimit/update", updateLimit],
  ["useraccountpositionlimit/deleteuseraccountpositionlimit", deleteLimit],
  ["useraccountpositionlimit/deleteuseraccountriskparameter", deleteParameter],
  ["useraccountriskparameter/create", createParameter],
  ["useraccountriskparameter/update", updateParameter],
];
