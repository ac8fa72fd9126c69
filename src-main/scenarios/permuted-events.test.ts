/**
 * Scenario 4: whatever order the events come in and however often, over 200 seeds, the followers end where the leader's
 * trades say, and no order is placed twice. One desk lives through all seeds, as a day at the broker would.
 */
import { afterAll, afterEach, beforeAll, describe, test, vi } from "vitest";
import { createRng, type Rng } from "../practice/rng.ts";
import { Desk } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));

const SEEDS = 200;
const TRADES = process.env["MIMIK_LONG"] === "1" ? 12 : 1;
const LARGEST = 5;
const followers = { PRAC0002: 100, PRAC0003: 250, PRAC0009: 50, PRAC0010: 133 };

let exchange: Exchange;
let desk: Desk;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(() => desk.close());

/** Entries, adds, reductions, exits and reversals, in one to three fills. */
async function trade(rng: Rng): Promise<void> {
  const { leader } = desk.reckoner;
  const target = rng.integer(0, 4) === 0 ? 0 : rng.integer(-LARGEST, LARGEST);
  const quantity = target === leader ? (leader >= 0 ? -1 : 1) : target - leader;
  const fills: number[] = [];
  for (let left = Math.abs(quantity); left > 0;) {
    const size = fills.length === 2 ? left : rng.integer(1, left);
    fills.push(size);
    left -= size;
  }
  await desk.lead(quantity, { fills });
  await desk.follows();
}

/** Flat for a minute of Mimik's: the ledger folds its files in, as in any pause of a trading day. */
async function quiet(): Promise<void> {
  if (desk.reckoner.leader !== 0) await desk.lead(-desk.reckoner.leader);
  await desk.follows();
  await desk.pass(61_000);
  await desk.clearDoubt();
}

describe("permuted and duplicated events", () => {
  test(`${SEEDS} seeds, ${TRADES} of the leader's trades each`, { timeout: 600_000 }, async () => {
    desk = await Desk.open({ exchange, followers });
    await exchange.faults({ freezePrices: true });
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const rng = createRng(seed);
      await exchange.faults({
        shuffleEvents: { seed },
        duplicateEvents: (seed % 3) + 1,
        deliverFills: (seed % 2) + 1,
        batchEvents: seed % 4 === 0,
        eventOrder: seed % 5 === 0 ? ["position", "fill"] : null,
      });
      for (let at = 1; at <= TRADES; at += 1) await trade(rng);
      if (seed % 50 === 0) await quiet();
    }
    await exchange.faults({ reset: true, freezePrices: true });
    await judge(desk);
  });
});
