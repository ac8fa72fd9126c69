/**
 * Checks 8 and 9 of the open leg: on which side the follower stands, and whether it is in the trade at all. What they
 * compare is told apart from what they say of it, so that followers with the same figures share the words.
 */
import type { RefusalCode } from "../../../src-shared/refusal.ts";
import { plain } from "../context.ts";
import { grossProjected, projectedOf } from "../projected.ts";
import type { GateFacts } from "./gates.ts";

/** What check 8 compares: the projected position after the close leg; null where there is none. */
export function afterClosing({ account, contract, legs, follower, resync }: GateFacts): number | null {
  if (!account || contract === undefined) return null;
  // In a reversal the close leg takes the old side to flat first, so its pending exit counts as done.
  const projected = legs.reversal
    ? projectedOf(follower, account, contract)
    : grossProjected(account, contract);
  const closesFirst = legs.reversal || resync === true;
  return closesFirst && projected * legs.openSide < 0 ? 0 : projected;
}

/** Check 8: the projected position after the close leg is not on the other side of the leader. */
export function hedgeGate(
  { legs, group }: GateFacts,
  after: number | null,
): { refusal: RefusalCode | null; seen: string } {
  if (legs.reversal && group.settings.onReversal === "close-only") {
    return { refusal: "close-only", seen: "reversal, group set to close-only" };
  }
  if (after === null) return { refusal: null, seen: "no position" };
  return {
    refusal: after * legs.openSide < 0 ? "hedging" : null,
    seen: `leader ${plain(legs.l1)}, follower ${legs.reversal ? "after closing " : ""}${plain(after)}`,
  };
}

/** What check 9 compares: the follower's projected position; null where the fill is no add to a trade. */
export function standing({ account, contract, legs, follower, sizeBefore }: GateFacts): number | null {
  if (legs.reversal || legs.l0 === 0 || sizeBefore === 0) return null;
  return account && contract !== undefined ? projectedOf(follower, account, contract) : 0;
}

export function entryWaits({ follower, line, legs }: GateFacts): boolean {
  const trade = follower.trades.get(line.contract);
  return trade !== undefined && trade.waiting.length > 0 && trade.waitingSide === legs.openSide;
}

/** Check 9: an add goes only to a follower that is in the trade. */
export function tradeGate(
  { legs }: GateFacts,
  projected: number | null,
  waits: boolean,
): { refusal: RefusalCode | null; seen: string } {
  if (legs.reversal || legs.l0 === 0) return { refusal: null, seen: "not an add" };
  if (projected === null) return { refusal: null, seen: "sized to 0 before" };
  const inTrade = waits || projected * legs.openSide > 0;
  const seen = `follower ${plain(projected)}${waits ? ", an entry waits" : ""}`;
  return { refusal: inTrade ? null : "not-in-trade", seen };
}
