/**
 * Property of the books: after any run of requests a position is the sum of its fills, and cash is start + realized
 * profit − fees, to the micro-dollar, with partial fills and shuffled events as well.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { netPosition } from "./positions.ts";
import { feeMicros } from "./products.ts";
import { bench, type Bench } from "./test-support.ts";

const START_MICROS = 50_000_000_000;
const SYMBOLS = ["NQZ6", "MNQZ6", "CLF7", "YMZ6"];

interface Step {
  readonly symbol: string;
  readonly action: "Buy" | "Sell";
  readonly qty: number;
  readonly kind: "market" | "limit" | "flatten" | "tick";
}

const step: fc.Arbitrary<Step> = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  action: fc.constantFrom("Buy", "Sell"),
  qty: fc.integer({ min: 1, max: 9 }),
  kind: fc.constantFrom("market", "market", "limit", "flatten", "tick"),
});

function play(made: Bench, { symbol, action, qty, kind }: Step): void {
  const { account, exchange } = made;
  const contract = made.contract(symbol);
  const common = { accountId: account.id, symbol, action, orderQty: qty };
  switch (kind) {
    case "market":
      made.send("place", { ...common, orderType: "Market" });
      return;
    case "limit": {
      const { last } = made.trader.quotes().find((quote) => quote.symbol === symbol) ?? { last: 0 };
      made.send("place", { ...common, orderType: "Limit", price: last });
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

interface Books {
  readonly positions: readonly number[];
  readonly realizedMicros: number;
  readonly cashMicros: number;
}

/** What the exchange keeps, and what it says of the cash. */
function kept({ account, exchange }: Bench): Books & { readonly toldCash: unknown } {
  const [told] = exchange.core.documents.ofAccount("cashBalance", account.id);
  return {
    positions: Array.from(account.positions.values(), ({ book }) => netPosition(book)),
    realizedMicros: account.realizedMicros,
    cashMicros: account.cashMicros,
    toldCash: told?.amount,
  };
}

/** The same, counted from the fills alone: what they earn at price zero, less what the open lots would. */
function recounted({ account, exchange }: Bench): Books & { readonly toldCash: unknown } {
  const fills = exchange.core.documents.ofAccount("fill", account.id);
  const positions: number[] = [];
  let realizedMicros = 0;
  let feesMicros = 0;
  for (const { contract, book } of account.positions.values()) {
    const { product } = contract;
    let net = 0;
    let flowTicks = 0;
    for (const { contractId, action, qty, price } of fills) {
      if (contractId !== contract.id) continue;
      const signed = action === "Buy" ? qty : -qty;
      net += signed;
      flowTicks -= signed * Math.round((price * 1e6) / product.tickSizeMicros);
      feesMicros += qty * feeMicros(product.fees);
    }
    positions.push(net);
    const openTicks = book.lots.reduce((sum, lot) => sum + lot.qty * lot.priceTicks, 0) * Math.sign(net);
    realizedMicros += (flowTicks + openTicks) * product.tickValueMicros;
  }
  const cashMicros = START_MICROS + realizedMicros - feesMicros;
  return { positions, realizedMicros, cashMicros, toldCash: cashMicros / 1e6 };
}

describe("the books", () => {
  it("agree with the fills after any run of requests", () => {
    const faults = fc.record({
      partialFills: fc.constantFrom(null, { maxQty: 2, delayMs: 0 }, { maxQty: 3, delayMs: 60 }),
      shuffleEvents: fc.constantFrom(null, { seed: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), faults, fc.nat(50), (steps, switches, seed) => {
        const made = bench({ seed });
        made.exchange.core.faults.apply(switches);
        for (const next of steps) play(made, next);
        expect(kept(made)).toEqual(recounted(made));
      }),
      { numRuns: 60 },
    );
  });

  it("are the same bytes for the same seed and the same requests", () => {
    const run = (): unknown => {
      const made = bench({ seed: 9 });
      const steps: Step[] = SYMBOLS.map((symbol) => ({ symbol, action: "Buy", qty: 2, kind: "market" }));
      for (const next of steps) {
        play(made, { ...next, kind: "tick" });
        play(made, next);
      }
      return [made.told("fill"), made.told("position"), made.told("executionReport")];
    };
    expect(run()).toEqual(run());
    expect(bench({ seed: 9 }).account.id).not.toBe(bench({ seed: 10 }).account.id);
  });
});
