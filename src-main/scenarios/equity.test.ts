/**
 * Sizing by equity: the ratio of net liquidations is taken when the leader leaves flat and stays until he is flat again,
 * whatever is won or lost in between; the next trade takes the new one.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ordersDuring } from "./support/books.ts";
import { Desk, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const LOSER = "PRAC0009";
const STEADY = "PRAC0010";
const FIXED = "PRAC0029";
const followers = {
  [LOSER]: { multiplier: 100, mode: "equity" },
  [STEADY]: { multiplier: 200, mode: "equity" },
  [FIXED]: 100,
} as const;
const holds = (loser: number, steady: number, fixed: number): Positions => ({
  [LOSER]: loser,
  [STEADY]: steady,
  [FIXED]: fixed,
});
/** Of a point of the S&P's mini on ten contracts. */
const LOST_POINTS = 50;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** Ten of the S&P's mini, 50 points down: 25,000 of 50,000 dollars are gone. */
async function loseHalf(account: string): Promise<void> {
  const symbol = await exchange.front("ES");
  await exchange.trade({ account, symbol, quantity: 10 });
  const { fills } = await exchange.state();
  const price = fills.findLast((fill) => fill.account === account && fill.symbol === symbol)?.price;
  await exchange.price(symbol, (price ?? Number.NaN) - LOST_POINTS);
  await exchange.trade({ account, symbol, quantity: -10 });
}

describe("sizing by equity", () => {
  test("the ratio is frozen while the leader is in, and taken anew for the next trade", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ freezePrices: true });
    await desk.lead(4);
    // 50,000 ÷ 50,000, less some fees: 4 × 1.00, 4 × 2.00.
    await desk.stands(holds(4, 8, 4));
    await loseHalf(LOSER);
    expect(await ordersDuring(desk, () => desk.lead(4), holds(8, 16, 8))).toEqual({
      [LOSER]: [4],
      [STEADY]: [8],
      [FIXED]: [4],
    });
    // La 8, Pa 8: keeps 8 × 6/8, by the same ratio.
    expect(await ordersDuring(desk, () => desk.lead(-2), holds(6, 12, 6))).toEqual({
      [LOSER]: [-2],
      [STEADY]: [-4],
      [FIXED]: [-2],
    });
    await desk.lead(-6);
    await desk.stands(holds(0, 0, 0));
    // About 25,000 ÷ 50,000: 8 × 0.50 = 4.
    expect(await ordersDuring(desk, () => desk.lead(8), holds(4, 16, 8))).toEqual({
      [LOSER]: [4],
      [STEADY]: [16],
      [FIXED]: [8],
    });
    await desk.lead(-8);
    await desk.stands(holds(0, 0, 0));
    await judge(desk);
  });

  /** 4 × 2.00, and 8 × 2.00 after the restart. */
  test("the ratio of a trade survives a restart of the app", async () => {
    desk = await Desk.open({ exchange, followers: { [STEADY]: followers[STEADY] } });
    await exchange.faults({ freezePrices: true });
    await desk.lead(4);
    await desk.stands({ [STEADY]: 8 });
    const { ratio } = desk.row(STEADY);
    await loseHalf(STEADY);
    await desk.reopen();
    expect(desk.row(STEADY).ratio).toEqual(ratio);
    expect(ratio).not.toBeNull();
    await desk.unseen(4);
    await desk.stands({ [STEADY]: 16 });
    await desk.unseen(-8);
    await desk.stands({ [STEADY]: 0 });
    await judge(desk);
  });
});
