/**
 * Leader events and decisions as nested lists without keys: part of the journal's lines and the ledger's `body` columns.
 * The order of cells is the format, and `FORMAT` is raised when it changes. Equal values have equal text, so that two
 * texts compare as their values do.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ContractName,
  FillId,
  FollowerId,
  GroupId,
  VenueKey,
} from "../../src-shared/ids.ts";
import type { Ticks } from "../../src-shared/money.ts";
import { dispositions, refusals } from "../../src-shared/refusal.ts";
import type { CheckNumber, CheckRecord, FollowerDecision, LegDecision } from "../core/decision.ts";
import type { LeaderEvent, LeaderEventKind, LegKind } from "../core/effect.ts";
import type { BrokerFill, Side } from "../core/input.ts";
import { Cells } from "./cells.ts";

/** First cell of every encoded text. */
export const FORMAT = 1;

const eventKinds: Readonly<Record<LeaderEventKind, true>> = {
  copied: true,
  "before-activation": true,
  "while-offline": true,
  "own-order": true,
  conflict: true,
  bust: true,
};
export const legKinds: Readonly<Record<LegKind, true>> = { open: true, close: true };
const verdicts = { ...refusals, ...dispositions };
const checkNumbers: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] satisfies readonly CheckNumber[];

/** Without `decidedNs`: that is a measurement, not content, and stands in a column of its own. */
export function encodeEvent(event: LeaderEvent): string {
  return JSON.stringify([FORMAT, eventCells(event)]);
}

export function encodeDecision(decision: FollowerDecision): string {
  return JSON.stringify([FORMAT, decisionCells(decision)]);
}

/** @throws ConditionError or SyntaxError when the text is not a whole event of this format. */
export function decodeEvent(text: string, decidedNs: number): LeaderEvent {
  const cells = versionedCells(text, "event");
  const event = cells.nested(readEvent);
  cells.end();
  return { ...event, decidedNs };
}

/** @throws ConditionError or SyntaxError when the text is not a whole decision of this format. */
export function decodeDecision(text: string): FollowerDecision {
  const cells = versionedCells(text, "decision");
  const decision = cells.nested((row) => readDecision(row));
  cells.end();
  return decision;
}

/** The cells after the format number. @throws ConditionError when the format is another. */
export function versionedCells(text: string, what: string): Cells {
  const cells = new Cells(JSON.parse(text), what);
  const format = cells.number();
  assertCondition(format === FORMAT, `${what} has format ${format}, this version reads ${FORMAT}`);
  return cells;
}

export function eventCells(event: LeaderEvent): unknown[] {
  return [
    event.eventId,
    event.kind,
    event.group,
    event.venue,
    fillCells(event.fill),
    event.l0,
    event.l1,
    event.wallMs,
    event.decisions.map((decision, index) => decisionCells(decision, event.decisions[index - 1])),
  ];
}

export function readEvent(row: unknown): Omit<LeaderEvent, "decidedNs"> {
  const cells = new Cells(row, "event");
  const event: Omit<LeaderEvent, "decidedNs"> = {
    eventId: cells.text(),
    kind: cells.oneOf(eventKinds),
    group: cells.text() as GroupId,
    venue: cells.text() as VenueKey,
    fill: cells.nested(readFill),
    l0: cells.whole(),
    l1: cells.whole(),
    wallMs: cells.number(),
    decisions: cells.list(decisionReader()),
  };
  cells.end();
  return event;
}

function fillCells(fill: BrokerFill): unknown[] {
  const { year, month, day } = fill.tradeDate;
  return [
    fill.account,
    fill.contract,
    fill.fillId,
    fill.orderId,
    fill.side,
    fill.quantity,
    fill.priceTicks,
    year,
    month,
    day,
    fill.filledAtMs,
    fill.active ? 1 : 0,
    fill.receivedNs,
  ];
}

function readFill(row: unknown): BrokerFill {
  const cells = new Cells(row, "fill");
  const fill: BrokerFill = {
    account: cells.text() as AccountKey,
    contract: cells.text() as ContractName,
    fillId: cells.text() as FillId,
    orderId: cells.text() as BrokerOrderId,
    side: readSide(cells),
    quantity: cells.whole(),
    priceTicks: cells.whole() as Ticks,
    tradeDate: { year: cells.whole(), month: cells.whole(), day: cells.whole() },
    filledAtMs: cells.number(),
    active: cells.flag(),
    receivedNs: cells.number(),
  };
  cells.end();
  return fill;
}

export function readSide(cells: Cells): Side {
  const side = cells.whole();
  assertCondition(side === 1 || side === -1, `a side is 1 or -1, not ${side}`);
  return side;
}

function decisionCells(decision: FollowerDecision, before?: FollowerDecision): unknown[] {
  const { follower, account, contract, legs } = decision;
  return [follower, account, contract, legs.map((leg, index) => legDecisionCells(leg, before?.legs[index]))];
}

/** Reads decisions one after the other; each may refer to the one before it. */
function decisionReader(): (row: unknown) => FollowerDecision {
  let before: FollowerDecision | undefined;
  return (row) => {
    before = readDecision(row, before);
    return before;
  };
}

function readDecision(row: unknown, before?: FollowerDecision): FollowerDecision {
  const cells = new Cells(row, "decision");
  let leg = 0;
  const decision: FollowerDecision = {
    follower: cells.text() as FollowerId,
    account: cells.textOrNull() as AccountKey | null,
    contract: cells.textOrNull() as ContractName | null,
    legs: cells.list((legRow) => readLegDecision(legRow, before?.legs[leg++])),
  };
  cells.end();
  return decision;
}

/** Cells of a leg before its words. */
const FIXED = 5;

/**
 * Checks lie flat, three cells each: eight small lists per leg would be most of the line's cost. Followers mostly differ
 * in nothing but their names: a leg with the words of the same leg of the follower before it ends before its words.
 */
function legDecisionCells(leg: LegDecision, before: LegDecision | undefined): unknown[] {
  const cells: unknown[] = [leg.leg, leg.verdict, leg.sized, leg.quantity, leg.cut ? 1 : 0];
  if (before !== undefined && sameWords(leg, before)) return cells;
  cells.push(leg.arithmetic);
  for (const check of leg.checks) cells.push(check.check, check.pass ? 1 : 0, check.seen);
  return cells;
}

function sameWords(one: LegDecision, other: LegDecision): boolean {
  if (one.arithmetic !== other.arithmetic || one.checks.length !== other.checks.length) return false;
  return one.checks.every((check, index) => {
    const beside = other.checks[index];
    return check.seen === beside?.seen && check.check === beside.check && check.pass === beside.pass;
  });
}

function readLegDecision(row: unknown, before: LegDecision | undefined): LegDecision {
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
  const check = cells.whole();
  assertCondition(checkNumbers.includes(check), `there is no check ${check}`);
  return { check: check as CheckNumber, pass: cells.flag(), seen: cells.text() };
}
