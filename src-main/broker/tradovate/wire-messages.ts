/** Requests, replies and event frames of the Tradovate protocol. Types only. */
import type {
  WireUser,
  WireAccount,
  WireAccountRiskStatus,
  WireCashBalance,
  WireCurrency,
  WireExchange,
  WireContractGroup,
  WireProduct,
  WireContractMaturity,
  WireContract,
  WirePosition,
  WireFillPair,
  WireOrder,
  WireOrderVersion,
  WireCommand,
  WireCommandReport,
  WireExecutionReport,
  WireFill,
  WireFillFee,
} from "./wire-entities.ts";
import type {
  WireAction,
  WireOrderType,
  WireTimeInForce,
  WireRejectReason,
  WireUserStatus,
} from "./wire-enums.ts";

/** Entity types by the name that `props` events carry. */
export interface WireEntities {
  readonly user: WireUser;
  readonly account: WireAccount;
  readonly accountRiskStatus: WireAccountRiskStatus;
  readonly cashBalance: WireCashBalance;
  readonly currency: WireCurrency;
  readonly exchange: WireExchange;
  readonly contractGroup: WireContractGroup;
  readonly product: WireProduct;
  readonly contractMaturity: WireContractMaturity;
  readonly contract: WireContract;
  readonly position: WirePosition;
  readonly fillPair: WireFillPair;
  readonly order: WireOrder;
  readonly orderVersion: WireOrderVersion;
  readonly command: WireCommand;
  readonly commandReport: WireCommandReport;
  readonly executionReport: WireExecutionReport;
  readonly fill: WireFill;
  readonly fillFee: WireFillFee;
}

export type WireEventType = "Created" | "Updated" | "Deleted";

/** Snapshot of `user/syncrequest`; `users` and `contractGroups` are always there, the others may be missing or null. */
export interface WireSyncMessage {
  readonly users: readonly WireUser[];
  readonly contractGroups: readonly WireContractGroup[];
  readonly accounts?: readonly WireAccount[] | null;
  readonly accountRiskStatuses?: readonly WireAccountRiskStatus[] | null;
  readonly cashBalances?: readonly WireCashBalance[] | null;
  readonly currencies?: readonly WireCurrency[] | null;
  readonly exchanges?: readonly WireExchange[] | null;
  readonly products?: readonly WireProduct[] | null;
  readonly contractMaturities?: readonly WireContractMaturity[] | null;
  readonly contracts?: readonly WireContract[] | null;
  readonly positions?: readonly WirePosition[] | null;
  readonly fillPairs?: readonly WireFillPair[] | null;
  readonly orders?: readonly WireOrder[] | null;
  readonly orderVersions?: readonly WireOrderVersion[] | null;
  readonly commands?: readonly WireCommand[] | null;
  readonly commandReports?: readonly WireCommandReport[] | null;
  readonly executionReports?: readonly WireExecutionReport[] | null;
  readonly fills?: readonly WireFill[] | null;
  readonly fillFees?: readonly WireFillFee[] | null;
}

export interface WireQuoteEntry {
  readonly price?: number;
  readonly size?: number;
}

export type WireQuoteEntryName =
  | "Bid"
  | "Offer"
  | "Trade"
  | "TotalTradeVolume"
  | "OpenInterest"
  | "OpeningPrice"
  | "HighPrice"
  | "LowPrice"
  | "SettlementPrice";

export interface WireQuote {
  readonly timestamp: string;
  readonly contractId: number;
  /** May hold only what has changed. */
  readonly entries: Readonly<Partial<Record<WireQuoteEntryName, WireQuoteEntry>>>;
}

export interface WireQuoteEvent {
  readonly e: "md";
  readonly d: { readonly quotes: readonly WireQuote[] };
}

/** Failure is HTTP 200 with `errorText` and without a token. */
export interface WireAccessTokenResponse {
  readonly errorText?: string;
  readonly accessToken?: string;
  readonly mdAccessToken?: string;
  readonly expirationTime?: string;
  readonly userStatus?: WireUserStatus;
  readonly userId?: number;
  readonly name?: string;
  readonly hasLive?: boolean;
  readonly hasFunded?: boolean;
  readonly hasMarketData?: boolean;
  readonly outdatedTaC?: boolean;
  readonly outdatedLiquidationPolicy?: boolean;
}

export interface WirePlaceOrder {
  readonly accountSpec?: string;
  readonly accountId?: number;
  readonly clOrdId?: string;
  readonly action: WireAction;
  readonly symbol: string;
  readonly orderQty: number;
  readonly orderType: WireOrderType;
  readonly price?: number;
  readonly stopPrice?: number;
  readonly timeInForce?: WireTimeInForce;
  readonly text?: string;
  readonly customTag50?: string;
  readonly isAutomated?: boolean;
}

/** Success carries `orderId`; `failureReason: "Success"` may stand beside it. */
export interface WirePlaceOrderResult {
  readonly orderId?: number;
  readonly failureReason?: WireRejectReason;
  readonly failureText?: string;
}

export interface WireCommandResult {
  readonly commandId?: number;
  readonly failureReason?: WireRejectReason;
  readonly failureText?: string;
}

export interface WireCashBalanceSnapshot {
  readonly errorText?: string;
  readonly totalCashValue?: number;
  readonly totalPnL?: number;
  readonly initialMargin?: number;
  readonly maintenanceMargin?: number;
  readonly netLiq?: number;
  readonly openPnL?: number;
  readonly realizedPnL?: number;
  readonly weekRealizedPnL?: number;
}
