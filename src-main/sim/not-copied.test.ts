/** Leader's fills that are never dispatched: of before the group, of a trade date that has gone, of Mimik's own orders. Each was a bug. */
import { describe, expect, it } from "vitest";
import type { BrokerOrderId, FillId, OrderKey } from "../../src-shared/ids.ts";
import type { BrokerFill } from "../core/input.ts";
import { LEADER, multiplierOf, NQ } from "./desk.ts";
import { exampleDesk, type ExampleDesk } from "./example-desk.ts";

const follower = {
  sizing: multiplierOf({ multiplier: "1.00", positionCap: 100 }),
  contractMap: "same",
  keepNotional: false,
} as const;

function bought(at: ExampleDesk, quantity: number): BrokerFill {
  const { exchange } = at;
  const fill = exchange.fill(exchange.trade(LEADER.key, NQ, quantity), quantity);
  exchange.clock.settle();
  return fill;
}

const position = (at: ExampleDesk): number | undefined =>
  [...at.exchange.state.groups.values()][0]?.lines.get(NQ)?.position;

describe("a fill of before the group was made", () => {
  it("is no trade of it, however often it is told of, and the leader counts from where it stands", () => {
    const at = exampleDesk({ follower });
    const [group] = at.exchange.state.groups.values();
    if (!group) throw new Error("no group");
    const { settings } = group;
    at.exchange.input({ kind: "settings", groups: [] });
    const old = bought(at, 2);
    at.exchange.input({ kind: "settings", groups: [settings] });
    expect(position(at)).toBe(2);
    at.lead(1);
    // Its pairing changes as the leader closes: the broker tells of it once more.
    at.exchange.input({ kind: "fill", fill: old });
    expect([at.sent(), position(at)]).toEqual([[], 1]);
    at.lead(0);
    at.exchange.input({ kind: "fill", fill: old });
    expect([at.sent(), position(at), at.holds()]).toEqual([[], 0, 0]);
    at.lead(1);
    expect(at.sent()).toEqual(["buy 1"]);
  });
});

describe("a fill of a trade date that has gone", () => {
  it("moves nothing, though nobody has seen it before", () => {
    const at = exampleDesk({ follower });
    const today = bought(at, 1);
    at.sent();
    const { tradeDate } = today;
    const fill: BrokerFill = {
      ...today,
      fillId: "yesterday" as FillId,
      orderId: "older" as BrokerOrderId,
      tradeDate: { ...tradeDate, day: tradeDate.day - 1 },
    };
    at.exchange.input({ kind: "fill", fill });
    expect([at.sent(), position(at)]).toEqual([[], 1]);
  });
});

describe("an order of Mimik's on a leader", () => {
  it("moves its position, its entries are not copied, its exits are", () => {
    const at = exampleDesk({ follower });
    const first = bought(at, 2);
    expect(at.sent()).toEqual(["buy 2"]);
    const orderId = "mine" as BrokerOrderId;
    at.exchange.input({
      kind: "order",
      report: {
        account: LEADER.key,
        orderId,
        contract: NQ,
        side: 1,
        state: "working",
        key: "MK~lf~1~p1~NQZ6~o1" as OrderKey,
        quantity: 3,
        cumulative: 0,
        reason: null,
        text: null,
      },
    });
    const echoed = { ...first, fillId: "echo" as FillId, orderId, quantity: 3 };
    at.exchange.input({ kind: "fill", fill: echoed });
    expect([at.leg("open")?.verdict, at.sent(), position(at)]).toEqual(["own-order", [], 5]);
    const out: BrokerFill = { ...first, fillId: "out" as FillId, orderId, side: -1, quantity: 5 };
    at.exchange.input({ kind: "fill", fill: out });
    expect(at.sent()).toEqual(["liquidate 2"]);
  });
});
