/**
 * Entities of the protocol that only the exchange's books write: margins, risk, limits, permissions, strategies, the
 * cash log. Types only. They stand beside the client's wire types, which name what the client reads.
 */
import type {
  WireAccountRiskStatus,
  WireAction,
  WireEntities,
  WireFillFee,
  WireOrderVersion,
  WireTradeDate,
} from "../broker/tradovate/wire.ts";

/** `id` is the account's id. */
export interface BookRiskStatus extends WireAccountRiskStatus {
  /** Highest net liquidation so far, from which a trailing drawdown is measured; keys of the 2026 document. */
  readonly maxNetLiq?: number;
  /** Below this the account is liquidated. */
  readonly minNetLiq?: number;
}

export interface BookOrderVersion extends WireOrderVersion {
  /** Touch price of a LimitIfTouched order, a key of the 2026 document. */
  readonly limitIfTouchedPrice?: number;
}

/** `id` is the account's id. */
export interface BookMarginSnapshot {
  readonly id: number;
  readonly timestamp: string;
  readonly riskTimePeriodId: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  readonly totalUsedMargin: number;
  readonly fullInitialMargin: number;
  readonly positionMargin: number;
  /** A required key of the 2026 document. */
  readonly totalUsedFullMargin: number;
}

/** Thresholds of automatic liquidation; `id` is the account's id. Amounts in dollars, percentages as 0 to 100. */
export interface BookAutoLiq {
  readonly id: number;
  readonly changesLocked?: boolean;
  readonly marginPercentageAlert?: number;
  readonly dailyLossPercentageAlert?: number;
  readonly dailyLossAlert?: number;
  readonly marginPercentageLiqOnly?: number;
  readonly dailyLossPercentageLiqOnly?: number;
  readonly dailyLossLiqOnly?: number;
  readonly marginPercentageAutoLiq?: number;
  readonly dailyLossPercentageAutoLiq?: number;
  readonly dailyLossAutoLiq?: number;
  readonly weeklyLossAutoLiq?: number;
  readonly flattenTimestamp?: string;
  readonly trailingMaxDrawdown?: number;
  readonly trailingMaxDrawdownLimit?: number;
  readonly trailingMaxDrawdownMode?: "EOD" | "RealTime";
  readonly dailyProfitAutoLiq?: number;
  readonly weeklyProfitAutoLiq?: number;
  readonly doNotUnlock?: boolean;
}

export type BookCashChangeType =
  | "CancelledPairedTrade"
  | "ClearingFee"
  | "Commission"
  | "ExchangeFee"
  | "ManualAdjustment"
  | "NewSession"
  | "NfaFee"
  | "TradePaired";

export interface BookCashLog {
  readonly id: number;
  readonly accountId: number;
  readonly timestamp: string;
  readonly tradeDate: WireTradeDate;
  readonly currencyId: number;
  /** After the change. */
  readonly amount: number;
  readonly realizedPnL?: number;
  readonly weekRealizedPnL?: number;
  readonly cashChangeType: BookCashChangeType;
  readonly fillPairId?: number;
  readonly fillId?: number;
  readonly comment?: string;
  readonly delta: number;
  readonly senderId?: number;
}

type TotalBy =
  | "Contract"
  | "ContractGroup"
  | "DiscountGroup"
  | "Exchange"
  | "Overall"
  | "Product"
  | "ProductType";

/** What a limit or parameter is about; keys that are left out stand for everything. */
export interface BookScope {
  readonly contractId?: number;
  readonly productId?: number;
  readonly exchangeId?: number;
  readonly contractGroupId?: number;
  readonly productType?: string;
  readonly productVerificationStatus?: string;
  readonly riskDiscountContractGroupId?: number;
}

export interface BookPositionLimit extends BookScope {
  readonly id: number;
  readonly accountId: number;
  readonly active: boolean;
  readonly riskTimePeriodId?: number;
  readonly totalBy: TotalBy;
  readonly shortLimit?: number;
  readonly longLimit?: number;
  readonly exposedLimit?: number;
  readonly description?: string;
}

export interface BookRiskParameter extends BookScope {
  readonly id: number;
  readonly userAccountPositionLimitId: number;
  readonly maxOpeningOrderQty?: number;
  readonly maxClosingOrderQty?: number;
  readonly maxBackMonth?: number;
  readonly preExpirationDays?: number;
  readonly marginPercentage?: number;
  readonly marginDollarValue?: number;
  readonly hardLimit?: boolean;
}

export interface BookTradingPermission {
  readonly id: number;
  readonly userId: number;
  readonly accountId: number;
  readonly accountHolderContact: string;
  readonly accountHolderEmail: string;
  readonly ctaContact: string;
  readonly ctaEmail: string;
  readonly status: "Accepted" | "Approved" | "Declined" | "Requested" | "Revoked";
  readonly updated?: string;
}

export interface BookOrderStrategy {
  readonly id: number;
  readonly accountId: number;
  readonly timestamp: string;
  readonly contractId: number;
  readonly orderStrategyTypeId: number;
  readonly initiatorId?: number;
  readonly action: WireAction;
  /** As the client sent it. */
  readonly params?: string;
  readonly uuid?: string;
  readonly status:
    | "ActiveStrategy"
    | "ExecutionFailed"
    | "ExecutionFinished"
    | "ExecutionInterrupted"
    | "InactiveStrategy"
    | "NotEnoughLiquidity"
    | "StoppedByUser";
  readonly failureMessage?: string;
  readonly senderId?: number;
  readonly customTag50?: string;
  readonly userSessionId?: number;
}

/** `id` is the order's id. */
export interface BookStrategyLink {
  readonly id: number;
  readonly orderStrategyId: number;
  readonly orderId: number;
  /** `256` on the entry order, the index of the bracket on its legs. */
  readonly label: string;
}

/** Every entity of the books by the name that `props` events carry. */
export interface BookEntities extends Omit<WireEntities, "accountRiskStatus" | "orderVersion"> {
  readonly accountRiskStatus: BookRiskStatus;
  readonly orderVersion: BookOrderVersion;
  readonly fillFee: WireFillFee;
  readonly marginSnapshot: BookMarginSnapshot;
  readonly userAccountAutoLiq: BookAutoLiq;
  readonly cashBalanceLog: BookCashLog;
  readonly userAccountPositionLimit: BookPositionLimit;
  readonly userAccountRiskParameter: BookRiskParameter;
  readonly tradingPermission: BookTradingPermission;
  readonly orderStrategy: BookOrderStrategy;
  readonly orderStrategyLink: BookStrategyLink;
}
