/**
 * R6: somebody else traded a follower's account. What is said, and what is done where the group says so: one that only
 * reduces is never answered with a flatten, and orders of the broker itself are called so.
 */
import type { BrokerOrderId } from "../../../src-shared/ids.ts";
import { say, type Step } from "../context.ts";
import { setEntriesOff } from "../entries-off.ts";
import { closeEverything } from "../flatten.ts";
import type { BrokerFill } from "../input.ts";
import { confirmedOf } from "../positions.ts";
import { settleAll } from "../settle.ts";
import { positionOf, type AccountState, type FollowerState } from "../state.ts";
import { dropAllWaiting } from "./waiting.ts";

/** A liquidation whose reply is lost has no name by which its fills could be known (F3). */
function whose(account: AccountState, fill: BrokerFill): string {
  for (const order of account.open.values()) {
    if (order.brokerOrderId !== null || order.row.contract !== fill.contract) continue;
    if (order.row.side === fill.side) {
      return "and it is not known as Mimik's: an order of Mimik's there has no answer, the books are being read.";
    }
  }
  return "and it was not Mimik.";
}

/** The trade takes the follower nearer to flat, and not through it. */
function onlyReduces(before: number, after: number): boolean {
  return before * after >= 0 && Math.abs(after) < Math.abs(before);
}

/** `before`: signed contracts that the account held before the fill. The fill is counted already. */
export function answerForeign(
  step: Step,
  follower: FollowerState,
  account: AccountState,
  fill: BrokerFill,
  before: number,
): void {
  const { foreignTrades } = follower.group.settings;
  const byBroker = account.brokerOrders.has(fill.orderId);
  const after = confirmedOf(positionOf(account, fill.contract));
  const flattens = foreignTrades === "flatten-and-stop-entries" && !byBroker && !onlyReduces(before, after);
  if (foreignTrades === "ignore" && !byBroker) return;
  const what = `${account.name} ${fill.side === 1 ? "bought" : "sold"} ${fill.quantity} ${fill.contract}`;
  const who = byBroker ? "by an order of the broker's own (broker acted)." : whose(account, fill);
  const then = flattens
    ? "The account is flattened and its entries are off, as the group is set; resume them on its row."
    : "The follower may differ from its leader now.";
  say(step, {
    activity: "foreign-trade",
    severity: flattens || byBroker ? "alarm" : "notice",
    words: `${what}, ${who} ${then}`,
    group: follower.group.settings.id,
    follower: follower.settings.id,
    account: account.key,
    contract: fill.contract,
  });
  if (!flattens) return;
  setEntriesOff(step, follower, "foreign", true);
  dropAllWaiting(step, follower, "entries-off-foreign");
  closeEverything(step, follower, account, { kind: "foreign-trade", id: fill.fillId });
  settleAll(step, follower);
}

/** Orders of the broker's own that are remembered per account. */
const BROKER_ORDERS_MAX = 500;

export function rememberBrokerOrder(account: AccountState, orderId: BrokerOrderId): void {
  account.brokerOrders.add(orderId);
  if (account.brokerOrders.size <= BROKER_ORDERS_MAX) return;
  for (const oldest of account.brokerOrders) {
    account.brokerOrders.delete(oldest);
    return;
  }
}
