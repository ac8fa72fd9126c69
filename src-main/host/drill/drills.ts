/** The drills that there are. Each opens with the leader, meets its fault, and ends with the leader flat. */
import { buy, copied, exit, flat, hold, LOCK_OUT_MS, refused } from "./drill-steps.ts";
import { connectionDrills } from "./drills-connection.ts";
import type { Drill } from "./script.ts";

const orders: readonly Drill[] = [
  {
    id: "reject-next",
    title: "The next order is rejected",
    line: "One follower's entry is refused. It must not be sent again, and the cockpit must say why.",
    steps: [
      {
        kind: "fault",
        words: "The next order is refused.",
        faults: {
          rejectNext: {
            reason: "OtherExecutionRelated",
            text: "Refused by the drill",
            count: 1,
            mode: "sync",
          },
        },
      },
      buy(1),
      hold(),
      exit,
      flat(),
    ],
    expects: refused,
    usesUp: "rejectNext",
  },
  {
    id: "reject-later",
    title: "An order is accepted and rejected a moment later",
    line: "The answer says queued, the refusal follows by a report. The same must come of it.",
    steps: [
      {
        kind: "fault",
        words: "The next order is refused after its answer.",
        faults: { rejectNext: { reason: "RiskCheckTimeout", count: 1, mode: "async" } },
      },
      buy(1),
      hold(),
      exit,
      flat(),
    ],
    expects: refused,
    usesUp: "rejectNext",
  },
  {
    id: "exit-rejected",
    title: "An exit is rejected",
    line: "The first try to close a follower is refused. It is tried again until it is flat.",
    steps: [
      buy(1),
      hold(),
      {
        kind: "fault",
        words: "The next order is refused.",
        faults: { rejectNext: { reason: "OtherExecutionRelated", count: 1, mode: "sync" } },
        overInMs: 0,
      },
      exit,
      flat(30_000),
    ],
    expects: { ...copied, exitsWithinMs: 10_000 },
    usesUp: "rejectNext",
  },
  {
    id: "lost-answer",
    title: "The broker's answer is lost",
    line: "An order acts and is never answered. It must not be sent again.",
    steps: [
      { kind: "fault", words: "The next answer is lost.", faults: { loseReplies: 1 } },
      buy(2),
      hold(30_000),
      exit,
      flat(30_000),
    ],
    expects: { ...copied, exitsWithinMs: 20_000 },
    usesUp: "loseReplies",
  },
];

const fills: readonly Drill[] = [
  {
    id: "fills-twice",
    title: "Fills are delivered twice",
    line: "Each fill is told again. Nobody may trade twice for it.",
    steps: [
      { kind: "fault", words: "Each fill is delivered twice.", faults: { deliverFills: 2 } },
      buy(2),
      hold(),
      buy(1),
      hold(),
      exit,
      flat(),
    ],
    expects: copied,
  },
  {
    id: "fills-first",
    title: "Fills come before their orders",
    line: "Each order is told half a second after its fill, which names no account by itself.",
    steps: [
      { kind: "fault", words: "Orders are told 500 ms late.", faults: { orderLagMs: 500 } },
      buy(1),
      hold(),
      exit,
      flat(),
    ],
    expects: copied,
  },
  {
    id: "in-pieces",
    title: "The market moves and an order fills in pieces",
    line: "Fills come one contract at a time while the price runs. Sizes must still add up.",
    steps: [
      {
        kind: "fault",
        words: "Orders fill one contract at a time.",
        faults: { partialFills: { maxQty: 1, delayMs: 150 } },
      },
      buy(3),
      { kind: "move", ticks: 8 },
      { kind: "wait", ms: 200, words: "the price runs" },
      { kind: "move", ticks: 8 },
      hold(30_000),
      exit,
      flat(30_000),
    ],
    expects: { ...copied, exitsWithinMs: 15_000 },
  },
  {
    id: "bust",
    title: "The trade is busted",
    line: "The broker takes the leader's fill back. The copier says so and opens nothing more.",
    steps: [buy(1), hold(), { kind: "bust" }, hold(10_000)],
    expects: { entries: "left-to-trader", shortAtLeast: 0, exitsWithinMs: 0 },
  },
];

const limits: readonly Drill[] = [
  {
    id: "penalty-on-exit",
    title: "A penalty ticket on an exit",
    line: "The exit of a follower is not done but gets a ticket. It is sent again with it when its time has come.",
    steps: [
      buy(1),
      hold(),
      {
        kind: "fault",
        words: "The next order request gets a ticket of 3 s.",
        faults: { penalty: { on: "orders", seconds: 3, count: 1 } },
        overInMs: 3_000,
      },
      exit,
      flat(30_000),
    ],
    expects: { ...copied, exitsWithinMs: 10_000 },
    usesUp: "penalty",
  },
  {
    id: "locked-out",
    title: "Locked out for too many requests",
    line: "The broker asks one login for a minute of silence (423). Nothing is sent there until it is over; then exits go first.",
    steps: [
      buy(1),
      hold(),
      {
        kind: "fault",
        words: "The first follower's login is locked out.",
        faults: ({ login }) => ({ rateLimit: { status: 423, on: "orders", count: 1, user: login } }),
        overInMs: LOCK_OUT_MS,
      },
      exit,
      { kind: "flat", msMax: LOCK_OUT_MS + 30_000 },
      { kind: "wait", ms: 2_500, words: "exits go first after a lock-out, entries later" },
    ],
    expects: { ...copied, exitsWithinMs: 20_000 },
    usesUp: "rateLimit",
  },
  {
    id: "liquidated",
    title: "The broker liquidates a follower",
    line: "One follower is closed by the broker. It must not be opened again, and the others stay.",
    steps: [
      buy(2),
      hold(),
      { kind: "liquidate" },
      { kind: "wait", ms: 2_000, words: "the broker acts" },
      hold(),
      exit,
      flat(),
    ],
    expects: refused,
  },
];

export const drills: readonly Drill[] = [...connectionDrills, ...orders, ...fills, ...limits];
