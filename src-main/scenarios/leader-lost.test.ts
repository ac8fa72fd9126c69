/**
 * The leader's connection is lost while followers are open (F7): an alarm after 5 s, and, where the group says so, its
 * followers are flattened after the time set – 30 s, the least that can be set – each as soon as it can be reached.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

/** Behind the leader's own login: it is lost with it. */
const NEAR = "PRAC0002";
const ONE = "PRAC0009";
const TWO = "PRAC0029";
const followers = { [NEAR]: 100, [ONE]: 100, [TWO]: 200 };
const holds = (near: number, one: number, two: number): Positions => ({
  [NEAR]: near,
  [ONE]: one,
  [TWO]: two,
});
const LEADER_LOGIN = "leader";
const FLATTEN = { leaderLost: { action: "flatten", afterSeconds: 30 } } as const;
const ALARMS = [/leader's connection/u, /lost|connection/iu];

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

async function lose(): Promise<void> {
  desk.cut(LEADER_LOGIN);
  await expect.poll(() => desk.snapshot().groups[0]?.leader.state, WAIT).toBe("offline");
}

const alarms = (): readonly string[] =>
  desk
    .snapshot()
    .alarms.filter(({ severity }) => severity === "alarm")
    .map(({ words }) => words)
    .filter((words) => words.includes("leader's connection has been lost"));

async function back(): Promise<void> {
  desk.mend(LEADER_LOGIN);
  await desk.liveInTime();
}

describe("the leader's connection is lost while followers are open", () => {
  test("flatten after 30 s: not before, then all that can be reached; the rest when it is back", async () => {
    desk = await Desk.open({ exchange, followers, group: FLATTEN });
    await desk.lead(2);
    await desk.stands(holds(2, 2, 4));
    await lose();
    await desk.pass(6000);
    await expect.poll(() => alarms().length, WAIT).toBe(1);
    expect(await ordersDuring(desk, () => desk.pass(18_000), holds(2, 2, 4))).toEqual({
      [NEAR]: [],
      [ONE]: [],
      [TWO]: [],
    });
    expect(await ordersDuring(desk, () => desk.pass(8000), holds(2, 0, 0))).toEqual({
      [NEAR]: [],
      [ONE]: [-2],
      [TWO]: [-4],
    });
    await back();
    await desk.stands(holds(0, 0, 0));
    await desk.unseen(-2);
    await desk.saw(0);
    await desk.unseen(1);
    await desk.stands(holds(1, 1, 2));
    await desk.unseen(-1);
    await desk.stands(holds(0, 0, 0));
    const books = await Books.of(desk);
    for (const account of desk.followers) books.expectWithin(account, 0, 4);
    await judge(desk, { alarms: ALARMS, said: [/leader's connection has been lost/u] });
  });

  test("back within the time: nothing is flattened, and copying goes on", async () => {
    desk = await Desk.open({ exchange, followers, group: FLATTEN });
    await desk.lead(2);
    await desk.stands(holds(2, 2, 4));
    await lose();
    await desk.pass(10_000);
    await back();
    expect(await ordersDuring(desk, () => desk.pass(30_000), holds(2, 2, 4))).toEqual({
      [NEAR]: [],
      [ONE]: [],
      [TWO]: [],
    });
    await desk.liveInTime();
    await desk.unseen(-1);
    await desk.stands(holds(1, 1, 2));
    await desk.unseen(-1);
    await desk.stands(holds(0, 0, 0));
    await judge(desk, { alarms: ALARMS });
  });

  test("alarm only: said after 5 s and again each minute, and nothing is sent", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 2, 4));
    await lose();
    await desk.pass(2000);
    expect(alarms()).toEqual([]);
    await desk.pass(5000);
    await expect.poll(() => alarms().length, WAIT).toBe(1);
    await desk.pass(50_000);
    expect(alarms()).toHaveLength(1);
    expect(await ordersDuring(desk, () => desk.pass(20_000), holds(2, 2, 4))).toEqual({
      [NEAR]: [],
      [ONE]: [],
      [TWO]: [],
    });
    await expect.poll(() => alarms().length, WAIT).toBe(2);
    await desk.unseen(-2);
    await back();
    await desk.stands(holds(0, 0, 0));
    await judge(desk, { alarms: ALARMS });
  });

  test("nobody is open: no alarm, and nothing to flatten", async () => {
    desk = await Desk.open({ exchange, followers, group: FLATTEN });
    await lose();
    await desk.pass(40_000);
    expect(alarms()).toEqual([]);
    await back();
    await desk.unseen(1);
    await desk.stands(holds(1, 1, 2));
    await desk.unseen(-1);
    await desk.stands(holds(0, 0, 0));
    await judge(desk, { alarms: ALARMS });
  });
});
