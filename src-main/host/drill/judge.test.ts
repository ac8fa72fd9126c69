/** The judge of the drills: what must pass passes, and every way of doing wrong that a trader fears must fail. */
import { describe, expect, it, test } from "vitest";
import type { DrillEvidence, Expectation } from "./evidence.ts";
import { judgeDrill } from "./judge.ts";
import {
  checkpoint,
  evidenceOf,
  followers,
  goodTrades,
  leaderOf,
  rowOf,
  START_MS,
  tapeOf,
  valueOf,
  type Trade,
} from "./testing/evidence.ts";

const copied: Expectation = { entries: "all-copied", shortAtLeast: 0, exitsWithinMs: 2_000 };
const missable: Expectation = { ...copied, entries: "may-be-missed" };
const refused: Expectation = { ...missable, shortAtLeast: 1 };

const [one] = followers;
if (!one) throw new Error("a follower");
const without = (...left: readonly number[]): Trade[] =>
  goodTrades.filter((_trade, index) => !left.includes(index));
const judged = (evidence: DrillEvidence, expects = copied) => judgeDrill(evidence, expects, valueOf);

/** PRAC0002 got nothing, and its row says so. */
const drift = { ...rowOf(one, "NQZ6", 0), state: "drift" as const, reason: "NQZ6: holds 0, expected +2" };
const told = checkpoint({ leader: 2, one: 0, micro: 20 });
const short = { ...told, rows: [drift, ...told.rows.slice(1)] };
const silent = told;

describe("passes", () => {
  test("every follower copied once and closed", () => {
    const judgement = judged(evidenceOf());
    expect(judgement.verdict).toBe("passed");
    expect(judgement.evidence).toBe(
      "4 copied orders, none twice. 2 of 2 followers in place. All flat 0.3 s after the leader.",
    );
  });

  test.each<[string, DrillEvidence, Expectation]>([
    ["a missed entry that the row tells", evidenceOf(without(1, 4), { held: [short] }), missable],
    [
      "a missed entry that the tape tells",
      evidenceOf(without(1, 4), {
        held: [{ ...silent, tape: [tapeOf("f2", "stale", "The entry was too old.")] }],
      }),
      missable,
    ],
    [
      "a refused entry that was not sent again",
      evidenceOf(
        [...goodTrades.slice(0, 1), { account: "PRAC0002", net: 2, status: "Rejected" }, ...without(0, 1, 4)],
        {
          held: [short],
        },
      ),
      refused,
    ],
    [
      "an exit that had to wait for the end of the fault",
      evidenceOf([...without(5), { account: "PRAC0004", net: -20, symbol: "MNQZ6", at: 65_500 }], {
        clearedMs: START_MS + 65_000,
      }),
      copied,
    ],
    [
      "an exit that went in two orders",
      evidenceOf([
        ...without(5),
        { account: "PRAC0004", net: -15, symbol: "MNQZ6", at: 5_300 },
        { account: "PRAC0004", net: -5, symbol: "MNQZ6", at: 5_400 },
      ]),
      copied,
    ],
  ])("%s", (_name, evidence, expects) => {
    expect(judged(evidence, expects)).toMatchObject({ verdict: "passed" });
  });
});

