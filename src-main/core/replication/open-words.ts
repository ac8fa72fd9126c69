/** What is recorded of an open leg's size: the arithmetic in words, and check 10 with the figures that it compares. */
import { isRefusal, type DispositionCode, type RefusalCode } from "../../../src-shared/refusal.ts";
import type { CheckRecord } from "../decision.ts";
import type { FollowerState } from "../state.ts";
import type { Room } from "./caps.ts";
import type { Deciding } from "./deciding.ts";
import type { Sized } from "./sized.ts";
import { isRaised, ruleWords } from "./sizing.ts";

/** `leader 3 -> 5, 0.50× nearest: 2 -> 3, order 1`. */
export function arithmeticOf(deciding: Deciding, size: Sized, quantity: number, cut: boolean): string {
  const { legs, line } = deciding;
  const move = `leader ${legs.l0} -> ${legs.l1}`;
  if (!size.rule) return `${move} ${line.contract}`;
  const raised = isRaised(size.rule, Math.abs(legs.l1)) ? " (at least one)" : "";
  const order = cut ? `order ${quantity} cut from ${size.sized}` : `order ${quantity}`;
  return `${move}, ${ruleWords(size.rule)}: ${size.before} -> ${size.after}${raised}, ${order}`;
}

/** The caps and what they left: `position cap 10, 1 left; order cap 5, 5 left`. */
export function capWords(follower: FollowerState, room: Room): string {
  const { maxContracts, maxOrderContracts } = follower.settings.sizing;
  return `position cap ${maxContracts}, ${Math.max(0, room.position)} left; order cap ${maxOrderContracts}, ${Math.max(0, room.order)} left`;
}

const tenWords: Partial<Record<RefusalCode, string>> = {
  "sized-to-zero": "sized to 0",
  "equity-unknown": "no equity ratio for this trade",
  "no-pair": "no counterpart for this contract",
  "contract-unknown": "contract not known at the broker",
  "contract-shared": "contract used by another one of the leader's",
};

/**
 * Check 10 by itself: what it refuses is recorded also where an earlier check decided. `caps`: the caps in words where
 * they cut or refused.
 */
export function sizeCheck(
  ten: RefusalCode | null,
  verdict: RefusalCode | DispositionCode,
  size: Sized,
  { quantity, caps }: { readonly quantity: number; readonly caps: string | null },
): CheckRecord {
  if (ten !== null) return { check: 10, pass: false, seen: tenWords[ten] ?? ten };
  if (verdict === "at-cap")
    return { check: 10, pass: false, seen: `asked ${size.sized}: ${caps ?? "at cap"}` };
  // What was not placed is told by its size: the caps were not asked.
  if (isRefusal(verdict)) return { check: 10, pass: true, seen: `asked ${size.sized}` };
  const cut = caps === null ? "" : `, cut from ${size.sized}: ${caps}`;
  return { check: 10, pass: true, seen: `order ${quantity}${cut}` };
}
