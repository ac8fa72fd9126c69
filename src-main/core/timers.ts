/** What happens when a timer that the core asked for comes back. A timer is a reason to look again, never a decision. */
import { assertNever } from "../../src-shared/assert.ts";
import type { AccountKey, ContractName, OrderKey } from "../../src-shared/ids.ts";
import { say, signed, type Step } from "./context.ts";
import type { TimerKey } from "./input.ts";
import { onLeaderLost } from "./leader-lost.ts";
import { ANSWER_LATE_NS, moveOrder } from "./orders.ts";
import { isOpen } from "./own-order.ts";
import { confirmedOf } from "./positions.ts";
import { askBooks, askNow, onAskingDue } from "./reconcile/ask-books.ts";
import { afterOrder } from "./replication/after-order.ts";
import { onRoll } from "./replication/closed-rejects.ts";
import { BUSTED } from "./replication/odd-fills.ts";
import { unknownOrder } from "./replication/on-order-update.ts";
import { callForeign, FOREIGN_AFTER_NS } from "./replication/own-fills.ts";
import { onSession } from "./sessions.ts";
import { settle } from "./settle.ts";
import { positionOf, type AccountState, type GroupState, type LeaderLine } from "./state.ts";

/** A leader's report that differs from its fills is believed after this much quiet (R1). */
const LEADER_QUIET_NS = 1_000_000_000;

export function onTimer(step: Step, timer: TimerKey): void {
  switch (timer.kind) {
    case "order-answer":
      onAnswerDue(step, timer.order);
      return;
    case "exit-due":
    case "cancel-rests":
    case "waiting-entry":
    case "reduction": {
      const follower = step.state.followers.get(timer.follower);
      if (follower) settle(step, follower, timer.contract);
      return;
    }
    case "foreign-fill":
      onForeignDue(step, timer.account);
      return;
    case "leader-report":
      onLeaderReport(step, timer.account, timer.contract);
      return;
    case "unknown-orders": {
      const account = step.state.accounts.get(timer.account);
      if (account) onAskingDue(step, account);
      return;
    }
    case "leader-lost": {
      const group = step.state.groups.get(timer.group);
      if (group) onLeaderLost(step, group);
      return;
    }
    case "session": {
      const group = step.state.groups.get(timer.group);
      if (group) onSession(step, group);
      return;
    }
    case "roll":
      onRoll(step);
      return;
    default:
      assertNever(timer);
  }
}

/** 2 s without an answer: read over REST. 5 s: an entry is unknown, an exit follows F2. */
function onAnswerDue(step: Step, key: OrderKey): void {
  const order = step.state.orders.get(key);
  const account = order ? step.state.accounts.get(order.row.account) : undefined;
  if (!order || !account || !isOpen(order)) return;
  if (order.status !== "intended" && order.status !== "sent") {
    if (order.row.closing > 0) lookAgain(step, account, key);
    return;
  }
  const age = step.now.monoNs - (order.sentNs ?? step.now.monoNs);
  if (age < ANSWER_LATE_NS) {
    askNow(step, account);
    step.out.effects.push({
      kind: "set-timer",
      timer: { kind: "order-answer", order: key },
      atNs: (order.sentNs ?? step.now.monoNs) + ANSWER_LATE_NS,
    });
    return;
  }
  moveOrder(step, account, order, "no-answer");
  unknownOrder(step, account, order, "no answer in 5 seconds");
  afterOrder(step, account, order);
}

/** An exit that was answered but is not done: the books tell what we missed. */
function lookAgain(step: Step, account: AccountState, key: OrderKey): void {
  askNow(step, account);
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "order-answer", order: key },
    atNs: step.now.monoNs + ANSWER_LATE_NS,
  });
}

function onForeignDue(step: Step, key: AccountKey): void {
  const account = step.state.accounts.get(key);
  if (!account || account.pendingFills.length === 0) return;
  const youngest = Math.max(...account.pendingFills.map((fill) => fill.receivedNs));
  if (step.now.monoNs - youngest < FOREIGN_AFTER_NS) {
    step.out.effects.push({
      kind: "set-timer",
      timer: { kind: "foreign-fill", account: key },
      atNs: youngest + FOREIGN_AFTER_NS,
    });
    return;
  }
  callForeign(step, account);
}

/** What the exchange took back is not settled by a report: the trader puts the followers right and connects anew. */
function isBusted(line: LeaderLine | undefined): boolean {
  return line?.unknown?.startsWith(BUSTED) === true;
}

export function armLeaderReport(
  step: Step,
  group: GroupState,
  account: AccountState,
  contract: ContractName,
): void {
  const line = group.lines.get(contract);
  if (account.phase !== "live" || isBusted(line)) return;
  if (
    confirmedOf(positionOf(account, contract)) === (line?.position ?? 0) &&
    (line?.unknown ?? null) === null
  )
    return;
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "leader-report", account: account.key, contract },
    atNs: step.now.monoNs + LEADER_QUIET_NS,
  });
}

function onLeaderReport(step: Step, key: AccountKey, contract: ContractName): void {
  const account = step.state.accounts.get(key);
  const group = step.state.leaders.get(key);
  const line = group?.lines.get(contract);
  if (!account || !group || !line || account.phase !== "live" || isBusted(line)) return;
  if (step.now.monoNs - line.lastFillNs < LEADER_QUIET_NS) {
    armLeaderReport(step, group, account, contract);
    return;
  }
  const reported = confirmedOf(positionOf(account, contract));
  if (reported === line.position) return;
  line.unknown = `the broker reports ${signed(reported)}, the fills say ${signed(line.position)}`;
  askBooks(step, account);
  step.out.dirty.groups.add(group.settings.id);
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words: `${group.settings.name}: the leader's position in ${contract} is not certain: ${line.unknown}. Entries there are off; exits go on. The broker's books are being read.`,
    group: group.settings.id,
    account: key,
    contract,
  });
}
