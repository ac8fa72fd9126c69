/** An exit that was refused stays due: its target is computed anew and sent again after a pause, with an alarm (F2, F4). */
import type { ContractName } from "../../src-shared/ids.ts";
import { say, sentence, type Step } from "./context.ts";
import { closeByHand, waitWords } from "./held-exits.ts";
import { confirmedIn } from "./projected.ts";
import { askBooks } from "./reconcile/ask-books.ts";
import { targetOn, type AccountState, type FollowerState } from "./state.ts";
import { armExit } from "./targets.ts";

/** 0, then 0.5, 1, 2, 4 … 30 s after rejections in a row (F2). */
function retryDelayNs(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(30_000_000_000, 500_000_000 * 2 ** (failures - 2));
}

/**
 * Requests during a lock-out prolong it (protocol notes 1.6, 1.7): nothing is sent by itself, a flatten is one try. The
 * login's budget knows the deadline; these are for an answer that came without one.
 */
const LOCK_OUT_NS: Readonly<Record<string, number>> = {
  PenaltyTicket: 30_000_000_000,
  LockoutWarning: 60_000_000_000,
  LockedOut: 3_600_000_000_000,
};

/** The broker wants a pause and has executed nothing: no refusal of the order itself. */
export function isPause(reason: string | null): boolean {
  return reason !== null && LOCK_OUT_NS[reason] !== undefined;
}

interface Refusal {
  readonly reason: string;
  readonly words: string;
  readonly sent: boolean;
  readonly ticket: { readonly untilNs: number; readonly captcha: boolean } | null;
}

/** A ticket that takes longer than this, or wants a human, is the trader's alarm (F4). */
const TICKET_CALM_NS = 10_000_000_000;

/** An exit was refused: the target stays, is computed anew and sent again after its delay, with an alarm. */
export function exitRefused(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  why: Refusal,
): void {
  const { reason, words, sent, ticket } = why;
  const paused = isPause(reason);
  // The books tell whether there still is something to close.
  if (sent && !paused) askBooks(step, account);
  if (confirmedIn(account, contract) === 0) return;
  for (const side of [1, -1] as const) {
    const target = targetOn(follower, contract, side);
    if (!target) continue;
    // A pause says nothing of the order: its back-off does not grow.
    if (!paused) target.failures += 1;
    target.notBeforeNs =
      ticket?.untilNs ?? step.now.monoNs + (LOCK_OUT_NS[reason] ?? retryDelayNs(target.failures));
    target.pausedUntilNs = paused ? target.notBeforeNs : 0;
    if (target.notBeforeNs > step.now.monoNs) armExit(step, follower, contract, target.notBeforeNs);
  }
  // What never left this computer is no refusal: it goes as soon as the account can be reached.
  if (!sent) return;
  say(step, {
    activity: "rejected",
    severity: "alarm",
    words: `The exit of ${contract} on ${account.name} was refused: ${sentence(words)} ${nextWords(step, account, contract, why)}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
}

function nextWords(step: Step, account: AccountState, contract: ContractName, why: Refusal): string {
  const { reason, ticket } = why;
  if (!isPause(reason)) return "It is sent again; if it stays, close it at the broker.";
  const untilNs = ticket?.untilNs ?? step.now.monoNs + (LOCK_OUT_NS[reason] ?? 0);
  const waitNs = Math.max(0, untilNs - step.now.monoNs);
  const again = `It is sent again in ${waitWords(waitNs)}.`;
  const calm = ticket !== null && !ticket.captcha && waitNs <= TICKET_CALM_NS;
  return calm ? again : `${again} ${closeByHand(account, contract)}`;
}
