/**
 * Which facts are given up when the ledger has not taken any for so long that memory has to be bounded. What a restart
 * needs goes last: first what a later fact replaces anyway, then the activity, at the end the oldest of the rest. Pure.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { Fact } from "../core/effect.ts";

/** Facts that wait for a ledger which can not be written. */
export const PENDING_FACTS_MAX = 20_000;

/** The row of a state table that the fact replaces or removes; null where every fact is a row of its own. */
function replacedRow(fact: Fact): string | null {
  switch (fact.kind) {
    case "trade":
      return `trade|${fact.trade.follower}|${fact.trade.leaderContract}`;
    case "trade-ended":
      return `trade|${fact.follower}|${fact.leaderContract}`;
    case "target":
      return `target|${fact.target.follower}|${fact.target.contract}|${fact.target.side}`;
    case "target-ended":
      return `target|${fact.follower}|${fact.contract}|${fact.side}`;
    case "entries-off":
      return `entries-off|${fact.follower}|${fact.reason}`;
    case "position":
      return `position|${fact.account}|${fact.contract}`;
    case "account":
      return `account|${fact.account}`;
    case "contract":
      return `contract|${fact.spec.venue}|${fact.spec.contract}`;
    case "intent":
    case "order-event":
    case "fill":
    case "event-complete":
    case "activity":
      return null;
    default:
      return assertNever(fact);
  }
}

/** What may go, in this order. */
const expendable: readonly ((fact: Fact) => boolean)[] = [
  (fact) => fact.kind === "activity" && fact.severity === "info",
  (fact) => fact.kind === "activity",
  // An intent's rows are what every other fact of its orders refers to.
  (fact) => fact.kind !== "intent" && replacedRow(fact) === null,
  (fact) => replacedRow(fact) === null,
];

export interface Thinned {
  readonly kept: Fact[];
  /** Facts that no later one replaces. */
  readonly lost: readonly Fact[];
}

/** Keeps at most `room` facts, beside one for each row of the state tables. */
export function thinFacts(facts: readonly Fact[], room: number): Thinned {
  const newest = new Map<string, Fact>();
  for (const fact of facts) {
    const row = replacedRow(fact);
    if (row !== null) newest.set(row, fact);
  }
  let kept = facts.filter((fact) => {
    const row = replacedRow(fact);
    return row === null || newest.get(row) === fact;
  });
  const excess = kept.length - room;
  const lost: Fact[] = [];
  for (const mayGo of expendable) {
    kept = kept.filter((fact) => {
      if (lost.length >= excess || !mayGo(fact)) return true;
      lost.push(fact);
      return false;
    });
  }
  return { kept, lost };
}
