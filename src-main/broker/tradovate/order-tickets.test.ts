/** Which ticket rides on which order, under every notion of whose a ticket is. */

import { describe, expect, it } from "vitest";
import type { AccountKey, ContractName } from "../../../src-shared/ids.ts";
import { OrderTickets } from "./order-tickets.ts";
import type { Penalty } from "./tickets.ts";

const S = 1e9;
const contract = "NQZ6" as ContractName;
const account = (index: number): AccountKey => `demo#${index}` as AccountKey;

/** A broker that keeps one open penalty per `keyOf`, and penalises anew whoever does not bring its latest ticket. */
function brokerOf(keyOf: (account: AccountKey) => string) {
  const open = new Map<string, string>();
  let serial = 0;
  const penalise = (who: AccountKey): Penalty => {
    const ticket = `T${++serial}`;
    open.set(keyOf(who), ticket);
    return { kind: "penalty", ticket, seconds: 5, captcha: false };
  };
  return {
    penalise,
    /** Null: executed. */
    place(who: AccountKey, ticket: string | null): Penalty | null {
      const due = open.get(keyOf(who));
      if (due === undefined || due === ticket) {
        open.delete(keyOf(who));
        return null;
      }
      return penalise(who);
    },
  };
}

/** Rounds until all of a burst's exits are executed. */
function rounds(broker: ReturnType<typeof brokerOf>, burst: number): number {
  const tickets = new OrderTickets();
  let nowNs = 0;
  let waiting = Array.from({ length: burst }, (_, index) => account(index));
  for (const who of waiting) {
    nowNs += 0.001 * S;
    tickets.keep("place", who, contract, broker.penalise(who), nowNs);
  }
  let round = 0;
  for (; waiting.length > 0 && round < 20; round++) {
    nowNs += 5.25 * S;
    waiting = waiting.filter((who) => {
      nowNs += 0.001 * S;
      const penalty = broker.place(who, tickets.take("place", who, contract, nowNs));
      if (penalty === null) return false;
      tickets.keep("place", who, contract, penalty, nowNs);
      return true;
    });
  }
  return round;
}

describe("a burst of penalised exits", () => {
  it.each([1, 2, 20])("of %i goes at once where tickets belong to the operation", (burst) => {
    expect(
      rounds(
        brokerOf(() => "all"),
        burst,
      ),
    ).toBe(1);
  });

  it.each([1, 2, 20])("of %i goes at the second try at the latest where they belong to accounts", (burst) => {
    expect(
      rounds(
        brokerOf((who) => who),
        burst,
      ),
    ).toBeLessThanOrEqual(2);
  });
});

describe("a ticket", () => {
  const penalty = (ticket: string, seconds: number, captcha = false): Penalty => {
    return { kind: "penalty", ticket, seconds, captcha };
  };

  it("is not brought before its time, and once only", () => {
    const tickets = new OrderTickets();
    expect(tickets.take("place", account(1), contract, 0)).toBeNull();
    const againNs = tickets.keep("place", account(1), contract, penalty("T", 5), 1 * S);
    expect(againNs).toBeGreaterThanOrEqual(6 * S);
    expect(tickets.take("place", account(1), contract, 6 * S - 1)).toBeNull();
    expect(tickets.take("place", account(1), contract, againNs)).toBe("T");
    expect(tickets.take("place", account(1), contract, againNs)).toBeNull();
  });

  it("of an order rides on the liquidation that comes in its place", () => {
    const tickets = new OrderTickets();
    const againNs = tickets.keep("place", account(1), contract, penalty("T", 5), 0);
    expect(tickets.take("liquidate", account(2), contract, againNs)).toBeNull();
    expect(tickets.take("liquidate", account(1), contract, againNs)).toBe("T");
  });

  it("with a captcha is good after an hour", () => {
    const tickets = new OrderTickets();
    const againNs = tickets.keep("place", account(1), contract, penalty("T", 5, true), 0);
    expect(againNs).toBeGreaterThanOrEqual(3600 * S);
    expect(tickets.take("place", account(1), contract, 3599 * S)).toBeNull();
  });

  it("that nobody brought for an hour is forgotten", () => {
    const tickets = new OrderTickets();
    tickets.keep("place", account(1), contract, penalty("T", 5), 0);
    expect(tickets.take("place", account(1), contract, 3606 * S)).toBeNull();
  });
});
