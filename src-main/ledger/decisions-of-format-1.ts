/**
 * Decisions as format 1 has them: each with its own words, left out where they were those of the follower before it.
 * Ledgers and journals of that format are read for ever; nothing writes it any more.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import type { AccountKey, ContractName, FollowerId } from "../../src-shared/ids.ts";
import type { CheckRecord, FollowerDecision, LegDecision } from "../core/decision.ts";
import { Cells } from "./cells.ts";
import { checkNumber, legKinds, verdicts } from "./decision-cells.ts";

/** Cells of a leg before its words. */
const FIXED = 5;

/** Reads decisions one after the other; each may refer to the one before it. */
export function readDecisionsOfFormat1(rows: readonly unknown[]): readonly FollowerDecision[] {
  let before: FollowerDecision | undefined;
  return rows.map((row) => {
    before = readDecision(row, before);
    return before;
  });
}

function readDecision(row: unknown, before: FollowerDecision | undefined): FollowerDecision {
  const cells = new Cells(row, "decision");
  let leg = 0;
  const decision: FollowerDecision = {
    follower: cells.text() as FollowerId,
    account: cells.textOrNull() as AccountKey | null,
    contract: cells.textOrNull() as ContractName | null,
    legs: cells.list((legRow) => readLeg(legRow, before?.legs[leg++])),
  };
  cells.end();
  return decision;
}

function readLeg(row: unknown, before: LegDecision | undefined): LegDecision {
  const whole = Array.isArray(row) ? row : [];
  const cells = new Cells(whole.slice(0, FIXED), "leg decision");
  const fixed = {
    leg: cells.oneOf(legKinds),
    verdict: cells.oneOf(verdicts),
    sized: cells.whole(),
    quantity: cells.whole(),
    cut: cells.flag(),
  };
  if (whole.length > FIXED) return { ...fixed, ...readWords(whole.slice(FIXED)) };
  assertCondition(before !== undefined, "a leg without words follows none that has some");
  return { ...fixed, arithmetic: before.arithmetic, checks: before.checks };
}

function readWords(row: readonly unknown[]): Pick<LegDecision, "arithmetic" | "checks"> {
  const checks: CheckRecord[] = [];
  for (let start = 1; start < row.length; start += 3) checks.push(readCheck(row.slice(start, start + 3)));
  return { arithmetic: new Cells(row.slice(0, 1), "leg decision").text(), checks };
}

function readCheck(row: unknown): CheckRecord {
  const cells = new Cells(row, "check");
  return { check: checkNumber(cells.whole()), pass: cells.flag(), seen: cells.text() };
}
