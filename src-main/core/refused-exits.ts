/** An exit that was refused stays due: its target is computed anew and sent again after a pause, with an alarm (F2, F4). */
import type { ContractName } from "../../src-shared/ids.ts";
import { say, sentence, type Step } from "./context.ts";
import { closeByHand, waitWords } from "./held-exits.ts";
import { isPause, pauseNs } from "./pauses.ts";
import { confirmedIn } from "./projected.ts";
import { askBooks } from "./reconcile/ask-books.ts";
import { exitsLockedUntilNs } from "./requests.ts";
import { targetOn, type AccountState, type FollowerState, type Target } from "./state.ts";
import { armExit } from "./targets.ts";

/** 0, then 0.5, 1, 2, 4 … 30 s after rejections in a row (F2). */
function retryDelayNs(failures: number): number {
  if (failures <= 1) return 0;
  return Math.min(30_000_000_000, 500_000_000 * 2 ** (failures - 2));
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
  const { reason, words, sent } = why;
  const paused = isPause(reason);
  // The books tell whether there still is something to close.
  if (sent && !paused) askBooks(step, account);
  if (confirmedIn(account, contract) === 0) return;
  for (const side of [1, -1] as const) {
    const target = targetOn(follower, contract, side);
    if (target) delay(step, account, target, why);
    if (target && target.notBeforeNs > step.now.monoNs) armExit(step, follower, contract, target.notBeforeNs);
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

function delay(
  { now, state }: Step,
  account: AccountState,
  target: Target,
  { reason, ticket }: Refusal,
): void {
  if (!isPause(reason)) {
    target.failures += 1;
    // A refusal of another order of ours does not end the pause that the broker asked for.
    target.notBeforeNs = Math.max(now.monoNs + retryDelayNs(target.failures), target.pausedUntilNs);
    return;
  }
  if (target.forcedUntilNs > now.monoNs) {
    // The trader pressed while this one was on its way: his attempt is still to be made.
    target.notBeforeNs = now.monoNs;
    return;
  }
  // The login's own lock-out holds it already, and may end before its time.
  if (ticket === null && exitsLockedUntilNs(state, account, now.monoNs) > 0) {
    target.notBeforeNs = target.pausedUntilNs;
    return;
  }
  // A pause says nothing of the order: its back-off does not grow.
  target.pausedUntilNs = Math.max(target.pausedUntilNs, ticket?.untilNs ?? now.monoNs + pauseNs(reason));
  target.notBeforeNs = target.pausedUntilNs;
}

function nextWords(step: Step, account: AccountState, contract: ContractName, why: Refusal): string {
  const { reason, ticket } = why;
  if (!isPause(reason)) return "It is sent again; if it stays, close it at the broker.";
  const untilNs = ticket?.untilNs ?? step.now.monoNs + pauseNs(reason);
  const waitNs = Math.max(0, untilNs - step.now.monoNs);
  const again = `It is sent again in ${waitWords(waitNs)}.`;
  const calm = ticket !== null && !ticket.captcha && waitNs <= TICKET_CALM_NS;
  return calm ? again : `${again} ${closeByHand(account, contract)}`;
}
