/**
 * Entities of the Tradovate protocol, as REST reads, snapshots and `props` events carry them. Types only.
 * Optional means that the broker may leave the key out, never that a reader may put something in its place.
 */
import type {
  WireAction,
  WireOrderType,
  WireTimeInForce,
  WireOrdStatus,
  WireCommandType,
  WireCommandStatus,
  WireExecType,
  WireRejectReason,
  WireUserStatus,
  WireAdminAction,
} from "./wire-enums.ts";

export interface WireTradeDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface WireUser {
  readonly id: number;
  readonly name: string;
  readonly timestamp: string;
  readonly email: string;
  readonly status: WireUserStatus;
  readonly professional: boolean;
}

export interface WireAccount {
  readonly id: number;
  readonly name: string;
  readonly userId: number;
  readonly accountType: "Customer" | "Giveup" | "House" | "Omnibus" | "Wash" | "Employee";
  readonly active: boolean;
  readonly clearingHouseId: number;
  readonly riskCategoryId: number;
  readonly autoLiqProfileId: number;
  readonly marginAccountType: "Hedger" | "Speculator";
  readonly legalStatus:
    | "Corporation"
    | "GP"
    | "IRA"
    | "Individual"
    | "Joint"
    | "LLC"
    | "LLP"
    | "LP"
    | "PTR"
    | "Trust";
  readonly timestamp: string;
}

/** `id` is the account's id. */
export interface WireAccountRiskStatus {
  readonly id: number;
  readonly adminAction?: WireAdminAction;
  readonly adminTimestamp?: string;
  readonly liquidateOnly?: string;
  readonly userTriggeredLiqOnly?: boolean;
}

export interface WireCashBalance {
  readonly id: number;
  readonly accountId: number;
  readonly timestamp: string;
  readonly tradeDate: WireTradeDate;
  readonly currencyId: number;
  readonly amount: number;
  readonly realizedPnL?: number;
  readonly weekRealizedPnL?: number;
  readonly amountSOD?: number;
}

export interface WireCurrency {
  readonly id: number;
  readonly name: string;
  readonly symbol?: string;
}

export interface WireExchange {
  readonly id: number;
  readonly name: string;
}

export interface WireContractGroup {
  readonly id: number;
  readonly name: string;
}

export interface WireProduct {
  readonly id: number;
  readonly name: string;
  readonly currencyId: number;
  readonly productType:
    | "CommonStock"
    | "Continuous"
    | "Cryptocurrency"
    | "Futures"
    | "MarketInternals"
    | "Options"
    | "Spread"
    | "Swap";
  readonly description: string;
  readonly exchangeId: number;
  readonly contractGroupId: number;
  readonly status: "Inactive" | "Locked" | "ReadyForContracts" | "ReadyToTrade" | "Verified";
  readonly months?: string;
  readonly isMicro?: boolean;
  readonly valuePerPoint: number;
  readonly priceFormatType: "Decimal" | "Fractional";
  readonly priceFormat: number;
  readonly tickSize: number;
}

export interface WireContractMaturity {
  readonly id: number;
  readonly productId: number;
  /** YYYYMM. */
  readonly expirationMonth: number;
  readonly expirationDate: string;
  readonly firstIntentDate?: string;
  readonly isFront: boolean;
}

export interface WireContract {
  readonly id: number;
  readonly name: string;
  readonly contractMaturityId: number;
  readonly status?: string;
  readonly providerTickSize?: number;
}

/** One row per account, contract and trade date. `netPrice` is absent when flat or only carried. */
export interface WirePosition {
  readonly id: number;
  readonly accountId: number;
  readonly contractId: number;
  readonly timestamp: string;
  readonly tradeDate: WireTradeDate;
  readonly netPos: number;
  readonly netPrice?: number;
  readonly bought: number;
  readonly boughtValue: number;
  readonly sold: number;
  readonly soldValue: number;
  readonly prevPos: number;
  readonly prevPrice?: number;
}

export interface WireFillPair {
  readonly id: number;
  readonly positionId: number;
  readonly buyFillId: number;
  readonly sellFillId: number;
  readonly qty: number;
  readonly buyPrice: number;
  readonly sellPrice: number;
  readonly active: boolean;
}

/** Carries neither quantity nor price nor type: those are in `WireOrderVersion`. */
export interface WireOrder {
  readonly id: number;
  readonly accountId: number;
  readonly contractId?: number;
  readonly timestamp: string;
  readonly action: WireAction;
  readonly ordStatus: WireOrdStatus;
  readonly executionProviderId?: number;
  readonly ocoId?: number;
  readonly parentId?: number;
  readonly linkedId?: number;
  readonly admin: boolean;
}

export interface WireOrderVersion {
  readonly id: number;
  readonly orderId: number;
  readonly orderQty: number;
  readonly orderType: WireOrderType;
  readonly price?: number;
  readonly stopPrice?: number;
  readonly maxShow?: number;
  readonly pegDifference?: number;
  readonly timeInForce?: WireTimeInForce;
  readonly expireTime?: string;
  readonly text?: string;
}

export interface WireCommand {
  readonly id: number;
  readonly orderId: number;
  readonly timestamp: string;
  readonly clOrdId?: string;
  readonly commandType: WireCommandType;
  readonly commandStatus: WireCommandStatus;
  readonly senderId?: number;
  readonly userSessionId?: number;
  readonly activationTime?: string;
  readonly customTag50?: string;
  readonly isAutomated?: boolean;
}

export interface WireCommandReport {
  readonly id: number;
  readonly commandId: number;
  readonly timestamp: string;
  readonly commandStatus: WireCommandStatus;
  readonly rejectReason?: WireRejectReason;
  readonly text?: string;
  readonly ordStatus?: WireOrdStatus;
}

export interface WireExecutionReport {
  readonly id: number;
  readonly commandId: number;
  readonly name: string;
  readonly accountId: number;
  readonly contractId: number;
  readonly timestamp: string;
  readonly tradeDate?: WireTradeDate;
  readonly orderId: number;
  readonly execType: WireExecType;
  readonly execRefId?: string;
  readonly ordStatus?: WireOrdStatus;
  readonly action: WireAction;
  readonly cumQty?: number;
  readonly avgPx?: number;
  readonly lastQty?: number;
  readonly lastPx?: number;
  readonly rejectReason?: WireRejectReason;
  readonly text?: string;
  readonly exchangeOrderId?: string;
}

/** Names its order, never its account. */
export interface WireFill {
  readonly id: number;
  readonly orderId: number;
  readonly contractId: number;
  readonly timestamp: string;
  readonly tradeDate: WireTradeDate;
  readonly action: WireAction;
  readonly qty: number;
  readonly price: number;
  readonly active: boolean;
  /** Contracts of this fill that are already paired with the opposite side. */
  readonly finallyPaired: number;
}

/** `id` is the fill's id. */
export interface WireFillFee {
  readonly id: number;
  readonly clearingFee?: number;
  readonly clearingCurrencyId?: number;
  readonly exchangeFee?: number;
  readonly exchangeCurrencyId?: number;
  readonly nfaFee?: number;
  readonly nfaCurrencyId?: number;
  readonly commission?: number;
  readonly commissionCurrencyId?: number;
}
