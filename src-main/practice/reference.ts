/** Users, accounts and reference data as the wire shows them. Reads only. */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type {
  WireAccount,
  WireAccountRiskStatus,
  WireContract,
  WireContractMaturity,
  WireProduct,
  WireUser,
} from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import type { Contract, ContractBook } from "./contracts.ts";
import { CURRENCY, valuePerPoint, type Product } from "./products.ts";
import type { User } from "./users.ts";

/** Accounts and users carry the instant at which the exchange's profile format was made: nothing reads it. */
const OPENED_AT = "2026-11-22T00:00:00.000Z";

export function toWireUser(user: User): WireUser {
  return {
    id: user.id,
    name: user.name,
    timestamp: OPENED_AT,
    email: `${user.name}@practice.invalid`,
    status: "Active",
    professional: false,
  };
}

export function toWireAccount(account: AccountState, user: User): WireAccount {
  return {
    id: account.id,
    name: account.name,
    userId: user.id,
    accountType: "Customer",
    active: true,
    clearingHouseId: 2,
    riskCategoryId: 16,
    autoLiqProfileId: 1,
    marginAccountType: "Speculator",
    legalStatus: "Individual",
    timestamp: OPENED_AT,
  };
}

export function toWireRiskStatus(account: AccountState): WireAccountRiskStatus {
  return { id: account.id, adminAction: "Normal", userTriggeredLiqOnly: false };
}

export function toWireProduct(product: Product): WireProduct {
  return {
    id: product.id,
    name: product.root,
    currencyId: CURRENCY.id,
    productType: "Futures",
    description: product.description,
    exchangeId: product.exchangeId,
    contractGroupId: product.contractGroupId,
    status: "Verified",
    months: product.months,
    isMicro: product.isMicro,
    valuePerPoint: valuePerPoint(product),
    priceFormatType: "Decimal",
    priceFormat: -product.priceDecimals,
    tickSize: product.tickSizeMicros / MICROS_PER_DOLLAR,
  };
}

export function toWireContract(contract: Contract): WireContract {
  return {
    id: contract.id,
    name: contract.name,
    contractMaturityId: contract.maturityId,
    status: "DefinitionChecked",
    providerTickSize: contract.product.tickSizeMicros / MICROS_PER_DOLLAR,
  };
}

/** `isFront` flips at expiry only, not when trading moves on: that is how the broker has it. */
export function toWireMaturity(
  contract: Contract,
  contracts: ContractBook,
  now: number,
): WireContractMaturity {
  const nearest = contracts.ofProduct(contract.product.id).find((other) => other.expiresAt > now);
  return {
    id: contract.maturityId,
    productId: contract.product.id,
    expirationMonth: contract.month,
    expirationDate: new Date(contract.expiresAt).toISOString(),
    ...(contract.firstNoticeAt !== undefined && {
      firstIntentDate: new Date(contract.firstNoticeAt).toISOString(),
    }),
    isFront: nearest === contract,
  };
}
