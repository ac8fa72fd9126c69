/** Fault switches of orders and their answers, in a trader's words. */
import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { REJECT_REASONS } from "../../practice/fault-groups.ts";
import { next, seconds, times, type FaultControl } from "./fault-control.ts";

type RejectReason = (typeof REJECT_REASONS)[number];
export const orderFaults: readonly FaultControl[] = [
  {
    id: "reject",
    group: "orders",
    label: "Reject orders",
    line: "The next orders are refused, in the answer or a moment later. Exits too.",
    kind: "switch",
    key: "rejectNext",
    fields: [
      { id: "count", label: "How many", choices: times(next("order"), 1, 3, 10) },
      {
        id: "mode",
        label: "How",
        choices: [
          { id: "sync", label: "in the answer" },
          { id: "async", label: "after the answer" },
        ],
      },
      {
        id: "account",
        label: "Account",
        choices: ({ accounts }) => [
          { id: "any", label: "any account" },
          ...accounts.map((name) => ({ id: name, label: name })),
        ],
      },
      {
        id: "reason",
        label: "Reason",
        choices: [
          "OtherExecutionRelated" as const,
          ...REJECT_REASONS.filter((each) => each !== "OtherExecutionRelated"),
        ].map((reason) => ({
          id: reason,
          label: reason === "Success" ? "none: accepted all the same" : wordsOfReason(reason),
        })),
      },
    ],
    on: (chosen) => ({
      rejectNext: {
        ...(chosen("account") === "any" ? {} : { account: chosen("account") }),
        reason: chosen("reason") as RejectReason,
        count: Number(chosen("count")),
        mode: chosen("mode") as "sync" | "async",
      },
    }),
  },
  {
    id: "lose-answers",
    group: "orders",
    label: "Lose the answer",
    line: "Orders act and are never answered.",
    kind: "switch",
    key: "loseReplies",
    fields: [{ id: "count", label: "How many", choices: times(next("order"), 1, 3, 10) }],
    on: (chosen) => ({ loseReplies: Number(chosen("count")) }),
  },
  {
    id: "late-answers",
    group: "orders",
    label: "Answer late",
    line: "The answer to an order comes after its fills.",
    kind: "switch",
    key: "ackDelayMs",
    fields: [{ id: "ms", label: "By", choices: seconds(1, 5, 0.2) }],
    on: (chosen) => ({ ackDelayMs: Number(chosen("ms")) }),
  },
  {
    id: "error-bodies",
    group: "orders",
    label: "Garble errors",
    line: "What the broker says of an error comes wrapped in another form.",
    kind: "switch",
    key: "errorBodies",
    fields: [
      {
        id: "form",
        label: "As",
        choices: [
          { id: "quoted", label: "text in text" },
          { id: "object", label: "an object" },
        ],
      },
    ],
    on: (chosen) => ({ errorBodies: chosen("form") as "quoted" | "object" }),
  },
];
