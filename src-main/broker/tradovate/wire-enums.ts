/** Enumerations of the Tradovate protocol as unions of literals. Types only; what a client meets may be newer. */

export type WireAction = "Buy" | "Sell";

export type WireOrderType =
  | "Limit"
  | "MIT"
  | "Market"
  | "QTS"
  | "Stop"
  | "StopLimit"
  | "TrailingStop"
  | "TrailingStopLimit"
  | "LimitIfTouched";

export type WireTimeInForce = "Day" | "FOK" | "GTC" | "GTD" | "IOC";

export type WireOrdStatus =
  | "Canceled"
  | "Completed"
  | "Expired"
  | "Filled"
  | "PendingCancel"
  | "PendingNew"
  | "PendingReplace"
  | "Rejected"
  | "Suspended"
  | "Unknown"
  | "Working";

export type WireCommandType = "Cancel" | "Modify" | "New";

export type WireCommandStatus =
  | "AtExecution"
  | "ExecutionRejected"
  | "ExecutionStopped"
  | "ExecutionSuspended"
  | "OnHold"
  | "Pending"
  | "PendingExecution"
  | "Replaced"
  | "RiskPassed"
  | "RiskRejected";

export type WireExecType =
  | "Canceled"
  | "Completed"
  | "DoneForDay"
  | "Expired"
  | "New"
  | "OrderStatus"
  | "PendingCancel"
  | "PendingNew"
  | "PendingReplace"
  | "Rejected"
  | "Replaced"
  | "Stopped"
  | "Suspended"
  | "Trade"
  | "TradeCancel"
  | "TradeCorrect";

/** Reasons of `failureReason` and `rejectReason`. */
export type WireRejectReason =
  | "AccountClosed"
  | "AdvancedTrailingStopUnsupported"
  | "AnotherCommandPending"
  | "BackMonthProhibited"
  | "ExecutionProviderNotConfigured"
  | "ExecutionProviderUnavailable"
  | "InvalidContract"
  | "InvalidPrice"
  | "KeyInformationDocumentRequired"
  | "LiquidationOnly"
  | "LiquidationOnlyBeforeExpiration"
  | "MaxOrderQtyIsNotSpecified"
  | "MaxOrderQtyLimitReached"
  | "MaxPosLimitMisconfigured"
  | "MaxPosLimitReached"
  | "MaxTotalPosLimitReached"
  | "MultipleAccountPlanRequired"
  | "NoQuote"
  | "NotEnoughLiquidity"
  | "OtherExecutionRelated"
  | "ParentRejected"
  | "RiskCheckTimeout"
  | "SSFRiskDisclosureAcknowledgmentRequired"
  | "SessionClosed"
  | "Success"
  | "TooLate"
  | "TradingLocked"
  | "TrailingStopNonOrderQtyModify"
  | "Unauthorized"
  | "UnknownReason"
  | "Unsupported";

export type WireUserStatus = "Active" | "Closed" | "Initiated" | "TemporaryLocked" | "UnconfirmedEmail";

export type WireAdminAction =
  | "AgreedOnLiqOnlyModeByAutoLiq"
  | "AgreedOnLiquidationByAutoLiq"
  | "DisableAutoLiq"
  | "LiquidateImmediately"
  | "LiquidateOnlyModeImmediately"
  | "LockTradingImmediately"
  | "Normal"
  | "PlaceAutoLiqOnHold";
