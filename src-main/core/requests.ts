/**
 * What an order costs of its login's request budget (F5). Entries ask first and wait when it is spent; exits only hold
 * still while the broker has locked the login out (F4), and then the trader may force one attempt. Tokens are taken here,
 * in the turn in which the order leaves, and nowhere else on its way.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { ConnectionId, ContractName } from "../../src-shared/ids.ts";
import type { Step } from "./context.ts";
import { confirmedIn } from "./projected.ts";
import type { AccountState, CoreState } from "./state.ts";

/** Something of this contract is held there, or an order of ours is open. */
function isBusy(account: AccountState, contract: ContractName): boolean {
  if (confirmedIn(account, contract) !== 0) return true;
  for (const order of account.open.values()) if (order.row.contract === contract) return true;
  return false;
}

/** Positions of followers on this login that are open or about to be: each may need an exit. */
function openPositions(state: CoreState, connection: ConnectionId): number {
  let count = 0;
  for (const key of state.byAccount.keys()) {
    const account = state.accounts.get(key);
    if (account?.connection !== connection) continue;
    const contracts = new Set<ContractName>();
    for (const order of account.open.values()) contracts.add(order.row.contract);
    for (const contract of account.positions.keys()) {
      if (confirmedIn(account, contract) !== 0) contracts.add(contract);
    }
    count += contracts.size;
  }
  return count;
}

/** The reserve follows the positions: called after every step that touched a follower. */
export function noteOpenPositions(state: CoreState): void {
  for (const [connection, budget] of state.budgets) {
    if (budget.limited) budget.openPositions = openPositions(state, connection);
  }
}

/** 0: an entry of this contract may leave now; else when it may be asked for again. Nothing is taken yet. */
export function entryHeldNs(step: Step, account: AccountState, contract: ContractName): number {
  const budget = step.state.budgets.get(account.connection);
  if (budget === undefined) return 0;
  if (budget.limited) budget.openPositions = opening(step, account, contract);
  return budget.heldUntilNs("entry", step.now.monoNs);
}

/** The position that this entry opens needs its exit too, so it counts before it is there. */
function opening(step: Step, account: AccountState, contract: ContractName): number {
  const { connection } = account;
  let count = step.opening.get(connection);
  if (count === undefined) {
    count = openPositions(step.state, connection);
    step.opening.set(connection, count);
  }
  return isBusy(account, contract) ? count : count + 1;
}

/** @throws InvariantError when the budget has nothing for an entry: the last gate before the socket. */
export function takeForEntry(step: Step, account: AccountState, contract: ContractName): void {
  const budget = step.state.budgets.get(account.connection);
  if (budget === undefined) return;
  if (budget.limited) {
    const count = opening(step, account, contract);
    budget.openPositions = count;
    step.opening.set(account.connection, count);
  }
  assertInvariant(budget.take("entry", step.now.monoNs) === 0, "an entry beyond the login's request budget");
}

/** 0: the exit, cancel or flatten may leave now, and is counted; else until when the login is locked out. */
export function takeForExit(step: Step, account: AccountState, forced: boolean): number {
  const budget = step.state.budgets.get(account.connection);
  if (budget === undefined) return 0;
  if (!forced) return budget.take("exit", step.now.monoNs);
  budget.force(step.now.monoNs);
  return 0;
}

/** The broker has locked this login out: until when no entry is sent there, or 0. */
export function entriesLockedUntilNs(state: CoreState, account: AccountState, nowNs: number): number {
  return state.budgets.get(account.connection)?.lockedUntilNs(nowNs, "entry") ?? 0;
}

/** The same for exits: entries wait a little longer, so that exits come first (F4). */
export function exitsLockedUntilNs(state: CoreState, account: AccountState, nowNs: number): number {
  return state.budgets.get(account.connection)?.lockedUntilNs(nowNs, "exit") ?? 0;
}
