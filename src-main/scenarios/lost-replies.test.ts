/** The exchange acts on orders and never says so: what became of them is read, and nothing is sent a second time. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Desk } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const followers = { PRAC0002: 100, PRAC0003: 250, PRAC0009: 50, PRAC0010: 100 };

describe("lost acknowledgements", () => {
  test("of entries: the orders stand, none is sent again, and the exit closes them", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ loseReplies: 4 });
    await desk.lead(2);
    await desk.follows();
    await desk.pass(6000);
    await desk.follows();
    expect((await exchange.state()).orders.filter(({ id }) => id >= desk.firstOrderId)).toHaveLength(5);
    await desk.lead(-2);
    await judge(desk);
  });

  test("of exits: what was closed is closed once", async () => {
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    await exchange.faults({ loseReplies: 4 });
    await desk.lead(-2);
    await desk.follows();
    await desk.pass(6000);
    await exchange.faults({ loseReplies: 4 });
    await desk.lead(-1);
    await desk.follows();
    await desk.pass(6000);
    await judge(desk);
  });
});
