import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccountKey, BrokerOrderId, ContractName, FillId } from "../../src-shared/ids.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { TradeDate } from "../../src-shared/trading-day.ts";
import type { BrokerFill, PositionReport } from "./input.ts";
import {
  applyFill,
  applyReport,
  attributeFill,
  confirmedOf,
  emptyPosition,
  resetPosition,
  unexplained,
  type PositionState,
} from "./positions.ts";

const account = "practice#1" as AccountKey;
const contract = "NQZ6" as ContractName;
const monday: TradeDate = { year: 2026, month: 11, day: 23 };
const tuesday: TradeDate = { year: 2026, month: 11, day: 24 };

function fill(id: number, signed: number, tradeDate = monday): BrokerFill {
  return {
    account,
    contract,
    fillId: String(id) as FillId,
    orderId: "1" as BrokerOrderId,
    side: signed > 0 ? 1 : -1,
    quantity: Math.abs(signed),
    priceTicks: 84_000 as Ticks,
    tradeDate,
    filledAtMs: id,
    active: true,
    receivedNs: id,
  };
}

function report(carried: number, bought: number, sold: number, tradeDate = monday): PositionReport {
  return { account, contract, tradeDate, carried, bought, sold };
}

type Message = { readonly fill: BrokerFill } | { readonly report: PositionReport };

function told(...messages: readonly Message[]): PositionState {
  const position = emptyPosition(contract);
  for (const message of messages) {
    if ("fill" in message) applyFill(position, message.fill);
    else applyReport(position, message.report);
  }
  return position;
}

/** A day's trades with the report that follows each of them. */
function day(carried: number, trades: readonly number[], tradeDate: TradeDate, firstId: number): Message[] {
  const messages: Message[] = [{ report: report(carried, 0, 0, tradeDate) }];
  let bought = 0;
  let sold = 0;
  for (const [index, signed] of trades.entries()) {
    if (signed > 0) bought += signed;
    else sold -= signed;
    messages.push(
      { fill: fill(firstId + index, signed, tradeDate) },
      { report: report(carried, bought, sold, tradeDate) },
    );
  }
  return messages;
}

const net = (trades: readonly number[]): number => trades.reduce((total, signed) => total + signed, 0);
const tradesOf = fc.array(
  fc.integer({ min: -4, max: 4 }).filter((signed) => signed !== 0),
  { maxLength: 5 },
);

/** Every order of a list; for up to six messages. */
function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  const all: Item[][] = [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) all.push([item].concat(rest));
  }
  return all;
}

