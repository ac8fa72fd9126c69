/**
 * The trader closes a follower by hand at the broker. It is out of this trade: adds are denied and say so, the leader's
 * exits send nothing there, and the next trade copies it again. Closed in part it stays in, with its own share.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const HAND = "PRAC0009";
const OTHER = "PRAC0010";
const followers = { [HAND]: 100, [OTHER]: 200 };
const holds = (hand: number, other: number): Positions => ({ [HAND]: hand, [OTHER]: other });

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** By hand at the broker, and Mimik has heard of it. */
async function byHand(quantity: number, leaves: Positions): Promise<void> {
  await exchange.trade({ account: HAND, symbol: desk.symbol, quantity });
  await desk.stands(leaves);
  const confirmed = (): number | undefined =>
    desk.row(HAND).lines.find(({ contract }) => contract === desk.symbol)?.confirmed;
  await expect.poll(confirmed, WAIT).toBe(leaves[HAND]);
}

describe("a follower closed by hand", () => {
  test("the leader adds: denied; the leader goes flat: nothing is sent; the next trade is copied", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    await byHand(-2, holds(0, 4));
    const since = await exchange.nextOrderId();
    await desk.lead(1);
    await desk.saw(3);
    expect(desk.told(HAND).outcome).toBe("not-in-trade");
    await desk.stands(holds(0, 6));
    expect(desk.row(HAND).state).toBe("drift");
    await desk.lead(-1);
    await desk.stands(holds(0, 4));
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    expect((await Books.of(desk)).orders(since)[HAND]).toEqual([]);
    await desk.lead(1);
    await desk.stands(holds(1, 2));
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  test("a reversal opens it again, and closes nothing there", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    await byHand(-2, holds(0, 4));
    expect(await ordersDuring(desk, () => desk.lead(-5), holds(-3, -6))).toEqual({
      [HAND]: [-3],
      [OTHER]: [-10],
    });
    await desk.lead(3);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  /** La 4, Pa 2 from the trade by hand: 4 → 2 keeps 2 × 2/4 = 1. */
  test("closed in part: reductions keep their share of what is left, adds go on", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8));
    await byHand(-2, holds(2, 8));
    expect(await ordersDuring(desk, () => desk.lead(-2), holds(1, 4))).toEqual({
      [HAND]: [-1],
      [OTHER]: [-4],
    });
    expect(await ordersDuring(desk, () => desk.lead(1), holds(2, 6))).toEqual({ [HAND]: [1], [OTHER]: [2] });
    expect(await ordersDuring(desk, () => desk.lead(-3), holds(0, 0))).toEqual({
      [HAND]: [-2],
      [OTHER]: [-6],
    });
    await judge(desk);
  });

  test("turned to the other side by hand: shown as opposed, nothing is added; the leader's flat closes it", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    await byHand(-3, holds(-1, 4));
    await expect.poll(() => desk.row(HAND).state, WAIT).toBe("opposed");
    expect(await ordersDuring(desk, () => desk.lead(1), holds(-1, 6))).toEqual({ [HAND]: [], [OTHER]: [2] });
    expect(desk.told(HAND).outcome).toBe("hedging");
    expect(await ordersDuring(desk, () => desk.lead(-3), holds(0, 0))).toEqual({
      [HAND]: [1],
      [OTHER]: [-6],
    });
    await judge(desk);
  });
});
