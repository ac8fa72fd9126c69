/** Rolling contracts, fees, dry runs, and the generic reads of every kind by the operations that the protocol has. */
import { describe, expect, it } from "vitest";
import { readEntities, type ReadResult } from "./reads.ts";
import { bench, type Bench } from "./test-support.ts";

function withTrade(): Bench {
  const made = bench();
  made.trader.setPrice("NQZ6", 25_000);
  const order = { accountId: made.account.id, symbol: "NQZ6", orderType: "Market", orderQty: 2 };
  made.send("place", { ...order, action: "Buy" });
  made.send("place", { ...order, action: "Sell", orderQty: 1 });
  return made;
}

function read(made: Bench, endpoint: string, query: Readonly<Record<string, string>> = {}): ReadResult {
  const [user] = made.exchange.users;
  if (!user) throw new Error("no user");
  return readEntities(made.exchange.core, user, endpoint, {
    text: (name) => query[name],
    ids: (name) => query[name]?.split(",").map(Number),
  });
}

function body(result: ReadResult): unknown {
  return result.kind === "found" ? result.body : result.kind;
}

describe("rollcontract", () => {
  it.each([
    [{ name: "NQZ6", forward: true }, "NQH7"],
    [{ name: "NQZ6", forward: false }, "NQU6"],
    [{ name: "NQZ6", forward: true, ifExpired: true }, "NQZ6"],
    [{ name: "NQU6", forward: true, ifExpired: true }, "NQZ6"],
    [{ name: "nqz6", forward: "true", ifexpired: "false" }, "NQH7"],
  ])("%o", (input, name) => {
    expect(bench().call("contract/rollcontract", input)).toMatchObject({
      status: 200,
      body: { contract: { name } },
    });
  });

  it("says which contract it does not know, alone and among others", () => {
    const made = bench();
    const unknown = { name: "XXZ6", forward: true };
    expect(made.call("contract/rollcontract", unknown).body).toEqual({
      errorText: "Contract is not found: XXZ6",
    });
    const rolled = made.call("contract/rollcontracts", {
      rollContracts: [{ name: "ESZ6", forward: true }, unknown],
    });
    expect(rolled.body).toMatchObject({
      errorText: "Contracts are not found: XXZ6",
      contracts: { ESZ6: { name: "ESH7" } },
    });
  });
});

describe("getproductfeeparams", () => {
  it("names fees and the three margins", () => {
    expect(bench().call("contract/getproductfeeparams", { productIds: [814] }).body).toEqual({
      params: [
        {
          productId: 814,
          clearingFee: 0.19,
          clearingCurrencyId: 1,
          exchangeFee: 1.38,
          exchangeCurrencyId: 1,
          nfaFee: 0.02,
          nfaCurrencyId: 1,
          commission: 1.29,
          commissionCurrencyId: 1,
          dayMargin: 1_650,
          nightMargin: 33_000,
          fullMargin: {
            id: 814,
            initialMargin: 33_000,
            maintenanceMargin: 30_000,
            timestamp: expect.any(String),
          },
        },
      ],
    });
  });
});

describe("dryrun", () => {
  const order = { action: "Buy", symbol: "NQZ6", orderQty: 2, orderType: "Market" };

  it("tells the fees and leaves no trace", () => {
    const made = bench();
    const ids = made.exchange.core.nextId;
    const run = made.call("order/dryrun", { accountId: made.account.id, orders: [order] });
    expect(run.body).toEqual({
      fees: [{ clearingFee: 0.38, exchangeFee: 2.76, nfaFee: 0.04, commission: 2.58 }],
    });
    expect(made.exchange.core.nextId).toBe(ids);
    expect(made.frames).toEqual([]);
  });

  it("tells why an order would be refused", () => {
    const made = bench();
    const limit = { accountId: made.account.id, active: true, totalBy: "Overall", longLimit: 1 };
    made.call("useraccountpositionlimit/create", limit);
    const orders = [{ ...order, action: "Sell" }, order];
    expect(made.call("order/dryrun", { accountId: made.account.id, orders }).body).toMatchObject({
      rejectReason: "MaxPosLimitReached",
      details: "Order 2 would be refused",
    });
    const unpriced = { ...order, orderType: "Limit" };
    const refused = made.call("order/dryrun", { accountId: made.account.id, orders: [unpriced] });
    expect(refused.body).toMatchObject({ rejectReason: "InvalidPrice" });
  });

  it("knows no other account, shows no foreign one, takes four orders at most", () => {
    const made = bench();
    const [stranger] = made.exchange.users[1]?.accounts ?? [];
    expect(made.call("order/dryrun", { accountId: 5, orders: [order] }).status).toBe(404);
    expect(made.call("order/dryrun", { accountId: stranger?.id, orders: [order] }).status).toBe(401);
    const orders = Array.from({ length: 5 }, () => order);
    expect(made.call("order/dryrun", { accountId: made.account.id, orders }).status).toBe(400);
  });
});

