/**
 * Settings are changed while followers are open (G5): sizes count from the next fill and never resize what is open, the
 * contract mapping and the equity ratio stay as they were until the leader is flat – over a restart of the app as well.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ordersDuring } from "./support/books.ts";
import { Desk, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const CHANGED = "PRAC0009";
const SAME = "PRAC0010";
const holds = (changed: number, same: number): Positions => ({ [CHANGED]: changed, [SAME]: same });
const NONE = { [CHANGED]: [], [SAME]: [] };
/** Longer than the grace time of automatic reduction. */
const GRACE_AND_MORE_MS = 8000;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

describe("settings changed over a restart, in the middle of a trade", () => {
  test("a smaller multiplier: nothing is resized; reductions and adds are of the new size", async () => {
    desk = await Desk.open({ exchange, followers: { [CHANGED]: 100, [SAME]: 100 } });
    await desk.lead(4);
    await desk.stands(holds(4, 4));
    const restart = async (): Promise<void> => {
      await desk.reopen({ followers: { [CHANGED]: 50, [SAME]: 100 } });
      await desk.pass(GRACE_AND_MORE_MS);
    };
    expect(await ordersDuring(desk, restart, holds(4, 4))).toEqual(NONE);
    expect(desk.row(CHANGED).state).toBe("drift");
    await desk.clearDoubt();
    // La 4, Pa 4 of the change: keeps 4 × size(2) ÷ size(4) = 4 × 1/2.
    expect(await ordersDuring(desk, () => desk.unseen(-2), holds(2, 2))).toEqual({
      [CHANGED]: [-2],
      [SAME]: [-2],
    });
    // size(4) − size(2) = 2 − 1.
    expect(await ordersDuring(desk, () => desk.unseen(2), holds(3, 4))).toEqual({
      [CHANGED]: [1],
      [SAME]: [2],
    });
    expect(await ordersDuring(desk, () => desk.unseen(-4), holds(0, 0))).toEqual({
      [CHANGED]: [-3],
      [SAME]: [-4],
    });
    await judge(desk);
  });

  test("a larger multiplier: nothing is opened by it, the next add is of the new size", async () => {
    desk = await Desk.open({ exchange, followers: { [CHANGED]: 100, [SAME]: 100 } });
    await desk.lead(2);
    await desk.stands(holds(2, 2));
    const restart = async (): Promise<void> => {
      await desk.reopen({ followers: { [CHANGED]: 300, [SAME]: 100 } });
      await desk.pass(GRACE_AND_MORE_MS);
    };
    expect(await ordersDuring(desk, restart, holds(2, 2))).toEqual(NONE);
    await desk.clearDoubt();
    // size(3) − size(2) = 9 − 6.
    expect(await ordersDuring(desk, () => desk.unseen(1), holds(5, 3))).toEqual({
      [CHANGED]: [3],
      [SAME]: [1],
    });
    // La 3, Pa 5: keeps 5 × 3/9 = 1.67, half up.
    expect(await ordersDuring(desk, () => desk.unseen(-2), holds(2, 1))).toEqual({
      [CHANGED]: [-3],
      [SAME]: [-2],
    });
    await desk.unseen(-1);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  test("another contract mapping: this trade stays in its contract, the next one takes the new", async () => {
    const mapped = { multiplier: 100, contractMap: "mini-to-micro" } as const;
    desk = await Desk.open({ exchange, followers: { [CHANGED]: 100, [SAME]: 100 } });
    await desk.lead(2);
    await desk.stands(holds(2, 2));
    await desk.reopen({ followers: { [CHANGED]: mapped, [SAME]: 100 } });
    expect(await ordersDuring(desk, () => desk.unseen(1), holds(3, 3))).toEqual({
      [CHANGED]: [1],
      [SAME]: [1],
    });
    expect(await ordersDuring(desk, () => desk.unseen(-3), holds(0, 0))).toEqual({
      [CHANGED]: [-3],
      [SAME]: [-3],
    });
    await desk.unseen(2);
    await desk.stands(holds(0, 2));
    const micro = new Map([[CHANGED, await exchange.front("MNQ")]]);
    await expect.poll(() => exchange.held(micro)).toEqual({ [CHANGED]: 2 });
    await desk.unseen(-2);
    await desk.stands(holds(0, 0));
    await expect.poll(() => exchange.held(micro)).toEqual({ [CHANGED]: 0 });
    await judge(desk);
  });
});
