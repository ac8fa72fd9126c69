/** Sizes that depend on more than the leader's contracts: equity ratios, and pairs of the user's own. */
import { describe, expect, it } from "vitest";
import type { ContractMap } from "../../src-shared/group.ts";
import { hundredths, type Micros } from "../../src-shared/money.ts";
import { tradeDateAt } from "../../src-shared/trading-day.ts";
import { followerAccount, LEADER, MNQ, multiplierOf } from "./desk.ts";
import { exampleDesk, type ExampleDesk, type ExampleOptions } from "./example-desk.ts";

const follower = {
  sizing: multiplierOf({ multiplier: "1.00", positionCap: 100 }),
  contractMap: "same",
  keepNotional: false,
} as const;

function desk(options: Partial<ExampleOptions> = {}): ExampleDesk {
  return exampleDesk({ follower, ...options });
}

describe("equity sizing", () => {
  const sizing = {
    mode: "equity",
    multiplier: hundredths(100),
    rounding: "nearest",
    atLeastOne: true,
    maxContracts: 100,
    maxOrderContracts: 100,
  } as const;
  const cash = (at: ExampleDesk, account: typeof LEADER.key, dollars: number): void => {
    const { wallMs } = at.exchange.clock.now();
    const amount = (dollars * 1e6) as Micros;
    at.exchange.input({
      kind: "cash",
      report: { account, tradeDate: tradeDateAt(wallMs), amount, realized: null, startOfDay: null },
    });
  };
  const equity = (): ExampleDesk => desk({ follower: { ...follower, sizing } });

  it("takes the ratio exactly when the leader leaves flat, and keeps it until it is flat again", () => {
    const at = equity();
    cash(at, LEADER.key, 100_000);
    cash(at, followerAccount(0).key, 50_000);
    at.lead(4);
    expect(at.sent()).toEqual(["buy 2"]);
    expect(at.row().ratio).toBe("0.50 (50,000 / 100,000)");
    cash(at, followerAccount(0).key, 200_000);
    at.lead(6);
    expect(at.sent()).toEqual(["buy 1"]);
    at.lead(2);
    expect(at.sent()).toEqual(["sell 2"]);
    // A reversal begins a new trade, in one fill as in several; what is held has no price, so the ratio is not known.
    at.lead(-2);
    expect(at.sent()).toEqual(["liquidate 1"]);
    expect(at.leg("open")?.verdict).toBe("equity-unknown");
    at.lead(0);
    at.sent();
    at.lead(1);
    expect(at.sent()).toEqual(["buy 2"]);
  });

  it("denies entries of a trade whose ratio was not known, and never needs it for an exit", () => {
    const at = equity();
    cash(at, LEADER.key, 100_000);
    at.lead(2);
    expect(at.leg("open")?.verdict).toBe("equity-unknown");
    cash(at, followerAccount(0).key, 50_000);
    at.lead(4);
    expect(at.leg("open")?.verdict).toBe("not-in-trade");
    at.lead(0);
    at.lead(2);
    expect(at.sent()).toEqual(["buy 1"]);
    at.lead(0);
    expect(at.holds()).toBe(0);
  });

  it("denies where a net liquidation is not positive", () => {
    const at = equity();
    cash(at, LEADER.key, 0);
    cash(at, followerAccount(0).key, 50_000);
    at.lead(2);
    expect(at.leg("open")?.verdict).toBe("equity-unknown");
  });
});

describe("pairs of the user's own", () => {
  it("map the leader's product, leave the target kind as it is, and deny the rest", () => {
    const pairs: ContractMap = { pairs: [["NQ", "MNQ"]] };
    const at = desk({ follower: { ...follower, contractMap: pairs }, own: MNQ });
    at.lead(2);
    expect(at.sent()).toEqual(["buy 2"]);
    expect(at.holds()).toBe(2);
    at.lead(0);
    expect(at.holds()).toBe(0);
    const none = desk({ follower: { ...follower, contractMap: { pairs: [["ES", "MES"]] } } });
    none.lead(1);
    expect(none.leg("open")?.verdict).toBe("no-pair");
  });
});
