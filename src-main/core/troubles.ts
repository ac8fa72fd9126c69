/** What went wrong on the way: an order that never left, a refused cancel, books that can not be read, a full disk. */
import type { AccountKey, ContractName } from "../../src-shared/ids.ts";
import { say, type Step } from "./context.ts";
import type { Input } from "./input.ts";
import { reconnectForExits } from "./logins.ts";
import { moveOrder } from "./orders.ts";
import { askBooks, keepAsking } from "./reconcile/ask-books.ts";
import { onPlaced } from "./replication/on-order-update.ts";
import { leaderLineOf } from "./state.ts";
import { delayCancels } from "./targets.ts";

export function onReadFailed(current: Step, key: AccountKey, why: string): void {
  const account = current.state.accounts.get(key);
  if (!account) return;
  account.why = `the broker's books could not be read: ${why}`;
  keepAsking(current, account);
  reconnectForExits(current, account);
}

export function onHandedOver(current: Step, input: Extract<Input, { kind: "handed-over" }>): void {
  const order = current.state.orders.get(input.order);
  const account = order ? current.state.accounts.get(order.row.account) : undefined;
  if (!order || !account) return;
  order.sentNs = input.atNs;
  if (input.sent) {
    moveOrder(current, account, order, "handed-over");
    return;
  }
  // Nothing left this computer: an entry is over, an exit's target sends again when the account can be reached.
  onPlaced(current, order, { kind: "rejected", reason: "NotConnected", text: "the connection was down" });
}

export function onCancelFailed(current: Step, input: Extract<Input, { kind: "cancel-failed" }>): void {
  const order = current.state.orders.get(input.order);
  const account = order ? current.state.accounts.get(order.row.account) : undefined;
  const follower = order ? current.state.followers.get(order.row.follower) : undefined;
  if (!order || !account || !follower) return;
  order.cancelAsked = false;
  delayCancels(current, follower, order.row.contract, input.untilNs ?? 0);
  askBooks(current, account);
}

export function onUnattributed(
  current: Step,
  key: AccountKey | null,
  contract: ContractName | null,
  why: string,
): void {
  say(current, {
    activity: "alarm",
    severity: "alarm",
    words: `A fill could not be matched to its order (${why}). Entries there are off until the positions are read again.`,
    ...(key === null ? {} : { account: key }),
    ...(contract === null ? {} : { contract }),
  });
  for (const account of current.state.accounts.values()) {
    if (key !== null && account.key !== key) continue;
    for (const position of account.positions.values()) {
      if (contract === null || position.contract === contract) position.unknown = why;
    }
    const group = current.state.leaders.get(account.key);
    // The doubt must stick where the leader's first fill in a contract is the one that is missing.
    if (group && contract !== null) leaderLineOf(group, contract);
    for (const line of group?.lines.values() ?? []) {
      if (contract === null || line.contract === contract) line.unknown = why;
    }
    askBooks(current, account);
  }
}

export function onLedger(current: Step, failed: string | null): void {
  if (current.state.ledgerFailed === failed) return;
  current.state.ledgerFailed = failed;
  for (const follower of current.state.followers.values())
    current.out.dirty.followers.add(follower.settings.id);
  if (failed === null) return;
  say(current, {
    activity: "alarm",
    severity: "alarm",
    words: `The ledger can not be written (${failed}). Entries are off everywhere; exits and flatten go on. Free disk space or check the profile folder.`,
  });
}
