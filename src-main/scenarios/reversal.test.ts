/**
 * The leader turns from +2 to −3 in one order. `reverse` closes and opens, `close-only` closes; while the entry is still
 * on its way the close goes out as the entry fills, and what opens waits until nothing stands on the other side (S4, S6).
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
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

/** size(2): 2, 1, 4.4, 20. size(3): 3, 1.5 half up, 6.6, 30. size(1): 1, 0.5 half up, 2.2, 10. */
const LONG_2: Positions = { [ONE]: 2, [HALF]: 1, [DOUBLE]: 4, [MICRO]: 20 };
const SHORT_3: Positions = { [ONE]: -3, [HALF]: -2, [DOUBLE]: -7, [MICRO]: -30 };
const LONG_1: Positions = { [ONE]: 1, [HALF]: 1, [DOUBLE]: 2, [MICRO]: 10 };
const FLAT: Positions = { [ONE]: 0, [HALF]: 0, [DOUBLE]: 0, [MICRO]: 0 };
const accounts = [ONE, HALF, DOUBLE, MICRO];

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** No more than one entry's size on either side, at any moment. */
async function expectBounded(least: Positions): Promise<void> {
  const books = await Books.of(desk);
  for (const account of accounts)
    books.expectWithin(account, least[account] ?? Number.NaN, LONG_2[account] ?? Number.NaN);
}

describe("reversal in one order of the leader", () => {
  test("reverse: one order closes and opens, and back again", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(LONG_2);
    expect(await ordersDuring(desk, () => desk.lead(-5), SHORT_3)).toEqual({
      [ONE]: [-5],
      [HALF]: [-3],
      [DOUBLE]: [-11],
      [MICRO]: [-50],
    });
    expect(await ordersDuring(desk, () => desk.lead(4), LONG_1)).toEqual({
      [ONE]: [4],
      [HALF]: [3],
      [DOUBLE]: [9],
      [MICRO]: [40],
    });
    await desk.lead(-1);
    await desk.stands(FLAT);
    await judge(desk);
  });

  test("reverse, filled one by one: the same positions", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(LONG_2);
    await desk.lead(-5, { fills: [1, 1, 1, 1, 1] });
    await desk.stands(SHORT_3);
    await expectBounded(SHORT_3);
    await desk.lead(3);
    await desk.stands(FLAT);
    await judge(desk);
  });

  test("close-only: closed, the other side denied, and what is added to it as well", async () => {
    desk = await Desk.open({ exchange, followers, group: { onReversal: "close-only" } });
    await desk.lead(2);
    await desk.stands(LONG_2);
    expect(await ordersDuring(desk, () => desk.lead(-5), FLAT)).toEqual({
      [ONE]: [-2],
      [HALF]: [-1],
      [DOUBLE]: [-4],
      [MICRO]: [-20],
    });
    for (const account of accounts) {
      const verdicts = desk.told(account).checks.map(({ leg, verdict }) => `${leg} ${verdict}`);
      expect(verdicts).toEqual(["close target", "open close-only"]);
    }
    const since = await exchange.nextOrderId();
    await desk.lead(-1);
    await desk.saw(-4);
    for (const account of accounts) expect(desk.told(account).outcome).toBe("not-in-trade");
    await desk.lead(4);
    await desk.saw(0);
    await desk.stands(FLAT);
    expect((await Books.of(desk)).sums(since)).toEqual(FLAT);
    expect((await Books.of(desk)).orders(since)[ONE]).toEqual([]);
    await judge(desk);
  });

  test("close-only, filled one by one: closes once, opens nothing", async () => {
    desk = await Desk.open({ exchange, followers, group: { onReversal: "close-only" } });
    await desk.lead(2);
    await desk.stands(LONG_2);
    const since = await exchange.nextOrderId();
    await desk.lead(-5, { fills: [1, 1, 1, 1, 1] });
    await desk.saw(-3);
    await desk.stands(FLAT);
    expect((await Books.of(desk)).sums(since)).toEqual({ [ONE]: -2, [HALF]: -1, [DOUBLE]: -4, [MICRO]: -20 });
    await expectBounded(FLAT);
    await judge(desk);
  });
});

/** Every fill this much after its order, the leader's too; every acknowledgement still later. */
const LATE = { fillDelayMs: 300, ackDelayMs: 500 };

describe("reversal while the entry is in flight, acknowledgements 500 ms late", () => {
  /** The leader has turned before any follower's entry filled, by the order of fills at the exchange. */
  async function reverseInFlight(): Promise<void> {
    await exchange.faults(LATE);
    await desk.lead(2);
    await desk.lead(-5);
    await desk.saw(-3);
    const { fills } = await exchange.state();
    const own = fills.filter(
      ({ account, orderId }) => accounts.includes(account) && orderId >= desk.firstOrderId,
    );
    expect(own).toEqual([]);
  }

  test("reverse: in, out, and then to the other side", async () => {
    desk = await Desk.open({ exchange, followers });
    await reverseInFlight();
    await desk.stands(SHORT_3);
    await expectBounded(SHORT_3);
    await exchange.faults({ reset: true });
    await desk.lead(3);
    await desk.stands(FLAT);
    await judge(desk);
  });

  test("close-only: in and out, never on the other side", async () => {
    desk = await Desk.open({ exchange, followers, group: { onReversal: "close-only" } });
    await reverseInFlight();
    // Flat before the entry fills as well: the entry has to be there first.
    await expect.poll(async () => (await Books.of(desk)).course(MICRO).length, WAIT).toBeGreaterThan(0);
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of accounts) expect(books.course(account)).toEqual([LONG_2[account], 0]);
    await judge(desk);
  });
});
