/** Scenarios 8, 9 and 11: a token that is revoked, two programs over quota, and a broker in maintenance. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { OtherProgram } from "./support/other-program.ts";
import { turn } from "./support/passage.ts";
import { LEADER_LOST } from "./support/verdict-words.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const LOGIN = "auth/accesstokenrequest";
const followers = { PRAC0002: 100, PRAC0003: 200, PRAC0009: 100, PRAC0010: 100 };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const logins = (): readonly number[] => [...desk.taps.values()].map(({ user }) => user.count(LOGIN));

describe("a revoked token", () => {
  test.each([401, 408, 500, 502] as const)(
    "answered %i: one new login each, and copying goes on",
    async (status) => {
      desk = await Desk.open({ exchange, followers });
      await desk.lead(3);
      await desk.follows();
      desk.forget();
      await exchange.faults({ revokeTokens: { status } });
      await exchange.faults({ dropConnections: true });
      await turn(100);
      await desk.liveInTime();
      expect(logins()).toEqual([1, 1]);
      await desk.lead(-2);
      await desk.follows();
      await desk.lead(2);
      await desk.follows();
      await desk.lead(-3);
      await judge(desk, { alarms: [LEADER_LOST] });
    },
  );

  test("with the shutdown of a quota: a long wait, then one new login each, and exits are made up", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    desk.forget();
    await exchange.faults({ revokeTokens: { closeSockets: true } });
    const states = (): readonly string[] => desk.snapshot().connections.map(({ state }) => state);
    await expect.poll(states, WAIT).not.toContain("connected");
    await desk.unseen(-2);
    desk.reckoner.outage(-2);
    await desk.pass(4 * 60_000);
    expect(logins()).toEqual([0, 0]);
    await desk.pass(60_000);
    await desk.liveInTime();
    expect(logins()).toEqual([1, 1]);
    await desk.follows();
    await desk.lead(-1);
    await judge(desk, { alarms: [/lost|quota|another program|connection/iu] });
  });

  test("with the sockets open: copying goes on over them", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ revokeTokens: { closeSockets: false } });
    await desk.lead(3);
    await desk.follows();
    await desk.lead(-3);
    await judge(desk, { alarms: [LEADER_LOST] });
  });
});

describe("two programs on one login", () => {
  test("Mimik waits five minutes for the other to end, and makes exits up after that", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    desk.forget();
    await exchange.faults({ quotas: { connections: 1 } });
    const other = await OtherProgram.login(exchange, "followers");
    const state = (): string | undefined =>
      desk.snapshot().connections.find(({ id }) => id === "followers")?.state;
    await expect.poll(state, WAIT).not.toBe("connected");
    await desk.lead(-2);
    await desk.pass(4 * 60_000);
    expect(desk.tapOf("followers").count("upgrade")).toBe(0);
    expect(desk.tapOf("followers").count(LOGIN)).toBe(0);
    expect(other.isOpen).toBe(true);
    other.close();
    await desk.pass(60_000);
    await desk.liveInTime();
    await desk.follows();
    await desk.lead(-1);
    await judge(desk, { alarms: [/quota|another program/iu, LEADER_LOST] });
  });
});

describe("maintenance", () => {
  test("refused for a while, then back: exits are made up, entries are not", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    await exchange.faults({ maintenance: { forMs: 3000 } });
    const states = (): readonly string[] => desk.snapshot().connections.map(({ state }) => state);
    await expect.poll(states, WAIT).not.toContain("connected");
    await desk.unseen(3);
    await desk.unseen(-5);
    desk.reckoner.outage(-2);
    await desk.pass(90_000);
    await expect.poll(() => exchange.isUp(), WAIT).toBe(true);
    await desk.liveInTime();
    await desk.follows();
    await desk.lead(-desk.reckoner.leader);
    await judge(desk, { alarms: [/lost|maintenance|connection/iu] });
  });
});
