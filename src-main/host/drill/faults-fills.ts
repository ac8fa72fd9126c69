/** Fault switches of fills and events, in a trader's words. */
import { next, seconds, times, type FaultControl } from "./fault-control.ts";

const often = (count: number): string => (count === 2 ? "twice" : `${count} times`);

const repeats: readonly FaultControl[] = [
  {
    id: "fills-twice",
    group: "fills",
    label: "Deliver fills twice",
    line: "Each fill is told again; it happened once.",
    kind: "switch",
    key: "deliverFills",
    fields: [{ id: "times", label: "Told", choices: times(often, 2, 3, 5) }],
    on: (chosen) => ({ deliverFills: Number(chosen("times")) }),
  },
  {
    id: "events-twice",
    group: "fills",
    label: "Deliver everything twice",
    line: "Each event of every kind is told again.",
    kind: "switch",
    key: "duplicateEvents",
    fields: [{ id: "times", label: "Told", choices: times(often, 2, 3, 5) }],
    on: (chosen) => ({ duplicateEvents: Number(chosen("times")) }),
  },
  {
    id: "replay",
    group: "fills",
    label: "Tell old events again",
    line: "The last 50 events are delivered again.",
    kind: "act",
    key: "replayEvents",
    fields: [
      {
        id: "when",
        label: "When",
        choices: [
          { id: "now", label: "now" },
          { id: "reconnect", label: "after the next reconnect" },
        ],
      },
    ],
    on: (chosen) => ({ replayEvents: { count: 50, when: chosen("when") as "now" | "reconnect" } }),
  },
  {
    id: "bust",
    group: "fills",
    label: "Bust the last fill",
    line: "Takes the leader's newest fill of the day back.",
    kind: "act",
    key: "bust",
    on: (_chosen, { lastFill }) => {
      if (lastFill === undefined) throw new Error("The leader has no fill today that could be taken back.");
      return { bust: { fillId: lastFill } };
    },
  },
];

const pieces: readonly FaultControl[] = [
  {
    id: "partial",
    group: "fills",
    label: "Fill in pieces",
    line: "One contract at a time, with a pause between.",
    kind: "switch",
    key: "partialFills",
    fields: [{ id: "ms", label: "Pause", choices: seconds(0.2, 1, 5) }],
    on: (chosen) => ({ partialFills: { maxQty: 1, delayMs: Number(chosen("ms")) } }),
  },
  {
    id: "slow-fills",
    group: "fills",
    label: "Fill late",
    line: "Time between an order that can trade and its first fill.",
    kind: "switch",
    key: "fillDelayMs",
    fields: [{ id: "ms", label: "After", choices: seconds(1, 5, 0.2) }],
    on: (chosen) => ({ fillDelayMs: Number(chosen("ms")) }),
  },
];

const orderings: readonly FaultControl[] = [
  {
    id: "fill-before-order",
    group: "fills",
    label: "Fills before their orders",
    line: "A fill is told before the order that it belongs to.",
    kind: "switch",
    key: "orderLagMs",
    fields: [{ id: "ms", label: "By", choices: seconds(0.1, 0.5, 3) }],
    on: (chosen) => ({ orderLagMs: Number(chosen("ms")) }),
  },
  {
    id: "shuffle",
    group: "fills",
    label: "Shuffle events",
    line: "What belongs together comes in any order and grouping.",
    kind: "switch",
    key: "shuffleEvents",
    fields: [{ id: "seed", label: "Deal", choices: times((seed) => `no. ${seed}`, 1, 2, 3) }],
    on: (chosen) => ({ shuffleEvents: { seed: Number(chosen("seed")) } }),
  },
  {
    id: "event-order",
    group: "fills",
    label: "Put a kind first",
    line: "Events of one kind come before all others of their change.",
    kind: "switch",
    key: "eventOrder",
    fields: [
      {
        id: "first",
        label: "First",
        choices: [
          { id: "position", label: "positions" },
          { id: "fill", label: "fills" },
          { id: "executionReport", label: "reports" },
          { id: "order", label: "orders" },
        ],
      },
    ],
    on: (chosen) => ({
      eventOrder: [chosen("first") as "position" | "fill" | "executionReport" | "order"],
    }),
  },
  {
    id: "batch",
    group: "fills",
    label: "Batch events",
    line: "Everything about a change comes in one message.",
    kind: "switch",
    key: "batchEvents",
    on: () => ({ batchEvents: true }),
  },
];

const forms: readonly FaultControl[] = [
  {
    id: "deletions",
    group: "fills",
    label: "Tell deletions",
    line: "A finished order and a flat position are told once more, as deleted.",
    kind: "switch",
    key: "deletedEvents",
    on: () => ({ deletedEvents: true }),
  },
  {
    id: "strangers",
    group: "fills",
    label: "Add unknown things",
    line: "Kinds of events and fields that nobody has heard of.",
    kind: "switch",
    key: "strangers",
    on: () => ({ strangers: true }),
  },
  {
    id: "short-times",
    group: "fills",
    label: "Shorten timestamps",
    line: "Times come without milliseconds, or without seconds.",
    kind: "switch",
    key: "shortTimestamps",
    fields: [
      {
        id: "without",
        label: "Without",
        choices: [
          { id: "milliseconds", label: "milliseconds" },
          { id: "seconds", label: "seconds" },
        ],
      },
    ],
    on: (chosen) => ({ shortTimestamps: chosen("without") as "milliseconds" | "seconds" }),
  },
  {
    id: "text-ids",
    group: "fills",
    label: "Ids as text",
    line: "Every id comes as text instead of a number.",
    kind: "switch",
    key: "textIds",
    on: () => ({ textIds: true }),
  },
  {
    id: "truncate",
    group: "fills",
    label: "Cut messages off",
    line: "A message of events ends in the middle.",
    kind: "switch",
    key: "truncateFrames",
    fields: [{ id: "count", label: "How many", choices: times(next("message"), 1, 3) }],
    on: (chosen) => ({ truncateFrames: Number(chosen("count")) }),
  },
];

export const fillFaults: readonly FaultControl[] = [...repeats, ...pieces, ...orderings, ...forms];
