/** Position and order limits, margin, read-only accounts, permissions: who may trade how much. */
import { describe, expect, it } from "vitest";
import { bustFill } from "./bust.ts";
import { bench, type Answer, type Bench } from "./test-support.ts";

function withPrice(): Bench {
  const made = bench();
  made.trader.setPrice("NQZ6", 25_000);
  return made;
}

function place(made: Bench, change: object = {}): Answer {
  const order = { accountId: made.account.id, action: "Buy", symbol: "NQZ6", orderQty: 1 };
  return made.send("place", { ...order, orderType: "Market", ...change });
}

/** What became of the order: `Filled`, or why it was rejected. */
function outcome(made: Bench, answer: Answer): unknown {
  const report = made.told("executionReport").findLast((row) => row["orderId"] === answer["orderId"]);
  return report?.["rejectReason"] ?? report?.["ordStatus"];
}

interface Given {
  readonly limit?: object;
  readonly parameter?: object;
}

function limited(made: Bench, { limit = {}, parameter }: Given): number {
  const base = { accountId: made.account.id, active: true, totalBy: "Overall" };
  const created = made.call("useraccountpositionlimit/create", { ...base, ...limit });
  const { id } = created.body as { id: number };
  if (parameter) {
    made.call("useraccountriskparameter/create", { userAccountPositionLimitId: id, ...parameter });
  }
  return id;
}

describe("the most contracts of one order", () => {
  it("refuses what is larger with the broker's words, closing orders by their own bound", () => {
    const made = withPrice();
    limited(made, { parameter: { maxOpeningOrderQty: 2, maxClosingOrderQty: 3 } });
    const refused = place(made, { orderQty: 3 });
    expect(outcome(made, refused)).toBe("MaxOrderQtyLimitReached");
    expect(made.told("commandReport").at(-1)).toMatchObject({
      commandStatus: "RiskRejected",
      text: "Your maximum order quantity has been reached.",
    });
    expect(outcome(made, place(made, { orderQty: 2 }))).toBe("Filled");
    expect(outcome(made, place(made, { orderQty: 2 }))).toBe("Filled");
    expect(outcome(made, place(made, { action: "Sell", orderQty: 4 }))).toBe("MaxOrderQtyLimitReached");
    expect(outcome(made, place(made, { action: "Sell", orderQty: 3 }))).toBe("Filled");
  });

  it("holds for a modification too: the order stays as it was", () => {
    const made = withPrice();
    limited(made, { parameter: { maxOpeningOrderQty: 2 } });
    const { orderId } = place(made, { orderType: "Limit", price: 24_000 });
    const change = { orderId, orderQty: 3, orderType: "Limit", price: 24_000 };
    const { commandId } = made.send("modify", change);
    expect(made.told("commandReport").at(-1)).toMatchObject({
      commandId,
      commandStatus: "RiskRejected",
      rejectReason: "MaxOrderQtyLimitReached",
    });
    expect(made.told("order").at(-1)).toMatchObject({ id: orderId, ordStatus: "Working" });
    made.trader.setPrice("NQZ6", 24_000);
    expect(made.told("fill").at(-1)).toMatchObject({ qty: 1 });
  });
});

