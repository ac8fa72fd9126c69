/** An exit that was refused stays due: its target is computed anew and sent again after a pause, with an alarm (F2, F4). */
import type { ContractName } from "../../src-shared/ids.ts";
import { say, sentence, type Step } from "./context.ts";
import { confirmedIn } from "./projected.ts";
import { askBooks } from "./reconcile/ask-books.ts";
import { targetOn, type AccountState, type FollowerState } from "./state.ts";
import { armExit } from "./targets.ts";

/** 0, then 0.5, 1, 2, 4 … 30 s after rejections in a row (F2). */
function retryDelayNs(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(30_000_000_000, 500_000_000 * 2 ** (failures - 2));
}

/** Requests during a lock-out prolong it (protocol notes 1.6, 1.7): nothing is sent by itself, a flatten is one try. */
const LOCK_OUT_NS: Readonly<Record<string, number>> = {
  PenaltyTicket: 30_000_000_000,
  LockoutWarning: 60_000_000_000,
  LockedOut: 3_600_000_000_000,
};

/** An exit was refused: the target stays, is computed anew and sent again after its delay, with an alarm. */
export function exitRefused(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  why: { readonly reason: string; readonly words: string; readonly sent: boolean },
): void {
  const { reason, words, sent } = why;
  // The books tell whether there still is something to close.
  const locked = LOCK_OUT_NS[reason] !== undefined;
  if (sent && !locked) askBooks(step, account);
  if (confirmedIn(account, contract) === 0) return;
  for (const side of [1, -1] as const) {
    const target = targetOn(follower, contract, side);
    if (!target) continue;
    target.failures += 1;
    target.notBeforeNs = step.now.monoNs + (LOCK_OUT_NS[reason] ?? retryDelayNs(target.failures));
    if (target.notBeforeNs > step.now.monoNs) armExit(step, follower, contract, target.notBeforeNs);
  }
  // What never left this computer is no refusal: it goes as soon as the account can be reached.
  if (!sent) return;
  say(step, {
    activity: "rejected",
    severity: "alarm",
    words: `The exit of ${contract} on ${account.name} was refused: ${sentence(words)} ${locked ? "The broker has locked this login out for a while: close it by hand at the broker." : "It is sent again; if it stays, close it at the broker."}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
}
