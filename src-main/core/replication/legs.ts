/**
 * The leader's fill as legs: how far it closes, how far it opens. A reversal is judged per leader order: opening fills
 * of an order that also closed count as the reversal's open leg (S4).
 */
import type { BrokerFill, Side } from "../input.ts";
import type { LeaderLine, LeaderOrder } from "../state.ts";

export interface LeaderLegs {
  /** Signed positions before and after the fill. */
  readonly l0: number;
  readonly l1: number;
  /** Contracts that the fill closes and opens. */
  readonly closed: number;
  readonly opened: number;
  /** Side that the fill closes: that of L0. Meaningful where `closed` > 0. */
  readonly closeSide: Side;
  /** Side that the fill opens: its own. */
  readonly openSide: Side;
  /** The open leg belongs to a reversal. */
  readonly reversal: boolean;
}

/** Moves the leader's line by one fill and says what it meant. */
export function moveLeader(line: LeaderLine, fill: BrokerFill): LeaderLegs {
  const l0 = line.position;
  const l1 = l0 + fill.side * fill.quantity;
  const against = l0 !== 0 && Math.sign(l0) !== fill.side;
  const closed = against ? Math.min(Math.abs(l0), fill.quantity) : 0;
  const opened = fill.quantity - closed;
  const order = leaderOrderOf(line, fill);
  const reversal = opened > 0 && (closed > 0 || order.closed > 0);
  order.closed += closed;
  order.opened += opened;
  order.filled += fill.quantity;
  line.position = l1;
  // c of S5: lowered to |L| by exits, 0 after flat or reversal.
  if (l1 * line.completedAt <= 0) line.completedAt = 0;
  else if (Math.abs(l1) < Math.abs(line.completedAt)) line.completedAt = l1;
  line.lastFillNs = fill.receivedNs;
  return { l0, l1, closed, opened, closeSide: l0 >= 0 ? 1 : -1, openSide: fill.side, reversal };
}

/** Leader orders remembered per contract: enough for every order that can still fill. */
const LEADER_ORDERS_MAX = 200;

export function leaderOrderOf(line: LeaderLine, fill: Pick<BrokerFill, "orderId">): LeaderOrder {
  let order = line.orders.get(fill.orderId);
  if (!order) {
    order = {
      closed: 0,
      opened: 0,
      filled: 0,
      terminal: false,
      whole: false,
      ordered: null,
      expected: null,
      held: [],
    };
    line.orders.set(fill.orderId, order);
    if (line.orders.size > LEADER_ORDERS_MAX) {
      for (const oldest of line.orders.keys()) {
        line.orders.delete(oldest);
        break;
      }
    }
  }
  return order;
}
