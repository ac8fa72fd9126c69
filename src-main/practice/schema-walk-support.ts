/** For the schema walk: drives every kind of order and call that the exchange has, and keeps what came back. */
import { accountOf, eventsSoFar, set, type Props } from "./fault-support.ts";
import { PASSWORD, rest, type BareSocket, type Stage } from "./protocol-support.ts";

export const PRICE = 25_000;

interface WalkedAnswer {
  readonly path: string;
  readonly body: unknown;
}

export interface Driven {
  readonly answers: readonly WalkedAnswer[];
  readonly events: readonly Props[];
  /** Ids by kind of entity, and by which dependants can be asked for. */
  readonly ids: ReadonlyMap<string, readonly number[]>;
  readonly masters: readonly number[];
  readonly names: ReadonlyMap<string, string>;
}

type Call = (path: string, body?: object) => Promise<Record<string, unknown>>;

const SINGULAR: Readonly<Record<string, string>> = {
  accountRiskStatuses: "accountRiskStatus",
  currencies: "currency",
  contractMaturities: "contractMaturity",
  orderStrategies: "orderStrategy",
  userProperties: "userProperty",
  properties: "property",
};

/** One body for each order type, none of which trades at once but the market order. */
function orderBodies(accountId: number): object[] {
  const base = { accountId, symbol: "NQZ6", orderQty: 2, action: "Buy", isAutomated: true, clOrdId: "walk" };
  return [
    { ...base, orderType: "Market", text: "walk", customTag50: "walk" },
    { ...base, orderType: "Limit", price: PRICE - 10, timeInForce: "GTC", maxShow: 1 },
    { ...base, orderType: "Stop", stopPrice: PRICE + 10 },
    { ...base, orderType: "StopLimit", stopPrice: PRICE + 10, price: PRICE + 11 },
    { ...base, orderType: "TrailingStop", stopPrice: PRICE + 12, pegDifference: 12 },
    { ...base, orderType: "TrailingStopLimit", stopPrice: PRICE + 12, price: PRICE + 13, pegDifference: 12 },
    { ...base, orderType: "MIT", price: PRICE - 20 },
    { ...base, orderType: "LimitIfTouched", price: PRICE - 21, limitIfTouchedPrice: PRICE - 20 },
    { ...base, orderType: "QTS", price: PRICE - 5 },
    {
      ...base,
      orderType: "Limit",
      price: PRICE - 9,
      timeInForce: "GTD",
      expireTime: "2026-11-25T18:00:00.000Z",
    },
    { ...base, orderType: "Limit", price: PRICE - 8, timeInForce: "IOC" },
    { ...base, orderType: "Limit", price: PRICE - 8, timeInForce: "FOK" },
    { ...base, orderType: "Limit", price: 0.1 },
    { ...base, symbol: "NOPE1", orderType: "Market" },
    { ...base, accountId: 1, orderType: "Market" },
  ];
}

async function driveOrders(stage: Stage, call: Call): Promise<void> {
  const { id: accountId } = accountOf(stage);
  for (const body of orderBodies(accountId)) {
    const { orderId } = await call("/order/placeorder", body);
    if (typeof orderId !== "number") continue;
    await call("/order/modifyorder", { orderId, ...body, orderQty: 3, isAutomated: true });
    await call("/order/cancelorder", { orderId, isAutomated: true });
  }
  const limit = {
    accountId,
    symbol: "NQZ6",
    action: "Buy",
    orderQty: 1,
    orderType: "Limit",
    price: PRICE - 10,
  };
  const stop = { action: "Sell", orderType: "Stop", stopPrice: PRICE - 30 };
  const target = { action: "Sell", orderType: "Limit", price: PRICE + 30 };
  const exits = {
    accountId,
    symbol: "NQZ6",
    action: "Sell",
    orderQty: 1,
    orderType: "Limit",
    price: PRICE + 30,
  };
  await call("/order/placeoco", { ...exits, other: stop });
  await call("/order/placeoso", { ...limit, bracket1: target, bracket2: stop });
  await call("/order/placeoso", { ...limit, orderType: "Market", bracket1: target, bracket2: stop });
  for (const mode of ["sync", "async"]) {
    await set(stage, { rejectNext: { reason: "LiquidationOnly", text: "no", mode, count: 1 } });
    await call("/order/placeorder", { ...limit, orderType: "Market" });
  }
  await set(stage, { partialFills: { maxQty: 1, delayMs: 0 } });
  await call("/order/placeorder", { ...limit, action: "Sell", orderType: "Market", orderQty: 4 });
  await set(stage, { partialFills: null });
}