describe("the largest position", () => {
  it.each([
    [
      "long",
      { longLimit: 2 },
      [
        ["Buy", 2, "Filled"],
        ["Buy", 1, "MaxPosLimitReached"],
        ["Sell", 5, "Filled"],
      ],
    ],
    [
      "short",
      { shortLimit: 2 },
      [
        ["Sell", 2, "Filled"],
        ["Sell", 1, "MaxPosLimitReached"],
        ["Buy", 2, "Filled"],
      ],
    ],
    [
      "exposed",
      { exposedLimit: 1 },
      [
        ["Sell", 1, "Filled"],
        ["Buy", 3, "MaxPosLimitReached"],
        ["Buy", 2, "Filled"],
      ],
    ],
    ["inactive", { longLimit: 0, active: false }, [["Buy", 2, "Filled"]]],
    ["of another product", { longLimit: 0, productId: 799 }, [["Buy", 2, "Filled"]]],
    [
      "of this product",
      { longLimit: 0, productId: 814, totalBy: "Product" },
      [["Buy", 1, "MaxPosLimitReached"]],
    ],
  ] as const)("%s", (_what, limit, steps) => {
    const made = withPrice();
    limited(made, { limit });
    for (const [action, orderQty, expected] of steps) {
      expect(outcome(made, place(made, { action, orderQty }))).toBe(expected);
    }
  });

  it("adds up over the contracts that the limit totals", () => {
    const made = withPrice();
    limited(made, { limit: { longLimit: 3, totalBy: "ContractGroup" } });
    expect(outcome(made, place(made, { orderQty: 2 }))).toBe("Filled");
    expect(outcome(made, place(made, { symbol: "ESZ6", orderQty: 2 }))).toBe("MaxPosLimitReached");
    expect(outcome(made, place(made, { symbol: "CLF7", orderQty: 2 }))).toBe("Filled");
  });

  it("counts orders that still work on the same side", () => {
    const made = withPrice();
    limited(made, { limit: { longLimit: 2 } });
    place(made, { orderType: "Limit", price: 24_000, orderQty: 2 });
    expect(outcome(made, place(made))).toBe("MaxPosLimitReached");
  });

  it("goes with its deletion, with the parameters that hang on it", () => {
    const made = withPrice();
    const id = limited(made, { limit: { longLimit: 0 }, parameter: { maxOpeningOrderQty: 1 } });
    const gone = made.call("useraccountpositionlimit/deleteuseraccountpositionlimit", {
      userAccountPositionLimitId: id,
    });
    expect(gone.body).toEqual({ success: true });
    expect(outcome(made, place(made, { orderQty: 5 }))).toBe("Filled");
    expect(made.exchange.core.documents.ofMaster("userAccountRiskParameter", id)).toEqual([]);
  });

  it("can be changed by whoever sees the account, and by nobody else", () => {
    const made = withPrice();
    const id = limited(made, { limit: { longLimit: 0 } });
    const change = { id, accountId: made.account.id, active: true, totalBy: "Overall", longLimit: 1 };
    expect(made.call("useraccountpositionlimit/update", change, "followers").status).toBe(401);
    expect(made.call("useraccountpositionlimit/update", change).body).toEqual(change);
    expect(outcome(made, place(made))).toBe("Filled");
  });
});

describe("margin", () => {
  it("is looked at only where the switch says so, and not for what closes", () => {
    const made = withPrice();
    // 1,650 dollars of day margin each: 30 contracts fit into 50,000 dollars, 31 do not.
    expect(outcome(made, place(made, { orderQty: 40 }))).toBe("Filled");
    made.exchange.core.faults.apply({ marginCheck: true });
    expect(outcome(made, place(made))).toBe("NotEnoughLiquidity");
    expect(outcome(made, place(made, { action: "Sell", orderQty: 40 }))).toBe("Filled");
    expect(outcome(made, place(made, { orderQty: 31 }))).toBe("NotEnoughLiquidity");
    expect(outcome(made, place(made, { orderQty: 30 }))).toBe("Filled");
  });

  it("is told after each fill", () => {
    const made = withPrice();
    place(made, { orderQty: 2 });
    expect(made.told("marginSnapshot").at(-1)).toEqual({
      id: made.account.id,
      timestamp: "2026-11-25T16:00:00.000Z",
      riskTimePeriodId: 1,
      initialMargin: 66_000,
      maintenanceMargin: 60_000,
      totalUsedMargin: 3_300,
      fullInitialMargin: 66_000,
      positionMargin: 3_300,
      totalUsedFullMargin: 66_000,
    });
    place(made, { orderQty: 2, action: "Sell" });
    expect(made.told("marginSnapshot").at(-1)).toMatchObject({ totalUsedMargin: 0, initialMargin: 0 });
  });
});

