/**
 * The trader and Mimik close the same follower at the same time. Mimik's exit was right when it was sent, but what it
 * leaves on the other side is Mimik's to close, at once and with an alarm (S6); a trade by hand is nobody's but his.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Books } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const HAND = "PRAC0009";
const OTHER = "PRAC0010";
const followers = { [HAND]: 100, [OTHER]: 200 };
const holds = (hand: number, other: number): Positions => ({ [HAND]: hand, [OTHER]: other });
const CROSSED = /crossed with another trade/u;
/** Of every fill: long enough for both orders to be on their way. */
const FILL_DELAY_MS = 600;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const byHand = (quantity: number): Promise<void> =>
  exchange.trade({ account: HAND, symbol: desk.symbol, quantity });

/** Mimik's exit on the account traded by hand waits for its fill. */
async function exitIsOut(): Promise<void> {
  await expect.poll(async () => (await Books.of(desk)).placed(HAND).length, WAIT).toBe(2);
}

describe("a trade by hand crosses with an exit of Mimik's", () => {
  test("closed by hand while Mimik's reduction is out: what that opened is closed at once", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8));
    await exchange.faults({ fillDelayMs: FILL_DELAY_MS });
    await desk.lead(-2);
    await exitIsOut();
    await exchange.faults({ fillDelayMs: 0 });
    await byHand(-4);
    await desk.stands(holds(0, 4));
    await desk.quiet();
    const books = await Books.of(desk);
    expect(books.course(HAND)).toEqual([4, 0, -2, 0]);
    expect(books.orders()[HAND]).toEqual([4, -2, 2]);
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    expect((await Books.of(desk)).orders()[HAND]).toEqual([4, -2, 2]);
    await judge(desk, { alarms: [CROSSED], said: [CROSSED] });
  });

  test("closed by hand while Mimik's liquidation is out: flat, and nothing is opened", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8));
    await exchange.faults({ fillDelayMs: FILL_DELAY_MS });
    await desk.lead(-4);
    await exitIsOut();
    await exchange.faults({ fillDelayMs: 0 });
    await byHand(-4);
    await desk.stands(holds(0, 0));
    await desk.quiet();
    await judge(desk, { alarms: [CROSSED] });
  });

  test("added by hand while an exit is out: the leader's flat takes all of it", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8));
    await exchange.faults({ fillDelayMs: FILL_DELAY_MS });
    await desk.lead(-4);
    await exitIsOut();
    await exchange.faults({ fillDelayMs: 0 });
    await byHand(3);
    await desk.stands(holds(0, 0));
    await desk.quiet();
    (await Books.of(desk)).expectWithin(HAND, 0, 7);
    await judge(desk);
  });
});
