/**
 * A group's first activation with a position on a follower (G7): adopted it counts as own, so what it holds above the
 * leader's size is reduced after the grace time (R5); left alone it is nobody's business.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { LEADER_LOST } from "./support/verdict-words.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const HELD = "PRAC0009";
const FLAT = "PRAC0029";
const followers = { [HELD]: 100, [FLAT]: 100 };
const holds = (held: number, flat: number): Positions => ({ [HELD]: held, [FLAT]: flat });
const NONE = { [HELD]: [], [FLAT]: [] };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** The leader at +2, a follower at +5 by hand, the group never active. */
async function standing(choice: "adopt" | "leave" | "close"): Promise<void> {
  desk = await Desk.open({ exchange, followers, group: { status: "closing-only" } });
  await desk.unseen(2);
  await desk.saw(2);
  await exchange.trade({ account: HELD, symbol: desk.symbol, quantity: 5 });
  await desk.stands(holds(5, 0));
  const group = desk.snapshot().groups[0]?.id ?? "";
  const position = (): unknown => desk.host.groups.activation(group).rows[0]?.position;
  await expect.poll(position, WAIT).toBe(5);
  const { needed, rows } = desk.host.groups.activation(group);
  expect(needed).toBe(true);
  expect(rows).toMatchObject([{ account: HELD, position: 5, leaderPosition: 2, notAdoptable: null }]);
  const choices = rows.map((row) => ({
    follower: row.follower,
    contract: row.contract,
    position: row.position,
    choice,
  }));
  desk.host.groups.activate({ group, choices });
  await expect.poll(() => desk.snapshot().groups[0]?.status, WAIT).toBe("active");
}

describe("first activation with a position on a follower", () => {
  test("adopted: after the grace time what is above the leader's size is reduced, and it follows", async () => {
    await standing("adopt");
    expect(await ordersDuring(desk, () => desk.pass(2000), holds(5, 0))).toEqual(NONE);
    expect(await ordersDuring(desk, () => desk.pass(6000), holds(2, 0))).toEqual({
      [HELD]: [-3],
      [FLAT]: [],
    });
    await desk.liveInTime();
    await desk.unseen(-2);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [LEADER_LOST] });
  });

  test("left alone: nothing is sent, now or when the leader goes flat", async () => {
    await standing("leave");
    expect(await ordersDuring(desk, () => desk.pass(8000), holds(5, 0))).toEqual(NONE);
    await desk.liveInTime();
    const flat = async (): Promise<void> => {
      await desk.unseen(-2);
      await desk.saw(0);
    };
    expect(await ordersDuring(desk, flat, holds(5, 0))).toEqual(NONE);
    await judge(desk, { alarms: [LEADER_LOST] });
  });

  test("closed: at once", async () => {
    await standing("close");
    await desk.stands(holds(0, 0));
    expect((await Books.of(desk)).orders()[HELD]).toEqual([-5]);
    await desk.unseen(-2);
    await desk.saw(0);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });
});
