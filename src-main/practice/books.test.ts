/**
 * Property of the books: after any run of requests a position is the sum of its fills, and cash is start + realized
 * profit − fees, to the micro-dollar, with partial fills and shuffled events as well.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { play, step, SYMBOLS, type Step } from "./play-test-support.ts";
import { netPosition } from "./positions.ts";
import { feeMicros } from "./products.ts";
import { bench, type Bench } from "./test-support.ts";

const START_MICROS = 50_000_000_000;
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
