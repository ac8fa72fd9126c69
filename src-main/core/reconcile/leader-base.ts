/** The base from which a leader's positions are counted by its fills (R1). */
import type { ContractName } from "../../../src-shared/ids.ts";
import { say, signed, type Step } from "../context.ts";
import type { BrokerFill } from "../input.ts";
import { confirmedOf } from "../positions.ts";
import { leaderOrderOf } from "../replication/legs.ts";
import { leaderLineOf, positionOf, type AccountState, type GroupState } from "../state.ts";

/**
 * The leader's L is counted from its fills from this base on. `stood`: what was last known of it, in this run or the one
 * before; left out on a first look, in which nothing can have been missed.
 */
export function baseLeader(
  step: Step,
  group: GroupState,
  account: AccountState,
  stood?: ReadonlyMap<ContractName, number>,
): void {
  group.basedOn = account.key;
  for (const position of account.positions.values()) {
    const line = leaderLineOf(group, position.contract);
    const confirmed = confirmedOf(position);
    const last = stood === undefined ? confirmed : (stood.get(position.contract) ?? 0);
    if (last !== confirmed) {
      say(step, {
        activity: "leader-fill",
        severity: "notice",
        words: `${group.settings.name}: the leader stands at ${signed(confirmed)} ${position.contract} (last known ${signed(last)}). Entries missed meanwhile are not made up for.`,
        group: group.settings.id,
        account: account.key,
        contract: position.contract,
      });
    }
    line.position = confirmed;
    line.completedAt = confirmed;
    line.unknown = position.unknown;
  }
}

function inOrder(one: BrokerFill, other: BrokerFill): number {
  return one.filledAtMs - other.filledAtMs || Number(one.fillId) - Number(other.fillId);
}

/**
 * What each of the leader's orders of today has closed and opened, from the reading's fills backwards from where it stands:
 * the rest of an order that closed while nobody looked is still a reversal's open leg (S4).
 */
export function rebuildOrders(group: GroupState, fills: readonly BrokerFill[], account: AccountState): void {
  const byContract = Map.groupBy(
    fills.filter((fill) => fill.active),
    (fill) => fill.contract,
  );
  for (const [contract, all] of byContract) {
    const line = leaderLineOf(group, contract);
    let position = confirmedOf(positionOf(account, contract));
    for (const fill of all) position -= fill.side * fill.quantity;
    const counted = new Set<BrokerFill["orderId"]>();
    for (const fill of all.toSorted(inOrder)) {
      const order = leaderOrderOf(line, fill);
      if (!counted.has(fill.orderId)) Object.assign(order, { closed: 0, opened: 0, filled: 0 });
      counted.add(fill.orderId);
      const closes = position * fill.side < 0 ? Math.min(Math.abs(position), fill.quantity) : 0;
      order.closed += closes;
      order.opened += fill.quantity - closes;
      order.filled += fill.quantity;
      position += fill.side * fill.quantity;
    }
  }
}
