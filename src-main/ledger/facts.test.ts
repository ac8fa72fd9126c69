import { describe, expect, it } from "vitest";
import type { BrokerOrderId, FillId } from "../../src-shared/ids.ts";
import type { Micros } from "../../src-shared/money.ts";
import { tradeDateAt } from "../../src-shared/trading-day.ts";
import type { Fact, Intent } from "../core/effect.ts";
import { decodeDecisions } from "./event-codec.ts";
import type { Ledger } from "./port.ts";
import { ledgerIn, look, temporaryFolder } from "./testing/profile.ts";
import {
  accountOf,
  attemptOf,
  connection,
  contract,
  decisionOf,
  eventOf,
  fillOf,
  followerOf,
  group,
  intentOf,
  legDecisionOf,
  legOf,
  MONDAY_MS,
  orderOf,
  venue,
} from "./testing/rows.ts";

const follower = followerOf(0);
const account = accountOf(0);
const order = orderOf("f1", 0).order;

function orderEvent(over: Partial<Extract<Fact, { kind: "order-event" }>> = {}): Fact {
  return {
    kind: "order-event",
    order,
    event: "acknowledged",
    status: "accepted",
    wallMs: MONDAY_MS + 5,
    brokerOrderId: "B1" as BrokerOrderId,
    reason: null,
    text: null,
    ...over,
  };
}

function committed(folder: string, ...facts: readonly Fact[]): Ledger {
  const ledger = ledgerIn(folder);
  ledger.commit(facts);
  return ledger;
}

const intent = intentOf("f1", 1);
const intentFact: Fact = { kind: "intent", intent };

describe("an intent", () => {
  it("comes back as open event, leg and intended order, and is seen by deduplication", () => {
    const folder = temporaryFolder();
    committed(folder, intentFact).close();
    const ledger = ledgerIn(folder);
    expect(ledger.restore()).toMatchObject({
      openEvents: [intent.event],
      legs: intent.legs,
      orders: [
        { row: intent.orders[0], status: "intended", brokerOrderId: null, fills: [], lastMs: MONDAY_MS },
      ],
    });
    expect(ledger.history.find(venue, "f1" as FillId, group)).toEqual({
      eventId: "e-f1",
      orderId: "L-f1",
      contract,
      side: 1,
      quantity: 2,
      priceTicks: 98_765,
    });
    expect(ledger.history.find(venue, "f2" as FillId, group)).toBeUndefined();
    expect(look(folder, "SELECT event, status FROM order_event")).toEqual([
      { event: "intended", status: "intended" },
    ]);
  });

  it("written again as it was changes nothing; with other content it is an error and changes nothing", () => {
    const folder = temporaryFolder();
    const ledger = committed(folder, intentFact);
    ledger.commit([{ kind: "intent", intent: intentOf("f1", 1) }]);
    expect(look(folder, "SELECT count(*) AS n FROM order_event")).toEqual([{ n: 1 }]);
    const others: Readonly<Record<string, Intent>> = {
      "leg f1:0:open is recorded with other content (quantity)": {
        ...intent,
        legs: [legOf("f1", 0, { quantity: 3 })],
      },
      "is recorded with other content (quantity)": { ...intent, orders: [orderOf("f1", 0, { quantity: 3 })] },
      "open_event e-f1 is recorded with other content (body)": {
        ...intent,
        event: eventOf("f1", 1, { l1: 5 }),
      },
      "fill_ledger practice, f1, g1 is recorded with other content (event_id)": {
        ...intent,
        event: eventOf("f1", 1, { eventId: "e-again" }),
      },
      "is recorded with other content (legs)": {
        ...intent,
        legs: [...intent.legs, legOf("g", 0, { leg: "close" })],
        orders: [orderOf("f1", 0, { legs: ["f1:0:open", "g:0:open"] })],
      },
    };
    for (const [words, other] of Object.entries(others)) {
      expect(() => {
        ledger.commit([
          { kind: "activity", ...activity },
          { kind: "intent", intent: other },
        ]);
      }).toThrow(words);
    }
    expect(look(folder, "SELECT count(*) AS n FROM orders")).toEqual([{ n: 1 }]);
    expect(look(folder, "SELECT count(*) AS n FROM activity")).toEqual([{ n: 0 }]);
    ledger.commit([intentFact]);
  });

  it("is refused by SQL when it would open the same cause twice, whatever its ids", () => {
    const folder = temporaryFolder();
    const ledger = committed(folder, intentFact);
    const again: Intent = {
      at: MONDAY_MS,
      event: null,
      legs: [legOf("f1", 0, { legId: "other" })],
      orders: [orderOf("z", 0, { legs: ["other"] })],
    };
    expect(() => {
      ledger.commit([{ kind: "intent", intent: again }]);
    }).toThrow("UNIQUE constraint failed");
    const second: Intent = { ...again, legs: [], orders: [orderOf("z", 0, { legs: ["f1:0:open"] })] };
    expect(() => {
      ledger.commit([{ kind: "intent", intent: second }]);
    }).toThrow("an open leg is served by one order only");
    const resent: Intent = { ...again, legs: [legOf("y", 0)], orders: [orderOf("y", 0, { attempt: 2 })] };
    expect(() => {
      ledger.commit([{ kind: "intent", intent: resent }]);
    }).toThrow("always attempt 1");
    expect(look(folder, "SELECT count(*) AS n FROM orders")).toEqual([{ n: 1 }]);
  });

  it("of an exit may be attempted again, and its leg may close the same cause that opened", () => {
    const folder = temporaryFolder();
    const close = legOf("f1", 0, { legId: "f1:0:close", leg: "close", quantity: 0 });
    const exits: readonly Intent[] = [1, 2].map((attempt) => ({
      at: MONDAY_MS,
      event: null,
      legs: attempt === 1 ? [close] : [],
      orders: [
        orderOf(`x${attempt}`, 0, {
          kind: "liquidation",
          side: -1,
          closing: 2,
          attempt,
          legs: [close.legId],
        }),
      ],
    }));
    const ledger = committed(
      folder,
      intentFact,
      ...exits.map((exit): Fact => ({ kind: "intent", intent: exit })),
    );
    // A later cut of the same cause: the leg stays as it was first decided, the target says what holds now.
    const cut = { at: MONDAY_MS, event: null, legs: [{ ...close, quantity: 1 }], orders: [] };
    ledger.commit([{ kind: "intent", intent: cut }]);
    ledger.close();
    const restored = ledgerIn(folder).restore();
    expect(restored.orders.map((found) => found.row.attempt)).toEqual([1, 1, 2]);
    expect(restored.legs.find((leg) => leg.leg === "close")?.quantity).toBe(0);
  });
});

