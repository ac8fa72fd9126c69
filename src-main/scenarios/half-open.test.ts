/** Scenario 2: the sockets stay open and say nothing for 30 s. That is noticed, entries are missed, exits made up. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { LEADER } from "./support/setup.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

/** Dead after 5 s without a frame and without an answer; the check itself may be one tick late. */
const LIMIT_MS = 5500;
const followers = { PRAC0002: 100, PRAC0003: 200, PRAC0009: 100 };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

async function silence(during: () => Promise<void>): Promise<void> {
  await exchange.faults({ silent: true });
  await during();
  await desk.pass(LIMIT_MS);
  const states = (): readonly string[] => desk.snapshot().connections.map(({ state }) => state);
  await expect.poll(states, WAIT).not.toContain("connected");
  await desk.pass(30_000 - LIMIT_MS);
  await exchange.faults({ silent: false });
  await desk.liveInTime();
}

describe("half-open for 30 s", () => {
  test("what the leader closed meanwhile is closed", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    await silence(() => desk.lead(-1));
    await desk.follows();
    await desk.lead(-2);
    await judge(desk, { alarms: [/lost/u, /connection/iu] });
  });

  test("what the leader opened meanwhile is missed and shown", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.follows();
    // Judged by positions, not fills (R7): the leader stands higher than before, so nothing is due.
    await silence(async () => {
      await desk.unseen(-2);
      await desk.unseen(4);
    });
    desk.reckoner.outage(2);
    await desk.follows();
    for (const account of desk.followers)
      await expect.poll(() => desk.row(account).state, WAIT).toBe("drift");
    expect((await exchange.state()).positions.find(({ account }) => account === LEADER)?.netPos).toBe(4);
    await desk.lead(-4);
    await judge(desk, { alarms: [/lost/u, /connection/iu] });
  });
});
