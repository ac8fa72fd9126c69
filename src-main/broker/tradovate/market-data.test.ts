/** Quotes by need, and what is done where the login is given none. */

import { afterEach, describe, expect, it } from "vitest";
import type { AccountKey, ContractName } from "../../../src-shared/ids.ts";
import type { BrokerEvent, PositionReport } from "../../core/input.ts";
import { IDLE_NS, QuoteNeeds } from "./quote-needs.ts";
import type { ScriptedBroker } from "./scripted-broker.ts";
import { ok, rows, scriptedConnection, snapshotOf } from "./scripted-connection.ts";
import type { ScriptedConnection } from "./scripted-connection.ts";
import { command, eventually, fill, ofKind, order, position, reference } from "./test-support.ts";

const [product, maturity, future] = rows(...reference);
const referenceRows = { products: [product], contractMaturities: [maturity], contracts: [future] };

function holding(positions: readonly object[]): object {
  return { users: [{ id: 9 }], positions, orders: [], commands: [], fills: [], ...referenceRows };
}

describe("a login with market data", () => {
  let desk: ScriptedConnection;

  afterEach(async () => desk.close());

  it("subscribes once to what is held, tells its quotes in ticks, and says so", async () => {
    desk = await scriptedConnection(
      (broker) => void broker.answers.set("user/syncrequest", () => ok(holding(rows(position(1, 0))))),
      { marketData: true },
    );
    await snapshotOf(desk);
    await eventually(() => expect(desk.asked("md/subscribequote")).toBe(1));
    expect(desk.broker.requests).toContain('md/subscribequote {"symbol":"NQZ6"}');
    const entries = {
      Bid: { price: 21000.25, size: 1.5 },
      Offer: { price: 21000.3 },
      Trade: { price: 21000.5 },
    };
    desk.broker.tell({
      e: "md",
      d: { quotes: [{ timestamp: "2026-11-23T15:00Z", contractId: 500, entries }] },
    });
    await eventually(() => expect(desk.quotes.length).toBeGreaterThan(0));
    expect(desk.quotes[0]).toMatchObject({
      contract: "NQZ6",
      bidTicks: 84_001,
      offerTicks: null,
      tradeTicks: 84_002,
    });
    const view = desk.connection.view().marketData;
    expect(view).toMatchObject({ source: "quotes", words: "Streamed.", subscriptions: 1 });
    expect(view.lastMs).toEqual(expect.any(Number));
    expect(desk.asked("cashBalance/getcashbalancesnapshot")).toBe(0);
    // A second account, more fills: still one subscription.
    desk.broker.tell(order(1), command(1, 1), fill(2, 1), position(2, 0, { id: 61, accountId: 12 }));
    desk.broker.tell(order(3, { accountId: 12 }));
    await eventually(() => expect(desk.events.some(({ kind }) => kind === "position")).toBe(true));
    expect(desk.asked("md/subscribequote")).toBe(1);
  });
});

