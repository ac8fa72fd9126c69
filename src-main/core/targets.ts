/**
 * Exits are targets: this follower may hold at most `most` of this contract, on this side. What a target sends is always
 * confirmed − exits outstanding − most, never more (S6), computed anew from confirmed state each time: sending again can
 * only close, never double. Fills, reconciliation, flatten and the rest only *set* targets. This file alone makes
 * `Liquidation` and `Cancel`.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { BrokerOrderId, ContractName, OrderKey } from "../../src-shared/ids.ts";
import type { Step } from "./context.ts";
import type { Cancel, Cause, Liquidation, OrderRow } from "./effect.ts";
import { holdCancel, holdExit } from "./held-exits.ts";
import type { Side } from "./input.ts";
import { legIdOf, orderKeyOf } from "./order-key.ts";
import { newOrder, registerOrder } from "./orders.ts";
import { openingRest } from "./own-order.ts";
import { confirmedIn, exitsOutstanding } from "./projected.ts";
import { exitsLockedUntilNs, takeForExit } from "./requests.ts";
import { approveExit } from "./risk/check-order.ts";
import {
  openOrders,
  targetOn,
  targetsOf,
  type AccountState,
  type FollowerState,
  type Target,
} from "./state.ts";

/** Exits of one leader order wait this long for an unanswered one before them, so that they merge (S5). */
const MERGE_EXITS_NS = 250_000_000;
/** Rests of entries are cancelled this long after their target became 0 (F3). */
const CANCEL_RESTS_NS = 1_000_000_000;

export interface TargetCause {
  readonly cause: Cause;
  readonly leaderOrder: BrokerOrderId | null;
  readonly eventId: string | null;
  readonly proportional: boolean;
}

/** Sets a target or lowers the one in force; a target is never raised here. */
export function setTarget(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  place: { readonly contract: ContractName; readonly side: Side; readonly most: number },
  why: TargetCause,
): void {
  const { contract, side, most } = place;
  if (!Number.isSafeInteger(most) || most < 0) assertInvariant(false, `target of ${most} contracts`);
  const present = targetOn(follower, contract, side);
  if (present && present.most <= most) return;
  const legId = legIdOf({ cause: why.cause, account: account.key, contract, leg: { close: side } });
  const sameLeg = present?.legId === legId;
  const target: Target = {
    side,
    most,
    cause: why.cause,
    legId,
    leaderOrder: why.leaderOrder,
    eventId: why.eventId,
    attempts: sameLeg ? present.attempts : 0,
    proportional: why.proportional,
    failures: 0,
    // A pause that the broker asked for outlives the target that met it.
    notBeforeNs: present?.pausedUntilNs ?? 0,
    restsDueNs: null,
    forcedUntilNs: 0,
    heldSaidNs: present?.heldSaidNs ?? 0,
    pausedUntilNs: present?.pausedUntilNs ?? 0,
  };
  putTarget(follower, contract, side, target);
  // A target that this step has set for the same leg brought its row.
  const drafted = sameLeg && step.draft.targets.includes(present);
  step.draft.targets.push(target);
  if (!drafted) {
    step.draft.legs.push({
      legId,
      cause: why.cause,
      follower: follower.settings.id,
      account: account.key,
      contract,
      leg: "close",
      quantity: most,
    });
  }
  recordTarget(step, follower, account, contract, target);
}

function putTarget(follower: FollowerState, contract: ContractName, side: Side, target: Target | null): void {
  const targets = targetsOf(follower, contract);
  if (side === 1) targets.long = target;
  else targets.short = target;
}

export function recordTarget(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  target: Target,
): void {
  step.out.facts.push({
    kind: "target",
    target: {
      follower: follower.settings.id,
      account: account.key,
      contract,
      side: target.side,
      most: target.most,
      legId: target.legId,
      attempts: target.attempts,
    },
  });
  step.out.dirty.followers.add(follower.settings.id);
}

/** Sends what targets of this contract miss, arms what has to wait, ends what is met. */
export function driveTargets(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
): void {
  for (const side of [1, -1] as const) {
    const target = targetOn(follower, contract, side);
    if (target) driveTarget(step, follower, account, contract, target);
  }
}

function driveTarget(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  target: Target,
): void {
  const held = Math.max(0, confirmedIn(account, contract) * target.side);
  const open = openOrders(account, contract);
  if (held <= target.most && open.length === 0) {
    putTarget(follower, contract, target.side, null);
    step.out.facts.push({
      kind: "target-ended",
      follower: follower.settings.id,
      contract,
      side: target.side,
    });
    step.out.dirty.followers.add(follower.settings.id);
    return;
  }
  const missing = held - exitsOutstanding(account, contract, target.side) - target.most;
  if (account.phase === "offline") {
    // A locked login that is down stays down: the trader must not wait for it.
    const untilNs = exitsLockedUntilNs(step.state, account, step.now.monoNs);
    if (missing > 0 && untilNs > 0) holdExit(step, follower, account, { contract, target, untilNs });
    return;
  }
  cancelRests(step, account, contract, target);
  if (missing <= 0) return;
  const waitUntilNs = Math.max(target.notBeforeNs, mergeUntilNs(step, account, contract, target));
  if (step.now.monoNs < waitUntilNs) {
    armExit(step, follower, contract, waitUntilNs);
    return;
  }
  const lockedUntilNs = takeForExit(step, account, target.forcedUntilNs > step.now.monoNs);
  if (lockedUntilNs > 0) {
    holdExit(step, follower, account, { contract, target, untilNs: lockedUntilNs });
    return;
  }
  target.forcedUntilNs = 0;
  target.heldSaidNs = 0;
  sendExit(step, follower, account, { contract, target, missing, alone: open.length === 0 });
}