describe("generic reads", () => {
  it("follow the dependency map from the account and from the order down", () => {
    const made = withTrade();
    const account = String(made.account.id);
    const perAccount = [
      "cashbalance",
      "cashbalancelog",
      "marginsnapshot",
      "accountriskstatus",
      "useraccountautoliq",
      "position",
      "order",
    ];
    for (const kind of perAccount) {
      const rows = body(read(made, `${kind}/deps`, { masterid: account }));
      expect([kind, Array.isArray(rows) && rows.length > 0]).toEqual([kind, true]);
    }
    const [order] = made.exchange.core.documents.ofAccount("order", made.account.id);
    const [fill] = made.exchange.core.documents.ofAccount("fill", made.account.id);
    const [position] = made.exchange.core.documents.ofAccount("position", made.account.id);
    const chain = [
      ["command/deps", order?.id],
      ["orderversion/deps", order?.id],
      ["fill/deps", order?.id],
      ["commandreport/deps", order?.id],
      ["executionreport/deps", order?.id],
      ["fillfee/deps", fill?.id],
      ["fillpair/deps", position?.id],
      ["productmargin/deps", 814],
      ["productsession/deps", 814],
      ["contractmaturity/deps", 814],
      ["contractmargin/deps", made.contract("NQZ6").id],
      ["product/deps", 1],
    ] as const;
    for (const [endpoint, master] of chain) {
      const rows = body(read(made, endpoint, { masterid: String(master) }));
      expect([endpoint, Array.isArray(rows) && rows.length > 0]).toEqual([endpoint, true]);
    }
  });

  it("take a command's id for executionReport, not a later command's order", () => {
    const made = bench();
    const order = { accountId: made.account.id, symbol: "NQZ6", action: "Buy", orderQty: 1 };
    const { orderId } = made.send("place", { ...order, orderType: "Limit", price: 1_000 });
    const { commandId } = made.send("cancel", { orderId });
    const types = (id: unknown) =>
      (body(read(made, "executionreport/deps", { masterid: String(id) })) as { execType: string }[]).map(
        ({ execType }) => execType,
      );
    expect(types(orderId)).toEqual(["New"]);
    expect(types(commandId)).toEqual(["Canceled"]);
  });

  it.each([
    ["contract/list", {}],
    ["contractmaturity/list", {}],
    ["cashbalancelog/list", {}],
    ["order/find", { name: "x" }],
    ["order/suggest", { t: "x" }],
    ["position/find", { name: "x" }],
    ["nothing/list", {}],
    ["order/list/more", {}],
    ["spreaddefinition/item", { id: "1" }],
  ])("%s is not found", (endpoint, query) => {
    expect(read(withTrade(), endpoint, query).kind).toBe("notFound");
  });

  it("find an execution report by its name, and reference data by theirs", () => {
    const made = withTrade();
    const [report] = made.exchange.core.documents.ofAccount("executionReport", made.account.id);
    expect(body(read(made, "executionreport/find", { name: String(report?.name) }))).toEqual(report);
    expect(body(read(made, "product/find", { name: "nq" }))).toMatchObject({ id: 814 });
    expect(body(read(made, "contract/find", { name: "MNQZ6" }))).toMatchObject({ name: "MNQZ6" });
    expect(body(read(made, "orderstrategytype/list"))).toContainEqual(expect.objectContaining({ id: 2 }));
    expect(body(read(made, "currencyrate/list"))).toMatchObject([{ rate: 1 }]);
  });

  it("show the user's contact, and nothing of what the exchange never holds", () => {
    const made = withTrade();
    const userId = made.exchange.users[0]?.id;
    expect(body(read(made, "contactinfo/deps", { masterid: String(userId) }))).toMatchObject([{ userId }]);
    expect(read(made, "contactinfo/list").kind).toBe("notFound");
    for (const kind of ["property/list", "adminalertsignal/list", "permissionedaccountautoliq/list"]) {
      expect(body(read(made, kind))).toEqual([]);
    }
  });

  it("omit missing ids, take forty and refuse forty-one", () => {
    const made = withTrade();
    const [order] = made.exchange.core.documents.ofAccount("order", made.account.id);
    const ids = (count: number): string =>
      Array.from({ length: count }, (_, index) => (index === 0 ? order?.id : index)).join(",");
    expect(body(read(made, "order/items", { ids: ids(10) }))).toEqual([order]);
    expect(body(read(made, "order/items", { ids: ids(40) }))).toEqual([order]);
    expect(read(made, "order/items", { ids: ids(41) }).kind).toBe("notFound");
  });

  it("show the limits of an account and what hangs on them, and permissions to both sides", () => {
    const made = withTrade();
    const limit = { accountId: made.account.id, active: true, totalBy: "Overall", longLimit: 9 };
    const { id } = made.call("useraccountpositionlimit/create", limit).body as { id: number };
    made.call("useraccountriskparameter/create", { userAccountPositionLimitId: id, maxOpeningOrderQty: 3 });
    const master = String(made.account.id);
    expect(body(read(made, "useraccountpositionlimit/deps", { masterid: master }))).toEqual([
      { ...limit, id },
    ]);
    expect(body(read(made, "useraccountriskparameter/deps", { masterid: String(id) }))).toMatchObject([
      { maxOpeningOrderQty: 3 },
    ]);
    const userId = made.exchange.users[1]?.id;
    made.call("user/createtradingpermission", { accountId: made.account.id, userId });
    expect(body(read(made, "tradingpermission/list"))).toMatchObject([{ userId, status: "Approved" }]);
    expect(body(read(made, "tradingpermission/deps", { masterid: String(userId) }))).toHaveLength(1);
  });
});
