/**
 * Sizing by equity on logins without market data: the broker's own figure of the net liquidation counts where a follower
 * holds something, and never his cash alone.
 */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ordersDuring } from "./support/books.ts";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const HOLDER = "PRAC0009";
const FLAT = "PRAC0010";
const followers = {
  [HOLDER]: { multiplier: 100, mode: "equity" },
  [FLAT]: { multiplier: 100, mode: "equity" },
} as const;
const SNAPSHOT = "cashbalance/getcashbalancesnapshot";

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const readings = (): number =>
  desk.requestsOf(exchange.userOf(HOLDER)).filter((what) => what === SNAPSHOT).length;

test("a follower that holds another contract, 25,000 dollars down, is sized by what the broker says it is worth", async () => {
  desk = await Desk.open({ exchange, followers });
  await exchange.faults({ freezePrices: true, marketData: "denied" });
  const symbol = await exchange.front("ES");
  await exchange.trade({ account: HOLDER, symbol, quantity: 10 });
  const { fills } = await exchange.state();
  const price = fills.findLast((fill) => fill.account === HOLDER && fill.symbol === symbol)?.price;
  // Ten contracts at 50 dollars a point.
  await exchange.price(symbol, (price ?? Number.NaN) - 50);
  await expect.poll(readings, WAIT).toBeGreaterThan(0);
  desk.forget();
  await desk.pass(11_000);
  await expect.poll(readings, WAIT).toBeGreaterThan(0);
  // The answer is there as well.
  await desk.pass(300);
  // 25,000 ÷ 50,000 and 50,000 ÷ 50,000 of eight contracts.
  const entered = await ordersDuring(desk, () => desk.lead(8), { [HOLDER]: 4, [FLAT]: 8 });
  expect(entered).toEqual({ [HOLDER]: [4], [FLAT]: [8] });
  await desk.lead(-8);
  await desk.stands({ [HOLDER]: 0, [FLAT]: 0 });
  expect(
    desk.snapshot().connections.find(({ id }) => id === exchange.userOf(HOLDER))?.marketData.source,
  ).toBe("snapshot");
  await exchange.trade({ account: HOLDER, symbol, quantity: -10 });
  await judge(desk);
});
