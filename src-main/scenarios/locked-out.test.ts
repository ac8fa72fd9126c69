/**
 * Scenario 7: 429 in the middle of a burst. Nothing is sent by itself until the deadline, not even after a restart;
 * exits come first afterwards, and entries of that time stay missed.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { turn } from "./support/passage.ts";
import { LEADER_LOST } from "./support/verdict-words.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const LOCKED = "followers";
const HOUR_MS = 3_600_000;
/** At the exchange; Mimik keeps the broker's hour all the same. */
const SHORT_MS = 1000;
const followers = { PRAC0002: 100, PRAC0003: 200, PRAC0009: 100, PRAC0010: 200 };
const ALARMS = [/lock/iu, /429/u, /refused/u, LEADER_LOST];

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** Half of the burst meets the lock-out. */
async function lockOutDuring(act: () => Promise<void>): Promise<void> {
  await exchange.faults({ rateLimit: { status: 429, on: "all", lockoutMs: SHORT_MS, user: LOCKED } });
  await act();
  await expect
    .poll(() => desk.snapshot().connections.find(({ id }) => id === LOCKED)?.budget.pausedBy, WAIT)
    .toBe("LockedOut");
  await turn(100);
  desk.forget();
}

/** What the exchange holds, with the locked login's followers where they stood. */
async function holdsBack(stood: Readonly<Record<string, number>>): Promise<void> {
  const reckoned = desk.reckoner.positions();
  const wanted = Object.fromEntries(
    desk.followers.map((account) => [
      account,
      desk.behind(LOCKED).has(account) ? stood[account] : reckoned[account],
    ]),
  );
  // What the other login was sent has been answered: its sockets do not outlive the jump of the clock.
  const free = desk.followers.filter((account) => !desk.behind(LOCKED).has(account));
  const working = (): number => free.reduce((sum, account) => sum + desk.row(account).working, 0);
  await expect.poll(working, WAIT).toBe(0);
  await expect.poll(() => desk.held(), WAIT).toEqual(wanted);
}

describe("429 in mid-burst", () => {
  test("of exits: silence for an hour, then the exits, before any entry", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    const stood = await desk.held();
    await lockOutDuring(() => desk.lead(-1));
    await desk.lead(-2);
    await desk.lead(2, { lost: desk.behind(LOCKED) });
    await holdsBack(stood);
    await desk.skip(HOUR_MS / 2);
    await desk.skip(HOUR_MS / 2 - 60_000);
    expect(desk.requestsOf(LOCKED)).toEqual([]);
    await holdsBack(stood);
    await turn(SHORT_MS);
    await desk.skip(70_000);
    await desk.follows();
    const orders = desk.requestsOf(LOCKED).filter((what) => what.startsWith("order/"));
    expect(orders).toHaveLength(2);
    await desk.lead(-2);
    await judge(desk, { alarms: ALARMS });
  });

  test("of entries: those that were not executed stay missed", async () => {
    desk = await Desk.open({ exchange, followers });
    await lockOutDuring(() => desk.lead(2, { lost: desk.behind(LOCKED) }));
    await desk.follows();
    await desk.skip(HOUR_MS - 60_000);
    expect(desk.requestsOf(LOCKED)).toEqual([]);
    await turn(SHORT_MS);
    await desk.skip(70_000);
    await desk.liveInTime();
    await desk.follows();
    await desk.lead(-2);
    await desk.follows();
    await desk.lead(1);
    await desk.follows();
    await desk.lead(-1);
    await judge(desk, { alarms: ALARMS });
  });

  test("survives a restart: the new run asks for nothing, then closes what is due", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    const stood = await desk.held();
    await lockOutDuring(() => desk.lead(-3));
    await holdsBack(stood);
    await desk.stop();
    desk.forget();
    await desk.start();
    await turn(300);
    await desk.skip(HOUR_MS - 60_000);
    expect(desk.requestsOf(LOCKED)).toEqual([]);
    await holdsBack(stood);
    await turn(SHORT_MS);
    await desk.skip(70_000);
    await desk.liveInTime();
    await judge(desk, { alarms: ALARMS });
  });
});
