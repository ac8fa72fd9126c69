/** Users, accounts and reference data as the wire shows them. Reads only. */
import { MICROS_PER_DOLLAR } from "../../src-shared/money.ts";
import type {
  WireAccount,
  WireContract,
  WireContractMaturity,
  WireProduct,
  WireUser,
} from "../broker/tradovate/wire.ts";
import type { AccountState } from "./accounts.ts";
import type { Contract, ContractBook } from "./contracts.ts";
import type { Core } from "./core.ts";
import { CURRENCY, valuePerPoint, type Product } from "./products.ts";
import type { User } from "./users.ts";

const LISTED_MS = 365 * 86_400_000;

/** Accounts and users carry the instant at which the exchange's profile format was made: nothing reads it. */
const OPENED_AT = "2026-11-22T00:00:00.000Z";

interface Readonly {
  readonly readonly?: boolean;
}

interface Margin {
  readonly id: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  readonly timestamp: string;
}

function marginOf(id: number, product: Product): Margin {
  return {
    id,
    initialMargin: product.initialMarginMicros / MICROS_PER_DOLLAR,
    maintenanceMargin: product.maintenanceMarginMicros / MICROS_PER_DOLLAR,
    timestamp: OPENED_AT,
  };
}

/** `id` is the product's id. */
export function toWireProductMargin(product: Product): Margin {
  return marginOf(product.id, product);
}

/** `id` is the contract's id; every month of a product has the product's margin. */
export function toWireContractMargin(contract: Contract): Margin {
  return marginOf(contract.id, contract.product);
}

/** Chicago's hours of an index future, which all products here have; `id` is the product's id. */
export function toWireSession(product: Product) {
  const at = (hour: number, minute: number) => ({ hour, minute });
  return {
    id: product.id,
    openTime: at(16, 45),
    startTime: at(17, 0),
    stopTime: at(16, 0),
    closeTime: at(16, 0),
    sundayOpenTime: at(16, 0),
  };
}

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

/** Nobody's address: the schema wants one. `id` is the user's id. */
export function toWireContact(user: User) {
  return {
    id: user.id,
    userId: user.id,
    firstName: user.name,
    lastName: "Practice",
    streetAddress1: "Practice Street 1",
    city: "Chicago",
    country: "US",
    phone: "000",
  };
}

/** A switch makes accounts such that their users see and do not trade them. */
export function isReadonly(core: Core, account: AccountState): boolean {
  return core.faults.settings.readonlyAccounts.includes(account.name);
}

/** Of the owner, also where somebody else looks at it. */
export function toWireAccount(account: AccountState, seenOnly: boolean): WireAccount & Readonly {
  return {
    id: account.id,
    name: account.name,
    userId: account.ownerId,
    accountType: "Customer",
    active: true,
    clearingHouseId: 2,
    riskCategoryId: 16,
    autoLiqProfileId: 1,
    marginAccountType: "Speculator",
    legalStatus: "Individual",
    timestamp: OPENED_AT,
    ...(seenOnly && { readonly: true }),
  };
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

/** The document of 2026 wants a timestamp: that of a listing a year before the contract ends. */
export function toWireContract(contract: Contract): WireContract & { readonly timestamp: string } {
  return {
    id: contract.id,
    name: contract.name,
    contractMaturityId: contract.maturityId,
    timestamp: new Date(contract.expiresAt - LISTED_MS).toISOString(),
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
