/** One order's life in every order of its messages: the core must learn the same, and of a rejection only once. */

import { describe, expect, it } from "vitest";
import { brokerReasons, wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import type { BrokerOrderId, OrderKey } from "../../../src-shared/ids.ts";
import type { BrokerEvent, OrderReport } from "../../core/input.ts";
import { nextDueNs } from "./due.ts";
import {
  command,
  commandReport,
  execution,
  fill,
  ofKind,
  order,
  translationDesk,
  version,
} from "./test-support.ts";
import { noteCancel } from "./to-event.ts";

/** Every order of `values`, one after the other. */
function* permutations<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  if (values.length <= 1) {
    yield values;
    return;
  }
  for (const [index, value] of values.entries()) {
    const others = values.filter((_other, at) => at !== index);
    for (const rest of permutations(others)) yield [value, ...rest];
  }
}

/** What the core knows of order 1 at the end: the last word on each field. */
function learnt(events: readonly BrokerEvent[]): Partial<OrderReport> {
  const told: Record<string, unknown> = {};
  for (const { report } of ofKind(events, "order")) {
    for (const [key, value] of Object.entries(report)) if (value !== null) told[key] = value;
  }
  return told;
}

function statesTold(events: readonly BrokerEvent[]): (string | null)[] {
  return ofKind(events, "order").flatMap(({ report }) => report.state ?? []);
}

interface Checked {
  readonly events: readonly BrokerEvent[];
}

/** Both ways in which each permutation may arrive, time passing at its end. */
function* lives(story: readonly object[]): Generator<Checked> {
  for (const messages of permutations(story)) {
    const together = translationDesk();
    together.feed(1, ...messages);
    together.time(1000);
    yield { events: together.events };
    const single = translationDesk();
    for (const [index, message] of messages.entries()) single.feed(index, message);
    single.time(1000);
    expect(nextDueNs(single.state)).toBeUndefined();
    yield { events: single.events };
  }
}

const refusal = { execType: "Rejected", ordStatus: "Rejected", rejectReason: "MaxPosLimitReached" };
const known = { account: "practice#11", orderId: "1", contract: "NQZ6", side: 1, byBroker: false };

describe("an order rejected by the risk check or the exchange", { timeout: 120_000 }, () => {
  it("is told once, with the reason and the broker's words, in all 720 orders of its messages", () => {
    const story = [
      order(1, { ordStatus: "PendingNew" }),
      command(1, 1),
      version(1, 1, 2),
      commandReport(1, {
        commandStatus: "RiskRejected",
        rejectReason: "MaxPosLimitReached",
        text: "Too many",
      }),
      execution(1, { ...refusal, text: "Too many" }),
      order(1, { ordStatus: "Rejected" }),
    ];
    let checked = 0;
    for (const { events } of lives(story)) {
      checked++;
      const words = { reason: "MaxPosLimitReached", text: "Too many" };
      expect(learnt(events)).toEqual({ ...known, ...words, state: "rejected", key: "key-1", quantity: 2 });
      const rejected = ofKind(events, "order").filter(({ report }) => report.state === "rejected");
      expect(rejected.map(({ report }) => ({ reason: report.reason, text: report.text }))).toEqual([words]);
      expect(statesTold(events).at(-1)).toBe("rejected");
    }
    expect(checked).toBe(1440);
  });

  it.each(Object.keys(brokerReasons).filter((code) => code !== "Success"))(
    "says %s in words where the broker only gives its code",
    (rejectReason) => {
      const story = [
        order(1, { ordStatus: "PendingNew" }),
        command(1, 1),
        commandReport(1, { commandStatus: "ExecutionRejected", rejectReason }),
        order(1, { ordStatus: "Rejected" }),
      ];
      for (const { events } of lives(story)) {
        expect(learnt(events)).toMatchObject({ state: "rejected", reason: rejectReason });
        expect(learnt(events).text).toBe(wordsOfReason(rejectReason));
        expect(statesTold(events).filter((state) => state === "rejected")).toHaveLength(1);
      }
    },
  );

  it("knows 31 reasons", () => {
    expect(Object.keys(brokerReasons)).toHaveLength(31);
  });

  it("waits a quarter of a second for a reason that does not come, and not longer", () => {
    const desk = translationDesk();
    desk.feed(0, order(1, { ordStatus: "Rejected" }), command(1, 1));
    desk.time(249);
    expect(statesTold(desk.events)).toEqual([]);
    desk.time(250);
    expect(ofKind(desk.events, "order").at(-1)?.report).toMatchObject({ state: "rejected", reason: null });
    expect(nextDueNs(desk.state)).toBeUndefined();
  });

  it("takes the reason of a report whose command never came once the wait is over", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), execution(1, { ...refusal, text: "MaxPosLimitReached" }));
    expect(statesTold(desk.events)).toEqual(["working"]);
    desk.feed(1, order(1, { ordStatus: "Rejected" }));
    desk.time(251);
    expect(ofKind(desk.events, "order").at(-1)?.report).toMatchObject({
      state: "rejected",
      reason: "MaxPosLimitReached",
      text: wordsOfReason("MaxPosLimitReached"),
    });
  });
});