/** Calls that are not orders; what the exchange does not serve is answered 404 and left out. */
async function driveCalls(stage: Stage, call: Call): Promise<void> {
  const account = accountOf(stage);
  const { id: accountId } = account;
  await call("/auth/me");
  await call("/auth/renewaccesstoken");
  await call("/user/syncrequest", {});
  await call("/cashBalance/getcashbalancesnapshot", { accountId });
  await call("/contract/rollcontract", { name: "NQZ6", forward: true, ifExpired: false });
  await call("/contract/rollcontracts", {
    rollContracts: [{ name: "NQZ6", forward: true, ifExpired: false }],
  });
  await call("/contract/getproductfeeparams", { productIds: [814] });
  const strategy = {
    entryVersion: { orderQty: 1, orderType: "Market" },
    brackets: [{ qty: 1, profitTarget: 20, stopLoss: -20, trailingStop: false }],
  };
  const start = {
    accountId,
    accountSpec: account.name,
    symbol: "NQZ6",
    action: "Buy",
    orderStrategyTypeId: 2,
  };
  const started = await call("/orderStrategy/startorderstrategy", {
    ...start,
    params: JSON.stringify(strategy),
  });
  const { id: orderStrategyId } = (started["orderStrategy"] ?? { id: 1 }) as { id: number };
  await call("/orderStrategy/modifyorderstrategy", { orderStrategyId, command: "{}" });
  await call("/orderStrategy/interruptorderstrategy", { orderStrategyId });
}

function idOf(answer: Readonly<Record<string, unknown>>, key?: string): number {
  const entity = (key === undefined ? answer : answer[key]) as { id?: number } | undefined;
  return entity?.id ?? 1;
}

/** Thresholds, limits and permissions, on an account of their own. */
async function driveRisk(stage: Stage, call: Call, other: Call): Promise<void> {
  const { id: accountId } = accountOf(stage, 0, 1);
  await call("/userAccountAutoLiq/create", { id: accountId, dailyLossAutoLiq: 900 });
  await call("/userAccountAutoLiq/update", {
    id: accountId,
    dailyLossAutoLiq: 800,
    trailingMaxDrawdown: 2_000,
  });
  await call("/userAccountAutoLiq/updateuserautoliq", { accountId, dailyLossAutoLiq: 500 });
  const action = { adminAction: "Normal", adminActionReasonCode: "Other", adminActionReason: "walk" };
  await call("/accountRiskStatus/setadminautoliqaction", { accountId, ...action });
  await call("/accountRiskStatus/updatemaxnetliq", { accountId, maxNetLiq: 60_000 });
  await call("/accountRiskStatus/resetautoliqstatus", { accountId });
  const limit = { accountId, active: true, totalBy: "Overall", longLimit: 5, shortLimit: 5, exposedLimit: 5 };
  const made = await call("/userAccountPositionLimit/create", limit);
  const userAccountPositionLimitId = idOf(made);
  await call("/userAccountPositionLimit/update", { ...limit, id: userAccountPositionLimitId, longLimit: 6 });
  const parameter = { userAccountPositionLimitId, maxOpeningOrderQty: 5, hardLimit: true };
  const userAccountRiskParameterId = idOf(await call("/userAccountRiskParameter/create", parameter));
  await call("/userAccountRiskParameter/update", {
    ...parameter,
    id: userAccountRiskParameterId,
    maxOpeningOrderQty: 4,
  });
  await call("/userAccountPositionLimit/deleteuseraccountriskparameter", { userAccountRiskParameterId });
  await call("/userAccountPositionLimit/deleteuseraccountpositionlimit", { userAccountPositionLimitId });
  const cta = { ctaContact: "Desk", ctaEmail: "desk@practice.invalid" };
  const asked = await other("/user/requesttradingpermission", { accountId, ...cta });
  const granted = await call("/user/createtradingpermission", {
    accountId,
    userId: stage.exchange.users[2]?.id,
  });
  const [first, second] = [asked, granted].map((answer) => idOf(answer, "tradingPermission"));
  await call("/user/accepttradingpermission", { tradingPermissionId: first });
  await call("/user/getaccounttradingpermissions", { accountId });
  await call("/user/revoketradingpermission", { tradingPermissionId: first });
  await call("/user/revoketradingpermissions", { tradingPermissionIds: [second] });
  await call("/user/canceleverything", { userIds: [stage.exchange.users[0]?.id], tradingPermissions: true });
  await call("/cashBalance/changedemobalance", { accountId, cashChange: 1_000 });
  const resetTradeDate = { year: 2026, month: 11, day: 25 };
  await call("/account/resetdemoaccountstate", { accountIds: [accountId], resetTradeDate });
}

