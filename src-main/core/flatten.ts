/**
 * The trader's flatten (F6): entries off first, then every contract of the follower gets target 0 on both sides, whoever
 * opened it. Waiting entries are dropped; rests of entries are cancelled at once where the broker's id is known.
 */
import { assertNever } from "../../src-shared/assert.ts";
import type { ContractName } from "../../src-shared/ids.ts";
import { say, type Step } from "./context.ts";
import type { Cause } from "./effect.ts";
import { setEntriesOff } from "./entries-off.ts";
import { guarded } from "./gate.ts";
import { closeByHand } from "./held-exits.ts";
import type { FlattenScope } from "./input.ts";
import { openingRest } from "./own-order.ts";
import { confirmedIn } from "./projected.ts";
import { dropAllWaiting } from "./replication/waiting.ts";
import { exitsLockedUntilNs } from "./requests.ts";
import { settleAll } from "./settle.ts";
import { accountOf, type AccountState, type CoreState, type FollowerState, type Target } from "./state.ts";
import { cancelOrder, setTarget } from "./targets.ts";

export function followersIn(state: CoreState, scope: FlattenScope): FollowerState[] {
  switch (scope.kind) {
    case "everything":
      return [...state.followers.values()];
    case "group":
      return state.groups.get(scope.group)?.followers ?? [];
    case "follower": {
      const follower = state.followers.get(scope.follower);
      return follower ? [follower] : [];
    }
    default:
      return assertNever(scope);
  }
}

/** Contracts in which the account holds something or an order of ours is open. */
export function busyContracts(account: AccountState): ContractName[] {
  const contracts = new Set<ContractName>();
  for (const contract of account.positions.keys())
    if (confirmedIn(account, contract) !== 0) contracts.add(contract);
  for (const order of account.open.values()) contracts.add(order.row.contract);
  return [...contracts];
}

export function onFlatten(step: Step, scope: FlattenScope, requestId: string): void {
  for (const follower of followersIn(step.state, scope)) {
    guarded(step, () => flattenFollower(step, follower, requestId));
  }
}

function flattenFollower(step: Step, follower: FollowerState, requestId: string): void {
  const account = accountOf(step.state, follower.account);
  setEntriesOff(step, follower, "flattened", true);
  dropAllWaiting(step, follower, "entries-off-flattened");
  if (!account) {
    say(step, {
      activity: "flatten",
      severity: "alarm",
      words: `${follower.settings.ref.account} has not been seen on its connection: nothing could be closed there. Close it at the broker.`,
      group: follower.group.settings.id,
      follower: follower.settings.id,
    });
    return;
  }
  const contracts = closeEverything(step, follower, account, { kind: "flatten", id: requestId });
  const lockedUntilNs = exitsLockedUntilNs(step.state, account, step.now.monoNs);
  for (const targets of follower.targets.values()) {
    for (const target of [targets.long, targets.short]) if (target) hurry(target, lockedUntilNs);
  }
  for (const order of account.open.values()) {
    if (openingRest(order) > 0) cancelOrder(step, account, order.row.order, lockedUntilNs > 0);
  }
  follower.flattenedBy = requestId;
  say(step, {
    activity: "flatten",
    severity: "notice",
    words: `${flattenWords(account, contracts)} Entries are off until the leader is flat, or until you resume them.`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
  });
  settleAll(step, follower);
}

function flattenWords(account: AccountState, contracts: readonly ContractName[]): string {
  if (contracts.length === 0) return `You flattened ${account.name}: nothing was open.`;
  if (account.phase !== "offline") return `You flattened ${account.name}: ${contracts.join(", ")}.`;
  const byHand = contracts.map((contract) => closeByHand(account, contract)).join(" ");
  return `${account.name} can not be reached now: ${contracts.join(", ")} is closed as soon as it can. ${byHand}`;
}

/** Target 0 on both sides of everything that the account holds or has under way. Returns the contracts. */
export function closeEverything(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  cause: Cause,
): ContractName[] {
  const contracts = busyContracts(account);
  for (const contract of contracts) {
    for (const side of [1, -1] as const) {
      setTarget(
        step,
        follower,
        account,
        { contract, side, most: 0 },
        { cause, leaderOrder: null, eventId: null, proportional: false },
      );
    }
  }
  return contracts;
}

/** Each press is one immediate try: no back-off of an earlier refusal, no lock-out and no merging holds it back. */
function hurry(target: Target, lockedUntilNs: number): void {
  target.forcedUntilNs = lockedUntilNs;
  target.pausedUntilNs = 0;
  target.failures = 0;
  target.notBeforeNs = 0;
  target.leaderOrder = null;
}
