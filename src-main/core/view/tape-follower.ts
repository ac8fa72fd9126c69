/**
 * One follower's part of a leader event as the tape shows it: outcome, checks with the values compared, arithmetic and
 * timings. The engine's state and the ledger are told by this one function, so that a stored fill reads as the live one.
 */
import type { TapeFollower } from "../../../src-shared/cockpit/model.ts";
import type { ContractName } from "../../../src-shared/ids.ts";
import { isRefusal, wordsOf } from "../../../src-shared/refusal.ts";
import type { CheckNumber, FollowerDecision } from "../decision.ts";
import type { AttemptRow } from "../effect.ts";
import type { BrokerFill } from "../input.ts";
import { averagePrice, microsBetween, outcomeWords, readable, type ToldOrder } from "./words.ts";

/** Rows of the Phase A table in words. */
const checkNames: Readonly<Record<CheckNumber, string>> = {
  1: "group active",
  2: "follower on",
  3: "connections live",
  4: "account free, entries on",
  5: "risk rules",
  6: "symbol listed",
  7: "inside a session",
  8: "not against the leader",
  9: "in this trade",
  10: "sized and within caps",
  11: "fit and cross-account guard",
};

export interface ToldAttempt {
  readonly decision: FollowerDecision;
  /** The account's name. */
  readonly account: string;
  readonly attempt: Pick<AttemptRow, "status" | "reason" | "filled" | "filledTicks" | "timings">;
  /** The order that tells the outcome; undefined where none was sent. */
  readonly order: ToldOrder | undefined;
  readonly leader: Pick<BrokerFill, "priceTicks"> & { readonly contract: ContractName };
  /** Of the follower's contract, where the broker has told it. */
  readonly tickSizeMicros: number | undefined;
}

function wordsOfAttempt({ order, attempt }: ToldAttempt): string {
  if (order) return outcomeWords(order);
  const reason = attempt.reason ?? "";
  if (isRefusal(reason)) return wordsOf(reason);
  const { status } = attempt;
  return wordsOf(status === "target" || status === "waiting" ? status : "nothing");
}

/** Ticks worse (+) or better (−) than the leader's price, where both trade the same contract. */
function slippage({ attempt, decision, leader, order }: ToldAttempt): number | null {
  if (!order || attempt.filled === 0 || decision.contract !== leader.contract) return null;
  const average = attempt.filledTicks / attempt.filled;
  return Math.round((average - leader.priceTicks) * order.row.side * 100) / 100;
}

export function tapeFollower(told: ToldAttempt): TapeFollower {
  const { decision, order, attempt, tickSizeMicros } = told;
  const { timings } = attempt;
  const reason = attempt.reason ?? "";
  return {
    follower: decision.follower,
    account: told.account,
    outcome: order ? order.status : isRefusal(reason) ? reason : attempt.status,
    words: wordsOfAttempt(told),
    contract: decision.contract,
    quantity: order ? order.row.side * order.row.quantity : 0,
    price: order && tickSizeMicros !== undefined ? averagePrice(order, tickSizeMicros) : null,
    slippageTicks: slippage(told),
    arithmetic: decision.legs.map((leg) => readable(leg.arithmetic)).filter((line) => line !== ""),
    checks: decision.legs.map((leg) => ({
      leg: leg.leg,
      verdict: leg.verdict,
      lines: leg.checks.map((one) => ({
        check: one.check,
        name: checkNames[one.check],
        pass: one.pass,
        seen: readable(one.seen),
      })),
    })),
    ownUs: order ? microsBetween(timings.receivedNs, timings.sentNs) : null,
    answeredUs: order ? microsBetween(timings.sentNs, timings.answeredNs) : null,
    filledUs: order ? microsBetween(timings.sentNs, timings.filledNs) : null,
  };
}
