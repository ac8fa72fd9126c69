/**
 * An exit that can not leave because the broker has locked its login out (F4): nothing is sent by itself until the
 * deadline, the trader is told once what to close by hand, and the exit goes as soon as it may.
 */
import type { ContractName } from "../../src-shared/ids.ts";
import { say, signed, type Step } from "./context.ts";
import type { OwnOrder } from "./own-order.ts";
import { confirmedIn } from "./projected.ts";
import type { AccountState, FollowerState, Target } from "./state.ts";

const PLATFORM = "https://trader.tradovate.com";
const AGAIN_NS = 30_000_000_000;

/** What the trader has to do himself, and where. */
export function closeByHand(account: AccountState, contract: ContractName): string {
  return `Close by hand at the broker: ${account.name}, ${signed(confirmedIn(account, contract))} ${contract}, ${PLATFORM}`;
}

export function waitWords(ns: number): string {
  const seconds = Math.max(1, Math.ceil(ns / 1e9));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

export function holdExit(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  exit: { readonly contract: ContractName; readonly target: Target; readonly untilNs: number },
): void {
  const { contract, target, untilNs } = exit;
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "exit-due", follower: follower.settings.id, contract },
    atNs: untilNs,
  });
  step.out.dirty.followers.add(follower.settings.id);
  // Said again where the broker has made it much longer.
  if (target.heldSaidNs !== 0 && untilNs - target.heldSaidNs < AGAIN_NS) return;
  target.heldSaidNs = untilNs;
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words: `The exit of ${contract} on ${account.name} can not be sent: the broker has locked this login out for another ${waitWords(untilNs - step.now.monoNs)}. ${closeByHand(account, contract)} It is sent by itself after that; Flatten forces one attempt now.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract,
  });
}

/** A working rest of an entry that should be withdrawn, and can not be. */
export function holdCancel(step: Step, account: AccountState, order: OwnOrder, untilNs: number): void {
  const { row } = order;
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "cancel-rests", follower: row.follower, contract: row.contract },
    atNs: untilNs,
  });
  if (order.cancelHeld) return;
  order.cancelHeld = true;
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words: `The order to ${row.side === 1 ? "buy" : "sell"} ${row.quantity} ${row.contract} on ${account.name} still works and can not be withdrawn: the broker has locked this login out for another ${waitWords(untilNs - step.now.monoNs)}. Cancel it by hand at the broker, ${PLATFORM}`,
    group: row.group,
    follower: row.follower,
    account: account.key,
    contract: row.contract,
  });
}
