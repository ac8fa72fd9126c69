/**
 * Readers of single wire fields. Each gives the field in the type that the rest works with or throws `Malformed`;
 * none puts a value in the place of a missing one. Hand-written: they run for every frame before an order is sent.
 */

import type { TradeDate } from "../../../src-shared/trading-day.ts";
import type { Side } from "../../core/input.ts";

export class Malformed extends Error {
  override readonly name = "Malformed";
}

export type Raw = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function record(value: unknown, what: string): Raw {
  if (!isRecord(value)) throw new Malformed(`${what} is no object`);
  return value;
}

/** What an id of text may be made of: it becomes part of keys, requests and rows. */
const idOfText = /^[\w.:-]{1,64}$/u;

function idText(value: unknown, key: string): string {
  if (typeof value === "number") {
    // A float that a producer has already rounded is no id any more.
    if (!Number.isSafeInteger(value) || value <= 0) throw new Malformed(`${key} is no positive safe integer`);
    return String(value);
  }
  if (typeof value === "string" && idOfText.test(value) && !value.startsWith("-") && value !== "0")
    return value;
  throw new Malformed(`${key} is no id`);
}

export function id(raw: Raw, key: string): string {
  return idText(raw[key], key);
}

/** Zero stands for none: the broker's documents write it where they have no id to show. */
export function optionalId(raw: Raw, key: string): string | null {
  const value = raw[key];
  return value === undefined || value === null || value === 0 ? null : idText(value, key);
}

/** Half of a surrogate pair is no text: it would come back changed from the ledger. */
export function text(raw: Raw, key: string): string {
  const value = raw[key];
  if (typeof value === "string" && value.length > 0 && value.isWellFormed()) return value;
  throw new Malformed(`${key} is no text`);
}

export function optionalText(raw: Raw, key: string): string | null {
  const value = raw[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && value.isWellFormed()) return value;
  throw new Malformed(`${key} is no text`);
}

/** Of the protocol: 32 bits. */
const INTEGER_MAX = 2 ** 31 - 1;

export function integer(raw: Raw, key: string): number {
  const value = raw[key];
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= INTEGER_MAX) return value;
  throw new Malformed(`${key} is no integer of 32 bits`);
}

export function count(raw: Raw, key: string): number {
  const value = integer(raw, key);
  if (value >= 0) return value;
  throw new Malformed(`${key} is negative`);
}

export function positive(raw: Raw, key: string): number {
  const value = integer(raw, key);
  if (value > 0) return value;
  throw new Malformed(`${key} is not positive`);
}

export function optionalCount(raw: Raw, key: string): number | null {
  const value = raw[key];
  return value === undefined || value === null ? null : count(raw, key);
}

/** Beyond it, millionths are no safe integers any more. */
const AMOUNT_MAX = 9e9;

export function amount(raw: Raw, key: string): number {
  const value = raw[key];
  if (typeof value === "number" && Math.abs(value) <= AMOUNT_MAX) return value;
  throw new Malformed(`${key} is no amount`);
}

export function positiveAmount(raw: Raw, key: string): number {
  const value = amount(raw, key);
  if (value > 0) return value;
  throw new Malformed(`${key} is not positive`);
}

export function optionalAmount(raw: Raw, key: string): number | null {
  const value = raw[key];
  return value === undefined || value === null ? null : amount(raw, key);
}

export function flag(raw: Raw, key: string): boolean {
  const value = raw[key];
  if (typeof value === "boolean") return value;
  throw new Malformed(`${key} is neither true nor false`);
}

export function optionalFlag(raw: Raw, key: string): boolean | null {
  const value = raw[key];
  return value === undefined || value === null ? null : flag(raw, key);
}

export function side(raw: Raw, key: string): Side {
  const value = raw[key];
  if (value === "Buy") return 1;
  if (value === "Sell") return -1;
  throw new Malformed(`${key} is neither Buy nor Sell`);
}

export function tradeDate(raw: Raw, key: string): TradeDate {
  const value = record(raw[key], key);
  const year = integer(value, "year");
  const month = integer(value, "month");
  const day = integer(value, "day");
  if (isDate(year, month, day)) return { year, month, day };
  throw new Malformed(`${key} is no date`);
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1990 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const stamp =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/u;

/**
 * Epoch milliseconds. Seconds and their fraction may be missing; a zone may not, and no part is out of its range: the
 * platform's own parser turns the 30th of February into the 2nd of March.
 */
export function timestampMs(raw: Raw, key: string): number {
  const value = raw[key];
  const match = typeof value === "string" ? stamp.exec(value) : null;
  if (match === null) throw new Malformed(`${key} is no timestamp`);
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [offsetHour, offsetMinute] = [part(9), part(10)];
  const inRange = hour <= 23 && minute <= 59 && second <= 59 && offsetHour <= 14 && offsetMinute <= 59;
  if (!inRange || !isDate(year, month, day)) throw new Malformed(`${key} is no timestamp`);
  const ms = Math.trunc(Number(`0.${match[7] ?? "0"}`) * 1000 + 1e-6);
  const offset = (match[8] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) - offset * 60_000;
}

/** How coarse a timestamp is, milliseconds: one without seconds stands for its whole minute (protocol.md 3.3). */
export function timestampWithinMs(raw: Raw, key: string): number {
  const value = raw[key];
  const match = typeof value === "string" ? stamp.exec(value) : null;
  if (match === null) throw new Malformed(`${key} is no timestamp`);
  if (match[6] === undefined) return 60_000;
  return match[7] === undefined ? 1000 : 0;
}

export function optionalTimestampWithinMs(raw: Raw, key: string): number | null {
  const value = raw[key];
  return value === undefined || value === null ? null : timestampWithinMs(raw, key);
}

export function optionalTimestampMs(raw: Raw, key: string): number | null {
  const value = raw[key];
  return value === undefined || value === null ? null : timestampMs(raw, key);
}
