/** What a restart finds of orders in the midst of their life, of risk and permissions, and of an older file. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isFinished, type OrderState } from "./order-state.ts";
import { openPersistence } from "./persistence.ts";
import { play, step } from "./play-test-support.ts";
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

function opened(now = WEDNESDAY): Bench {
  return bench({ persistence: openPersistence(file), clock: manualClock(now) });
}

function buy(made: Bench): void {
  const order = { accountId: made.account.id, action: "Buy", symbol: "NQZ6", orderQty: 2 };
  made.send("place", { ...order, orderType: "Market" });
}

describe("a restart in the midst of an order's life", () => {
  const base = { symbol: "NQZ6", orderQty: 2 };

  function restarted(before: Bench, ms = 1_000): Bench {
    before.exchange.close();
    const after = opened(before.clock.now() + ms);
    after.exchange.start();
    return after;
  }

  it("keeps pairs and brackets linked, held and growing", () => {
    const before = opened();
    before.trader.setPrice("NQZ6", 25_000);
    const { oso1Id, oso2Id } = before.send("oso", {
      ...base,
      accountId: before.account.id,
      action: "Buy",
      orderType: "Limit",
      price: 24_990,
      timeInForce: "GTC",
      bracket1: { action: "Sell", orderType: "Limit", price: 25_010, timeInForce: "GTC" },
      bracket2: { action: "Sell", orderType: "Stop", stopPrice: 24_980, timeInForce: "GTC" },
    });
    const suspended = restarted(before);
    suspended.trader.setPrice("NQZ6", 25_010.25);
    expect(suspended.told("fill")).toEqual([]);
    suspended.trader.setPrice("NQZ6", 24_990);
    expect(suspended.told("order").filter((row) => row["ordStatus"] === "Working")).toHaveLength(2);
    const working = restarted(suspended);
    working.trader.setPrice("NQZ6", 25_010.25);
    const last = (id: unknown) => working.told("order").findLast((row) => row["id"] === id)?.["ordStatus"];
    expect([last(oso1Id), last(oso2Id)]).toEqual(["Filled", "Canceled"]);
    working.exchange.close();
  });

  it("keeps a trailing stop where it stood, and a stop-limit triggered", () => {
    const before = opened();
    before.trader.setPrice("NQZ6", 25_000);
    const order = { ...base, accountId: before.account.id, timeInForce: "GTC" };
    before.send("place", { ...order, action: "Sell", orderType: "TrailingStop", pegDifference: 10 });
    before.trader.setPrice("NQZ6", 25_030);
    before.send("place", {
      ...order,
      action: "Buy",
      orderType: "StopLimit",
      stopPrice: 25_025,
      price: 25_021,
    });
    const after = restarted(before);
    expect(after.told("fill")).toEqual([]);
    after.trader.setPrice("NQZ6", 25_021);
    expect(after.told("fill")).toEqual([expect.objectContaining({ action: "Buy", price: 25_021 })]);
    after.trader.setPrice("NQZ6", 25_020);
    const sold = expect.objectContaining({ action: "Sell", price: 25_019.75 });
    expect(after.told("fill")).toContainEqual(sold);
    after.exchange.close();
  });

  it("keeps the times of delayed commands and of orders good till a date", () => {
    const before = opened();
    before.trader.setPrice("NQZ6", 25_000);
    const order = { ...base, accountId: before.account.id, action: "Buy", orderType: "Limit" };
    const activationTime = "2026-11-25T16:02:00Z";
    const { orderId: held } = before.send("place", { ...order, price: 24_990, activationTime });
    const { orderId: leaving } = before.send("place", { ...order, price: 24_000 });
    before.send("cancel", { orderId: leaving, activationTime });
    const { orderId: changing } = before.send("place", { ...order, price: 24_001 });
    before.send("modify", {
      orderId: changing,
      orderQty: 5,
      orderType: "Limit",
      price: 24_002,
      activationTime,
    });
    const { orderId: ending } = before.send("place", {
      ...order,
      price: 24_003,
      timeInForce: "GTD",
      expireTime: activationTime,
    });
    const after = restarted(before, 60_000);
    const { orders } = after.exchange.core;
    const statuses = () => [held, leaving, changing, ending].map((id) => orders.get(Number(id))?.status);
    expect(statuses()).toEqual(["PendingNew", "PendingCancel", "PendingReplace", "Working"]);
    expect(orders.get(Number(changing))?.qty).toBe(2);
    expect(after.told("commandReport")).toEqual([]);
    after.clock.advance(60_000);
    expect(statuses()).toEqual(["Working", "Canceled", "Working", "Expired"]);
    expect(orders.get(Number(changing))?.qty).toBe(5);
    after.exchange.close();
    const later = opened();
    expect(later.exchange.core.orders.get(Number(changing))?.qty).toBe(5);
    later.exchange.close();
  });

  it("carries out at once what came due in between", () => {
    const before = opened();
    before.trader.setPrice("NQZ6", 25_000);
    const order = { ...base, accountId: before.account.id, action: "Buy", orderType: "Market" };
    before.send("place", { ...order, activationTime: "2026-11-25T16:02:00Z" });
    const after = restarted(before, 600_000);
    expect(after.told("fill")).toHaveLength(1);
    after.exchange.close();
  });

  it("keeps risk, thresholds, limits, permissions and the cash log", () => {
    const before = opened();
    before.trader.setPrice("NQZ6", 25_000);
    const { id } = before.account;
    before.call("useraccountautoliq/update", { id, trailingMaxDrawdown: 2_000, dailyLossAutoLiq: 100 });
    const limit = { accountId: id, active: true, totalBy: "Overall", longLimit: 3 };
    before.call("useraccountpositionlimit/create", limit);
    const userId = before.exchange.users[1]?.id;
    before.call("user/createtradingpermission", { accountId: id, userId });
    buy(before);
    before.trader.setPrice("NQZ6", 24_990);
    const kept = (made: Bench) => {
      const { documents } = made.exchange.core;
      const types = [
        "accountRiskStatus",
        "userAccountAutoLiq",
        "userAccountPositionLimit",
        "tradingPermission",
        "cashBalanceLog",
        "marginSnapshot",
        "cashBalance",
      ] as const;
      return types.map((type) => documents.ofAccount(type, id));
    };
    expect(kept(before)[0]).toMatchObject([{ adminAction: "AgreedOnLiquidationByAutoLiq" }]);
    const was = kept(before);
    const after = restarted(before);
    expect(kept(after)).toEqual(was);
    expect(after.exchange.users[1]?.accountIds.has(id)).toBe(true);
    expect(after.account).toMatchObject({ hasClosed: true, ownerId: after.exchange.users[0]?.id });
    after.exchange.close();
  });

  it("keeps a fresh start, and nothing of what was before it", () => {
    const before = opened();
    buy(before);
    const { id } = before.account;
    const resetTradeDate = { year: 2026, month: 11, day: 25 };
    before.call("account/resetdemoaccountstate", { accountIds: [id], resetTradeDate });
    const after = restarted(before);
    expect(after.account).toMatchObject({ cashMicros: 50_000_000_000, hasClosed: false });
    expect(after.exchange.core.documents.ofAccount("fill", id)).toEqual([]);
    expect(after.exchange.core.orders.size).toBe(0);
    after.exchange.close();
  });
});

describe("a file of version 10", () => {
  it("is brought forward: cash, position and orders as they were, new figures as far as they can be known", () => {
    const database = new Database(file);
    database.exec(`
create table meta (key text primary key, value integer not null) strict, without rowid;
create table price (root text primary key, ticks integer not null) strict, without rowid;
create table user (id integer primary key, name text not null unique) strict;
create table account (
  id integer primary key, name text not null unique, userName text not null references user (name),
  cashBalanceId integer not null, cashMicros integer not null, realizedMicros integer not null,
  weekRealizedMicros integer not null, startOfDayMicros integer not null
) strict;
create table position (
  id integer primary key, accountId integer not null references account (id), contractId integer not null,
  tradeDate integer not null, prevPos integer not null, prevTicks integer not null,
  side text not null check (side in ('long', 'short', 'flat')), lots text not null,
  bought integer not null, boughtTicks integer not null, sold integer not null, soldTicks integer not null
) strict;
create table change (seq integer primary key, entities text not null) strict;
insert into meta values ('nextId', 900), ('tradeDate', 20261125);
insert into user values (100, 'leader');
insert into account values (101, 'PRAC0001', 'leader', 102, 50123000000, 123000000, 200000000, 50000000000),
  (103, 'PRAC0002', 'leader', 104, 50000000000, 0, 0, 50000000000);
pragma user_version = 10;
`);
    const order = {
      id: 110,
      accountId: 101,
      contractId: bench().contract("NQZ6").id,
      timestamp: "2026-11-25T15:00:00.000Z",
      action: "Buy",
      ordStatus: "Working",
      admin: false,
    };
    const version = {
      id: 110,
      orderId: 110,
      orderQty: 2,
      orderType: "Limit",
      price: 1_000,
      timeInForce: "GTC",
    };
    const rows = [
      ["order", 101, order],
      ["orderVersion", 101, version],
    ];
    database.prepare("insert into change (entities) values (?)").run(JSON.stringify(rows));
    database.close();
    const made = opened();
    const [first, second] = made.exchange.core.accounts.values();
    expect(first).toMatchObject({ id: 101, cashMicros: 50_123_000_000, hasClosed: true });
    expect(second).toMatchObject({ id: 103, openingMicros: 50_000_000_000, hasClosed: false });
    expect(made.exchange.core.documents.get("accountRiskStatus", 101)?.entity).toMatchObject({
      adminAction: "Normal",
    });
    expect(made.trader.workingOrders(101)).toMatchObject([{ orderId: 110, price: 1_000, qty: 2 }]);
    made.exchange.close();
    const again = new Database(file);
    expect(again.pragma("user_version", { simple: true })).toBe(20);
    again.close();
  });
});

/** Of an order what the future hangs on. A rested order is one that is not marketable: that is seen anew. */
function essence(order: OrderState): unknown {
  const { id, status, qty, filledQty, filledTicks } = order;
  if (isFinished(status)) return { id, status, qty, filledQty, filledTicks };
  const { cancelDelay: _timer, timers: _timers, sizes: _wishes, rested: _seen, version, ...rest } = order;
  return { ...rest, contract: rest.contract.name, timeInForce: version.timeInForce };
}

function everything({ exchange }: Bench): unknown {
  const { core } = exchange;
  const documents = new Map(core.documents.all().map((each) => [`${each.type}:${each.entity.id}`, each]));
  return {
    nextId: core.nextId,
    documents,
    orders: new Map(Array.from(core.orders, ([id, order]) => [id, essence(order)])),
    working: [...core.working.values()]
      .flatMap((orders) => Array.from(orders, ({ id }) => id))
      .toSorted((a, b) => a - b),
    accounts: Array.from(core.accounts.values(), (account) => ({
      ...account,
      positions: Array.from(account.positions.values(), (position) => ({
        ...position,
        contract: position.contract.name,
      })),
    })),
  };
}

describe("any run of requests", () => {
  it("is found again as it was", () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.boolean(), (steps, inPieces) => {
        runs += 1;
        file = join(folder, `${runs}.sqlite`);
        const before = opened();
        if (inPieces) before.exchange.core.faults.apply({ partialFills: { maxQty: 2, delayMs: 60 } });
        for (const next of steps) play(before, next);
        const was = everything(before);
        before.exchange.close();
        const after = opened();
        expect(everything(after)).toEqual(was);
        after.exchange.close();
      }),
      { numRuns: 30 },
    );
  });
});
