/**
 * The decisions of one event as nested lists without keys, each text and each leg once: followers mostly differ in
 * nothing but their names, and a trader with twenty of them must not pay for it twenty times. Equal decisions have
 * equal cells, whichever objects they share.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import type { AccountKey, ContractName, FollowerId } from "../../src-shared/ids.ts";
import { dispositions, refusals } from "../../src-shared/refusal.ts";
import type { CheckNumber, CheckRecord, FollowerDecision, LegDecision } from "../core/decision.ts";
import type { LegKind } from "../core/effect.ts";
import { Cells } from "./cells.ts";

export const legKinds: Readonly<Record<LegKind, true>> = { open: true, close: true };
export const verdicts = { ...refusals, ...dispositions };
const checkNumbers: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] satisfies readonly CheckNumber[];

/** A check in one cell: the number of its text, the check, and whether it passed. */
const CHECK_STEP = 2;
const SEEN_STEP = 32;

/** Cells of a leg before its checks: leg, verdict, sized, quantity, cut, number of its arithmetic. */
const FIXED = 6;

/**
 * A leg is looked for among so many before it, newest first: more kinds of settings than a group has, and a bound for a
 * group in which every follower is another. One that is further away is written again.
 */
const LOOK_BACK = 16;

/** Texts, legs, and for each decision its follower, account, contract and the numbers of its legs. */
export function decisionsCells(decisions: readonly FollowerDecision[]): unknown[] {
  const legs = new LegTable();
  const rows = decisions.map(({ follower, account, contract, legs: own }) => {
    const row: unknown[] = [follower, account, contract];
    for (const leg of own) row.push(legs.numberOf(leg));
    return row;
  });
  return [legs.texts, legs.cells, rows];
}

class LegTable {
  readonly texts: string[] = [];
  readonly cells: unknown[][] = [];
  readonly #legs: LegDecision[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(leg: LegDecision): number {
    const legs = this.#legs;
    const end = Math.max(0, legs.length - LOOK_BACK);
    for (let index = legs.length - 1; index >= end; index -= 1) {
      const known = legs[index];
      if (known !== undefined && (known === leg || sameLeg(known, leg))) return index;
    }
    legs.push(leg);
    this.cells.push(this.#cellsOf(leg));
    return legs.length - 1;
  }

  #cellsOf(leg: LegDecision): unknown[] {
    const arithmetic = this.#textNumber(leg.arithmetic);
    const cells: unknown[] = [leg.leg, leg.verdict, leg.sized, leg.quantity, leg.cut ? 1 : 0, arithmetic];
    for (const { check, pass, seen } of leg.checks) {
      cells.push(this.#textNumber(seen) * SEEN_STEP + check * CHECK_STEP + (pass ? 1 : 0));
    }
    return cells;
  }

  #textNumber(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }
}

/** What tells followers apart comes first. */
function sameLeg(one: LegDecision, other: LegDecision): boolean {
  return (
    one.quantity === other.quantity &&
    one.sized === other.sized &&
    one.verdict === other.verdict &&
    one.leg === other.leg &&
    one.cut === other.cut &&
    one.arithmetic === other.arithmetic &&
    sameChecks(one.checks, other.checks)
  );
}

function sameChecks(one: readonly CheckRecord[], other: readonly CheckRecord[]): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((check, index) => {
    const beside = other[index];
    if (check === beside) return true;
    return check.seen === beside?.seen && check.check === beside.check && check.pass === beside.pass;
  });
}

/** @throws ConditionError when the row is not whole. */
export function readDecisions(row: unknown): readonly FollowerDecision[] {
  const cells = new Cells(row, "decisions");
  const texts = cells.list(readText);
  const legs = cells.list((leg) => readLeg(leg, texts));
  const decisions = cells.list((decision) => readDecision(decision, legs));
  cells.end();
  return decisions;
}

function readText(cell: unknown): string {
  assertCondition(typeof cell === "string", "a text is text");
  return cell;
}

function readDecision(row: unknown, legs: readonly LegDecision[]): FollowerDecision {
  const whole = Array.isArray(row) ? row : [];
  const cells = new Cells(whole.slice(0, 3), "decision");
  return {
    follower: cells.text() as FollowerId,
    account: cells.textOrNull() as AccountKey | null,
    contract: cells.textOrNull() as ContractName | null,
    legs: whole.slice(3).map((cell: unknown) => itemAt(legs, cell, "leg")),
  };
}

function readLeg(row: unknown, texts: readonly string[]): LegDecision {
  const whole = Array.isArray(row) ? row : [];
  const cells = new Cells(whole.slice(0, FIXED), "leg decision");
  return {
    leg: cells.oneOf(legKinds),
    verdict: cells.oneOf(verdicts),
    sized: cells.whole(),
    quantity: cells.whole(),
    cut: cells.flag(),
    arithmetic: itemAt(texts, cells.whole(), "text"),
    checks: whole.slice(FIXED).map((cell: unknown) => readCheck(cell, texts)),
  };
}

function readCheck(cell: unknown, texts: readonly string[]): CheckRecord {
  assertCondition(Number.isSafeInteger(cell) && (cell as number) >= 0, "a check is one whole number");
  const code = cell as number;
  return {
    check: checkNumber(Math.floor((code % SEEN_STEP) / CHECK_STEP)),
    pass: code % CHECK_STEP === 1,
    seen: itemAt(texts, Math.floor(code / SEEN_STEP), "text"),
  };
}

/** @throws ConditionError when there is no such check. */
export function checkNumber(check: number): CheckNumber {
  assertCondition(checkNumbers.includes(check), `there is no check ${check}`);
  return check as CheckNumber;
}

function itemAt<Item>(items: readonly Item[], number: unknown, what: string): Item {
  const item = typeof number === "number" ? items[number] : undefined;
  assertCondition(item !== undefined, `there is no ${what} ${String(number)}`);
  return item;
}
