import { describe, expect, it } from "vitest";
import type { AccountKey, BrokerOrderId, ContractName, OrderKey } from "../../../src-shared/ids.ts";
import type { BrokerEvent, OrderReport } from "../../core/input.ts";
import { nextDueNs } from "./due.ts";
import {
  command,
  commandReport,
  execution,
  fill,
  ofKind,
  order,
  position,
  reference,
  translationDesk,
  version,
  wire,
} from "./test-support.ts";
import { noteCancel, noteOwnOrder } from "./to-event.ts";
import { createOut, forgetWaiting } from "./translation.ts";

/** All that the reports of one order tell together. */
function merged(events: readonly BrokerEvent[], orderId: string): Partial<OrderReport> {
  const told: Record<string, unknown> = {};
  for (const { report } of ofKind(events, "order")) {
    if (report.orderId !== orderId) continue;
    for (const [key, value] of Object.entries(report)) if (value !== null) told[key] = value;
  }
  return told;
}

function permutations<Value>(values: readonly Value[]): Value[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, index) =>
    permutations(values.filter((_other, at) => at !== index)).map((rest) => [value].concat(rest)),
  );
}

describe("a fill's way to its account", () => {
  it("joins fill, order, account and contract, in ticks", () => {
    const desk = translationDesk();
    desk.feed(1, order(1), fill(2, 1, { qty: 3, action: "Sell", price: 21000.25 }));
    expect(ofKind(desk.events, "fill").map((event) => event.fill)).toEqual([
      {
        account: "practice#11",
        contract: "NQZ6",
        fillId: "2",
        orderId: "1",
        side: -1,
        quantity: 3,
        priceTicks: 84001,
        tradeDate: { year: 2026, month: 11, day: 23 },
        filledAtMs: Date.UTC(2026, 10, 23, 15),
        active: true,
        receivedNs: 1e6,
      },
    ]);
    expect(nextDueNs(desk.state)).toBeUndefined();
  });

  it("parks a fill before its order and lets it go with the time at which it came", () => {
    const desk = translationDesk();
    desk.feed(1, fill(2, 1));
    expect(ofKind(desk.events, "fill")).toEqual([]);
    desk.feed(5, order(1));
    expect(ofKind(desk.events, "fill")).toMatchObject([{ fill: { fillId: "2", receivedNs: 1e6 } }]);
    expect(nextDueNs(desk.state)).toBeUndefined();
  });

  it("holds later fills of the contract for 150 ms, then asks for the order and reports after a second", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), order(3));
    desk.feed(10, fill(20, 2));
    desk.feed(20, fill(21, 1));
    desk.feed(30, fill(22, 3));
    expect(ofKind(desk.events, "fill")).toEqual([]);
    expect(nextDueNs(desk.state)).toBe(160e6);

    desk.time(159);
    expect(desk.lookups).toEqual([]);
    desk.time(160);
    expect(desk.lookups).toEqual([{ kind: "order", id: "2" }]);
    expect(ofKind(desk.events, "fill").map((event) => event.fill.fillId)).toEqual(["21", "22"]);

    desk.time(1009);
    expect(ofKind(desk.events, "unattributed")).toHaveLength(1);
    desk.time(1010);
    desk.time(2000);
    expect(ofKind(desk.events, "unattributed")).toMatchObject([
      { contract: "NQZ6", why: expect.stringContaining("waits for its order") },
      { account: null, contract: "NQZ6", why: expect.stringContaining("is not known") },
    ]);
    expect(desk.lookups).toHaveLength(1);

    desk.feed(3000, order(2));
    expect(ofKind(desk.events, "fill").map((event) => event.fill.fillId)).toEqual(["21", "22", "20"]);
    expect(nextDueNs(desk.state)).toBeUndefined();
  });

  it("doubts the contract before a fill that overtakes, once, and not while nothing overtakes", () => {
    const desk = translationDesk();
    desk.feed(0, order(1));
    desk.feed(10, fill(20, 2));
    desk.time(160);
    expect(ofKind(desk.events, "unattributed")).toEqual([]);
    desk.feed(200, fill(21, 1, { action: "Sell" }));
    desk.feed(210, fill(22, 1, { action: "Sell" }));
    expect(desk.events.slice(-3)).toMatchObject([
      { kind: "unattributed", account: null, contract: "NQZ6" },
      { kind: "fill", fill: { fillId: "21" } },
      { kind: "fill", fill: { fillId: "22" } },
    ]);
    desk.feed(220, fill(23, 3));
    desk.feed(230, fill(24, 1));
    desk.time(370);
    expect(desk.events.slice(-2).map(({ kind }) => kind)).toEqual(["unattributed", "fill"]);
  });

  it("keeps arrival order when the missing order comes in time", () => {
    const desk = translationDesk();
    desk.feed(0, order(1));
    desk.feed(10, fill(20, 2), fill(21, 1), fill(22, 2));
    desk.feed(50, order(2));
    expect(ofKind(desk.events, "fill").map((event) => event.fill.fillId)).toEqual(["20", "21", "22"]);
  });

  it("does not hold fills of another contract", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), wire("contract", { id: 501, name: "NQH7", contractMaturityId: 50 }));
    desk.feed(1, fill(20, 2), fill(21, 1, { contractId: 501 }));
    expect(ofKind(desk.events, "fill")).toMatchObject([{ fill: { fillId: "21", contract: "NQH7" } }]);
  });

  it("takes the account from the reply to an order of ours", () => {
    const desk = translationDesk();
    desk.feed(1, fill(21, 6));
    const out = createOut();
    const own = { orderId: "6", account: "practice#12" as AccountKey, contract: "NQZ6" as ContractName };
    noteOwnOrder(desk.state, { ...own, side: 1 }, out);
    expect(ofKind(out.events, "fill")).toMatchObject([{ fill: { fillId: "21", account: "practice#12" } }]);
  });

  const traded = execution(5, { execType: "Trade", ordStatus: "Filled", cumQty: 1 });

  it("takes the account from an execution report, after the 50 ms in which the order could say whose it is", () => {
    const desk = translationDesk();
    desk.feed(1, traded, fill(20, 5));
    expect(nextDueNs(desk.state)).toBe(51e6);
    desk.time(50);
    expect(ofKind(desk.events, "fill")).toEqual([]);
    desk.time(51);
    expect(ofKind(desk.events, "fill")).toMatchObject([
      { fill: { fillId: "20", account: "practice#11", receivedNs: 1e6 } },
    ]);
    expect(desk.lookups).toEqual([]);
    expect(nextDueNs(desk.state)).toBeUndefined();
    // A late order still says it; nothing was in doubt meanwhile.
    desk.feed(400, order(5, { ordStatus: "Filled", admin: true }));
    expect(ofKind(desk.events, "order").at(-1)?.report).toMatchObject({ orderId: "5", byBroker: true });
    expect(ofKind(desk.events, "unattributed")).toEqual([]);
  });

  it("lets a fill go with its order, in its place, once that has said whose it is", () => {
    const desk = translationDesk();
    desk.feed(0, order(1));
    desk.feed(1, traded, fill(20, 5), fill(21, 1));
    desk.feed(5, order(5, { ordStatus: "Filled", admin: true }));
    const told = desk.events.map((event) => {
      if (event.kind === "fill") return event.fill.fillId;
      return event.kind === "order" ? `order ${event.report.orderId} ${event.report.byBroker}` : event.kind;
    });
    expect(told.slice(-3)).toEqual(["order 5 true", "20", "21"]);
    expect(desk.lookups).toEqual([]);
  });

  it("does not wait for a reply to an order of ours that an execution report overtook", () => {
    const desk = translationDesk();
    desk.feed(1, traded, fill(20, 5));
    const out = createOut();
    const own = { orderId: "5", account: "practice#11" as AccountKey, contract: "NQZ6" as ContractName };
    noteOwnOrder(desk.state, { ...own, side: 1 }, out);
    expect(ofKind(out.events, "fill")).toMatchObject([{ fill: { fillId: "20" } }]);
  });

  it("waits with everything for an unknown contract and announces it before its first use", () => {
    const desk = translationDesk(false);
    desk.feed(1, order(1), position(1, 0), fill(2, 1), fill(3, 9));
    expect(desk.events).toEqual([]);
    expect(desk.lookups).toEqual([{ kind: "contract", id: "500" }]);
    desk.feed(30, ...reference);
    expect(desk.events.map(({ kind }) => kind)).toEqual(["contract", "order", "position", "fill"]);
    expect(ofKind(desk.events, "contract")[0]?.spec).toEqual({
      venue: "practice",
      contract: "NQZ6",
      contractId: "500",
      root: "NQ",
      tickSizeMicros: 250_000,
      tickValueMicros: 5_000_000,
      pointValueMicros: 20_000_000,
    });
    expect(ofKind(desk.events, "order")).toMatchObject([{ report: { contract: "NQZ6" } }]);
    desk.feed(40, order(9));
    expect(ofKind(desk.events, "fill").map((event) => event.fill.fillId)).toEqual(["2", "3"]);
    expect(ofKind(desk.events, "contract")).toHaveLength(1);
  });

  it("reports what waits for a contract after a second, naming the account, and asks again", () => {
    const desk = translationDesk(false);
    desk.feed(0, order(1), fill(2, 1), position(1, 0));
    desk.time(1000);
    expect(ofKind(desk.events, "unattributed").map(({ account }) => account)).toEqual([
      "practice#11",
      "practice#11",
      "practice#11",
    ]);
    desk.time(5000);
    expect(desk.lookups).toHaveLength(2);
    expect(ofKind(desk.events, "unattributed")).toHaveLength(3);
  });

  it("calls a fill off its tick uncertain instead of rounding it", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1, { price: 21000.1 }));
    expect(ofKind(desk.events, "fill")).toEqual([]);
    expect(ofKind(desk.events, "unattributed")).toMatchObject([{ account: "practice#11", contract: "NQZ6" }]);
  });

  it("passes a bust on and ignores deletions", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1), fill(2, 1, { active: false }));
    const told = desk.events.length;
    const gone = { id: 1, accountId: 11, contractId: 500, action: "Buy", ordStatus: "Working" };
    desk.feed(1, wire("order", gone, "Deleted"));
    expect(desk.events).toHaveLength(told);
    expect(ofKind(desk.events, "fill").map((event) => event.fill.active)).toEqual([true, false]);
  });

  it("forgets what was waiting when a new snapshot begins, but keeps its joins", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 9));
    forgetWaiting(desk.state);
    expect(nextDueNs(desk.state)).toBeUndefined();
    desk.feed(1, fill(3, 1));
    expect(ofKind(desk.events, "fill")).toMatchObject([{ fill: { fillId: "3" } }]);
  });
});

