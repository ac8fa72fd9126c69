import { describe, expect, it } from "vitest";
import { driftCauses } from "../../src-shared/cockpit/model.ts";
import { resyncNeed } from "../state/selectors.ts";
import { follower, groupRow, leaderLine, line } from "../state/testing.ts";
import { causeWords, driftWords, needOf, needSentences } from "./drift-words.ts";
import { legWord, orderWords } from "./resync-words.ts";

const leading = groupRow("g1", { leader: { lines: [leaderLine({ confirmed: 2 })] } });

describe("drift in words", () => {
  it("has words for every cause", () => {
    for (const cause of driftCauses) {
      const row = follower("f", { lines: [line({ state: "drift", expected: 2, cause })] });
      expect(driftWords(row)).toBe(`Drift: ${causeWords[cause]}`);
    }
  });

  it("names the contracts where they differ for different causes", () => {
    const lines = [
      line({ state: "drift", expected: 2, cause: "rejected" }),
      line({ contract: "ESZ6", state: "drift", expected: 1, cause: "foreign" }),
      line({ contract: "GCZ6" }),
    ];
    expect(driftWords(follower("f", { lines }))).toBe(
      "Drift: NQZ6 rejected by the broker, ESZ6 foreign trade",
    );
    const same = ["NQZ6", "ESZ6"].map((contract) => line({ contract, state: "drift", cause: "cut" }));
    expect(driftWords(follower("f", { lines: same }))).toBe("Drift: cut by a cap");
    expect(driftWords(follower("f", { lines: [line({ state: "drift" })] }))).toBe("");
  });

  it("says what is held and expected once, and the engine's own reason where it names no cause", () => {
    const reason = "NQZ6: holds 0, expected +2";
    const known = follower("f", { reason, lines: [line({ state: "drift", expected: 2, cause: "denied" })] });
    expect(needOf(known, leading, "drift")).toEqual({ headline: "Drift: denied", rest: reason });
    const unknown = { ...known, lines: [line({ state: "drift", expected: 2 })] };
    expect(needOf(unknown, leading, "drift")).toEqual({ headline: "", rest: reason });
    expect(needSentences(needOf(known, leading, null))).toBe("");
  });

  it("says against what an opposed follower stands", () => {
    const row = follower("f", { state: "opposed", lines: [line({ state: "opposed", confirmed: -1 })] });
    expect(needSentences(needOf(row, leading, "opposed"))).toBe(
      "On the other side of the leader: −1 NQZ6 against +2.",
    );
  });
});

describe("who may be resynchronised", () => {
  it("is offered wherever a follower drifts or is opposed, whatever its group does", () => {
    for (const status of ["active", "closing-only", "paused"] as const) {
      const group = groupRow("g1", { status });
      expect(resyncNeed(follower("f", { state: "drift" }), group)).toBe("drift");
      expect(resyncNeed(follower("f", { state: "opposed" }), group)).toBe("opposed");
    }
  });

  it("is offered to a follower that is not in the leader's trade, and to no other that is in sync", () => {
    const flat = follower("f", { lines: [line()] });
    expect(resyncNeed(flat, leading)).toBe("not-in-trade");
    expect(needSentences(needOf(flat, leading, "not-in-trade"))).toBe(
      "Not in this trade: the leader holds +2 NQZ6.",
    );
    const reason = "Not in the leader's trade: an entry was not sent.";
    expect(needSentences(needOf({ ...flat, reason }, leading, "not-in-trade"))).toBe(reason);
    expect(resyncNeed(follower("f"), leading)).toBe("not-in-trade");
    expect(resyncNeed(follower("f", { lines: [line({ confirmed: 2, expected: 2 })] }), leading)).toBeNull();
    expect(resyncNeed(flat, groupRow("g1"))).toBeNull();
    expect(resyncNeed(flat, groupRow("g1", { ...leading, status: "closing-only" }))).toBeNull();
    expect(resyncNeed({ ...flat, state: "off" }, leading)).toBeNull();
    expect(resyncNeed({ ...flat, entriesOff: ["flattened"] }, leading)).toBeNull();
  });

  it("does not take a size of zero for a trade that was missed", () => {
    const copy = { eventId: "e", atMs: 0, words: "", contract: null, quantity: 0, price: null };
    const times = { ownUs: null, answeredUs: null, filledUs: null };
    const small = follower("f", { lastCopy: { ...copy, ...times, outcome: "sized-to-zero" } });
    expect(resyncNeed(small, leading)).toBeNull();
  });
});

describe("a resync's orders in words", () => {
  it("says side, size, contract and how", () => {
    const sell = { leg: "close", side: "sell", quantity: 2, kind: "market" } as const;
    expect(orderWords(sell, "MNQZ6")).toBe("sell 2 MNQZ6 at market");
    expect(orderWords({ ...sell, kind: "liquidation" }, "MNQZ6")).toBe("liquidate MNQZ6: sell 2 at market");
    expect(legWord(sell)).toBe("closes");
    expect(legWord({ ...sell, leg: "open" })).toBe("adds, with every check");
  });
});