const activity = {
  wallMs: MONDAY_MS,
  activity: "copy",
  severity: "info",
  group,
  follower,
  account,
  contract,
  eventId: "e-f1",
  words: "copied",
  data: { milliseconds: 3, ok: true, why: null },
} as const;

describe("each other fact", () => {
  it("order-event: the order takes its state, its broker id stays, a terminal one is no longer open", () => {
    const folder = temporaryFolder();
    const done = orderEvent({
      event: "all-filled",
      status: "filled",
      brokerOrderId: null,
      wallMs: MONDAY_MS + 9,
    });
    const ledger = committed(folder, orderEvent(), intentFact, done);
    expect(look(folder, "SELECT * FROM open_order")).toEqual([]);
    ledger.close();
    expect(ledgerIn(folder).restore().orders).toMatchObject([
      { status: "filled", brokerOrderId: "B1", lastMs: MONDAY_MS + 9 },
    ]);
  });

  it("order-event of an order that has no intent is refused", () => {
    const ledger = ledgerIn(temporaryFolder());
    expect(() => {
      ledger.commit([orderEvent()]);
    }).toThrow("FOREIGN KEY constraint failed");
  });

  it("fill: counts once however often it comes, and not after its bust", () => {
    const folder = temporaryFolder();
    const own = (id: string, active = true): Fact => ({
      kind: "fill",
      fill: fillOf(id, { account, active }),
      order,
      role: "own",
    });
    const foreign: Fact = { kind: "fill", fill: fillOf("q", { account }), order: null, role: "foreign" };
    committed(folder, intentFact, own("a"), own("a"), own("b"), foreign, foreign, own("b", false)).close();
    expect(ledgerIn(folder).restore().orders[0]?.fills).toEqual([
      { fillId: "a", quantity: 2, priceTicks: 98_765 },
    ]);
    expect(look(folder, "SELECT count(*) AS n FROM fill")).toEqual([{ n: 4 }]);
  });

  it("event-complete: closes the event with its attempts, and again as it was changes nothing", () => {
    const folder = temporaryFolder();
    const event = intent.event ?? eventOf("f1", 1);
    const other = decisionOf(0, [legDecisionOf({ verdict: "stale" })]);
    const attempts = [
      attemptOf(event, 0, { status: "rejected", reason: "Code", text: "said", decision: other }),
    ];
    const complete: Fact = { kind: "event-complete", event, wallMs: MONDAY_MS + 80, attempts };
    const ledger = committed(folder, intentFact, complete, complete, intentFact);
    expect(look(folder, "SELECT * FROM open_event")).toEqual([]);
    expect(look(folder, "SELECT event_id, completed_ms FROM leader_event")).toEqual([
      { event_id: "e-f1", completed_ms: MONDAY_MS + 80 },
    ]);
    const [row] = look(folder, "SELECT * FROM attempt");
    expect(row).toMatchObject({
      follower,
      status: "rejected",
      reason: "Code",
      text: "said",
      filled_ns: null,
    });
    const [{ later } = {}] = look(folder, "SELECT later FROM leader_event");
    expect(decodeDecisions(String(later))).toEqual([other]);
    const changed = { ...complete, wallMs: MONDAY_MS + 81 };
    expect(() => {
      ledger.commit([changed]);
    }).toThrow("leader_event e-f1 is recorded with other content (completed_ms)");
    expect(ledger.history.find(venue, "f1" as FillId, group)?.eventId).toBe("e-f1");
  });

  it("event-complete without an intent: a fill that was never copied is seen from then on", () => {
    const folder = temporaryFolder();
    const event = eventOf("old", 0, { kind: "while-offline" });
    const ledger = committed(folder, { kind: "event-complete", event, wallMs: MONDAY_MS, attempts: [] });
    expect(ledger.history.find(venue, "old" as FillId, group)?.eventId).toBe("e-old");
  });

  it("event-complete of a conflict or a bust leaves what was recorded first", () => {
    const folder = temporaryFolder();
    const ledger = committed(folder, intentFact);
    for (const kind of ["conflict", "bust"] as const) {
      const fill = fillOf("f1", { quantity: 9, active: kind === "conflict" });
      const event = eventOf("f1", 0, { eventId: `e-f1-${kind}`, kind, fill });
      ledger.commit([{ kind: "event-complete", event, wallMs: MONDAY_MS, attempts: [] }]);
    }
    expect(ledger.history.find(venue, "f1" as FillId, group)).toMatchObject({ eventId: "e-f1", quantity: 2 });
    expect(look(folder, "SELECT count(*) AS n FROM leader_event")).toEqual([{ n: 2 }]);
  });

  it("trade, target, entries-off, position, account: the last one stands, an ended one is gone", () => {
    const folder = temporaryFolder();
    const trade = {
      follower,
      leaderContract: contract,
      contract,
      opened: false,
      leaderAnchor: 2,
      followerAnchor: -2,
      ratio: { follower: 75_350_000_000 as Micros, leader: 55_000_000_000 as Micros },
      drift: "cut" as const,
      tolerated: 1,
      closedBy: null,
    };
    const target = { follower, account, contract, side: 1 as const, most: 1, legId: "later", attempts: 0 };
    const position = { account, contract, tradeDate: tradeDateAt(MONDAY_MS), confirmed: -2, own: -1 };
    const off: Fact = { kind: "entries-off", follower, reason: "flattened", off: true, wallMs: MONDAY_MS };
    const ledger = committed(
      folder,
      { kind: "trade", trade: { ...trade, opened: true } },
      { kind: "trade", trade },
      { kind: "target", target },
      { kind: "target", target: { ...target, most: 0, attempts: 3 } },
      { kind: "target", target: { ...target, side: -1 } },
      { kind: "position", ...position, confirmed: 7 },
      { kind: "position", ...position },
      { kind: "account", account, connection, name: "old" },
      { kind: "account", account, connection, name: "new" },
      off,
      { ...off, reason: "rejects" },
      { ...off, reason: "rejects", off: false },
    );
    ledger.close();
    const second = ledgerIn(folder);
    expect(second.restore()).toMatchObject({
      trades: [trade],
      targets: [
        { ...target, side: -1 },
        { ...target, most: 0, attempts: 3 },
      ],
      positions: [{ account, contract, confirmed: -2, own: -1 }],
      accounts: [{ account, connection, name: "new" }],
      entriesOff: [{ follower, reason: "flattened" }],
    });
    second.commit([
      { kind: "trade-ended", follower, leaderContract: contract },
      { kind: "target-ended", follower, contract, side: 1 },
    ]);
    second.close();
    expect(ledgerIn(folder).restore()).toMatchObject({ trades: [], targets: [{ side: -1 }] });
  });

  it("activity: every cell is kept", () => {
    const folder = temporaryFolder();
    committed(folder, { kind: "activity", ...activity });
    expect(look(folder, "SELECT * FROM activity")).toEqual([
      {
        id: 1,
        wall_ms: MONDAY_MS,
        activity: "copy",
        severity: "info",
        group_id: group,
        follower,
        account,
        contract,
        event_id: "e-f1",
        words: "copied",
        data: '{"milliseconds":3,"ok":true,"why":null}',
      },
    ]);
  });

  it("settings changes are recorded with old and new value", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    ledger.recordSettingChanges(
      [{ wallMs: MONDAY_MS, path: "groups.g1.status", before: '"active"', after: null }],
      [{ wallMs: MONDAY_MS, group: "g1", body: null }],
      [],
    );
    expect(look(folder, "SELECT group_id, wall_ms, body FROM group_version")).toEqual([
      { group_id: "g1", wall_ms: MONDAY_MS, body: null },
    ]);
    expect(look(folder, "SELECT path, before, after FROM setting_change")).toEqual([
      { path: "groups.g1.status", before: '"active"', after: null },
    ]);
  });
});
