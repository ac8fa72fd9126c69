/** What a restart with the same file finds, and what a failing file does. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toWireCash } from "./cash.ts";
import { openPersistence, type Persistence } from "./persistence.ts";
import { practiceState } from "./state.ts";
import { bench, manualClock, WEDNESDAY, type Bench } from "./test-support.ts";

let folder = "";
let file = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "practice-"));
  file = join(folder, "practice.sqlite");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function opened(now = WEDNESDAY, seed = 1): Bench {
  return bench({ persistence: openPersistence(file), clock: manualClock(now), seed });
}

function buy(made: Bench, change: object = {}): Record<string, unknown> {
  const order = {
    accountId: made.account.id,
    action: "Buy",
    symbol: "NQZ6",
    orderQty: 2,
    orderType: "Market",
  };
  return made.send("place", { ...order, clOrdId: "c-1", ...change });
}

function highestId({ exchange }: Bench): number {
  return Math.max(...exchange.core.documents.all().map(({ entity }) => entity.id));
}

describe("a restart with the same file", () => {
  it("finds accounts, cash, positions, orders and fills as they were, whatever the seed", () => {
    const before = opened();
    buy(before);
    buy(before, { orderType: "Limit", price: 1_000, orderQty: 4 });
    buy(before, { action: "Sell", orderQty: 1 });
    before.trader.setPrice("NQZ6", 24_321.25);
    const state = practiceState(before.exchange, 0);
    before.exchange.close();
    const after = opened(WEDNESDAY + 60_000, 77);
    expect(practiceState(after.exchange, 0)).toEqual(state);
    const quote = after.trader.quotes().find(({ symbol }) => symbol === "NQZ6");
    expect(quote?.last).toBe(24_321.25);
    after.exchange.close();
  });

  it("never gives an id again", () => {
    const before = opened();
    buy(before);
    const highest = highestId(before);
    before.exchange.close();
    const after = opened();
    expect(Number(buy(after)["orderId"])).toBeGreaterThan(highest);
    after.exchange.close();
  });

  it("lets a working order trade and a carried lot pair as if nothing had happened", () => {
    const before = opened();
    before.trader.setPrice("NQZ6", 25_000);
    buy(before);
    buy(before, { action: "Sell", orderType: "Limit", price: 25_010 });
    before.exchange.close();
    const after = opened();
    after.trader.setPrice("NQZ6", 25_020);
    expect(after.told("fillPair")).toEqual([
      expect.objectContaining({ qty: 2, buyPrice: 25_000, sellPrice: 25_010 }),
    ]);
    expect(after.account.realizedMicros).toBe(400_000_000);
    after.exchange.close();
  });

  it("finishes an order whose pieces were still to come", () => {
    const before = opened();
    before.exchange.core.faults.apply({ partialFills: { maxQty: 1, delayMs: 500 } });
    buy(before, { orderQty: 3 });
    before.exchange.close();
    const after = opened();
    after.exchange.start();
    expect(after.told("order").at(-1)).toMatchObject({ ordStatus: "Filled" });
    expect(after.told("position").at(-1)).toMatchObject({ netPos: 3 });
    after.exchange.close();
  });

  it("on the next trade date carries the position and forgets yesterday's orders, ids still rising", () => {
    const before = opened();
    buy(before);
    const highest = highestId(before);
    before.exchange.close();
    const after = opened(WEDNESDAY + 24 * 3_600_000);
    const state = practiceState(after.exchange, 0);
    expect(state.orders).toEqual([]);
    expect(state.fills).toEqual([]);
    expect(state.positions).toEqual([expect.objectContaining({ netPos: 2, bought: 0 })]);
    const again = opened(WEDNESDAY + 24 * 3_600_000);
    expect(practiceState(again.exchange, 0)).toEqual(state);
    expect(Number(buy(again)["orderId"])).toBeGreaterThan(highest);
    again.exchange.close();
    after.exchange.close();
  });
});

describe("the file", () => {
  it("is stored before the answer: what was answered is in it without closing", () => {
    const made = opened();
    const { orderId } = buy(made);
    const reader = new Database(file, { readonly: true });
    const stored = reader.prepare("select entities from change order by seq").pluck().all() as string[];
    const entities = stored.flatMap((text) => JSON.parse(text) as [string, number, unknown][]);
    const fills = entities.filter(([type]) => type === "fill").map(([, , entity]) => entity);
    expect(fills).toEqual([expect.objectContaining({ orderId, qty: 2 })]);
    reader.close();
    made.exchange.close();
  });

  it("that a newer version wrote is refused in one sentence", () => {
    const database = new Database(file);
    database.pragma("user_version = 99");
    database.close();
    expect(() => openPersistence(file)).toThrow(/newer version/u);
  });

  it("that can not be written stops the exchange: no answer, no event, and orders are refused from then on", () => {
    let broken = false;
    const failing: Persistence = {
      load: () => undefined,
      write: () => {
        if (broken) throw new Error("disk full");
      },
      close: () => {},
    };
    const made = bench({ persistence: failing });
    broken = true;
    const answers: unknown[] = [];
    const { account, exchange } = made;
    const liquidation = { accountId: account.id, contractId: made.contract("NQZ6").id, admin: false };
    expect(() => {
      exchange.change(
        () => {
          exchange.core.created(
            "cashBalance",
            account.id,
            toWireCash(account, exchange.core.tradeDate, "now"),
          );
        },
        (answer) => answers.push(answer),
      );
    }).toThrow("disk full");
    expect(answers).toEqual([]);
    expect(made.send("liquidate", liquidation)).toMatchObject({
      failureReason: "ExecutionProviderUnavailable",
    });
    expect(made.frames).toEqual([]);
    expect(made.exchange.isHalted()).toBe(true);
    expect(buy(made)).toMatchObject({ failureReason: "ExecutionProviderUnavailable" });
    made.clock.advance(10_000);
    expect(made.frames).toEqual([]);
  });
});