describe("every order of arrival", { timeout: 60_000 }, () => {
  const story = [
    order(1, { ordStatus: "PendingNew", admin: true }),
    command(1, 1),
    version(1, 1, 2),
    execution(1, { execType: "Trade", ordStatus: "Filled", cumQty: 2 }),
    fill(8, 1, { qty: 2 }),
    position(2, 0),
  ];

  it("tells the same in all 720 permutations, in one frame and one by one", () => {
    const expected = {
      account: "practice#11",
      orderId: "1",
      contract: "NQZ6",
      side: 1,
      state: "filled",
      key: "key-1",
      quantity: 2,
      cumulative: 2,
      byBroker: true,
    };
    const all = permutations(story);
    expect(all).toHaveLength(720);
    for (const messages of all) {
      const together = translationDesk();
      together.feed(1, ...messages);
      const single = translationDesk();
      for (const [index, message] of messages.entries()) single.feed(index, message);
      for (const { events } of [together, single]) {
        expect(merged(events, "1")).toEqual(expected);
        expect(ofKind(events, "fill")).toMatchObject([
          { fill: { fillId: "8", quantity: 2, account: "practice#11" } },
        ]);
        expect(ofKind(events, "position")).toMatchObject([{ report: { bought: 2, sold: 0, carried: 0 } }]);
        expect(ofKind(events, "unattributed")).toEqual([]);
        const saysWhose = events.findIndex(
          (event) => event.kind === "order" && event.report.byBroker === true,
        );
        expect(saysWhose).toBeLessThan(events.findIndex(({ kind }) => kind === "fill"));
      }
    }
  });

  it("tells an asynchronous rejection in all permutations", () => {
    const rejection = [
      order(1, { ordStatus: "PendingNew" }),
      command(1, 1),
      commandReport(1, {
        commandStatus: "RiskRejected",
        rejectReason: "MaxPosLimitReached",
        text: "Too many",
      }),
      order(1, { ordStatus: "Rejected" }),
    ];
    for (const messages of permutations(rejection)) {
      const desk = translationDesk();
      desk.feed(1, ...messages);
      expect(merged(desk.events, "1")).toMatchObject({
        state: "rejected",
        reason: "MaxPosLimitReached",
        text: "Too many",
        key: "key-1",
      });
    }
  });
});

