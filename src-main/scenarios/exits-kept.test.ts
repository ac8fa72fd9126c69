/**
 * A group is paused with open followers. With "keep copying exits" (closing-only) the leader's exits are copied and
 * entries are not; paused, nothing is; and once it is active again what was missed of exits is made up from positions (R7).
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { GroupStatus } from "../../src-shared/group.ts";
import type { GroupId } from "../../src-shared/ids.ts";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const ONE = "PRAC0002";
const DOUBLE = "PRAC0009";
const HALF = "PRAC0029";
const followers = { [ONE]: 100, [DOUBLE]: 200, [HALF]: 50 };
const holds = (one: number, double: number, half: number): Positions => ({
  [ONE]: one,
  [DOUBLE]: double,
  [HALF]: half,
});
const FLAT = holds(0, 0, 0);
const NONE = { [ONE]: [], [DOUBLE]: [], [HALF]: [] };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

async function set(status: GroupStatus): Promise<void> {
  const [group] = desk.snapshot().groups;
  desk.host.setGroupStatus((group?.id ?? "") as GroupId, status);
  await expect.poll(() => desk.snapshot().groups[0]?.status, WAIT).toBe(status);
}

/** The leader trades to this position, Mimik has seen it, and nobody was sent anything. */
async function nothingFor(quantity: number, leader: number, stands: Positions): Promise<void> {
  const trade = async (): Promise<void> => {
    await desk.lead(quantity);
    await desk.saw(leader);
    await desk.quiet();
  };
  expect(await ordersDuring(desk, trade, stands)).toEqual(NONE);
}

describe("closing-only with open followers", () => {
  test("the leader's exits are copied: reductions, then flat", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8, 2));
    await set("closing-only");
    expect(await ordersDuring(desk, () => desk.lead(-2), holds(2, 4, 1))).toEqual({
      [ONE]: [-2],
      [DOUBLE]: [-4],
      [HALF]: [-1],
    });
    await nothingFor(3, 5, holds(2, 4, 1));
    for (const account of desk.followers) expect(desk.told(account).outcome).toBe("group-closing-only");
    expect(await ordersDuring(desk, () => desk.lead(-5), FLAT)).toEqual({
      [ONE]: [-2],
      [DOUBLE]: [-4],
      [HALF]: [-1],
    });
    await nothingFor(1, 1, FLAT);
    await judge(desk);
  });

  test("a reversal closes and opens nothing", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8, 2));
    await set("closing-only");
    expect(await ordersDuring(desk, () => desk.lead(-6), FLAT)).toEqual({
      [ONE]: [-4],
      [DOUBLE]: [-8],
      [HALF]: [-2],
    });
    await judge(desk);
  });

  test("set while entries are in flight: they fill, and the leader's exit closes them", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ fillDelayMs: 400, ackDelayMs: 200 });
    await desk.lead(4);
    await desk.saw(4);
    await set("closing-only");
    await desk.stands(holds(4, 8, 2));
    await exchange.faults({ reset: true });
    await desk.lead(-4);
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    expect(books.course(DOUBLE)).toEqual([8, 0]);
    await judge(desk);
  });
});

describe("paused with open followers", () => {
  test("nothing is copied; active again, the leader's flat is made up for", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8, 2));
    await set("paused");
    await nothingFor(-1, 3, holds(4, 8, 2));
    await nothingFor(-3, 0, holds(4, 8, 2));
    for (const account of desk.followers) expect(desk.told(account).outcome).toBe("group-paused");
    expect(await ordersDuring(desk, () => set("active"), FLAT)).toEqual({
      [ONE]: [-4],
      [DOUBLE]: [-8],
      [HALF]: [-2],
    });
    await judge(desk);
  });

  /** The leader ends at 2: size 2, 4, 1. What he did on the way there is nobody's business (R7). */
  test("active again, what is above the leader's size now is closed, and nothing is opened", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8, 2));
    await set("paused");
    await nothingFor(-3, 1, holds(4, 8, 2));
    await nothingFor(1, 2, holds(4, 8, 2));
    expect(await ordersDuring(desk, () => set("active"), holds(2, 4, 1))).toEqual({
      [ONE]: [-2],
      [DOUBLE]: [-4],
      [HALF]: [-1],
    });
    expect(await ordersDuring(desk, () => desk.lead(2), holds(4, 8, 2))).toEqual({
      [ONE]: [2],
      [DOUBLE]: [4],
      [HALF]: [1],
    });
    await desk.lead(-4);
    await desk.stands(FLAT);
    await judge(desk);
  });

  test("active again after the leader turned round: the old side is closed, the new one is missed", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 4, 1));
    await set("paused");
    await nothingFor(-4, -2, holds(2, 4, 1));
    await set("active");
    await desk.stands(FLAT);
    await desk.lead(2);
    await desk.saw(0);
    await desk.stands(FLAT);
    const books = await Books.of(desk);
    for (const account of desk.followers) books.expectWithin(account, 0, 4);
    await judge(desk);
  });

  test("paused and then closing-only: the same is made up for, and no entry is copied", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8, 2));
    await set("paused");
    await nothingFor(-2, 2, holds(4, 8, 2));
    await set("closing-only");
    await desk.stands(holds(2, 4, 1));
    await nothingFor(1, 3, holds(2, 4, 1));
    await desk.lead(-3);
    await desk.stands(FLAT);
    await judge(desk);
  });
});