describe("confirmed positions (R1)", () => {
  it("is right at the end in all 720 orders of three fills and three reports", () => {
    const messages = day(2, [3, -1, -4], monday, 1).slice(1);
    for (const order of permutations(messages)) expect(confirmedOf(told(...order))).toBe(0);
  });

  it("is right at the end in any order, with every message delivered again and again", () => {
    const carriedIn = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(carriedIn, tradesOf, fc.infiniteStream(fc.nat(1000)), (carried, trades, order) => {
        const messages = day(carried, trades, monday, 1);
        const twice = [...messages, ...messages];
        const keyed = twice.map((message) => ({ message, at: order.next().value }));
        const shuffled = keyed.toSorted((a, b) => a.at - b.at).map(({ message }) => message);
        expect(confirmedOf(told(...shuffled))).toBe(carried + net(trades));
      }),
      { seed: 10, numRuns: 1000 },
    );
  });

  it("carries over the roll in all orders of the new day's messages", () => {
    const before = day(0, [2, 1], monday, 1);
    const after = day(3, [-1, -4], tuesday, 10);
    for (const order of permutations(after)) {
      expect(confirmedOf(told(...before, ...order))).toBe(-2);
    }
  });

  it("adds nothing of an older trade date once the newer one has begun", () => {
    const old = [{ fill: fill(99, 7) }, { report: report(5, 9, 1) }];
    const now = day(3, [-1], tuesday, 10);
    for (const late of old) expect(confirmedOf(told(...now, late))).toBe(2);
  });

  it("carries the old day's position when a fill of the new day comes before its report", () => {
    const position = told(...day(0, [2], monday, 1), { fill: fill(10, 1, tuesday) });
    expect(confirmedOf(position)).toBe(3);
    applyReport(position, report(2, 1, 0, tuesday));
    expect(confirmedOf(position)).toBe(3);
  });

  it("knows how much of a report no fill has explained yet", () => {
    const position = told({ report: report(0, 3, 1) }, { fill: fill(1, 2) });
    expect(unexplained(position, 1)).toBe(1);
    expect(unexplained(position, -1)).toBe(1);
    applyFill(position, fill(2, 1));
    applyFill(position, fill(3, -1));
    expect([unexplained(position, 1), unexplained(position, -1)]).toEqual([0, 0]);
  });

  it("takes a complete reading in place of what it believed", () => {
    const position = told({ report: report(0, 9, 0) }, { fill: fill(1, 9) });
    position.unknown = "the broker's reading was incomplete";
    resetPosition(position, report(0, 4, 1, tuesday), [fill(20, 3, tuesday), fill(21, 1, tuesday)]);
    expect(confirmedOf(position)).toBe(3);
    expect(position.unknown).toBeNull();
    expect(applyFill(position, fill(20, 3, tuesday))).toBe(false);
    expect(confirmedOf(position)).toBe(3);
  });
});

describe("own and foreign contracts (R5)", () => {
  const within = (own: number, confirmed: number): boolean =>
    own === 0 || (Math.sign(own) === Math.sign(confirmed) && Math.abs(own) <= Math.abs(confirmed));

  function traded(...trades: readonly (readonly [byUs: boolean, signed: number])[]): PositionState {
    const position = emptyPosition(contract);
    for (const [index, [byUs, signed]] of trades.entries()) {
      applyFill(position, fill(index + 1, signed));
      attributeFill(position, byUs, signed);
    }
    return position;
  }

  it("takes own contracts first when we close, foreign ones first when somebody else does", () => {
    expect(traded([true, 3], [false, 2]).own).toBe(3);
    expect(traded([true, 3], [false, 2], [true, -4]).own).toBe(0);
    expect(traded([true, 3], [false, 2], [false, -2]).own).toBe(3);
    expect(traded([true, 3], [false, 2], [false, -4]).own).toBe(1);
  });

  it("waits with contracts that a report counts before their fills are told", () => {
    const position = traded([true, 7]);
    applyReport(position, report(0, 7, 2));
    for (const id of [2, 3]) {
      applyFill(position, fill(id, -1));
      attributeFill(position, true, -1);
    }
    expect([confirmedOf(position), position.own]).toEqual([5, 5]);
  });

  it("puts what crosses zero on the side of whoever caused it", () => {
    expect(traded([true, 3], [false, -5]).own).toBe(0);
    expect(traded([false, 3], [true, -5]).own).toBe(-2);
  });

  it("never owns more than is confirmed, nor on the other side", () => {
    const trade = fc.tuple(
      fc.boolean(),
      fc.integer({ min: -5, max: 5 }).filter((signed) => signed !== 0),
    );
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 12 }), (trades) => {
        const position = traded(...trades);
        expect(within(position.own, confirmedOf(position))).toBe(true);
        expect(confirmedOf(position)).toBe(net(trades.map(([, signed]) => signed)));
      }),
      { seed: 11, numRuns: 2000 },
    );
  });

  it("owns everything where all trades were ours, and nothing where none was", () => {
    fc.assert(
      fc.property(tradesOf, fc.boolean(), (trades, byUs) => {
        const position = traded(...trades.map((signed): [boolean, number] => [byUs, signed]));
        expect(position.own + 0).toBe(byUs ? confirmedOf(position) : 0);
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});
