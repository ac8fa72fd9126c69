/**
 * Dollars per point of the products that have a mini and a micro, as their exchanges publish them: for previews and for
 * the dialog that shows two of them side by side, before any broker has said a word. Nothing is ever sized, sent or
 * valued by it: the engine takes the broker's own figure.
 */
import { MICROS_PER_DOLLAR } from "./money.ts";

const dollarsPerPoint: Readonly<Record<string, number>> = {
  NQ: 20,
  MNQ: 2,
  ES: 50,
  MES: 5,
  YM: 5,
  MYM: 0.5,
  RTY: 50,
  M2K: 5,
  CL: 1000,
  MCL: 100,
  GC: 100,
  MGC: 10,
};

/** Micro-dollars of one point on one contract; undefined for a product that is not listed here. */
export function pointValueMicrosOf(root: string): number | undefined {
  const dollars = Object.hasOwn(dollarsPerPoint, root) ? dollarsPerPoint[root] : undefined;
  return dollars === undefined ? undefined : dollars * MICROS_PER_DOLLAR;
}
