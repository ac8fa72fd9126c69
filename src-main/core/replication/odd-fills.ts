/**
 * Fills that are not simply new: the same id with other content, and busts. A bust is never copied if unseen; if it was
 * copied, the leader's position is corrected, the contract becomes unknown and entries are off there, with an alarm that
 * names what would undo it (product.md section 3).
 */
import { say, signed, type Step } from "../context.ts";
import type { BrokerFill } from "../input.ts";
import { askBooks } from "../reconcile/ask-books.ts";
import { leaderLineOf, positionOf, type GroupState } from "../state.ts";
import type { Seen } from "./seen-fills.ts";

/** How the reason of a doubtful contract begins where a bust is behind it. */
export const BUSTED = "busted";

/** What was counted of the account counts the fill still, and reports only ever add: the broker's books replace it. */
function correctBooks(step: Step, fill: BrokerFill): void {
  const account = step.state.accounts.get(fill.account);
  if (!account) return;
  positionOf(account, fill.contract).unknown = "a fill was taken back by the exchange";
  askBooks(step, account);
}

export function onOddLeaderFill(step: Step, group: GroupState, fill: BrokerFill, seen: Seen): void {
  const line = leaderLineOf(group, fill.contract);
  const name = group.settings.name;
  const what = `fill ${fill.fillId} (${fill.side === 1 ? "bought" : "sold"} ${fill.quantity} ${fill.contract})`;
  step.out.dirty.groups.add(group.settings.id);
  if (fill.active) {
    line.unknown = "a fill came twice with different content";
    group.settings = { ...group.settings, status: "closing-only" };
    step.out.effects.push({ kind: "close-only-group", group: group.settings.id });
    alarm(
      step,
      group,
      fill,
      `${name}: ${what} came twice with different content. The group is closing only now; check the leader at the broker, then activate it again.`,
    );
    return;
  }
  if (seen === "new") {
    alarm(
      step,
      group,
      fill,
      `${name}: ${what} was busted by the exchange before it was copied. Nothing was sent.`,
    );
    return;
  }
  if (line.unknown?.startsWith(BUSTED) === true) return;
  line.position -= fill.side * fill.quantity;
  line.unknown = `${BUSTED}: a copied fill was taken back by the exchange`;
  correctBooks(step, fill);
  const undo = group.followers
    .flatMap((follower) => step.state.tape.get(eventOf(group, fill))?.orders.get(follower.settings.id) ?? [])
    .filter((order) => order.filled > 0)
    .map(
      (order) =>
        `${order.row.side === 1 ? "sell" : "buy"} ${order.filled} ${order.row.contract} on ${order.row.account}`,
    );
  alarm(
    step,
    group,
    fill,
    `${name}: ${what} was busted after it was copied. The leader now stands at ${signed(line.position)}; entries in ${fill.contract} are off. To undo the copies: ${undo.length > 0 ? undo.join("; ") : "nothing was filled"}. Entries there come back when the leader's connection is opened anew (Connections, Reconnect): put the followers right first.`,
  );
}

function eventOf(group: GroupState, fill: BrokerFill): string {
  const venue = fill.account.slice(0, fill.account.lastIndexOf("#"));
  return `${venue}|${fill.fillId}|${group.settings.id}`;
}

function alarm(step: Step, group: GroupState, fill: BrokerFill, words: string): void {
  say(step, {
    activity: "alarm",
    severity: "alarm",
    words,
    group: group.settings.id,
    account: fill.account,
    contract: fill.contract,
  });
}
