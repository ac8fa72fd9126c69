/**
 * Somebody else trades a follower (R6): told, ignored, or answered by a flatten, as the group is set. One that only reduces
 * is never answered by a flatten, and Mimik's own fills are never taken for another's, however late their answers.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FollowerId } from "../../src-shared/ids.ts";
import type { FaultsRequest } from "../practice/faults.ts";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const HAND = "PRAC0009";
const OTHER = "PRAC0010";
const followers = { [HAND]: 100, [OTHER]: 200 };
const holds = (hand: number, other: number): Positions => ({ [HAND]: hand, [OTHER]: other });
const STOP = { foreignTrades: "flatten-and-stop-entries" } as const;
const FLATTENED = /not Mimik.*flattened/u;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const byHand = (quantity: number): Promise<void> =>
  exchange.trade({ account: HAND, symbol: desk.symbol, quantity });
const told = (): readonly string[] => desk.snapshot().alarms.map(({ words }) => words);

describe("flatten and stop entries", () => {
  test("added by hand: the account is flattened, its entries stay off until they are resumed", async () => {
    desk = await Desk.open({ exchange, followers, group: STOP });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    expect(await ordersDuring(desk, () => byHand(1), holds(0, 4))).toEqual({ [HAND]: [-3], [OTHER]: [] });
    expect(desk.row(HAND).entriesOff).toContain("foreign");
    await desk.lead(1);
    await desk.stands(holds(0, 6));
    expect(desk.told(HAND).outcome).toBe("entries-off-foreign");
    await desk.lead(-3);
    await desk.stands(holds(0, 0));
    await desk.lead(1);
    await desk.stands(holds(0, 2));
    expect(desk.told(HAND).outcome).toBe("entries-off-foreign");
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    desk.host.releaseEntries(desk.row(HAND).id as FollowerId);
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [FLATTENED], said: [FLATTENED] });
  });

  test("opened by hand while the group is flat: flattened as well", async () => {
    desk = await Desk.open({ exchange, followers, group: STOP });
    expect(await ordersDuring(desk, () => handAndBack(-3), holds(0, 0))).toEqual({
      [HAND]: [3],
      [OTHER]: [],
    });
    await desk.lead(1);
    await desk.stands(holds(0, 2));
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [FLATTENED], said: [FLATTENED] });
  });

  test("turned round by hand: what stands on the other side is closed", async () => {
    desk = await Desk.open({ exchange, followers, group: STOP });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    expect(await ordersDuring(desk, () => handAndBack(-5), holds(0, 4))).toEqual({
      [HAND]: [3],
      [OTHER]: [],
    });
    await desk.lead(-2);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [FLATTENED], said: [FLATTENED] });
  });

  test("only reduced by hand: told, not flattened, and entries stay on", async () => {
    desk = await Desk.open({ exchange, followers, group: STOP });
    await desk.lead(3);
    await desk.stands(holds(3, 6));
    expect(await ordersDuring(desk, () => byHand(-1), holds(2, 6))).toEqual({ [HAND]: [], [OTHER]: [] });
    await expect.poll(told, WAIT).toContainEqual(expect.stringMatching(/PRAC0009 sold 1 .* not Mimik/u));
    expect(desk.row(HAND).entriesOff).toEqual([]);
    await desk.lead(1);
    await desk.stands(holds(3, 8));
    await byHand(-3);
    await desk.stands(holds(0, 8));
    expect(desk.row(HAND).entriesOff).toEqual([]);
    await desk.lead(-4);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  const late: Readonly<Record<string, FaultsRequest>> = {
    "acknowledged 500 ms late": { ackDelayMs: 500 },
    "acknowledged late, filled in pieces, orders after their fills": {
      ackDelayMs: 500,
      orderLagMs: 200,
      partialFills: { maxQty: 1, delayMs: 30 },
    },
    "told in any order and twice": { ackDelayMs: 200, shuffleEvents: { seed: 7 }, duplicateEvents: 2 },
  };
  test.each(Object.entries(late))("own fills %s are nobody else's", async (_name, faults) => {
    desk = await Desk.open({ exchange, followers, group: STOP });
    await exchange.faults(faults);
    for (const quantity of [2, 2, -1, -5, 1, 1]) {
      await desk.lead(quantity);
      await desk.follows();
    }
    expect(desk.followers.flatMap((account) => desk.row(account).entriesOff)).toEqual([]);
    await judge(desk);
  });

  /** By hand, and until the answer to it is there: at first the books are as before. */
  async function handAndBack(quantity: number): Promise<void> {
    await byHand(quantity);
    await expect.poll(async () => (await Books.of(desk)).course(HAND).length, WAIT).toBeGreaterThan(0);
    await expect.poll(() => desk.row(HAND).entriesOff, WAIT).toContain("foreign");
  }
});

describe("ignore", () => {
  test("added by hand: nothing is said, nothing is done, and the leader's flat still takes all of it", async () => {
    desk = await Desk.open({ exchange, followers, group: { foreignTrades: "ignore" } });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    expect(await ordersDuring(desk, () => byHand(1), holds(3, 4))).toEqual({ [HAND]: [], [OTHER]: [] });
    await desk.lead(1);
    await desk.stands(holds(4, 6));
    expect(told().filter((words) => words.includes("not Mimik"))).toEqual([]);
    await desk.lead(-3);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });
});