async function driveMoney(stage: Stage, call: Call): Promise<void> {
  const { id: accountId } = accountOf(stage);
  const contract = await call("/contract/find?name=NQZ6");
  await call("/order/liquidateposition", {
    accountId,
    contractId: contract["id"],
    admin: false,
    isAutomated: true,
  });
  await call("/order/liquidateposition", { accountId, contractId: contract["id"], admin: true });
  await call("/order/liquidatepositions", { positions: [1], admin: false });
  const { body } = await stage.control("state");
  const fillId = (body as { fills: { id: number }[] }).fills.at(-1)?.id;
  await set(stage, { bust: { fillId } });
  stage.clock.advance(3_600_000);
}

function caller(stage: Stage, token: string, answers: WalkedAnswer[]): Call {
  return async (path, body) => {
    const answer = await rest(stage.exchange.httpUrl, path, { token, ...(body && { body }) });
    const [plain = path] = path.split("?");
    if (answer.status === 200) answers.push({ path: plain, body: answer.body });
    return (answer.status === 200 ? answer.body : {}) as Record<string, unknown>;
  };
}

function collect(
  snapshot: Readonly<Record<string, unknown>>,
  events: readonly Props[],
): Omit<Driven, "answers"> {
  const ids = new Map<string, number[]>();
  const names = new Map<string, string>();
  const add = (kind: string, entity: Readonly<Record<string, unknown>>): void => {
    const known = ids.get(kind) ?? [];
    ids.set(kind, [...known, Number(entity["id"])]);
    if (typeof entity["name"] === "string") names.set(kind, entity["name"]);
  };
  for (const [section, rows] of Object.entries(snapshot)) {
    const kind = SINGULAR[section] ?? section.replace(/s$/u, "");
    for (const row of (rows ?? []) as Record<string, unknown>[]) add(kind, row);
  }
  for (const { entityType, entity } of events) add(entityType, entity);
  const masters = [...new Set([...ids.values()].flat())];
  return { events, ids, names, masters: masters.slice(0, 180) };
}

export async function driveEverything(stage: Stage, socket: BareSocket): Promise<Driven> {
  const answers: WalkedAnswer[] = [];
  const token = await stage.login();
  const call = caller(stage, token, answers);
  await call("/auth/accesstokenrequest", { name: "leader", password: PASSWORD });
  await call("/auth/accesstokenrequest", { name: "leader", password: "wrong" });
  await call("/auth/oauthtoken", { grant_type: "refresh_token", refresh_token: "unknown" });
  socket.send("user/syncrequest\n1\n\n{}");
  await socket.messages();
  await driveOrders(stage, call);
  await driveCalls(stage, call);
  await driveRisk(stage, call, caller(stage, await stage.login("followers"), answers));
  await driveMoney(stage, call);
  const events = await eventsSoFar(socket);
  const again = await stage.authorized();
  again.send("user/syncrequest\n1\n\n{}");
  const [message = {}] = await again.messages();
  return { answers, ...collect(message["d"] as Record<string, unknown>, events) };
}
