/**
 * What the trader does in the app while followers are open: switches one off (exits go on, or it is left alone), flattens
 * one while the leader stays in, flattens while entries are still on their way (G4, F6).
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { FollowerSwitch } from "../host/host-port.ts";
import { Books, ordersDuring } from "./support/books.ts";
import { Desk, WAIT, type Positions } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

const ONE = "PRAC0009";
const TWO = "PRAC0029";
const followers = { [ONE]: 100, [TWO]: 200 };
const holds = (one: number, two: number): Positions => ({ [ONE]: one, [TWO]: two });

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const idOf = (account: string): FollowerId => desk.row(account).id as FollowerId;
const turnTo = (to: FollowerSwitch): void => desk.host.setFollowerEnabled(idOf(ONE), to);
const ON: FollowerSwitch = { enabled: true, whenOff: "copy-exits" };

describe("a follower is switched off with a position", () => {
  test("keep copying exits: adds are denied, exits copied until it is flat", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8));
    turnTo({ enabled: false, whenOff: "copy-exits" });
    await desk.lead(-2);
    await desk.stands(holds(2, 4));
    await desk.lead(1);
    await desk.stands(holds(2, 6));
    expect(desk.told(ONE).outcome).toBe("follower-off");
    await desk.lead(-3);
    await desk.stands(holds(0, 0));
    await desk.lead(1);
    await desk.stands(holds(0, 2));
    expect(desk.row(ONE).state).toBe("off");
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  test("leave alone: unmanaged, no exit is copied; on again, the exit that was missed is made up for", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.stands(holds(4, 8));
    turnTo({ enabled: false, whenOff: "leave-alone" });
    await expect.poll(() => desk.row(ONE).state, WAIT).toBe("unmanaged");
    expect(await ordersDuring(desk, () => desk.lead(-4), holds(4, 0))).toEqual({ [ONE]: [], [TWO]: [-8] });
    expect(desk.told(ONE).outcome).toBe("left-alone");
    const switchOn = (): Promise<void> => Promise.resolve(turnTo(ON));
    expect(await ordersDuring(desk, switchOn, holds(0, 0))).toEqual({ [ONE]: [-4], [TWO]: [] });
    await desk.lead(1);
    await desk.stands(holds(1, 2));
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  test("leave alone, closed by hand and on again: nothing is sent, the next trade is copied", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    turnTo({ enabled: false, whenOff: "leave-alone" });
    await desk.lead(-2);
    await desk.stands(holds(2, 0));
    await exchange.trade({ account: ONE, symbol: desk.symbol, quantity: -2 });
    await expect.poll(() => desk.row(ONE).state, WAIT).toBe("off");
    turnTo(ON);
    expect(await ordersDuring(desk, () => desk.lead(1), holds(1, 2))).toEqual({ [ONE]: [1], [TWO]: [2] });
    await desk.lead(-1);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });
});

describe("the trader flattens", () => {
  const flatten = (account: string): void => {
    desk.host.flatten({ kind: "follower", follower: idOf(account) });
  };

  test("one follower: closed, entries off until the leader is flat, then copied again", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(2);
    await desk.stands(holds(2, 4));
    expect(await ordersDuring(desk, () => Promise.resolve(flatten(ONE)), holds(0, 4))).toEqual({
      [ONE]: [-2],
      [TWO]: [],
    });
    await desk.lead(1);
    await desk.stands(holds(0, 6));
    expect(desk.told(ONE).outcome).toBe("entries-off-flattened");
    await desk.lead(-4);
    await desk.stands(holds(0, -2));
    expect(desk.told(ONE).outcome).toBe("entries-off-flattened");
    await desk.lead(1);
    await desk.stands(holds(0, 0));
    await expect.poll(() => desk.row(ONE).entriesOff, WAIT).toEqual([]);
    await desk.lead(-1);
    await desk.stands(holds(-1, -2));
    await desk.lead(1);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  test("while the entry is on its way: it is cancelled, or fills and is closed, and nothing beyond", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ fillDelayMs: 400, ackDelayMs: 200 });
    await desk.lead(3);
    await desk.saw(3);
    flatten(ONE);
    flatten(TWO);
    await desk.quiet();
    await desk.stands(holds(0, 0));
    const books = await Books.of(desk);
    // Cancelled in time, or filled and closed.
    expect([[], [3, 0]]).toContainEqual(books.course(ONE));
    expect([[], [6, 0]]).toContainEqual(books.course(TWO));
    await exchange.faults({ reset: true });
    await desk.lead(-3);
    await desk.saw(0);
    await desk.stands(holds(0, 0));
    await judge(desk);
  });

  test("the group, with one follower's exit refused twice: tried again until it is flat", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.stands(holds(3, 6));
    await exchange.faults({
      rejectNext: { account: ONE, reason: "RiskCheckTimeout", count: 2, mode: "async" },
    });
    const [group] = desk.snapshot().groups;
    desk.host.flatten({ kind: "group", group: (group?.id ?? "") as GroupId });
    await desk.stands(holds(0, 0));
    await desk.quiet();
    (await Books.of(desk)).expectWithin(ONE, 0, 3);
    await desk.lead(-3);
    await desk.saw(0);
    await desk.stands(holds(0, 0));
    await judge(desk, { alarms: [/refused|rejected/u], said: [/refused|rejected/u] });
  });
});
