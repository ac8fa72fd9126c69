/** Scenario 6: a penalty ticket on an order. An entry is stale and stays so; an exit goes again, with the ticket. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { turn } from "./support/passage.ts";
import type { Request } from "./support/tap.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const SECONDS = 1;
const followers = { PRAC0002: 100, PRAC0003: 200, PRAC0009: 100, PRAC0010: 100 };
const TICKET = /penalt|ticket|wait/iu;

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const isOrder = ({ what }: Request): boolean =>
  what.startsWith("order/place") || what.startsWith("order/liquidate");
const orderRequests = (): readonly Request[] =>
  [...desk.taps.values()].flatMap(({ user }) => user.requests.filter(isOrder));

/**
 * Four requests without a ticket, every other one with it. The exchange knows one ticket for a user's operation, so one
 * of two on the same login may be told to wait again.
 */
function expectTickets(): void {
  const all = orderRequests();
  const withTicket = all.filter(({ body }) => body.includes('"p-ticket"'));
  expect(all.length - withTicket.length).toBe(4);
  expect(withTicket.length).toBeGreaterThanOrEqual(4);
}

describe("a penalty ticket", () => {
  test("on entries: none was executed, none is sent again, later ones are", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ penalty: { on: "orders", seconds: SECONDS, count: 4 } });
    desk.forget();
    await desk.lead(2, { lost: new Set(desk.followers) });
    await expect.poll(() => orderRequests().length, WAIT).toBe(4);
    // The second order of a login was penalised for the first one's ticket: the count is not used up.
    await exchange.faults({ penalty: null });
    await turn(SECONDS * 1000 + 200);
    await desk.pass(5000);
    expect(orderRequests()).toHaveLength(4);
    // Two of a login are penalised by one turn of the switch: what is left of it is not for the entries below.
    await exchange.faults({ penalty: null });
    await desk.clearDoubt();
    await desk.follows();
    await desk.lead(-2);
    await desk.follows();
    await desk.lead(1);
    await desk.follows();
    await desk.lead(-1);
    await judge(desk, { alarms: [TICKET] });
  });

  test("on exits: they go again with the ticket, not before its time, and close once", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    await exchange.faults({ penalty: { on: "orders", seconds: SECONDS, count: 4 } });
    desk.forget();
    await desk.lead(-2);
    await desk.follows();
    expectTickets();
    await exchange.faults({ penalty: { on: "orders", seconds: SECONDS, count: 4 } });
    desk.forget();
    await desk.lead(-1);
    await desk.follows();
    expectTickets();
    await judge(desk, { alarms: [TICKET] });
  });

  test("on an exit, with the leader gone further meanwhile: what is sent is computed anew", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(4);
    await desk.follows();
    await exchange.faults({ penalty: { on: "orders", seconds: SECONDS, count: 4 } });
    await desk.lead(-1);
    await desk.lead(-2);
    await desk.follows();
    await exchange.faults({ penalty: null });
    await desk.lead(-1);
    await judge(desk, { alarms: [TICKET] });
  });
});
