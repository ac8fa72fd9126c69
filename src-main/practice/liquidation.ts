import type { AccountState } from "./accounts.ts";
import { BY_EXCHANGE, cancelOrder } from "./commands.ts";
import type { Contract } from "./contracts.ts";
import type { Core } from "./core.ts";
/**
 * Getting out: an account's orders of a contract are cancelled, brackets and delayed ones too, and what is open is
 * closed at market. A request, not a guarantee, as at the broker.
 */
import { netOf } from "./limits.ts";
import { isFinished } from "./order-state.ts";
import { placeOrder, type CommandTags, type OrderResult } from "./orders.ts";
import { netPosition } from "./positions.ts";
import { refused } from "./refusal.ts";

/** All of the account's orders that have not ended, of one contract or of all. */
export function cancelOrders(core: Core, account: AccountState, contract?: Contract): void {
  const books = contract ? [core.working.get(contract.id) ?? new Set<never>()] : [...core.working.values()];
  for (const orders of books) {
    for (const order of orders) {
      if (order.accountId === account.id && !isFinished(order.status)) cancelOrder(core, order, BY_EXCHANGE);
    }
  }
}

/** Cancels the account's orders of the contract, then closes what is open at market. */
export function liquidatePosition(
  core: Core,
  account: AccountState,
  contract: Contract,
  tags: CommandTags,
): OrderResult {
  cancelOrders(core, account, contract);
  const net = netOf(account, contract);
  if (net === 0) return refused({ reason: "UnknownReason", text: "There is no position to liquidate" });
  return placeOrder(core, {
    account,
    contract,
    action: net > 0 ? "Sell" : "Buy",
    qty: Math.abs(net),
    version: { terms: { type: "Market" }, timeInForce: "Day" },
    tags,
  });
}

/** Everything of an account, as automatic liquidation does it. */
export function liquidateAccount(core: Core, account: AccountState): void {
  cancelOrders(core, account);
  for (const { contract, book } of account.positions.values()) {
    if (netPosition(book) !== 0) liquidatePosition(core, account, contract, BY_EXCHANGE);
  }
}