describe("an order partly filled, then cancelled", { timeout: 120_000 }, () => {
  it("ends cancelled with its count, its fill and its key in all 5,040 orders of its messages", () => {
    const story = [
      order(1, { ordStatus: "Canceled" }),
      command(1, 1),
      version(1, 1, 3),
      execution(1, { execType: "Trade", ordStatus: "Working", cumQty: 1 }),
      execution(1, { id: 701, commandId: 5, execType: "Canceled", ordStatus: "Canceled", cumQty: 1 }),
      fill(8, 1),
      command(5, 1, { commandType: "Cancel", clOrdId: undefined }),
    ];
    for (const { events } of lives(story)) {
      const end = { ...known, key: "key-1", quantity: 3, state: "cancelled", cumulative: 1 };
      expect(learnt(events)).toEqual(end);
      expect(ofKind(events, "fill").map((event) => event.fill.fillId)).toEqual(["8"]);
      // Whoever heard of the end first also hears its count afterwards or with it.
      const ended = ofKind(events, "order").findIndex(({ report }) => report.state === "cancelled");
      const counts = ofKind(events, "order").slice(ended);
      expect(counts.some(({ report }) => report.cumulative === 1)).toBe(true);
    }
  });
});

describe("an order whose modify and cancel were refused", { timeout: 120_000 }, () => {
  it("stays as it was in all 5,040 orders of its messages, and the cancel's refusal is said once", () => {
    const late = { execType: "Rejected", ordStatus: "Rejected", rejectReason: "TooLate" };
    const story = [
      order(1, { ordStatus: "Working" }),
      command(1, 1),
      version(1, 1, 2),
      command(5, 1, { commandType: "Modify", clOrdId: undefined }),
      version(5, 1, 9),
      commandReport(5, { commandStatus: "RiskRejected", rejectReason: "MaxOrderQtyLimitReached" }),
      execution(1, { ...late, commandId: 6 }),
    ];
    for (const messages of permutations(story)) {
      const desk = translationDesk();
      noteCancel(desk.state, "1" as BrokerOrderId, "key-1" as OrderKey);
      desk.feed(1, ...messages, command(6, 1, { commandType: "Cancel", clOrdId: undefined }));
      desk.time(1000);
      expect(learnt(desk.events)).toEqual({ ...known, key: "key-1", quantity: 2, state: "working" });
      expect(ofKind(desk.events, "cancel-failed")).toEqual([
        { kind: "cancel-failed", order: "key-1", text: "The order was already finished." },
      ]);
    }
  });

  it("has the quantity of its newest version, whichever arrives last", () => {
    for (const versions of permutations([version(1, 1, 2), version(90, 1, 3), version(100, 1, 4)])) {
      const desk = translationDesk();
      desk.feed(0, order(1), ...versions);
      expect(learnt(desk.events)).toMatchObject({ quantity: 4 });
    }
  });
});

describe("what the exchange takes back", () => {
  it.each(["TradeCancel", "TradeCorrect"])(
    "has the account read again after %s, and counts nothing",
    (execType) => {
      const desk = translationDesk();
      desk.feed(
        0,
        order(1),
        command(1, 1),
        execution(1, { execType: "Trade", ordStatus: "Filled", cumQty: 2 }),
      );
      const told = desk.events.length;
      desk.feed(1, execution(1, { id: 702, execType, ordStatus: "Working", cumQty: 1 }));
      expect(desk.events).toHaveLength(told);
      expect(desk.rereads).toEqual(["practice#11"]);
    },
  );

  it("passes a corrected and a busted fill on as they are: the core judges them", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1), fill(2, 1, { price: 21000.5 }), fill(2, 1, { active: false }));
    expect(ofKind(desk.events, "fill").map((event) => [event.fill.priceTicks, event.fill.active])).toEqual([
      [84_001, true],
      [84_002, true],
      [84_001, false],
    ]);
  });
});