describe("order reports", () => {
  it.each([
    ["PendingNew", "pending"],
    ["Suspended", "pending"],
    ["Working", "working"],
    ["PendingCancel", "working"],
    ["PendingReplace", "working"],
    ["Filled", "filled"],
    ["Canceled", "cancelled"],
    ["Rejected", "rejected"],
    ["Expired", "expired"],
    ["Completed", null],
    ["Unknown", null],
    ["BrandNew", null],
  ])("reads ordStatus %s as %s", (ordStatus, state) => {
    const desk = translationDesk();
    desk.feed(0, order(1, { ordStatus }));
    // A rejection waits a moment for its reason.
    desk.time(250);
    expect(ofKind(desk.events, "order").map(({ report }) => report.state)).toEqual([state]);
  });

  it("ends a completed order by what was counted: whole is filled, less is cancelled", () => {
    const desk = translationDesk();
    desk.feed(0, order(1, { ordStatus: "Completed" }), version(1, 1, 3));
    expect(merged(desk.events, "1")).not.toHaveProperty("state");
    desk.feed(1, execution(1, { execType: "Trade", cumQty: 2 }));
    expect(merged(desk.events, "1")).toMatchObject({ state: "cancelled", cumulative: 2 });
  });

  it("never takes a state or a count back", () => {
    const desk = translationDesk();
    desk.feed(0, order(1, { ordStatus: "Filled" }), execution(1, { execType: "Trade", cumQty: 3 }));
    const told = ofKind(desk.events, "order").length;
    desk.feed(
      1,
      order(1, { ordStatus: "Working" }),
      execution(1, { execType: "New", ordStatus: "Working", cumQty: 1 }),
    );
    expect(ofKind(desk.events, "order")).toHaveLength(told);
  });

  it("lets a fill that overtook its cancel win", () => {
    const desk = translationDesk();
    desk.feed(
      0,
      order(1, { ordStatus: "Canceled" }),
      order(1, { ordStatus: "Filled" }),
      order(1, { ordStatus: "Canceled" }),
    );
    expect(ofKind(desk.events, "order").map(({ report }) => report.state)).toEqual(["cancelled", "filled"]);
  });

  it("does not take the refusal of a cancel for the order's, and says it under our key", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), command(1, 1));
    noteCancel(desk.state, "1" as BrokerOrderId, "key-1" as OrderKey);
    desk.feed(
      1,
      command(77, 1, { commandType: "Cancel", clOrdId: undefined }),
      commandReport(77, { commandStatus: "ExecutionRejected", rejectReason: "TooLate" }),
    );
    expect(ofKind(desk.events, "cancel-failed")).toEqual([
      { kind: "cancel-failed", order: "key-1", text: "The order was already finished." },
    ]);
    expect(merged(desk.events, "1")).toMatchObject({ state: "working" });
  });

  it("takes the key from the first command only", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), command(9, 1, { commandType: "Modify", clOrdId: "other" }), command(1, 1));
    expect(merged(desk.events, "1")).toMatchObject({ key: "key-1" });
  });
});
