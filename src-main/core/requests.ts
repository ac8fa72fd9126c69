/**
 * What an order costs of its login's request budget (F5). Entries ask first and wait when it is spent; exits only hold
 * still while the broker has locked the login out (F4), and then the trader may force one attempt. Tokens are taken here,
 * in the turn in which the order leaves, and nowhere else on its way.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import type { ContractName } from "../../src-shared/ids.ts";
import type { RequestBudget } from "./budget.ts";
import type { Step } from "./context.ts";
import { confirmedOf } from "./positions.ts";
import { confirmedIn } from "./projected.ts";
import { accountOf, type AccountState, type CoreState, type Trade } from "./state.ts";

/** Something of this contract is held there, or an order of ours is open. */
function isBusy(account: AccountState, contract: ContractName): boolean {
  if (confirmedIn(account, contract) !== 0) return true;
  for (const order of account.open.values()) if (order.row.contract === contract) return true;
  return false;
}

/** Contracts of an account that are open or about to be: each may need an exit. */
function openContracts(account: AccountState): number {
  let count = 0;
  for (const position of account.positions.values()) if (confirmedOf(position) !== 0) count += 1;
  if (account.open.size === 0) return count;
  let first: ContractName | null = null;
  let others: Set<ContractName> | null = null;
  for (const { row } of account.open.values()) {
    if (confirmedIn(account, row.contract) !== 0) continue;
    // Nearly always one contract: no set is made for it.
    if (first === null) first = row.contract;
    else if (row.contract !== first) (others ??= new Set()).add(row.contract);
  }
  return count + (first === null ? 0 : 1) + (others === null ? 0 : others.size);
}

/** Counts an account's positions in the reserve of its login. One budget may serve several connections of a login. */
export function noteOpenPositions(state: CoreState, account: AccountState): void {
  const found = state.byAccount.has(account.key) ? state.budgets.get(account.connection) : undefined;
  const budget = found?.limited === true ? found : null;
  if (account.countedOn !== budget) {
    if (account.countedOn !== null) account.countedOn.openPositions -= account.counted;
    account.countedOn = budget;
    account.counted = 0;
  }
  if (budget === null) return;
  const open = openContracts(account);
  budget.openPositions += open - account.counted;
  account.counted = open;
}

/** After a step: the reserve follows the positions, and where it has shrunk, entries that wait are looked at again. */
export function followPositions(step: Step): void {
  const { state, out } = step;
  let shrunk: Set<RequestBudget> | null = null;
  for (const id of out.dirty.followers) {
    const account = accountOf(state, state.followers.get(id)?.account ?? null);
    if (account === undefined) continue;
    const before = account.counted;
    noteOpenPositions(state, account);
    if (account.counted < before && account.countedOn !== null) (shrunk ??= new Set()).add(account.countedOn);
  }
  if (shrunk !== null) wakeWaiting(step, shrunk);
}

function wakeWaiting({ state, now, out }: Step, budgets: ReadonlySet<RequestBudget>): void {
  for (const follower of state.followers.values()) {
    const budget = accountOf(state, follower.account)?.countedOn ?? null;
    if (budget === null || !budgets.has(budget)) continue;
    for (const trade of follower.trades.values()) {
      if (trade.waiting.length === 0) continue;
      const timer = {
        kind: "waiting-entry",
        follower: follower.settings.id,
        contract: trade.contract,
      } as const;
      out.effects.push({ kind: "set-timer", timer, atNs: now.monoNs });
    }
  }
}

/** Positions that this entry adds to those that the budget keeps exits for: it needs its own exit, too. */
function opened(budget: RequestBudget, account: AccountState, contract: ContractName): 0 | 1 {
  return budget.limited && !isBusy(account, contract) ? 1 : 0;
}

/** 0: an entry of this contract may leave now; else when it may be asked for again. Nothing is taken yet. */
export function entryHeldNs(step: Step, account: AccountState, contract: ContractName): number {
  const budget = step.state.budgets.get(account.connection);
  if (budget === undefined) return 0;
  return budget.heldUntilNs("entry", step.now.monoNs, opened(budget, account, contract));
}

/** What holds an entry back, for the words. */
export function holderOf(step: Step, account: AccountState): Exclude<Trade["heldBy"], "other side"> {
  const budget = step.state.budgets.get(account.connection);
  return budget !== undefined && budget.ticketUntilNs(step.now.monoNs) > 0 ? "ticket" : "budget";
}

/** @throws InvariantError when the budget has nothing for an entry: the last gate before the socket. */
export function takeForEntry(step: Step, account: AccountState, contract: ContractName): void {
  const budget = step.state.budgets.get(account.connection);
  if (budget === undefined) return;
  const heldNs = budget.take("entry", step.now.monoNs, opened(budget, account, contract));
  assertInvariant(heldNs === 0, "an entry beyond the login's request budget");
}

/** 0: the exit, cancel or flatten may leave now, and is counted; else until when the login is locked out. */
export function takeForExit(step: Step, account: AccountState, forced: boolean): number {
  const budget = step.state.budgets.get(account.connection);
  if (budget === undefined) return 0;
  if (!forced) return budget.take("exit", step.now.monoNs);
  budget.force(step.now.monoNs);
  return 0;
}

/** The broker has locked this login out: until when nothing leaves by itself, or 0. Entries then wait a little longer. */
export function exitsLockedUntilNs(state: CoreState, account: AccountState, nowNs: number): number {
  return state.budgets.get(account.connection)?.lockedUntilNs(nowNs, "exit") ?? 0;
}
