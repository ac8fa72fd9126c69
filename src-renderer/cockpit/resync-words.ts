/** The orders of a resync in words. */
import { assertNever } from "../../src-shared/assert.ts";
import type { ResyncPreview } from "../../src-shared/ipc/groups.ts";

type Line = ResyncPreview["lines"][number];
type Order = Line["orders"][number];

/** `sell 2 MNQZ6 at market`, `close MNQZ6 (sell 2) by liquidating the position`. */
export function orderWords(order: Order, contract: string): string {
  switch (order.kind) {
    case "market":
      return `${order.side} ${order.quantity} ${contract} at market`;
    case "liquidation":
      return `liquidate ${contract}: ${order.side} ${order.quantity} at market`;
    default:
      return assertNever(order.kind);
  }
}

/** What an order is for. */
export function legWord(order: Order): string {
  switch (order.leg) {
    case "open":
      return "adds, with every check";
    case "close":
      return "closes";
    default:
      return assertNever(order.leg);
  }
}
