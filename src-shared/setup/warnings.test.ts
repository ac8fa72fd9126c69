import { describe, expect, test } from "vitest";
import { groupOfDraft } from "../group-draft.ts";
import type { GroupId } from "../ids.ts";
import { pointValueMicrosOf } from "../product-values.ts";
import { hoursOfVenue } from "../venue-hours.ts";
import { groupWarnings } from "./warnings.ts";

/** A Sunday noon in Chicago: windows of the week are ahead. */
const SUNDAY_MS = Date.UTC(2026, 10, 22, 18);

function warningsOf(
  more: object,
  follower: object | null = {},
  hours = hoursOfVenue("live"),
): Record<string, string> {
  const followers = follower === null ? [] : [{ connection: "Desk", account: "F1", ...follower }];
  const draft = { name: "G", leader: { connection: "Desk", account: "L" }, followers, ...more };
  const group = groupOfDraft(draft, "g" as GroupId, null);
  const found = groupWarnings(group, { pointValueMicros: pointValueMicrosOf, nowMs: SUNDAY_MS, hours });
  return Object.fromEntries(found.map(({ path, words }) => [path, words]));
}

const times = (multiplier: string, more: object = {}) => ({
  sizing: { mode: "multiplier", multiplier, ...more },
});

test("a group without peculiarities has none", () => {
  expect(warningsOf({})).toEqual({});
  expect(warningsOf({ symbols: ["NQ", "ESZ6"] }, { contractMap: "mini-to-micro" })).toEqual({});
});

describe("sizes", () => {
  test("a multiplier that never reaches a contract", () => {
    expect(warningsOf({}, times("0.01", { atLeastOne: false }))["followers[0].sizing"]).toBe(
      "0.01× nearest gives 0 for 1 to 20 contracts of the leader: nothing is copied",
    );
    expect(warningsOf({}, times("0.01"))).toEqual({});
  });

  test("one that needs several contracts of the leader first", () => {
    expect(warningsOf({}, times("0.30", { atLeastOne: false }))["followers[0].sizing"]).toBe(
      "0.30× nearest gives 0 until the leader holds 2 contracts: smaller trades are not copied",
    );
  });

  test("a cap below the size of one contract, at the cap that is the lower", () => {
    expect(warningsOf({}, times("5.00", { maxContracts: 4 }))).toEqual({
      "followers[0].sizing.maxContracts":
        "1 contract of the leader is 5 here, and the cap is 4: every entry is cut",
    });
    expect(Object.keys(warningsOf({}, times("5.00", { maxOrderContracts: 4 })))).toEqual([
      "followers[0].sizing.maxOrderContracts",
    ]);
    expect(warningsOf({}, times("5.00", { maxContracts: 5 }))).toEqual({});
    const fixed = { sizing: { mode: "fixed", contracts: 11 } };
    expect(Object.keys(warningsOf({}, fixed))).toEqual(["followers[0].sizing.maxContracts"]);
  });

  test("with notional kept the cap is judged by what the micro becomes", () => {
    const micro = { contractMap: "mini-to-micro", keepNotional: true, ...times("1.00", { maxContracts: 9 }) };
    expect(warningsOf({}, micro)["followers[0].sizing.maxContracts"]).toContain("is 10 here (NQ as MNQ)");
  });

  test("a larger product keeps the notional until that is confirmed otherwise", () => {
    const mini = { contractMap: "micro-to-mini", ...times("1.00") };
    const found = warningsOf({ symbols: ["MES"] }, mini);
    expect(found["followers[0].keepNotional"]).toContain("ES is larger than MES");
    expect(found["followers[0].sizing"]).toContain("until the leader holds 5 contracts (MES as ES)");
    expect(warningsOf({ symbols: ["MES"] }, { ...mini, largerConfirmed: true })).toEqual({});
    expect(warningsOf({}, mini)["followers[0].keepNotional"]).toContain("larger");
  });
});

describe("symbols and pairs", () => {
  test("a listed symbol without a pair", () => {
    const map = { contractMap: { pairs: [["NQ", "MNQ"]] } };
    expect(warningsOf({ symbols: ["NQ", "ESZ6"] }, map)).toEqual({
      "followers[0].contractMap": "ES has no pair here: it is never copied",
    });
    expect(warningsOf({ symbols: ["ES", "CL"] }, map)).toEqual({
      "followers[0].contractMap": "None of the group's symbols has a pair here (ES, CL): nothing is copied",
    });
    // The target of a pair is copied as itself.
    expect(warningsOf({ symbols: ["MNQ"] }, map)).toEqual({});
  });

  test("two products of the leader that would share one of the follower", () => {
    const pairs = [
      ["NQ", "MNQ"],
      ["ES", "MNQ"],
    ];
    expect(warningsOf({}, { contractMap: { pairs } })["followers[0].contractMap"]).toBe(
      "NQ and ES both are copied as MNQ: while one is open there, entries of the other are denied",
    );
  });

  test("what can be no symbol", () => {
    expect(Object.keys(warningsOf({ symbols: ["NQ", "nq", "E-mini"] }))).toEqual([
      "symbols[1]",
      "symbols[2]",
    ]);
  });
});

test("a follower that is off, and a group without any", () => {
  expect(warningsOf({}, { enabled: false })["followers[0].enabled"]).toContain("F1 is switched off");
  expect(Object.keys(warningsOf({}, null))).toEqual(["followers"]);
});

describe("session windows", () => {
  const window = { days: ["mon"], from: "08:30", to: "15:00", zone: "America/Chicago" };

  test("that open within the week are none", () => {
    expect(warningsOf({ sessions: [window] })).toEqual({});
  });

  test("that lie where the exchange is closed never open", () => {
    const never = { ...window, days: ["sat"], from: "12:00", to: "13:00" };
    expect(warningsOf({ sessions: [never] })["sessions"]).toContain("never open");
    expect(warningsOf({ sessions: [never] }, {}, hoursOfVenue("practice"))).toEqual({});
    expect(warningsOf({ sessions: [never, window] })).toEqual({});
  });

  test("that stay closed for a week are told from those that never open", () => {
    // Thanksgiving ends at noon: the week's only window opens after it, on the Thursday after.
    const thursday = { ...window, days: ["thu"], from: "12:30", to: "13:00" };
    expect(warningsOf({ sessions: [thursday] })["sessions"]).toContain("closed for the next seven days");
  });
});
