/**
 * Leader events and decisions as nested lists without keys: part of the journal's lines and the ledger's `body` columns.
 * The order of cells is the format, and `FORMAT` is raised when it changes; older formats are read. Equal values have
 * equal text, so that two texts of one format compare as their values do.
 */
import { assertCondition } from "../../src-shared/assert.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ContractName,
  FillId,
  GroupId,
  VenueKey,
} from "../../src-shared/ids.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { FollowerDecision } from "../core/decision.ts";
import type { LeaderEvent, LeaderEventKind } from "../core/effect.ts";
import type { BrokerFill, Side } from "../core/input.ts";
import { Cells } from "./cells.ts";
import { decisionsCells, readDecisions } from "./decision-cells.ts";
import { readDecisionsOfFormat1 } from "./decisions-of-format-1.ts";
import { unpacked } from "./pack.ts";

/** First cell of every encoded text. */
export const FORMAT = 2;
const formats = [1, FORMAT] as const;
export type Format = (typeof formats)[number];

const eventKinds: Readonly<Record<LeaderEventKind, true>> = {
  copied: true,
  "before-activation": true,
  "while-offline": true,
  "own-order": true,
  conflict: true,
  bust: true,
};

/** Without `decidedNs`: that is a measurement, not content, and stands in a column of its own. */
export function encodeEvent(event: LeaderEvent): string {
  return JSON.stringify([FORMAT, eventCells(event)]);
}

export function encodeDecisions(decisions: readonly FollowerDecision[]): string {
  return JSON.stringify([FORMAT, decisionsCells(decisions)]);
}

/** @throws ConditionError or SyntaxError when the text, packed or not, is not a whole event of a known format. */
export function decodeEvent(text: string, decidedNs: number): LeaderEvent {
  const { cells, format } = versionedCells(unpacked(text), "event");
  const event = cells.nested((row) => readEvent(row, format));
  cells.end();
  return { ...event, decidedNs };
}

/** Of format 1 a text holds one decision. @throws ConditionError or SyntaxError when the text is not whole. */
export function decodeDecisions(text: string): readonly FollowerDecision[] {
  const { cells, format } = versionedCells(unpacked(text), "decisions");
  const decisions = cells.nested((row) =>
    format === 1 ? readDecisionsOfFormat1([row]) : readDecisions(row),
  );
  cells.end();
  return decisions;
}

/** A recorded text says the same as this event, which `encoded` is, whatever format it was recorded in. */
export function isBodyOf(text: string, event: LeaderEvent, encoded: string): boolean {
  const plain = unpacked(text);
  if (plain === encoded) return true;
  if (plain.startsWith(`[${FORMAT},`)) return false;
  return encodeEvent(decodeEvent(plain, event.decidedNs)) === encoded;
}

/** The cells after the format number. @throws ConditionError when this version does not know the format. */
export function versionedCells(
  text: string,
  what: string,
): { readonly cells: Cells; readonly format: Format } {
  const cells = new Cells(JSON.parse(text), what);
  const found = cells.number();
  const format = formats.find((known) => known === found);
  assertCondition(
    format !== undefined,
    `${what} has format ${found}, this version reads ${formats.join(" and ")}`,
  );
  return { cells, format };
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
    decisionsCells(event.decisions),
  ];
}

export function readEvent(row: unknown, format: Format): Omit<LeaderEvent, "decidedNs"> {
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
    decisions: cells.nested((decisions) => (format === 1 ? ofFormat1(decisions) : readDecisions(decisions))),
  };
  cells.end();
  return event;
}

function ofFormat1(row: unknown): readonly FollowerDecision[] {
  assertCondition(Array.isArray(row), "decisions are a list");
  return readDecisionsOfFormat1(row);
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
