/** The one figure of an account's cash that the core is told. */

import { describe, expect, it } from "vitest";
import type { BrokerEvent } from "../../core/input.ts";
import { ofKind, translationDesk, wire } from "./test-support.ts";

describe("cash", () => {
  it("turns dollars into micro-dollars and keeps what was not sent null", () => {
    const desk = translationDesk();
    const cash = { id: 1, accountId: 11, tradeDate: { year: 2026, month: 11, day: 23 }, amount: 50123.45 };
    desk.feed(0, wire("cashBalance", { ...cash, realizedPnL: -0.1 }));
    expect(ofKind(desk.events, "cash")).toMatchObject([
      { report: { account: "practice#11", amount: 50_123_450_000, realized: -100_000, startOfDay: null } },
    ]);
  });

  const cash = (amount: number, day: number, time: string, currencyId = 1): object =>
    wire("cashBalance", {
      id: 1,
      accountId: 11,
      timestamp: `2026-11-${day}T${time}Z`,
      tradeDate: { year: 2026, month: 11, day },
      currencyId,
      amount,
    });
  const dollarsTold = (events: readonly BrokerEvent[]): number[] =>
    ofKind(events, "cash").map(({ report }) => report.amount / 1e6);

  it("is never told older after newer: neither of an older trade date nor of an earlier moment", () => {
    const desk = translationDesk();
    desk.feed(0, cash(100, 23, "15:00:01.000"), cash(90, 20, "15:00:02.000"), cash(80, 23, "15:00:00.999"));
    expect(dollarsTold(desk.events)).toEqual([100]);
    // Said again, and in a minute that may be the same moment.
    desk.feed(1, cash(100, 23, "15:00:01.000"), cash(70, 23, "15:00"), cash(60, 24, "00:00:00.000"));
    expect(dollarsTold(desk.events)).toEqual([100, 100, 70, 60]);
  });

  it("is told in dollars alone, and not at all while nobody says which of two currencies they are", () => {
    const desk = translationDesk();
    desk.feed(0, cash(100, 23, "15:00:01.000"));
    desk.feed(1, cash(7, 23, "15:00:02.000", 2), cash(101, 23, "15:00:03.000"));
    expect(dollarsTold(desk.events)).toEqual([100]);
    desk.feed(2, wire("currency", { id: 1, name: "USD" }), wire("currency", { id: 2, name: "EUR" }));
    desk.feed(3, cash(8, 23, "15:00:04.000", 2), cash(102, 23, "15:00:05.000"));
    expect(dollarsTold(desk.events)).toEqual([100, 102]);
  });
});
