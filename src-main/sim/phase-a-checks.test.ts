/** The table of Phase A, check by check where a check has more to say than yes and no, and the order of the checks. */
import { describe, expect, it } from "vitest";
import type { CheckNumber } from "../core/decision.ts";
import { ES, MAIN_LOGIN, multiplierOf, OTHER_LOGIN } from "./desk.ts";
import type { ExampleDesk } from "./example-desk.ts";
import { ALL, desk, failed, follower, legOf, over, seen, set } from "./phase-a-desk.ts";

describe("check 3, the connections", () => {
  it("follower offline: the entry is denied, the exit's target is kept and sent as soon as it can be", () => {
    const at = desk();
    at.lead(2);
    at.sent();
    at.exchange.disconnect(OTHER_LOGIN);
    at.lead(-3);
    const open = legOf(at, "open");
    expect([open.verdict, seen(open, 3)]).toEqual(["follower-offline", "follower offline, leader live"]);
    expect([legOf(at, "close").verdict, at.sent()]).toEqual(["target", []]);
    at.exchange.connect(OTHER_LOGIN);
    at.exchange.clock.settle();
    expect(at.sent()).toEqual(["liquidate 2"]);
    at.wait(5_000);
    expect(at.holds()).toBe(0);
  });

  it("leader offline: nothing is dispatched, and the exit is made up for when it is back", () => {
    const at = desk();
    at.lead(2);
    at.sent();
    at.exchange.disconnect(MAIN_LOGIN);
    at.lead(-3);
    at.wait(1_000);
    expect(at.sent()).toEqual([]);
    at.exchange.connect(MAIN_LOGIN);
    at.wait(5_000);
    expect([at.sent(), at.holds()]).toEqual([["liquidate 2"], 0]);
  });

  it("leader offline while an entry waits: it is denied, and says so", () => {
    const at = desk({}, { byHand: true });
    at.lead(2);
    at.fill(2);
    at.lead(0);
    at.sent();
    at.lead(-3);
    expect(legOf(at, "open").verdict).toBe("waiting");
    at.exchange.disconnect(MAIN_LOGIN);
    at.fill(2);
    const late = [...at.exchange.state.tape.values()].flatMap((tape) => Array.from(tape.late.values()));
    expect([late, at.sent()]).toEqual([["leader-offline"], []]);
  });

  it("both live: passes", () => {
    const at = desk();
    at.lead(2);
    expect(seen(legOf(at, "open"), 3)).toBe("follower live, leader live");
  });
});

describe("checks 5 and 11, the risk rules of a later version", () => {
  it.each(["open", "close"] as const)("%s: nothing is armed, and the record says so", (kind) => {
    const at = desk();
    at.lead(2);
    at.lead(-3);
    const leg = legOf(at, kind);
    expect([seen(leg, 5), seen(leg, 11)]).toEqual(["no rule armed", "off"]);
    expect(failed(leg)).toEqual([]);
  });
});

describe("check 6, symbols", () => {
  it.each([[[]], [["NQ"]], [["NQZ6"]], [["ES", "NQ"]]])("a list of %j lets NQZ6 pass", (symbols) => {
    const at = desk({}, { group: { symbols } });
    at.lead(1);
    expect([at.sent(), seen(legOf(at, "open"), 6)]).toEqual([
      ["buy 1"],
      symbols.length === 0 ? "NQZ6, all are copied" : `NQZ6, listed: ${symbols.join(" ")}`,
    ]);
  });

  it("the leader's symbol counts, not the follower's", () => {
    const at = desk({}, { contract: ES, group: { symbols: ["NQ"] } });
    at.lead(1);
    expect(legOf(at, "open").verdict).toBe("symbol-not-listed");
  });
});

describe("check 7, sessions", () => {
  it.each([
    { sessions: [], words: "no windows" },
    { sessions: [{ ...over, to: "10:00" }], words: "open until 10:00 CT" },
    { sessions: [over, { ...over, from: "09:00", to: "09:01" }], words: "open until 09:01 CT" },
  ])("windows $sessions are open at 9", ({ sessions, words }) => {
    const at = desk({}, { group: { sessions } });
    at.lead(1);
    expect([at.sent(), seen(legOf(at, "open"), 7)]).toEqual([["buy 1"], words]);
  });
});

describe("check 8, hedging", () => {
  it("an entry from flat on a follower that holds the other side is denied", () => {
    const at = desk({}, { carried: -1 });
    at.lead(2);
    const open = legOf(at, "open");
    expect([open.verdict, seen(open, 8)]).toEqual(["hedging", "leader +2, follower -1"]);
    expect(at.sent()).toEqual([]);
  });

  it("an entry on its way to the other side counts, also where a pending exit will close it", () => {
    const at = desk({}, { byHand: true });
    at.lead(2);
    at.lead(0);
    at.sent();
    at.lead(-1);
    expect([legOf(at, "open").verdict, at.sent()]).toEqual(["hedging", []]);
  });

  it("a reversal closes first: its open leg passes", () => {
    const at = desk();
    at.lead(2);
    at.sent();
    at.lead(-3);
    expect([failed(legOf(at, "open")), at.sent()]).toEqual([[], ["sell 5"]]);
  });

  it("the exit of a follower on the other side is sent when the leader is flat", () => {
    const at = desk();
    at.lead(2);
    at.manual(-3);
    at.sent();
    at.lead(0);
    expect(at.sent()).toEqual(["liquidate 1"]);
    expect(at.holds()).toBe(0);
  });
});

