/**
 * Contracts that Mimik does not represent: options, spreads, ticks finer than a millionth. What is in them is left out
 * by name, never guessed, and no other contract suffers from it. Such a contract stays left out until the next snapshot,
 * even if it becomes readable: what was dropped meanwhile would be missing from its position.
 */

import { bound } from "./translation.ts";
import type { Out, Translation } from "./translation.ts";

const LEFT_OUT_MAX = 1000;

/** `dropped`: it was told live, and is counted; a row of a snapshot or a reading comes again with the next. */
export function leaveOut(state: Translation, contractId: string, out: Out, dropped: boolean): boolean {
  const unusable = state.unusable.get(contractId);
  if (unusable === undefined) return false;
  let entry = state.leftOut.get(contractId);
  if (entry === undefined) {
    entry = { ...unusable, dropped: 0 };
    state.leftOut.set(contractId, entry);
    bound(state.leftOut, LEFT_OUT_MAX);
    out.leftOut.push(entry);
  }
  if (dropped) {
    entry.dropped++;
    out.dropped++;
  }
  return true;
}
