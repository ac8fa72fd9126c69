/**
 * The broker's reject reasons in a trader's words. One list holds every `failureReason` and `rejectReason` of the
 * protocol and the few codes the client adds where the broker names none. A test walks it; a code that is not listed
 * is shown as it came, never translated by guess.
 */

export const brokerReasons = {
  AccountClosed: "The account is closed at the broker.",
  AdvancedTrailingStopUnsupported: "The broker does not offer this kind of trailing stop here.",
  AnotherCommandPending: "The broker is still working on an earlier instruction for this order.",
  BackMonthProhibited: "The account may trade the front month only.",
  ExecutionProviderNotConfigured: "The broker has no route to the exchange set up for this account.",
  ExecutionProviderUnavailable: "The broker's route to the exchange is down.",
  InvalidContract: "The broker does not accept this contract.",
  InvalidPrice: "The price is not valid for this contract.",
  KeyInformationDocumentRequired: "The broker first wants its key information document accepted.",
  LiquidationOnly: "The account is set to liquidation only: positions can be closed, not opened.",
  LiquidationOnlyBeforeExpiration: "The contract is close to expiry: positions can be closed, not opened.",
  MaxOrderQtyIsNotSpecified: "The broker has no maximum order size on file for this account.",
  MaxOrderQtyLimitReached: "The order is larger than the broker's maximum order size for this account.",
  MaxPosLimitMisconfigured: "The broker's position limit for this account is not set up properly.",
  MaxPosLimitReached: "The order would exceed the broker's position limit for this contract.",
  MaxTotalPosLimitReached: "The order would exceed the broker's total position limit for this account.",
  MultipleAccountPlanRequired: "The broker's plan does not cover trading several accounts.",
  NoQuote: "There is no quote for this contract now.",
  NotEnoughLiquidity: "There is not enough on the other side of the market.",
  OtherExecutionRelated: "The exchange refused the order.",
  ParentRejected: "The order this one depends on was rejected.",
  RiskCheckTimeout: "The broker's risk check did not answer in time.",
  SSFRiskDisclosureAcknowledgmentRequired:
    "The broker first wants its single-stock-futures disclosure accepted.",
  SessionClosed: "The market is closed.",
  Success: "The broker reports success.",
  TooLate: "The order was already finished.",
  TradingLocked: "Trading is locked on this account at the broker.",
  TrailingStopNonOrderQtyModify: "On a trailing stop the broker lets only the quantity be changed.",
  Unauthorized: "The login has no permission for this at the broker.",
  UnknownReason: "The broker gave no reason.",
  Unsupported: "The broker does not support this order.",
} as const satisfies Record<string, string>;

/** Codes of ours, where the reply proves a refusal but names no reason of the list above. */
export const clientReasons = {
  PenaltyTicket: "The broker asks for a pause (penalty ticket). The order was not executed.",
  Violations: "The broker found the order's fields wrong.",
  ErrorText: "The broker refused the order.",
  BadRequest: "The broker could not read the request.",
  AccessDenied: "The broker denied access: session, permission or account.",
  NotFound: "The broker does not know what the order refers to.",
  LockoutWarning: "The broker warns of a lock-out: too many requests.",
  LockedOut: "The broker has locked this login out for too many requests.",
  WrongHost: "The broker asks for another server.",
  HttpRefusal: "The broker refused the request.",
} as const satisfies Record<string, string>;

export type BrokerReason = keyof typeof brokerReasons;
export type ClientReason = keyof typeof clientReasons;

export function isBrokerReason(code: string): code is BrokerReason {
  return Object.hasOwn(brokerReasons, code);
}

function isClientReason(code: string): code is ClientReason {
  return Object.hasOwn(clientReasons, code);
}

/** Words for a reason code; an unlisted one is quoted. */
export function wordsOfReason(code: string): string {
  if (isBrokerReason(code)) return brokerReasons[code];
  if (isClientReason(code)) return clientReasons[code];
  return `The broker's reason: ${code}.`;
}
