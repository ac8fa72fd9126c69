/** Scenario 3: the last 50 events come again, after a reconnect and at once. There is no second copy of anything. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Desk } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { turn } from "./support/passage.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const followers = { PRAC0002: 100, PRAC0003: 250, PRAC0009: 100, PRAC0010: 50 };
const REPLAYED = 50;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** Events of the leader and of every follower, entries and exits, of both sides. */
async function aBusyMinute(): Promise<void> {
  for (const quantity of [2, 1, -1, -4, 1, 4]) {
    await desk.lead(quantity);
    await desk.follows();
  }
}

/** What was replayed has been heard: a trade elsewhere comes after it on every socket. */
async function nothingNew(before: number): Promise<void> {
  await turn(50);
  await desk.nudge();
  await desk.follows();
  const { orders } = await exchange.state();
  expect(orders.filter(({ account }) => desk.followers.includes(account)).length).toBe(before);
}

async function ordersNow(): Promise<number> {
  const { orders } = await exchange.state();
  return orders.filter(({ account }) => desk.followers.includes(account)).length;
}

describe("50 replayed events", () => {
  test("after a reconnect", async () => {
    desk = await Desk.open({ exchange, followers });
    await aBusyMinute();
    const before = await ordersNow();
    await exchange.faults({ replayEvents: { count: REPLAYED, when: "reconnect" }, dropConnections: true });
    await turn(50);
    await desk.liveInTime();
    await nothingNew(before);
    await desk.lead(-desk.reckoner.leader);
    await judge(desk);
  });

  test("at once, while a position is open and again when it is closed", async () => {
    desk = await Desk.open({ exchange, followers });
    await aBusyMinute();
    const before = await ordersNow();
    for (let time = 0; time < 3; time += 1) {
      await exchange.faults({ replayEvents: { count: REPLAYED, when: "now" } });
      await nothingNew(before);
    }
    await desk.lead(-desk.reckoner.leader);
    await desk.follows();
    const closed = await ordersNow();
    await exchange.faults({ replayEvents: { count: REPLAYED, when: "now" } });
    await nothingNew(closed);
    await judge(desk);
  });

  test("after a restart of the host", async () => {
    desk = await Desk.open({ exchange, followers });
    await aBusyMinute();
    const before = await ordersNow();
    await desk.stop();
    await exchange.faults({ replayEvents: { count: REPLAYED, when: "reconnect" } });
    await desk.start();
    await desk.live();
    await nothingNew(before);
    await desk.lead(-desk.reckoner.leader);
    await judge(desk);
  });
});
