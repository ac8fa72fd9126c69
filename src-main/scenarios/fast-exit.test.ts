/**
 * The leader is in and out again before any follower's entry is acknowledged: each follower ends flat, at no moment
 * stands on the other side, and gets no order twice – by the exchange's own books.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FaultsRequest } from "../practice/faults.ts";
import { Books } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { LEADER } from "./support/setup.ts";
import { judge } from "./support/verdict.ts";

const ONE = "PRAC0002";
const HALF = "PRAC0009";
const DOUBLE = "PRAC0010";
const MICRO = "PRAC0029";
const followers = {
  [ONE]: 100,
  [HALF]: 50,
  [DOUBLE]: 220,
  [MICRO]: { multiplier: 1000, contractMap: "mini-to-micro" },
} as const;
/** size(2). */
const SIZE: Positions = { [ONE]: 2, [HALF]: 1, [DOUBLE]: 4, [MICRO]: 20 };
const OTHER_SIDE: Positions = { [ONE]: -2, [HALF]: -1, [DOUBLE]: -4, [MICRO]: -20 };
const FLAT: Positions = { [ONE]: 0, [HALF]: 0, [DOUBLE]: 0, [MICRO]: 0 };
const accounts = [ONE, HALF, DOUBLE, MICRO];

/** Of the leader, by timers of the exchange itself. */
const BETWEEN_MS = 20;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** The leader's own orders, each filled at once. */
async function inAndOut(side: number): Promise<void> {
  const order = { do: "trade" as const, account: LEADER, symbol: desk.symbol, qty: 2, fills: [2] };
  const [first, second] = side > 0 ? (["Buy", "Sell"] as const) : (["Sell", "Buy"] as const);
  await exchange.play([
    { ...order, action: first },
    { do: "wait", forMs: BETWEEN_MS },
    { ...order, action: second },
  ]);
}

const faults: Readonly<Record<string, FaultsRequest>> = {
  "fills at once": { ackDelayMs: 500 },
  "fills 300 ms late as well": { ackDelayMs: 500, fillDelayMs: 300 },
  "fills one by one": { ackDelayMs: 500, partialFills: { maxQty: 1, delayMs: 30 } },
  "fills 300 ms late and then one by one": {
    ackDelayMs: 500,
    fillDelayMs: 300,
    partialFills: { maxQty: 1, delayMs: 30 },
  },
  "fills told twice, orders after their fills": { ackDelayMs: 500, duplicateEvents: 2, orderLagMs: 100 },
};
const cases = Object.entries(faults).flatMap(([name, fault]) => [
  { name, fault, side: 1, word: "long" },
  { name, fault, side: -1, word: "short" },
]);

describe("entry and exit of the leader within 50 ms, acknowledgements 500 ms late", () => {
  test.each(cases)("$word, $name: no follower ever flips", async ({ fault, side }) => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults(fault);
    await inAndOut(side);
    await desk.saw(0);
    await desk.quiet();
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of accounts) {
      const size = SIZE[account] ?? Number.NaN;
      books.expectWithin(account, Math.min(0, side * size), Math.max(0, side * size));
      const [entry, ...exits] = books.orders()[account] ?? [];
      expect(entry).toBe(side * size);
      for (const exit of exits) expect(Math.sign(exit)).toBe(-side);
    }
    // No limit of speed, but what the scenario is about: the exit came before the first acknowledgement.
    expect(books.leaderSpanMs()).toBeLessThan(500);
    process.stdout.write(`leader in and out within ${books.leaderSpanMs()} ms\n`);
    await judge(desk);
  });

  test("five times in a row", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ ackDelayMs: 500 });
    for (let round = 0; round < 5; round += 1) {
      await desk.lead(2);
      await desk.lead(-2);
    }
    await expect.poll(() => desk.snapshot().tape.length, WAIT).toBe(10);
    await desk.saw(0);
    await desk.quiet();
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of accounts) books.expectWithin(account, 0, SIZE[account] ?? Number.NaN);
    await judge(desk);
  });

  test("in, out, and in on the other side while the first entry is in flight: that one is denied", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ ackDelayMs: 500, fillDelayMs: 300 });
    for (const quantity of [2, -2, -2]) await desk.lead(quantity);
    await desk.saw(-2);
    // The exit of the first entry has not been sent: the follower would stand against the leader (check 8).
    for (const account of accounts) expect(desk.told(account).outcome).toBe("hedging");
    await desk.quiet();
    await desk.stands(FLAT);
    await desk.lead(2);
    await desk.saw(0);
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of accounts) expect(books.course(account)).toEqual([SIZE[account], 0]);
    await judge(desk);
  });

  test("out, and in on the other side while the exits are in flight: that one waits for them", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(SIZE);
    await exchange.faults({ ackDelayMs: 500, fillDelayMs: 300 });
    for (const quantity of [-2, -2]) await desk.lead(quantity);
    await desk.saw(-2);
    for (const account of accounts) expect(desk.told(account).outcome).toBe("waiting");
    await desk.stands(OTHER_SIDE);
    const books = await Books.of(desk);
    for (const account of accounts)
      expect(books.course(account)).toEqual([SIZE[account], 0, OTHER_SIDE[account]]);
    await exchange.faults({ reset: true });
    await desk.lead(2);
    await desk.stands(FLAT);
    await judge(desk);
  });
});