/** Exits of the same leader order wait while one of them is unanswered, at most 250 ms. */
function mergeUntilNs(step: Step, account: AccountState, contract: ContractName, target: Target): number {
  if (target.leaderOrder === null) return 0;
  let until = 0;
  for (const order of account.open.values()) {
    const unanswered = order.status === "intended" || order.status === "sent";
    if (!unanswered || order.row.contract !== contract || order.row.leaderOrder !== target.leaderOrder)
      continue;
    if (order.row.closing > 0) until = Math.max(until, (order.sentNs ?? step.now.monoNs) + MERGE_EXITS_NS);
  }
  return until;
}

export function armExit(step: Step, follower: FollowerState, contract: ContractName, atNs: number): void {
  step.out.effects.push({
    kind: "set-timer",
    timer: { kind: "exit-due", follower: follower.settings.id, contract },
    atNs,
  });
}

interface Exit {
  readonly contract: ContractName;
  readonly target: Target;
  readonly missing: number;
  /** Nothing of ours is open on the contract. */
  readonly alone: boolean;
}

function sendExit(step: Step, follower: FollowerState, account: AccountState, exit: Exit): void {
  const { contract, target, missing } = exit;
  // An exit must not die of a name that an order of an earlier run has taken.
  let key: OrderKey;
  do key = orderKeyOf(target.legId, (target.attempts += 1));
  while (step.state.orders.has(key));
  const base = {
    order: key,
    follower: follower.settings.id,
    group: follower.group.settings.id,
    account: account.key,
    connection: account.connection,
    contract,
    side: -target.side as Side,
    quantity: missing,
    closing: missing,
    attempt: target.attempts,
    legs: [target.legId],
    leaderOrder: target.leaderOrder,
    tag: follower.group.settings.tag,
  };
  // F3: liquidate-position is the form of an exit to 0 while nothing of ours is open; every other exit is a market order.
  if (target.most === 0 && exit.alone) {
    const row: OrderRow & { readonly kind: "liquidation" } = { ...base, kind: "liquidation" };
    registerOrder(step, account, newOrder(row, target.cause, target.eventId, step.now.wallMs));
    step.out.effects.push({ kind: "liquidate", liquidation: row as Liquidation });
  } else {
    const row = { ...base, kind: "market" } as const satisfies OrderRow;
    const approved = approveExit(account, row);
    registerOrder(step, account, newOrder(row, target.cause, target.eventId, step.now.wallMs));
    step.out.effects.push({ kind: "place", order: approved });
  }
  recordTarget(step, follower, account, contract, target);
}

/** F3: rests of entries are cancelled one second after the target became 0. */
function cancelRests(step: Step, account: AccountState, contract: ContractName, target: Target): void {
  if (target.most > 0) return;
  for (const order of openOrders(account, contract)) {
    if (order.row.side !== target.side || openingRest(order) === 0 || order.cancelAsked) continue;
    if (target.restsDueNs === null) {
      target.restsDueNs = step.now.monoNs + CANCEL_RESTS_NS;
      step.out.effects.push({
        kind: "set-timer",
        timer: { kind: "cancel-rests", follower: order.row.follower, contract },
        atNs: target.restsDueNs,
      });
      return;
    }
    if (step.now.monoNs < target.restsDueNs) return;
    cancelOrder(step, account, order.row.order, false);
  }
}

/** A refused cancel is tried again, but not at once, and not before the pause that the broker asked for is over. */
export function delayCancels(
  step: Step,
  follower: FollowerState,
  contract: ContractName,
  untilNs: number,
): void {
  const dueNs = Math.max(step.now.monoNs + 2 * CANCEL_RESTS_NS, untilNs);
  for (const side of [1, -1] as const) {
    const target = targetOn(follower, contract, side);
    if (!target) continue;
    target.restsDueNs = dueNs;
    step.out.effects.push({
      kind: "set-timer",
      timer: { kind: "cancel-rests", follower: follower.settings.id, contract },
      atNs: target.restsDueNs,
    });
  }
}

/** Asks the broker to withdraw an order of ours, once. During a lock-out only the trader's own word does. */
export function cancelOrder(
  step: Step,
  account: AccountState,
  key: OrderRow["order"],
  forced: boolean,
): void {
  const order = account.open.get(key);
  if (!order || order.cancelAsked || order.brokerOrderId === null) return;
  const lockedUntilNs = takeForExit(step, account, forced);
  if (lockedUntilNs > 0) {
    holdCancel(step, account, order, lockedUntilNs);
    return;
  }
  order.cancelAsked = true;
  const cancel = {
    order: key,
    orderId: order.brokerOrderId,
    account: account.key,
    connection: account.connection,
  };
  step.out.effects.push({ kind: "cancel", cancel: cancel as Cancel });
}
