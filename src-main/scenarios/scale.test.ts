/**
 * The leader scales in 1-1-1-1 and out 2-1-1; followers at 0.50×, 0.30×, 2.20× and 10× on the micro. Every quantity
 * below was worked out on paper from product.md: S1 opens size(|L1|) − size(|L0|); S2 keeps round(Pa × size(|L1|) ÷
 * size(|La|)) with La and Pa of the last add; S3 closes all.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const HALF = "PRAC0002";
const THIRD = "PRAC0009";
/** 0.30× too, but never raised to one contract. */
const THIRD_EXACT = "PRAC0010";
const DOUBLE = "PRAC0029";
const MICRO = "PRAC0011";

const followers = {
  [HALF]: 50,
  [THIRD]: 30,
  [THIRD_EXACT]: { multiplier: 30, atLeastOne: false },
  [DOUBLE]: 220,
  [MICRO]: { multiplier: 1000, contractMap: "mini-to-micro" },
} as const;
const accounts = [HALF, THIRD, THIRD_EXACT, DOUBLE, MICRO];

/**
 * | leader's order |      +1 |      +1 |      +1 |      +1 |             −2 |            −1 |       −1 |
 * | leader         |       1 |       2 |       3 |       4 |              2 |             1 |        0 |
 * | size 0.50×     |  0.5: 1 |    1: 1 |  1.5: 2 |    2: 2 | keep 2 × 1/2 = 1 | 2 × 1/2 = 1 |        – |
 * | size 0.30×     | 0.3: 1* |  0.6: 1 |  0.9: 1 |  1.2: 1 |   1 × 1/1 = 1 |    1 × 1/1 = 1 |        – |
 * | the same exact |  0.3: 0 |  0.6: 1 |  0.9: 1 |  1.2: 1 |   1 × 1/1 = 1 |    1 × 0/1 = 0 |        – |
 * | size 2.20×     |  2.2: 2 |  4.4: 4 |  6.6: 7 |  8.8: 9 |   9 × 4/9 = 4 |    9 × 2/9 = 2 |        – |
 * | size 10×       |      10 |      20 |      30 |      40 | 40 × 20/40 = 20 | 40 × 10/40 = 10 |      – |
 * (* raised to at least one)
 */
interface Row {
  readonly leader: number;
  /** Signed contracts of the one order that each follower gets, 0 for none, in the order of `accounts`. */
  readonly orders: readonly number[];
  readonly holds: readonly number[];
}
const table: readonly Row[] = [
  { leader: 1, orders: [1, 1, 0, 2, 10], holds: [1, 1, 0, 2, 10] },
  { leader: 1, orders: [0, 0, 1, 2, 10], holds: [1, 1, 1, 4, 20] },
  { leader: 1, orders: [1, 0, 0, 3, 10], holds: [2, 1, 1, 7, 30] },
  { leader: 1, orders: [0, 0, 0, 2, 10], holds: [2, 1, 1, 9, 40] },
  { leader: -2, orders: [-1, 0, 0, -5, -20], holds: [1, 1, 1, 4, 20] },
  { leader: -1, orders: [0, 0, -1, -2, -10], holds: [1, 1, 0, 2, 10] },
  { leader: -1, orders: [-1, -1, 0, -2, -10], holds: [0, 0, 0, 0, 0] },
];
const FULL = table[3]?.holds ?? [];

const positions = (holds: readonly number[], side: number): Positions =>
  Object.fromEntries(accounts.map((account, at) => [account, side * (holds[at] ?? Number.NaN) + 0]));
const noneAsEmpty = (orders: readonly number[], side: number): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Object.entries(positions(orders, side)).map(([account, quantity]) => [
      account,
      quantity === 0 ? [] : [quantity],
    ]),
  );

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const sides = [
  { name: "long", side: 1 },
  { name: "short", side: -1 },
] as const;

describe("scale in 1-1-1-1 and out 2-1-1", () => {
  test.each(sides)("$name: each of the leader's orders makes the orders of the table", async ({ side }) => {
    desk = await Desk.open({ exchange, followers });
    for (const { leader, orders, holds } of table) {
      const placed = await ordersDuring(desk, () => desk.lead(side * leader), positions(holds, side));
      expect(placed).toEqual(noneAsEmpty(orders, side));
    }
    await judge(desk);
  });

  test("what is not copied says why", async () => {
    desk = await Desk.open({ exchange, followers });
    const told: string[] = [];
    for (const { leader, holds } of table.slice(0, 3)) {
      await desk.lead(leader);
      await desk.stands(positions(holds, 1));
      told.push([HALF, THIRD, THIRD_EXACT].map((account) => desk.told(account).outcome).join(" "));
    }
    expect(told).toEqual(["filled filled sized-to-zero", "nothing nothing filled", "filled nothing nothing"]);
    await desk.lead(-3);
    await desk.stands(positions([0, 0, 0, 0, 0], 1));
    await judge(desk);
  });

  test("the 2 of the scale-out in two fills leaves what one fill leaves", async () => {
    desk = await Desk.open({ exchange, followers });
    for (const { leader, holds } of table) {
      const fills = leader === -2 ? [1, 1] : [Math.abs(leader)];
      await desk.lead(leader, { fills });
      await desk.stands(positions(holds, 1));
    }
    await judge(desk);
  });

  test("in one burst each way, acknowledgements 200 ms late: the same positions, and no side is changed", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ ackDelayMs: 200 });
    for (const { leader } of table.slice(0, 4)) await desk.lead(leader);
    await desk.stands(positions(FULL, 1));
    for (const { leader } of table.slice(4)) await desk.lead(leader);
    await desk.stands(positions([0, 0, 0, 0, 0], 1));
    const books = await Books.of(desk);
    accounts.forEach((account, at) => books.expectWithin(account, 0, FULL[at] ?? 0));
    await judge(desk);
  });
});
