import { describe, expect, it, onTestFinished } from "vitest";
import { tapeEntrySchema } from "../../src-shared/cockpit/model.ts";
import type { Ticks } from "../../src-shared/money.ts";
import type { Fact } from "../core/effect.ts";
import type { ActivityFact, LedgerNames, LedgerReader } from "./port.ts";
import { openLedgerReader } from "./reader.ts";
import { ledgerIn, otherConnection, temporaryFolder } from "./testing/profile.ts";
import {
  accountOf,
  attemptOf,
  connection,
  contract,
  decisionOf,
  eventOf,
  fillOf,
  intentOf,
  legDecisionOf,
  MONDAY_MS,
  venue,
} from "./testing/rows.ts";
import { leaveSchema10 } from "./testing/schema-10.ts";

const names: LedgerNames = { nameOfGroup: (id) => `Group ${id}` };

function readerOf(folder: string): LedgerReader {
  const reader = openLedgerReader(folder);
  onTestFinished(() => {
    reader.close();
  });
  return reader;
}

async function linesOf(reader: LedgerReader): Promise<readonly Record<string, unknown>[]> {
  let text = "";
  for await (const piece of reader.exportActivityJson(names)) text += piece;
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const activity: ActivityFact = {
  kind: "activity",
  wallMs: MONDAY_MS,
  activity: "settings",
  severity: "info",
  group: null,
  follower: null,
  account: null,
  contract: null,
  eventId: null,
  words: 'a "quoted"\nword',
  data: null,
};

const spec: Fact = {
  kind: "contract",
  spec: {
    venue,
    contract,
    contractId: "1",
    root: "MNQ",
    tickSizeMicros: 250_000,
    tickValueMicros: 500_000,
    pointValueMicros: 2_000_000,
  },
};

/** A fill copied to one follower, whose order is then filled at two prices. */
function copied(): readonly Fact[] {
  const intent = intentOf("one", 1);
  const event = intent.event ?? eventOf("one", 1);
  const [row] = intent.orders;
  if (!row) throw new Error("no order");
  const own = (id: string, priceTicks: number): Fact => {
    const { quantity: _all, ...fill } = fillOf(id, {
      account: accountOf(0),
      priceTicks: priceTicks as Ticks,
    });
    return { kind: "fill", fill: { ...fill, quantity: 1 }, order: row.order, role: "own" };
  };
  const said = {
    order: row.order,
    wallMs: MONDAY_MS,
    brokerOrderId: null,
    reason: null,
    text: null,
  } as const;
  return [
    { kind: "account", account: accountOf(0), connection, name: "PRAC0002" },
    spec,
    { kind: "intent", intent },
    { kind: "order-event", event: "acknowledged", status: "accepted", ...said },
    {
      kind: "event-complete",
      event,
      wallMs: MONDAY_MS + 3,
      attempts: [
        attemptOf(event, 0, {
          status: "accepted",
          filled: 0,
          filledTicks: 0,
          orders: [row.order],
          timings: {
            receivedNs: 1_000,
            decidedNs: 2_000,
            sentNs: 301_000,
            answeredNs: 5_301_000,
            filledNs: null,
          },
        }),
      ],
    },
    own("f1", 98_766),
    own("f2", 98_769),
    { kind: "order-event", event: "all-filled", status: "filled", ...said },
  ];
}

describe("a leader fill out of the ledger", () => {
  it("has the decision as it was stored and the outcome as it is now", () => {
    const folder = temporaryFolder();
    ledgerIn(folder).commit(copied());
    const entry = readerOf(folder).event("e-one", names);
    expect(tapeEntrySchema.parse(entry)).toEqual(entry);
    expect(entry).toMatchObject({
      eventId: "e-one",
      group: "g1",
      groupName: "Group g1",
      quantity: 2,
      price: "24691.25",
      l0: 0,
      l1: 2,
      complete: true,
    });
    expect(entry?.followers).toHaveLength(1);
    expect(entry?.followers[0]).toMatchObject({
      account: "PRAC0002",
      outcome: "filled",
      words: "filled",
      quantity: 2,
      price: "24691.8750",
      slippageTicks: 2.5,
      arithmetic: ["leader 0 → 2, 1.00× nearest: 0 → 2, order 2"],
      ownUs: 300,
      answeredUs: 5_000,
      filledUs: null,
    });
    const [leg] = entry?.followers[0]?.checks ?? [];
    expect(leg).toMatchObject({ leg: "open", verdict: "send" });
    expect(leg?.lines.map(({ check }) => check)).toEqual([1, 2, 3, 4, 6, 8, 9, 10]);
  });

  it("decided when the leader's order was complete has the later decision", () => {
    const folder = temporaryFolder();
    const event = eventOf("two", 1, { decisions: [decisionOf(0, [legDecisionOf({ verdict: "waiting" })])] });
    const decision = decisionOf(0, [legDecisionOf({ verdict: "sized-to-zero", quantity: 0 })]);
    const late = {
      status: "denied" as const,
      reason: "sized-to-zero",
      orders: [],
      decision,
      filled: 0,
      filledTicks: 0,
    };
    ledgerIn(folder).commit([
      { kind: "event-complete", event, wallMs: MONDAY_MS, attempts: [attemptOf(event, 0, late)] },
    ]);
    const entry = readerOf(folder).event("e-two", names);
    expect(entry?.followers[0]).toMatchObject({
      account: 'Follower "0"',
      outcome: "sized-to-zero",
      words: "The leader's position is too small for this follower's size.",
      quantity: 0,
      checks: [{ verdict: "sized-to-zero" }],
    });
    // Nobody has told the tick size: no price is made up.
    expect(entry?.price).toBe("");
  });

  it("that is not there is null", () => {
    const folder = temporaryFolder();
    ledgerIn(folder);
    expect(readerOf(folder).event("e-none", names)).toBeNull();
  });
});

describe("a ledger of schema 10, brought up to date", () => {
  function old(): { folder: string; reader: LedgerReader } {
    const folder = temporaryFolder();
    leaveSchema10(folder);
    ledgerIn(folder).restore();
    return { folder, reader: readerOf(folder) };
  }

  it("explains its fills, with what became of each order afterwards", () => {
    const entry = old().reader.event("e-old", names);
    expect(
      entry?.followers.map(({ account, outcome, words, quantity }) => [account, outcome, words, quantity]),
    ).toEqual([
      ["PRAC0002", "filled", "filled", 2],
      ['Follower "1"', "rejected", "rejected: Not enough margin", 2],
      ['Follower "2"', "follower-off", "The follower is switched off.", 0],
    ]);
    expect(entry?.followers[0]?.slippageTicks).toBe(2);
    expect(entry?.followers.map(({ checks }) => checks.map(({ leg }) => leg))).toEqual([
      ["close", "open"],
      ["close", "open"],
      ["close", "open"],
    ]);
    expect(tapeEntrySchema.safeParse(entry).success).toBe(true);
  });

  it("has the changes of one group alone, and no version of a time before versions", () => {
    const { reader } = old();
    expect(reader.settingChanges("g1", 10).map(({ after }) => after)).toEqual(['"paused"', '"active"']);
    expect(reader.settingChanges("g1", 1)).toHaveLength(1);
    expect(reader.settingChanges("g", 10)).toEqual([]);
    expect(reader.groupVersion("g1", MONDAY_MS)).toBeNull();
  });

  it("is exported as JSON Lines, each fill explained once", async () => {
    const { reader } = old();
    const lines = await linesOf(reader);
    expect(lines.map(({ id, kind, group, eventId }) => [id, kind, group, eventId])).toEqual([
      [1, "copy", "Group g1", "e-old"],
      [2, "denied", "Group g1", "e-old"],
      [3, "session", "Group g1", null],
    ]);
    expect(lines[0]?.["time"]).toBe("2026-11-23T15:00:00.000Z");
    expect(lines[0]?.["explain"]).toEqual(reader.event("e-old", names));
    expect(lines.slice(1).map((line) => line["explain"])).toEqual([null, null]);
  });

  it("exports what it can where a stored text is damaged, and says so", async () => {
    const { folder, reader } = old();
    const other = otherConnection(folder);
    other.exec("DROP TRIGGER leader_event_unchanged; UPDATE leader_event SET body = '[1,[]]'");
    const [first, second] = await linesOf(reader);
    expect(first).toMatchObject({ explain: null, words: "Copied to 2 of 3 followers." });
    expect(first?.["unreadable"]).toContain("Condition failed");
    expect(second).not.toHaveProperty("unreadable");
  });
});

describe("the JSON export", () => {
  it("goes on in small pieces that end with a line, and ends where it began", async () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    ledger.commit(Array.from({ length: 95 }, () => activity));
    const pieces: string[] = [];
    for await (const piece of readerOf(folder).exportActivityJson(names)) {
      pieces.push(piece);
      ledger.commit([activity]);
    }
    expect(pieces).toHaveLength(10);
    expect(pieces.every((piece) => piece.endsWith("}\n"))).toBe(true);
    expect(pieces.join("").split("\n").slice(0, -1)).toHaveLength(95);
  });
});

describe("a group's version", () => {
  it("is the latest by then, and null once the group was deleted", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    const at = (wallMs: number, body: string | null) =>
      ledger.recordSettingChanges([], [{ wallMs, group: "g1", body }], []);
    at(10, "one");
    at(20, "two");
    at(30, null);
    const reader = readerOf(folder);
    expect([9, 10, 19, 20, 35].map((ms) => reader.groupVersion("g1", ms)?.body)).toEqual([
      undefined,
      "one",
      "one",
      "two",
      null,
    ]);
    expect(reader.groupVersion("g2", 40)).toBeNull();
  });

  it("is written with its change and what is said of it, all or nothing", () => {
    const folder = temporaryFolder();
    const ledger = ledgerIn(folder);
    otherConnection(folder).exec(
      "CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    const change = { wallMs: 1, path: "groups[g1].status", before: null, after: "1" };
    expect(() =>
      ledger.recordSettingChanges([change], [{ wallMs: 1, group: "g1", body: "b" }], [activity]),
    ).toThrow("no room");
    const reader = readerOf(folder);
    expect(reader.settingChanges("g1", 5)).toEqual([]);
    expect(reader.groupVersion("g1", 5)).toBeNull();
  });
});
