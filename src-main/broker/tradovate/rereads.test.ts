/** Accounts are read again where a message takes something back; what is read is told whole, cash included. */

import { afterEach, describe, expect, it } from "vitest";
import { ok, rows, scriptedConnection, snapshotOf } from "./scripted-connection.ts";
import type { ScriptedConnection } from "./scripted-connection.ts";
import {
  command,
  eventually,
  execution,
  fill,
  ofKind,
  order,
  position,
  reference,
  wire,
} from "./test-support.ts";

let desk: ScriptedConnection;

afterEach(async () => desk.close());

const [product, maturity, contract] = rows(...reference);
const tradeDate = { year: 2026, month: 11, day: 23 };
const cash = { id: 1, accountId: 11, tradeDate, amount: 50_000.5, realizedPnL: 12.5, amountSOD: 49_988 };

async function open(cashList = ok([cash]), listed = {}): Promise<void> {
  desk = await scriptedConnection((broker) => {
    const sync = { users: [{ id: 9 }], positions: [], orders: [], commands: [], fills: [] };
    const known = { products: [product], contractMaturities: [maturity], contracts: [contract] };
    broker.answers.set("user/syncrequest", () => ok({ ...sync, ...known }));
    for (const list of ["orderversion", "executionreport", "commandreport"]) {
      broker.answers.set(`${list}/list`, () => ok([]));
    }
    broker.answers.set("order/list", () => ok(rows(order(1, { ordStatus: "Filled", ...listed }))));
    broker.answers.set("command/list", () => ok(rows(command(1, 1))));
    broker.answers.set("fill/list", () => ok(rows(fill(2, 1))));
    broker.answers.set("position/list", () => ok(rows(position(1, 0))));
    broker.answers.set("cashbalance/list", () => cashList);
  });
  await snapshotOf(desk);
}

describe("an account", () => {
  it.each([
    ["a fill is deleted", wire("fill", rows(fill(2, 1))[0], "Deleted")],
    ["a trade is cancelled", execution(1, { execType: "TradeCancel", ordStatus: "Working", cumQty: 0 })],
    ["a trade is corrected", execution(1, { execType: "TradeCorrect", ordStatus: "Filled", cumQty: 1 })],
  ])("is read again when %s, with its cash", async (_name, message) => {
    await open();
    desk.broker.tell(order(1), fill(2, 1));
    await eventually(() => expect(ofKind(desk.events, "fill")).toHaveLength(1));
    desk.broker.tell(message);
    await eventually(() => expect(ofKind(desk.events, "account-read")).toHaveLength(1));
    const [read] = ofKind(desk.events, "account-read");
    expect(read?.snapshot).toMatchObject({
      complete: true,
      name: "ACCOUNT11",
      positions: [{ bought: 1 }],
      fills: [{ fillId: "2" }],
      cash: { amount: 50_000_500_000, realized: 12_500_000, startOfDay: 49_988_000_000, tradeDate },
    });
  });

  it("is whole without its cash where that can not be had", async () => {
    await open({ status: 401 });
    const [account] = ofKind(desk.events, "snapshot")[0]?.accounts ?? [];
    if (account === undefined) throw new Error("no account");
    desk.connection.readAccount(account.account);
    await eventually(() => expect(ofKind(desk.events, "account-read")).toHaveLength(1));
    expect(ofKind(desk.events, "account-read")[0]?.snapshot).toMatchObject({ complete: true, cash: null });
  });

  it("learns from a reading that the broker placed an order of which it only knew an execution", async () => {
    await open(ok([]), { admin: true });
    desk.broker.tell(execution(1, { execType: "New", ordStatus: "Working", cumQty: 0 }));
    await eventually(() =>
      expect(ofKind(desk.events, "order")).toMatchObject([{ report: { byBroker: null } }]),
    );
    const [account] = ofKind(desk.events, "snapshot")[0]?.accounts ?? [];
    if (account === undefined) throw new Error("no account");
    desk.connection.readAccount(account.account);
    await eventually(() => expect(ofKind(desk.events, "account-read")).toHaveLength(1));
    expect(ofKind(desk.events, "order").at(-1)).toMatchObject({ report: { byBroker: true } });
    expect(ofKind(desk.events, "account-read")[0]?.snapshot.orders).toMatchObject([{ byBroker: true }]);
  });

  it("gets a parked fill's order from a reading, and the fill with it", async () => {
    await open();
    desk.broker.answers.set("order/item", () => "nothing");
    desk.broker.tell(fill(2, 1));
    const [account] = ofKind(desk.events, "snapshot")[0]?.accounts ?? [];
    if (account === undefined) throw new Error("no account");
    desk.connection.readAccount(account.account);
    await eventually(() => expect(ofKind(desk.events, "fill")).toHaveLength(1));
    expect(ofKind(desk.events, "fill")[0]?.fill).toMatchObject({ fillId: "2", account: account.account });
  });
});
