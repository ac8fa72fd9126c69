/**
 * A thin book: entries fill one contract at a time, and the leader is out (or half out) before they are through. What was
 * filled is closed, the rest is cancelled, and nothing beyond is ever sold.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Books } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const ONE = "PRAC0002";
const DOUBLE = "PRAC0009";
const HALF = "PRAC0029";
const followers = { [ONE]: 100, [DOUBLE]: 200, [HALF]: 50 };
const accounts = [ONE, DOUBLE, HALF];
const FLAT: Positions = { [ONE]: 0, [DOUBLE]: 0, [HALF]: 0 };
/** size(6). */
const SIZE_6: Positions = { [ONE]: 6, [DOUBLE]: 12, [HALF]: 3 };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** Each follower has at least one contract, and none has all. */
async function partlyFilled(): Promise<void> {
  const least = async (): Promise<number> => Math.min(...Object.values(await desk.held()).map(Math.abs));
  await expect.poll(least, WAIT).toBeGreaterThan(0);
}

const sides = [
  { name: "long", side: 1 },
  { name: "short", side: -1 },
] as const;

describe("the leader leaves while entries are partly filled", () => {
  test.each(sides)("$name: flat at the end, the rests cancelled, nothing beyond", async ({ side }) => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ partialFills: { maxQty: 1, delayMs: 700 } });
    await desk.lead(side * 6, { fills: [6] });
    await partlyFilled();
    await desk.lead(side * -6, { fills: [6] });
    await desk.saw(0);
    await desk.quiet();
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of accounts) {
      const size = SIZE_6[account] ?? Number.NaN;
      books.expectWithin(account, Math.min(0, side * (size - 1)), Math.max(0, side * (size - 1)));
      const [entry] = books.placed(account);
      expect(entry).toMatchObject({ qty: size, ordStatus: "Canceled" });
      expect(entry?.filledQty).toBeLessThan(size);
    }
    await judge(desk);
  });

  /** Example 17: keep size(2) = 2, 4 and 1 of 4, 8 and 2. What fills beyond is sold as it comes. */
  test("half out: what fills beyond the share is sold as it comes", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ partialFills: { maxQty: 1, delayMs: 400 } });
    await desk.lead(4, { fills: [4] });
    await partlyFilled();
    const before = await desk.held();
    expect(before[ONE]).toBeLessThan(3);
    await desk.lead(-2, { fills: [2] });
    await desk.saw(2);
    await expect.poll(async () => (await Books.of(desk)).placed(ONE)[0]?.ordStatus, WAIT).toBe("Filled");
    await expect.poll(async () => (await Books.of(desk)).placed(DOUBLE)[0]?.ordStatus, WAIT).toBe("Filled");
    await desk.quiet();
    await desk.stands({ [ONE]: 2, [DOUBLE]: 4, [HALF]: 1 });
    const books = await Books.of(desk);
    expect(books.orders()[ONE]).toEqual([4, -1, -1]);
    expect(books.sums()).toEqual({ [ONE]: 2, [DOUBLE]: 4, [HALF]: 1 });
    for (const account of accounts) books.expectWithin(account, 0, 8);
    books.expectWithin(ONE, 0, 3);
    await exchange.faults({ reset: true });
    await desk.lead(-2);
    await desk.stands(FLAT);
    await judge(desk);
  });

  test("the leader is out and in again: what is still filling is kept for the new trade, none is sold and bought", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ fillDelayMs: 400 });
    for (const quantity of [6, -6, 6]) await desk.lead(quantity);
    await desk.saw(6);
    await desk.stands(SIZE_6);
    const books = await Books.of(desk);
    for (const account of accounts) expect(books.orders()[account]).toEqual([SIZE_6[account]]);
    await exchange.faults({ reset: true });
    await desk.lead(-6);
    await desk.stands(FLAT);
    await judge(desk);
  });
});
