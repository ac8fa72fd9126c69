/** Scenario 12: events that are late, early, deleted, strange or short, and ids as text: the followers end the same. */
import { afterAll, afterEach, beforeAll, describe, test, vi } from "vitest";
import type { FaultsRequest } from "../practice/faults.ts";
import { Desk } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { turn } from "./support/passage.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const followers = { PRAC0002: 100, PRAC0003: 250, PRAC0009: 50, PRAC0010: 100 };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

const oddities: Readonly<Record<string, FaultsRequest>> = {
  "a late order for an early fill": { orderLagMs: 400 },
  "an order so late that it has to be fetched": { orderLagMs: 900 },
  "the position before the fill": { eventOrder: ["position", "fill"] },
  "the fill first of all": { eventOrder: ["fill", "executionReport", "commandReport", "order", "command"] },
  "finished orders and flat positions deleted": { deletedEvents: true },
  strangers: { strangers: true },
  "timestamps without milliseconds": { shortTimestamps: "milliseconds" },
  "timestamps without seconds": { shortTimestamps: "seconds" },
  "ids as text": { textIds: true },
  "arrays of entities in one frame": { batchEvents: true },
  "late acknowledgements": { ackDelayMs: 300 },
  "fills in pieces": { partialFills: { maxQty: 1, delayMs: 20 } },
  "everything at once": {
    orderLagMs: 200,
    deletedEvents: true,
    strangers: true,
    shortTimestamps: "milliseconds",
    textIds: true,
    batchEvents: true,
    duplicateEvents: 2,
    ackDelayMs: 100,
  },
};

describe("odd events", () => {
  test.each(Object.entries(oddities))("%s", async (_name, faults) => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults(faults);
    for (const quantity of [2, 1, -1, -4, 1, 1]) {
      await desk.lead(quantity);
      await desk.follows();
    }
    await judge(desk);
  });

  test("timestamps without seconds, later in the same minute", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ shortTimestamps: "seconds" });
    await desk.lead(1);
    await desk.follows();
    // By these timestamps the next fill is as old as this pause.
    await turn(2500);
    await desk.lead(2);
    await desk.follows();
    await desk.lead(-3);
    await judge(desk);
  });

  test("a snapshot full of them, after a reconnect", async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({
      textIds: true,
      strangers: true,
      shortTimestamps: "milliseconds",
      deletedEvents: true,
    });
    await desk.lead(3);
    await desk.follows();
    await exchange.faults({ dropConnections: true });
    await desk.lead(-1);
    await desk.liveInTime();
    await desk.follows();
    await desk.lead(-2);
    await judge(desk);
  });
});