describe("check 9, in this trade", () => {
  it("an add to a follower that was closed by hand is denied; the leader's exit has nothing to close", () => {
    const at = desk();
    at.lead(2);
    at.manual(-2);
    at.sent();
    at.lead(3);
    expect([legOf(at, "open").verdict, seen(legOf(at, "open"), 9)]).toEqual(["not-in-trade", "follower 0"]);
    at.lead(0);
    expect([legOf(at, "close").verdict, at.sent()]).toEqual(["nothing", []]);
  });

  it("an add where the size was 0 before passes", () => {
    const at = desk({ multiplier: "0.50", rounding: "down", atLeastOne: false });
    at.lead(1);
    at.lead(2);
    expect([at.sent(), seen(legOf(at, "open"), 9)]).toEqual([["buy 1"], "sized to 0 before"]);
  });

  it("from flat it is no add", () => {
    const at = desk();
    at.lead(2);
    expect(seen(legOf(at, "open"), 9)).toBe("not an add");
  });
});

describe("check 10, the size", () => {
  it.each([
    ["sized to zero", { multiplier: "0.30", rounding: "down", atLeastOne: false }, "sized-to-zero", [10], []],
    ["at the order cap", { orderCap: 1 }, "send", [], ["buy 1"]],
    ["as it is", {}, "send", [], ["buy 3"]],
  ] as const)("%s", (_, sizing, verdict, fails, sent) => {
    const at = desk(sizing);
    at.lead(3);
    const open = legOf(at, "open");
    expect([open.verdict, failed(open), at.sent()]).toEqual([verdict, fails, sent]);
  });

  it("difference 0 is no denial", () => {
    const at = desk({ multiplier: "0.50" });
    at.lead(1);
    at.lead(2);
    expect([legOf(at, "open").verdict, failed(legOf(at, "open"))]).toEqual(["nothing", []]);
  });

  it("above a cap it is cut and recorded with both figures, and 0 left is at cap", () => {
    const at = desk({ positionCap: 2 });
    at.lead(3);
    expect(legOf(at, "open")).toMatchObject({ verdict: "send", sized: 3, quantity: 2, cut: true });
    at.lead(4);
    expect([legOf(at, "open").verdict, failed(legOf(at, "open"))]).toEqual(["at-cap", [10]]);
    expect(at.sent()).toEqual(["buy 2"]);
  });

  it("an exit is never cut", () => {
    const at = desk({ positionCap: 10, orderCap: 10 });
    at.lead(5);
    at.setFollower({ sizing: multiplierOf({ multiplier: "1.00", positionCap: 1, orderCap: 1 }) });
    at.sent();
    at.lead(1);
    at.lead(0);
    expect(at.sent()).toEqual(["sell 4", "liquidate 1"]);
  });

  it("a contract without a pair is denied", () => {
    const at = desk();
    at.setFollower({ contractMap: { pairs: [["ES", "MES"]] } });
    at.lead(1);
    expect([legOf(at, "open").verdict, failed(legOf(at, "open")), at.sent()]).toEqual(["no-pair", [10], []]);
  });
});

describe("the first failure in the table's order", () => {
  /** Each entry of the ladder fails one check more; the check that fails first decides. */
  const ladder: readonly { check: CheckNumber; verdict: string; make: (at: ExampleDesk) => void }[] = [
    {
      check: 9,
      verdict: "not-in-trade",
      make: (at) => {
        at.manual(-2);
      },
    },
    {
      check: 8,
      verdict: "hedging",
      make: (at) => {
        at.manual(-1);
      },
    },
    { check: 7, verdict: "outside-session", make: set({ sessions: [over] }) },
    { check: 6, verdict: "symbol-not-listed", make: set({ symbols: ["ES"] }) },
    {
      check: 4,
      verdict: "entries-off-ledger",
      make: (at) => {
        at.exchange.input({ kind: "ledger-failed", why: "disk full" });
      },
    },
    {
      check: 3,
      verdict: "follower-offline",
      make: (at) => {
        at.exchange.disconnect(OTHER_LOGIN);
      },
    },
    { check: 2, verdict: "follower-off", make: follower({ enabled: false }) },
    { check: 1, verdict: "group-closing-only", make: set({ status: "closing-only" }) },
  ];

  it.each(ladder.map((_, rungs) => rungs + 1))(
    "decides with %i failing, and every check is recorded",
    (rungs) => {
      const at = desk();
      at.lead(2);
      for (const { make } of ladder.slice(0, rungs)) make(at);
      at.sent();
      at.lead(3);
      const open = legOf(at, "open");
      const failing = ladder.slice(0, rungs).toReversed();
      expect(open.verdict).toBe(failing[0]?.verdict);
      expect(failed(open)).toEqual(failing.map(({ check }) => check));
      expect(open.checks.map(({ check }) => check)).toEqual(ALL);
      expect(at.sent()).toEqual([]);
    },
  );

  it("a size that is refused is recorded behind a check that decides before it", () => {
    const at = desk({ multiplier: "0.30", rounding: "down", atLeastOne: false });
    at.set({ status: "closing-only" });
    at.lead(1);
    const open = legOf(at, "open");
    expect([open.verdict, failed(open), seen(open, 10)]).toEqual([
      "group-closing-only",
      [1, 10],
      "sized to 0",
    ]);
  });
});
