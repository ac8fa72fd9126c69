/**
 * Money and prices as integers: micro-dollars, ticks, contracts, hundredths. The only place that multiplies them.
 * Cents can not hold Treasury ticks, and floats made 56 of 50,000 two-decimal products wrong (style.md 7).
 */
import { assertCondition, assertInvariant } from "./assert.ts";
import type { Brand } from "./brand.ts";

/** Micro-dollars, a safe integer. */
export type Micros = Brand<number, "Micros">;
/** A price in ticks of its product, a safe integer. */
export type Ticks = Brand<number, "Ticks">;
/** A multiplier in hundredths: 2.20 is 220. */
export type Hundredths = Brand<number, "Hundredths">;

export const MICROS_PER_DOLLAR = 1_000_000;

export function micros(value: number): Micros {
  assertInvariant(Number.isSafeInteger(value), `micro-dollars out of range: ${value}`);
  return value as Micros;
}

/** Dollars as the broker writes them (a JSON number) to micro-dollars, half away from zero. */
export function microsFromDollars(dollars: number): Micros {
  assertCondition(Number.isFinite(dollars), `not an amount of money: ${dollars}`);
  const magnitude = Math.round(Math.abs(dollars) * MICROS_PER_DOLLAR);
  return micros(dollars < 0 ? -magnitude : magnitude);
}

export function hundredths(value: number): Hundredths {
  assertInvariant(Number.isSafeInteger(value) && value > 0, `not a multiplier in hundredths: ${value}`);
  return value as Hundredths;
}

/** "2.20" → 220. @throws ConditionError for anything but 0.01 to 100.00 with at most two decimals. */
export function hundredthsFromText(text: string): Hundredths {
  assertCondition(/^\d{1,3}(\.\d{1,2})?$/u.test(text), `not a multiplier: ${text}`);
  const [whole = "", decimals = ""] = text.split(".");
  const value = Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  assertCondition(value >= 1 && value <= 10_000, `a multiplier lies between 0.01 and 100.00: ${text}`);
  return value as Hundredths;
}

export function hundredthsToText(value: Hundredths): string {
  const whole = Math.trunc(value / 100);
  return `${whole}.${String(value % 100).padStart(2, "0")}`;
}

/** A decimal amount of dollars, "1000.00", as micro-dollars. @throws ConditionError when it is not one. */
export function microsFromText(text: string): Micros {
  assertCondition(/^-?\d{1,9}(\.\d{1,6})?$/u.test(text), `not an amount: ${text}`);
  const negative = text.startsWith("-");
  const [whole = "", decimals = ""] = text.replace("-", "").split(".");
  const value = Number(whole) * MICROS_PER_DOLLAR + Number(decimals.padEnd(6, "0"));
  return micros(negative ? -value : value);
}

/**
 * A wire price to ticks. `tickSizeMicros` is the tick size in millionths of a point.
 * @throws ConditionError when the price does not stand on a tick.
 */
export function ticksFromPrice(price: number, tickSizeMicros: number): Ticks {
  assertCondition(Number.isFinite(price), `not a price: ${price}`);
  const exact = Math.round(price * MICROS_PER_DOLLAR);
  const ticks = Math.round(exact / tickSizeMicros);
  assertCondition(ticks * tickSizeMicros === exact, `price ${price} is off tick ${tickSizeMicros / 1e6}`);
  return ticks as Ticks;
}

export function priceFromTicks(ticks: Ticks, tickSizeMicros: number): number {
  return (ticks * tickSizeMicros) / MICROS_PER_DOLLAR;
}

/** Value of a move of `ticks` on `contracts` contracts, in micro-dollars. */
export function valueOfTicks(ticks: number, tickValueMicros: number, contracts: number): Micros {
  return micros(ticks * tickValueMicros * contracts);
}

/** `numerator ÷ denominator` of non-negative integers, half up, exact. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  assertInvariant(numerator >= 0n && denominator > 0n, "divideHalfUp takes non-negative numbers");
  return (2n * numerator + denominator) / (2n * denominator);
}

/** A price as a trader reads it: `21412.25`, with the decimals that its tick needs. */
export function priceText(ticks: number, tickSizeMicros: number): string {
  const exact = BigInt(ticks) * BigInt(tickSizeMicros);
  const negative = exact < 0n;
  const magnitude = negative ? -exact : exact;
  const decimals = decimalsOf(tickSizeMicros);
  const whole = magnitude / 1_000_000n;
  const fraction = String(magnitude % 1_000_000n)
    .padStart(6, "0")
    .slice(0, decimals);
  return `${negative ? "-" : ""}${whole}${decimals === 0 ? "" : `.${fraction}`}`;
}

function decimalsOf(tickSizeMicros: number): number {
  let rest = tickSizeMicros;
  let decimals = 6;
  while (decimals > 0 && rest % 10 === 0) {
    rest /= 10;
    decimals -= 1;
  }
  return decimals;
}
