import { expect, test } from "vitest";
import { cockpitPricesSchema, type CockpitPrices } from "../../src-shared/cockpit/event.ts";
import type { Quote } from "../broker/port.ts";
import { LEADER, MAIN_LOGIN, NQ, OTHER_LOGIN } from "./testing/desk.ts";
import { engineDesk, type EngineDesk } from "./testing/engine-desk.ts";

const quote = (tradeTicks: number | null, bidTicks: number | null = null): Quote => ({
  contract: NQ,
  bidTicks,
  offerTicks: null,
  tradeTicks,
  receivedNs: 0,
});

function pushes(desk: EngineDesk): CockpitPrices[] {
  return desk.heard.flatMap((frame) =>
    frame.event === "cockpit.prices" ? [cockpitPricesSchema.parse(frame.payload)] : [],
  );
}

test("a flood is pushed at most ten times a second, each time with the last value", () => {
  const desk = engineDesk();
  desk.time.runFor(1_000);
  for (let tick = 0; tick < 1_000; tick += 1) {
    desk.engine.sink.quotes(MAIN_LOGIN, [quote(80_000 + tick)]);
    desk.time.runFor(1);
  }
  desk.time.runFor(1_000);
  const told = pushes(desk);
  expect(told.length).toBeGreaterThanOrEqual(10);
  expect(told.length).toBeLessThanOrEqual(11);
  expect(told.at(-1)?.contracts).toEqual([{ contract: NQ, bid: null, offer: null, last: "20249.75" }]);
});

test("of two quotes in one turn only the last is told; what one leaves out stays known", () => {
  const desk = engineDesk();
  desk.engine.sink.quotes(MAIN_LOGIN, [quote(80_000, 79_999), quote(80_001)]);
  desk.engine.sink.quotes(OTHER_LOGIN, [quote(80_002)]);
  desk.time.runFor(500);
  expect(pushes(desk).map(({ contracts }) => contracts)).toEqual([
    [{ contract: NQ, bid: "19999.75", offer: null, last: "20000.50" }],
  ]);
});

test("nothing is pushed while nothing is quoted, nor after the engine has stopped", () => {
  const desk = engineDesk();
  desk.time.runFor(5_000);
  desk.engine.sink.quotes(MAIN_LOGIN, [quote(80_000)]);
  desk.engine.stop();
  desk.time.runFor(5_000);
  expect(pushes(desk)).toEqual([]);
});

test("open profit is told per account", () => {
  const desk = engineDesk();
  desk.lead(2);
  desk.engine.sink.quotes(MAIN_LOGIN, [quote(80_004)]);
  desk.time.runFor(500);
  const leader = pushes(desk)[0]?.accounts.find(({ account }) => account === LEADER.key);
  // Two contracts, four ticks of five dollars.
  expect(leader?.openPnl).toBe(40_000_000);
});