describe("margin after a bust", () => {
  it("is that of what is left", () => {
    const made = withPrice();
    place(made, { orderQty: 2 });
    const [fill] = made.told("fill");
    expect(bustFill(made.exchange, Number(fill?.["id"]))).toBeUndefined();
    expect(made.told("marginSnapshot").at(-1)).toMatchObject({ totalUsedMargin: 0, initialMargin: 0 });
    expect(made.exchange.core.documents.ofAccount("cashBalanceLog", made.account.id).at(-1)).toMatchObject({
      cashChangeType: "CancelledPairedTrade",
      delta: 5.76,
      amount: 50_000,
    });
  });
});

describe("a read-only account", () => {
  it("is seen and not traded", () => {
    const made = withPrice();
    const { orderId } = place(made, { orderType: "Limit", price: 24_000 });
    made.exchange.core.faults.apply({ readonlyAccounts: [made.account.name] });
    const denied = { failureReason: "UnknownReason", failureText: "Access is denied" };
    expect(place(made)).toEqual(denied);
    expect(made.send("cancel", { orderId })).toEqual(denied);
    expect(place(made, { accountId: undefined, accountSpec: "PRAC0002" })).toHaveProperty("orderId");
  });

  it("a user's own name stands for his first account", () => {
    const made = withPrice();
    place(made, { accountId: undefined, accountSpec: "leader" });
    expect(made.told("order")[0]).toMatchObject({ accountId: made.account.id });
  });
});

describe("trading permissions", () => {
  function asFollower(made: Bench): boolean {
    return made.exchange.users[1]?.accountIds.has(made.account.id) === true;
  }

  it("open an account to somebody else once its owner accepts, until either side revokes", () => {
    const made = withPrice();
    const accountId = made.account.id;
    const asked = made.call(
      "user/requesttradingpermission",
      { accountId, ctaContact: "F", ctaEmail: "f@practice.invalid" },
      "followers",
    );
    const { tradingPermission } = asked.body as { tradingPermission: { id: number; status: string } };
    expect(tradingPermission.status).toBe("Requested");
    const one = { tradingPermissionId: tradingPermission.id };
    expect(asFollower(made)).toBe(false);
    expect(made.call("user/accepttradingpermission", one, "followers").status).toBe(401);
    expect(made.call("user/accepttradingpermission", one).body).toMatchObject({
      tradingPermission: { status: "Accepted", accountId },
    });
    expect(asFollower(made)).toBe(true);
    expect(made.call("user/getaccounttradingpermissions", { accountId }).body).toMatchObject({
      tradingPermissions: [{ id: tradingPermission.id }],
    });
    expect(made.call("user/revoketradingpermission", one, "followers").body).toMatchObject({
      tradingPermission: { status: "Revoked" },
    });
    expect(asFollower(made)).toBe(false);
  });

  it("are given by the owner, and end with canceleverything, which cancels no order", () => {
    const made = withPrice();
    const follower = made.exchange.users[1];
    const leader = made.exchange.users[0];
    place(made, { orderType: "Limit", price: 24_000 });
    made.call("user/createtradingpermission", { accountId: made.account.id, userId: follower?.id });
    expect(asFollower(made)).toBe(true);
    const ended = made.call("user/canceleverything", { userIds: [leader?.id], tradingPermissions: true });
    expect(ended.body).toMatchObject({ tradingPermissionIds: [expect.any(Number)], userPluginIds: [] });
    expect(asFollower(made)).toBe(false);
    expect(made.trader.workingOrders(made.account.id)).toHaveLength(1);
  });

  it("can not be asked for one's own account nor given for another's", () => {
    const made = withPrice();
    const accountId = made.account.id;
    const cta = { ctaContact: "x", ctaEmail: "y" };
    expect(made.call("user/requesttradingpermission", { accountId, ...cta }).status).toBe(401);
    const userId = made.exchange.users[0]?.id;
    expect(made.call("user/createtradingpermission", { accountId, userId }, "followers").status).toBe(401);
  });
});
