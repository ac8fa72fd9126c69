/** Which calls are orders: they act on the books, answer with 200, and may be denied to a key as a whole. */
import type { Exchange } from "./exchange.ts";
import { cancel, liquidate, liquidateAll, modify, oco, oso, place } from "./order-entry.ts";
import type { Session } from "./sessions.ts";
import { interruptOrderStrategy, modifyOrderStrategy, startOrderStrategy } from "./strategy-entry.ts";

export type OrderHandler = (exchange: Exchange, session: Session, body: unknown) => unknown;

export const ORDER_ROUTES: ReadonlyMap<string, OrderHandler> = new Map<string, OrderHandler>([
  ["order/placeorder", place],
  ["order/placeoco", oco],
  ["order/placeoso", oso],
  ["order/cancelorder", cancel],
  ["order/modifyorder", modify],
  ["order/liquidateposition", liquidate],
  ["order/liquidatepositions", liquidateAll],
  ["orderstrategy/startorderstrategy", startOrderStrategy],
  ["orderstrategy/modifyorderstrategy", modifyOrderStrategy],
  ["orderstrategy/interruptorderstrategy", interruptOrderStrategy],
]);
