/**
 * What the switches of the books and of delivery may be set to: refusals, fills, prices, and the manner in which events
 * reach clients. Zod only; the doors' switches stand in `fault-doors.ts`, the whole in `faults-schema.ts`.
 */
import { z } from "zod";
import { TRADE_TYPES } from "./documents.ts";

export const REJECT_REASONS = [
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
  "Success",
  "TooLate",
  "TradingLocked",
  "TrailingStopNonOrderQtyModify",
  "Unauthorized",
  "UnknownReason",
  "Unsupported",
] as const;

export const milliseconds = z.number().int().min(0).max(7_200_000);
export const count = z.number().int().min(0).max(100_000);
const times = z.number().int().min(1).max(10);

export const bookFaults = {
  rejectNext: z
    .strictObject({
      account: z.string().optional().describe("Only orders of this account, by name; left out: any account."),
      reason: z
        .enum(REJECT_REASONS)
        .describe("Success refuses nothing: the reply names it beside the order's id, as the broker may."),
      text: z.string().max(8192).optional(),
      count: count.describe("How many orders are refused."),
      mode: z
        .enum(["sync", "async"])
        .describe(
          "sync: the reply carries failureReason. async: the reply carries an order id, reports follow.",
        ),
    })
    .nullable()
    .describe("Refuses the next client orders, liquidations included; orders of /practice/trade pass."),
  fillDelayMs: milliseconds.describe("Time between an order that can trade and its first fill."),
  partialFills: z
    .strictObject({ maxQty: z.number().int().min(1).max(1_000), delayMs: milliseconds })
    .nullable()
    .describe("No fill is larger than maxQty; the next follows after delayMs. null: off."),
  marginCheck: z
    .boolean()
    .describe("Orders need day margin; without it anything up to the limits may be opened."),
  readonlyAccounts: z.array(z.string()).describe("Accounts, by name, that their users see and do not trade."),
  withoutOrders: z
    .array(z.string())
    .describe("Users, by name, whose API key lacks the Orders permission: their order calls answer 401."),
  freezePrices: z.boolean().describe("Prices move only through /practice/price."),
  quotePauseMs: milliseconds
    .nullable()
    .describe("Time between two quotes of one underlying instead of the lifelike pause. null: lifelike."),
};

export const deliveryFaults = {
  deliverFills: times.describe("How many times each fill event is delivered; 1 is normal."),
  duplicateEvents: times.describe("How many times each event of every kind is delivered; 1 is normal."),
  shuffleEvents: z
    .strictObject({ seed: z.number().int() })
    .nullable()
    .describe("Order and framing of a change's events are permuted; events of one entity keep their order."),
  batchEvents: z
    .boolean()
    .describe("All events of a change share one frame, neighbours of a kind in one array."),
  eventOrder: z
    .array(z.enum(TRADE_TYPES))
    .nullable()
    .describe(
      'Kinds that come first within a change, in this order, e.g. ["position","fill"]. null: as it happened.',
    ),
  orderLagMs: milliseconds.describe(
    "Events of order entities come this much later than the others: fills come first.",
  ),
  deletedEvents: z
    .boolean()
    .describe("A finished order and a flat position are told once more, as Deleted, with the entity."),
  strangers: z
    .boolean()
    .describe("Unknown keys in every entity, and with the events unknown entity types and event kinds."),
  shortTimestamps: z
    .union([z.boolean(), z.enum(["milliseconds", "seconds"])])
    .describe(
      '"milliseconds": timestamps come without them; true or "seconds": 2026-11-25T16:00Z. In everything sent.',
    ),
  textIds: z.boolean().describe("Ids come as text in everything that is sent."),
  truncateFrames: count.describe("The next n frames of events end in the middle."),
  dropAfter: z
    .union([
      z.strictObject({
        events: count.describe(
          "The socket that gets the n-th event from now is cut right after it; 0: before.",
        ),
        entityType: z.enum(TRADE_TYPES).optional().describe("Only events of this kind count."),
        user: z.string().optional().describe("Only sockets of this user count."),
      }),
      z.strictObject({
        orders: z.number().int().min(1).max(100_000).describe("The n-th order request from now is the one."),
        when: z
          .enum(["before", "after"])
          .describe("before: it does not act. after: it acts, and its reply is lost with the connection."),
        user: z.string().optional().describe("Only order requests of this user count."),
      }),
    ])
    .nullable()
    .describe("Cuts one connection at an exact point, once."),
  requireEntityTypes: z
    .boolean()
    .describe("A user/syncrequest without entityTypes means silence, as partners are told, not everything."),
  splitSnapshots: z
    .number()
    .int()
    .min(1)
    .max(50)
    .describe("In how many responses a snapshot comes to a socket that asks for splitResponses."),
};
