/**
 * The switches of the exchange: every fault, limit and delay, all off by default. One schema describes what
 * `POST /practice/faults` takes; keys that are left out keep their value. Holds settings, performs nothing.
 */
import { z } from "zod";

const REJECT_REASONS = [
  "AccountClosed",
  "AdvancedTrailingStopUnsupported",
  "AnotherCommandPending",
  "BackMonthProhibited",
  "ExecutionProviderNotConfigured",
  "ExecutionProviderUnavailable",
  "InvalidContract",
  "InvalidPrice",
  "KeyInformationDocumentRequired",
  "LiquidationOnly",
  "LiquidationOnlyBeforeExpiration",
  "MaxOrderQtyIsNotSpecified",
  "MaxOrderQtyLimitReached",
  "MaxPosLimitMisconfigured",
  "MaxPosLimitReached",
  "MaxTotalPosLimitReached",
  "MultipleAccountPlanRequired",
  "NoQuote",
  "NotEnoughLiquidity",
  "OtherExecutionRelated",
  "ParentRejected",
  "RiskCheckTimeout",
  "SSFRiskDisclosureAcknowledgmentRequired",
  "SessionClosed",
  "TooLate",
  "TradingLocked",
  "TrailingStopNonOrderQtyModify",
  "Unauthorized",
  "UnknownReason",
  "Unsupported",
] as const;

const milliseconds = z.number().int().min(0).max(600_000);
const count = z.number().int().min(0).max(100_000);

export const faultsSchema = z
  .strictObject({
    reset: z.literal(true).describe("Switch everything off first, then apply the other keys."),
    deliverFills: z
      .number()
      .int()
      .min(1)
      .max(10)
      .describe("How many times each fill event is delivered; 1 is normal."),
    rejectNext: z
      .strictObject({
        account: z
          .string()
          .optional()
          .describe("Only orders of this account, by name; left out: any account."),
        reason: z.enum(REJECT_REASONS),
        text: z.string().max(8192).optional(),
        count: count.describe("How many orders are refused."),
        mode: z
          .enum(["sync", "async"])
          .describe(
            "sync: the reply carries failureReason. async: the reply carries an order id, reports follow.",
          ),
      })
      .describe("Refuses the next client orders, liquidations included; orders of /practice/trade pass."),
    dropConnections: z.literal(true).describe("Cut all user sockets now, without a close frame."),
    ackDelayMs: milliseconds.describe("Replies to order requests are held back; events are not."),
    fillDelayMs: milliseconds.describe("Time between an order that can trade and its first fill."),
    partialFills: z
      .strictObject({ maxQty: z.number().int().min(1).max(1_000), delayMs: milliseconds })
      .nullable()
      .describe("No fill is larger than maxQty; the next follows after delayMs. null: off."),
    shuffleEvents: z
      .strictObject({ seed: z.number().int() })
      .nullable()
      .describe(
        "Order and framing of a change's events are permuted; events of one entity keep their order.",
      ),
    batchEvents: z
      .boolean()
      .describe("All events of a change share one frame, neighbours of a kind in one array."),
    silent: z
      .boolean()
      .describe("User sockets stay open and send nothing, heartbeats included. Requests still act."),
    loseReplies: count.describe("The replies to this many order requests are never sent; the orders stand."),
    freezePrices: z.boolean().describe("Prices move only through /practice/price."),
    quotePauseMs: milliseconds
      .nullable()
      .describe("Time between two quotes of one underlying instead of the lifelike pause. null: lifelike."),
    clientBeatMsMax: milliseconds
      .nullable()
      .describe(
        "A user socket that sent nothing for this long is closed. null: client beats are not enforced.",
      ),
    requireEntityTypes: z
      .boolean()
      .describe(
        "A user/syncrequest without entityTypes means silence, as partners are told, not everything.",
      ),
  })
  .partial();

export type FaultsRequest = z.infer<typeof faultsSchema>;

type Reject = NonNullable<FaultsRequest["rejectNext"]>;

/** The switches as they stand. */
export interface FaultSettings {
  readonly deliverFills: number;
  readonly rejectNext: Reject | null;
  readonly ackDelayMs: number;
  readonly fillDelayMs: number;
  readonly partialFills: { readonly maxQty: number; readonly delayMs: number } | null;
  readonly shuffleEvents: { readonly seed: number } | null;
  readonly batchEvents: boolean;
  readonly silent: boolean;
  readonly loseReplies: number;
  readonly freezePrices: boolean;
  readonly quotePauseMs: number | null;
  readonly clientBeatMsMax: number | null;
  readonly requireEntityTypes: boolean;
}

const OFF: FaultSettings = {
  deliverFills: 1,
  rejectNext: null,
  ackDelayMs: 0,
  fillDelayMs: 0,
  partialFills: null,
  shuffleEvents: null,
  batchEvents: false,
  silent: false,
  loseReplies: 0,
  freezePrices: false,
  quotePauseMs: null,
  clientBeatMsMax: null,
  requireEntityTypes: false,
};

export class Faults {
  #settings = OFF;

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** Applies what was asked; `dropConnections` is an act, not a setting: the caller performs it. */
  apply(request: FaultsRequest): void {
    const { reset, dropConnections: _performedByCaller, ...changes } = request;
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    this.#settings = { ...(reset ? OFF : this.#settings), ...given };
  }

  /** The refusal that meets this order, counted down. */
  takeReject(accountName: string): Reject | undefined {
    const reject = this.#settings.rejectNext;
    if (!reject || reject.count === 0) return undefined;
    if (reject.account !== undefined && reject.account !== accountName) return undefined;
    this.#settings = { ...this.#settings, rejectNext: { ...reject, count: reject.count - 1 } };
    return reject;
  }

  /** Whether the reply to this order request is to be lost, counted down. */
  takeLostReply(): boolean {
    const { loseReplies } = this.#settings;
    if (loseReplies === 0) return false;
    this.#settings = { ...this.#settings, loseReplies: loseReplies - 1 };
    return true;
  }
}
