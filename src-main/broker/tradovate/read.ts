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

function idText(value: unknown, key: string): string {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Malformed(`${key} is no safe integer`);
    return String(value);
  }
  if (typeof value === "string" && value.length > 0 && value.length <= 64) return value;
  throw new Malformed(`${key} is no id`);
}

export function id(raw: Raw, key: string): string {
  return idText(raw[key], key);
}

export function optionalId(raw: Raw, key: string): string | null {
  const value = raw[key];
  return value === undefined || value === null ? null : idText(value, key);
}

export function text(raw: Raw, key: string): string {
  const value = raw[key];
  if (typeof value === "string" && value.length > 0) return value;
  throw new Malformed(`${key} is no text`);
}

export function optionalText(raw: Raw, key: string): string | null {
  const value = raw[key];
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw new Malformed(`${key} is no text`);
}

export function integer(raw: Raw, key: string): number {
  const value = raw[key];
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new Malformed(`${key} is no integer`);
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

export function amount(raw: Raw, key: string): number {
  const value = raw[key];
  if (typeof value === "number" && Number.isFinite(value)) return value;
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
  if (year >= 1990 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31) {
    return { year, month, day };
  }
  throw new Malformed(`${key} is no date`);
}

const zoned = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/u;

/** Epoch milliseconds. Seconds and their fraction may be missing; a zone may not. */
export function timestampMs(raw: Raw, key: string): number {
  const value = raw[key];
  if (typeof value !== "string" || !zoned.test(value)) throw new Malformed(`${key} is no timestamp`);
  const ms = Date.parse(value);
  if (!Number.isFinite(ms)) throw new Malformed(`${key} is no timestamp`);
  return ms;
}