describe("must fail", () => {
  const twice: Trade = { account: "PRAC0002", net: 2, at: 20 };
  test.each<[string, DrillEvidence, RegExp, Expectation?]>([
    [
      "an order on the books twice by its client id",
      evidenceOf([
        ...without(1),
        { account: "PRAC0002", net: 1, clOrdId: "same", at: 20 },
        { account: "PRAC0002", net: 1, clOrdId: "same", at: 21 },
      ]),
      /PRAC0002: the order same is on the books twice/u,
    ],
    [
      "a duplicate under another id, closed again before anyone looked",
      evidenceOf([goodTrades[0] as Trade, twice, ...without(0), { account: "PRAC0002", net: -2, at: 5_200 }]),
      /PRAC0002: opened 4 contracts where the leader's fills ask for 2\. An order went twice/u,
    ],
    [
      "an entry sent again after it was rejected, though nobody holds too much",
      evidenceOf([
        goodTrades[0] as Trade,
        { account: "PRAC0002", net: 2, status: "Rejected" },
        ...without(0),
      ]),
      /PRAC0002: 2 entry orders for 1 fill of the leader that open\. An entry was sent again/u,
      missable,
    ],
    [
      "a refused entry that is held all the same",
      evidenceOf(),
      /0 followers without the entry that was refused, where 1 must be/u,
      refused,
    ],
    [
      "a missed exit",
      evidenceOf(without(4), { flat: checkpoint({ leader: 0, one: 2, micro: 0 }) }),
      /PRAC0002: still holds \+2 NQZ6 55\.0 s after its leader left/u,
    ],
    [
      "a missed exit that the cockpit admits",
      evidenceOf(without(4), {
        flat: {
          ...checkpoint({ leader: 0, one: 2, micro: 0 }),
          rows: [{ ...rowOf(one, "NQZ6", 2), state: "drift", reason: "r" }],
        },
      }),
      /still holds \+2 NQZ6/u,
      missable,
    ],
    [
      "a silent miss",
      evidenceOf(without(1, 4), { held: [silent] }),
      /holds 0 NQZ6 of \+2 .*the cockpit says nothing of it/u,
      missable,
    ],
    [
      "a silent miss where every entry must be copied",
      evidenceOf(without(1, 4), { held: [silent] }),
      /says nothing of it/u,
    ],
    [
      "a miss whose row is marked without a word",
      evidenceOf(without(1, 4), {
        held: [{ ...short, rows: [{ ...drift, reason: "" }, ...told.rows.slice(1)] }],
      }),
      /says nothing of it/u,
      missable,
    ],
    [
      "a told miss where every entry must be copied",
      evidenceOf(without(1, 4), { held: [short] }),
      /The cockpit says: drift/u,
    ],
    [
      "more than it may hold",
      evidenceOf(goodTrades, { held: [checkpoint({ leader: 2, one: 3, micro: 20 })] }),
      /PRAC0002: holds \+3 NQZ6 where it may hold \+2/u,
    ],
    [
      "the other side of the leader",
      evidenceOf(goodTrades, { held: [checkpoint({ leader: 2, one: -1, micro: 20 })] }),
      /PRAC0002: holds −1 NQZ6 where it may hold \+2/u,
    ],
    [
      "a cockpit that shows what the books do not hold",
      evidenceOf(goodTrades, {
        held: [
          {
            ...checkpoint({ leader: 2, one: 2, micro: 20 }),
            rows: [rowOf(one, "NQZ6", 4), ...told.rows.slice(1)],
          },
        ],
      }),
      /the cockpit shows \+4 NQZ6, the books hold \+2/u,
    ],
    [
      "a cockpit without a row",
      evidenceOf(goodTrades, {
        held: [{ ...checkpoint({ leader: 2, one: 2, micro: 20 }), rows: told.rows.slice(1) }],
      }),
      /PRAC0002: the cockpit has no row of it/u,
    ],
    [
      "a leader that the cockpit shows otherwise than the books",
      evidenceOf(goodTrades, {
        flat: { ...checkpoint({ leader: 0, one: 0, micro: 0 }), leader: leaderOf(2) },
      }),
      /PRAC0001: the cockpit shows \+2 NQZ6, the books hold 0/u,
    ],
    [
      "a silent miss in a drill whose fault met nothing: that one counts all the same",
      evidenceOf(without(1, 4), { held: [silent], unable: "The fault met no order." }),
      /says nothing of it/u,
      missable,
    ],
    [
      "exits later than allowed",
      evidenceOf([...without(5), { account: "PRAC0004", net: -20, symbol: "MNQZ6", at: 8_000 }]),
      /flat 3\.0 s after the leader, 3\.0 s after the fault was over; 2\.0 s is the most/u,
    ],
    [
      "an order in a contract that the leader never traded",
      evidenceOf([...goodTrades, { account: "PRAC0002", net: 1, symbol: "ESZ6", status: "Rejected" }]),
      /PRAC0002: an order for ESZ6, which no fill of the leader explains/u,
    ],
    [
      "a bust of which the cockpit says nothing",
      evidenceOf(goodTrades, { flat: undefined }),
      /was taken back, and the cockpit says nothing/u,
      { ...copied, entries: "left-to-trader" },
    ],
  ])("%s", (_name, evidence, words, expects = copied) => {
    const judgement = judged(evidence, expects);
    expect(judgement.verdict).toBe("failed");
    expect(judgement.evidence).toMatch(words);
  });
});

describe("can not be judged", () => {
  it("what never ran, with its reason", () => {
    expect(judged(evidenceOf(goodTrades, { unable: "The fault met no order." }))).toEqual({
      verdict: "not-judged",
      evidence: "The fault met no order.",
      findings: [],
    });
  });

  it("a refusal that was never met does not count as an entry sent again", () => {
    const evidence = evidenceOf(goodTrades, { unable: "The fault met no order." });
    expect(judged(evidence, refused)).toMatchObject({ verdict: "not-judged" });
  });

  it("a trading day that turned, whatever the books say now", () => {
    const evidence = evidenceOf(without(4), { void: "The trading day turned during the drill." });
    expect(judged(evidence)).toMatchObject({ verdict: "not-judged", findings: [] });
  });

  it("a follower that was traded by hand meanwhile", () => {
    const trades = [...goodTrades, { account: "PRAC0002", net: 1, byHand: true }];
    expect(judged(evidenceOf(trades))).toMatchObject({
      verdict: "not-judged",
      evidence: "PRAC0002 was traded by hand during the drill.",
    });
  });
});
