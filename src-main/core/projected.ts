/**
 * Projected positions: confirmed plus the signed unfilled rest of every open order of ours, less pending exits
 * (product.md sections 1 and S6). What a report or a fill shows before its order is known is not counted twice.
 */
import type { ContractName } from "../../src-shared/ids.ts";
import type { Side } from "./input.ts";
import { closingRest, restOf } from "./own-order.ts";
import { confirmedOf, unexplained } from "./positions.ts";
import { targetOn, type AccountState, type FollowerState } from "./state.ts";

/** Contracts of `side` that the account shows already but that no known order accounts for yet. */
function notYetAttributed(account: AccountState, contract: ContractName, side: Side): number {
  const position = account.positions.get(contract);
  let total = position ? unexplained(position, side) : 0;
  for (const fill of account.pendingFills) {
    if (fill.contract === contract && fill.side === side) total += fill.quantity;
  }
  return total;
}

/** Of the rests of open orders on one side, what no report or early fill shows already. */
function inFlight(account: AccountState, contract: ContractName, side: Side, rest: number): number {
  return rest === 0 ? 0 : Math.max(0, rest - notYetAttributed(account, contract, side));
}

export function confirmedIn(account: AccountState, contract: ContractName): number {
  const position = account.positions.get(contract);
  return position ? confirmedOf(position) : 0;
}

/** An order of ours is open there. */
export function anyOpen(account: AccountState, contract: ContractName): boolean {
  for (const order of account.open.values()) if (order.row.contract === contract) return true;
  return false;
}

/** Confirmed plus everything of ours in flight, without the deduction of pending exits. Signed contracts. */
export function grossProjected(account: AccountState, contract: ContractName): number {
  const confirmed = confirmedIn(account, contract);
  if (account.open.size === 0) return confirmed;
  let buys = 0;
  let sells = 0;
  for (const order of account.open.values()) {
    if (order.row.contract !== contract) continue;
    if (order.row.side === 1) buys += restOf(order);
    else sells += restOf(order);
  }
  return confirmed + inFlight(account, contract, 1, buys) - inFlight(account, contract, -1, sells);
}

/** Contracts of a pending exit: projected beyond what the target on that side allows. */
export function pendingExit(
  follower: FollowerState,
  account: AccountState,
  contract: ContractName,
  side: Side,
): number {
  const target = targetOn(follower, contract, side);
  if (!target) return 0;
  return Math.max(0, grossProjected(account, contract) * side - target.most);
}

/** The projected position, signed: what the follower will hold when all that is decided has happened. */
export function projectedOf(follower: FollowerState, account: AccountState, contract: ContractName): number {
  const gross = grossProjected(account, contract);
  const side: Side = gross >= 0 ? 1 : -1;
  return gross - side * pendingExit(follower, account, contract, side);
}

/**
 * Contracts that open orders of ours may still close on `side`. Rests are counted whole, even where a report runs
 * ahead of its fill: counting too many sends an exit later, counting too few would send one too many.
 */
export function exitsOutstanding(account: AccountState, contract: ContractName, side: Side): number {
  let outstanding = 0;
  for (const order of account.open.values()) {
    if (order.row.contract !== contract || order.row.side === side) continue;
    outstanding += order.row.kind === "liquidation" ? Number.MAX_SAFE_INTEGER : closingRest(order);
  }
  return Math.min(outstanding, Number.MAX_SAFE_INTEGER);
}

/** A liquidation of ours is open there: it counts as an exit of the whole position. */
export function liquidationOpen(account: AccountState, contract: ContractName): boolean {
  if (account.open.size === 0) return false;
  for (const order of account.open.values()) {
    if (order.row.kind === "liquidation" && order.row.contract === contract) return true;
  }
  return false;
}
