/** Random runs of everything a client can do, for properties of the books: steps that fast-check makes, and their play. */
import fc from "fast-check";
import type { Bench } from "./test-support.ts";

export const SYMBOLS = ["NQZ6", "MNQZ6", "CLF7", "YMZ6"];

export interface Step {
  readonly symbol: string;
  readonly action: "Buy" | "Sell";
  readonly qty: number;
  readonly kind: (typeof KINDS)[number];
}

const KINDS = [
  "market",
  "limit",
  "stop",
  "trail",
  "oco",
  "oso",
  "strategy",
  "cancel",
  "modify",
  "flatten",
  "tick",
] as const;

export const step: fc.Arbitrary<Step> = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  action: fc.constantFrom("Buy", "Sell"),
  qty: fc.integer({ min: 1, max: 9 }),
  kind: fc.constantFrom(...KINDS, "market", "tick", "tick"),
});

function quoteOf(made: Bench, symbol: string): { readonly last: number; readonly tickSize: number } {
  return made.trader.quotes().find((quote) => quote.symbol === symbol) ?? { last: 0, tickSize: 0 };
}

function lastOf(made: Bench, symbol: string): number {
  return quoteOf(made, symbol).last;
}

function tickOf(made: Bench, symbol: string): number {
  return quoteOf(made, symbol).tickSize;
}

/** A target and a stop one tick away on either side: they are reached soon. */
function bracketsOf(made: Bench, symbol: string, entry: Step["action"]): object {
  const { last, tickSize } = quoteOf(made, symbol);
  const [action, way] = entry === "Buy" ? ["Sell", 1] : ["Buy", -1];
  return {
    bracket1: { action, orderType: "Limit", price: last + way * tickSize },
    bracket2: { action, orderType: "Stop", stopPrice: last - way * tickSize },
  };
}

function startStrategy(made: Bench, symbol: string, action: Step["action"], qty: number): void {
  const away = tickOf(made, symbol) * (action === "Buy" ? 2 : -2);
  const params = JSON.stringify({
    entryVersion: { orderQty: qty, orderType: "Market" },
    brackets: [{ qty, profitTarget: away, stopLoss: -away, trailingStop: qty % 2 === 0 }],
  });
  const base = { accountId: made.account.id, symbol, action, params };
  made.send("start", { ...base, orderStrategyTypeId: 2 });
}

export function play(made: Bench, { symbol, action, qty, kind }: Step): void {
  const { account, exchange } = made;
  const contract = made.contract(symbol);
  const common = { accountId: account.id, symbol, action, orderQty: qty };
  switch (kind) {
    case "market":
      made.send("place", { ...common, orderType: "Market" });
      return;
    case "limit":
      made.send("place", { ...common, orderType: "Limit", price: lastOf(made, symbol) });
      return;
    case "stop":
      made.send("place", { ...common, orderType: "Stop", stopPrice: lastOf(made, symbol) });
      return;
    case "trail":
      made.send("place", { ...common, orderType: "TrailingStop", pegDifference: tickOf(made, symbol) });
      return;
    case "oco": {
      const price = lastOf(made, symbol);
      const other = { action, orderType: "Stop", stopPrice: price };
      made.send("oco", { ...common, orderType: "Limit", price, other });
      return;
    }
    case "oso":
      made.send("oso", { ...common, orderType: "Market", ...bracketsOf(made, symbol, action) });
      return;
    case "strategy":
      startStrategy(made, symbol, action, qty);
      return;
    case "cancel": {
      const [order] = made.trader.workingOrders(account.id);
      made.send("cancel", { orderId: order?.orderId });
      return;
    }
    case "modify": {
      const order = made.trader.workingOrders(account.id).at(-1);
      const { orderId, orderType, price, stopPrice, pegDifference } = order ?? {};
      made.send("modify", { orderId, orderQty: qty, orderType, price, stopPrice, pegDifference });
      return;
    }
    case "flatten":
      made.send("liquidate", { accountId: account.id, contractId: contract.id, admin: false });
      return;
    case "tick":
      exchange.core.feed.step(contract.product.underlying.root);
      exchange.quoteChanged(contract.product.underlying.root);
      made.clock.advance(40);
      return;
    default:
      kind satisfies never;
  }
}