describe("a login without market data", () => {
  let desk: ScriptedConnection;

  afterEach(async () => desk.close());

  const snapshots = (broker: ScriptedBroker, answer: (argument: string) => ReturnType<typeof ok>): void => {
    broker.answers.set("user/syncrequest", () => ok(holding(rows(position(1, 0)))));
    broker.answers.set("cashbalance/getcashbalancesnapshot", answer);
  };

  it.each([
    ["its subscriptions are refused", { status: 401, body: "Access is denied" }],
    ["the refusal is inside a success", ok({ errorText: "No market data subscription" })],
  ])(
    "has the accounts that hold something checked by the broker's cash balance: %s",
    async (_name, refusal) => {
      desk = await scriptedConnection(
        (broker) => {
          snapshots(broker, () => ok({ netLiq: 50_123.45, totalCashValue: 50_000, openPnL: 123.45 }));
          broker.answers.set("md/subscribequote", () => refusal);
        },
        { marketData: true },
      );
      await snapshotOf(desk);
      await eventually(() => expect(desk.connection.view().marketData.source).toBe("snapshot"));
      const view = desk.connection.view().marketData;
      expect(view).toMatchObject({ subscriptions: 0, words: expect.stringContaining("checked every 10 s") });
      expect(view.lastMs).toEqual(expect.any(Number));
      // Account 12 is flat.
      const asked = desk.broker.requests.filter((request) => request.startsWith("cashBalance/getcash"));
      expect(asked).toEqual(['cashBalance/getcashbalancesnapshot {"accountId":11}']);
      // The core sizes by it.
      expect(ofKind(desk.events, "money")).toEqual([
        {
          kind: "money",
          account: expect.stringMatching(/#11$/u),
          netLiq: 50_123_450_000,
          atNs: expect.any(Number),
        },
      ]);
      // Its user socket is not touched by it.
      expect(desk.connection.view().state).toBe("connected");
    },
  );

  it("says that there are no prices when that can not be had either", async () => {
    desk = await scriptedConnection(
      (broker) => {
        snapshots(broker, () => ok({ errorText: "No risk permission" }));
        broker.answers.set("md/subscribequote", () => ({ status: 401, body: "Access is denied" }));
      },
      { marketData: true },
    );
    await snapshotOf(desk);
    await eventually(() => expect(desk.connection.view().marketData.words).toContain("No risk permission"));
    expect(desk.connection.view().marketData).toMatchObject({ source: "none", lastMs: null });
    expect(ofKind(desk.events, "money")).toEqual([]);
  });
});

describe("needs", () => {
  const NQ = "NQZ6" as ContractName;
  const ES = "ESZ6" as ContractName;
  const account = "custom#11" as AccountKey;
  const held = (contract: ContractName, bought: number, day = 23): PositionReport => ({
    account,
    contract,
    tradeDate: { year: 2026, month: 11, day },
    carried: 0,
    bought,
    sold: 0,
  });
  const told = (report: PositionReport): BrokerEvent => ({ kind: "position", report });

  it("last while something is held, and half an hour longer", () => {
    const needs = new QuoteNeeds();
    needs.follow([told(held(NQ, 1))], 0);
    expect([...needs.needed(IDLE_NS * 10)]).toEqual([NQ]);
    needs.follow([told({ ...held(NQ, 1), sold: 1 })], 100);
    expect([...needs.needed(IDLE_NS + 99)]).toEqual([NQ]);
    expect([...needs.needed(IDLE_NS + 100)]).toEqual([]);
    expect(needs.open().size).toBe(0);
  });

  it("last from trade to trade where each begins and ends flat within half an hour", () => {
    const needs = new QuoteNeeds();
    const traded = { contract: NQ } as Extract<BrokerEvent, { kind: "fill" }>["fill"];
    for (let minute = 0; minute <= 120; minute += 25) {
      expect([...needs.needed(minute * 60e9)]).toEqual(minute === 0 ? [] : [NQ]);
      needs.follow([{ kind: "fill", fill: traded }], minute * 60e9);
    }
    expect([...needs.needed(100 * 60e9 + IDLE_NS)]).toEqual([]);
  });

  it("do not come from flat rows, nor from rows of an older trade date", () => {
    const needs = new QuoteNeeds();
    needs.follow([told(held(ES, 0)), told({ ...held(NQ, 1), sold: 1 }), told(held(NQ, 3, 20))], 0);
    expect([...needs.needed(0)]).toEqual([]);
  });

  it("keep what an incomplete picture does not show, and drop it with a complete one", () => {
    const needs = new QuoteNeeds();
    needs.follow([told(held(NQ, 1))], 0);
    const picture = { account, name: "A", beganNs: 0, positions: [], orders: [], fills: [], cash: null };
    needs.follow([{ kind: "account-read", snapshot: { ...picture, complete: false } }], 0);
    expect(needs.open().get(account)).toEqual([NQ]);
    needs.follow([{ kind: "account-read", snapshot: { ...picture, complete: true } }], 0);
    expect(needs.open().size).toBe(0);
  });

  it("last for good where the host asked for them", () => {
    const needs = new QuoteNeeds();
    needs.pin(ES);
    expect([...needs.needed(IDLE_NS * 100)]).toEqual([ES]);
  });
});
