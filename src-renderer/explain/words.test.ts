import { describe, expect, it } from "vitest";
import { settingsThen, wordsOfName } from "./settings-words.ts";
import {
  checksWords,
  decidingCheck,
  inOrder,
  mappingWords,
  timings,
  verdictWords,
  type Leg,
} from "./words.ts";

const check = (number: number, pass: boolean): Leg["lines"][number] => ({
  check: number,
  name: `check ${number}`,
  pass,
  seen: "",
});
const leg = (verdict: string, ...lines: Leg["lines"]): Leg => ({ leg: "open", verdict, lines });

describe("the check that decided", () => {
  it("is the first failure in the order of the table, however they were noted", () => {
    const denied = leg("symbol-not-listed", check(10, false), check(1, true), check(6, false));
    expect(decidingCheck(denied)?.check).toBe(6);
    expect(inOrder(denied).map((line) => line.check)).toEqual([1, 6, 10]);
    expect(checksWords(denied)).toBe("2 of 3 checks failed");
  });

  it("is none where the leg went through", () => {
    expect(decidingCheck(leg("send", check(1, true), check(11, false)))).toBeUndefined();
    expect(checksWords(leg("send", check(1, true), check(2, true)))).toBe("all 2 checks passed");
  });

  it("is told in words, and a code that is not known as it is", () => {
    expect(verdictWords("follower-off")).toBe("The follower is switched off.");
    expect(verdictWords("send")).toBe("An order is sent.");
    expect(verdictWords("of-a-later-version")).toBe("of-a-later-version");
  });
});

describe("what else explains a copy", () => {
  it("is the contract's way", () => {
    expect(mappingWords("NQZ6", "MNQZ6")).toBe("NQZ6 → MNQZ6");
    expect(mappingWords("NQZ6", "NQZ6")).toBe("NQZ6, the same contract");
    expect(mappingWords("NQZ6", null)).toBe("");
  });

  it("is the times that are known", () => {
    expect(timings({ ownUs: 210, answeredUs: 60_000, filledUs: null })).toEqual([
      { step: "own", words: "0.21 ms" },
      { step: "acknowledged", words: "60.0 ms" },
    ]);
    expect(timings({ ownUs: null, answeredUs: null, filledUs: null })).toEqual([]);
  });
});

describe("settings then", () => {
  it("are the file's own names in words, followers by account, and nothing is left out", () => {
    expect(wordsOfName("maxOrderContracts")).toBe("max order contracts");
    const then = settingsThen({
      name: "NQ scalps",
      reduceAutomatically: true,
      symbols: [],
      leader: { connection: "a", account: "PRAC0001" },
      someLaterThing: 7,
      followers: [
        { account: "PRAC0002", sizing: { mode: "multiplier", multiplier: "0.50" }, keepNotional: false },
      ],
    });
    expect(then.group).toEqual([
      { name: "name", value: "NQ scalps" },
      { name: "reduce automatically", value: "on" },
      { name: "symbols", value: "none" },
      { name: "leader", value: "connection a, account PRAC0001" },
      { name: "some later thing", value: "7" },
    ]);
    expect(then.followers).toEqual([
      {
        account: "PRAC0002",
        lines: [
          { name: "sizing", value: "mode multiplier, multiplier 0.50" },
          { name: "keep notional", value: "off" },
        ],
      },
    ]);
  });
});
