/** A trade that the exchange takes back after it was copied (product.md section 3). */
import { expect, it } from "vitest";
import { budgetDesk } from "./budget-desk.ts";
import { LEADER, NQ } from "./desk.ts";

it("corrects the leader, keeps entries of the contract off, names the undoing orders, and believes no report that still counts it", () => {
  const at = budgetDesk();
  at.lead(1);
  at.sent();
  const { lastFill, lines } = at.follower.group;
  if (!lastFill) throw new Error("the leader has not traded");
  const { exchange } = at;
  const line = lines.get(NQ);
  exchange.input({ kind: "fill", fill: { ...lastFill, active: false } });
  const { account, contract, tradeDate } = lastFill;
  exchange.input({
    kind: "position",
    report: { account, contract, tradeDate, carried: 0, bought: 0, sold: 0 },
  });
  at.wait(20_000);
  expect([line?.position, line?.unknown]).toEqual([
    0,
    "busted: a copied fill was taken back by the exchange",
  ]);
  expect(at.said().filter((words) => words.includes("To undo the copies: sell 1 NQZ6"))).toHaveLength(1);
  expect(at.said().some((words) => words.includes("is not certain"))).toBe(false);
  // The leader trades on: nothing is opened on doubtful ground, and nothing was closed by itself.
  exchange.fill(exchange.trade(LEADER.key, NQ, 2), 2);
  exchange.clock.settle();
  expect(at.leg("open")?.verdict).toBe("leader-position-unknown");
  expect(at.sent()).toEqual([]);
});
