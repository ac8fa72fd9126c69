/**
 * Agreement with a client that nobody here wrote: the npm package `tradovate`, unmodified but for its URLs object,
 * against `npm run practice` in a process of its own. It trades for 20 seconds; with MIMIK_LONG=1, as
 * `npm run test:long` sets it, for five minutes.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { propsSchema, Trading, type ForeignPackage } from "./foreign-support.ts";

const readySchema = z.object({
  event: z.literal("ready"),
  http: z.string(),
  ws: z.string(),
  md: z.string(),
  users: z
    .array(
      z.object({
        name: z.string(),
        password: z.string(),
        accounts: z.array(z.object({ id: z.number(), name: z.string() })),
      }),
    )
    .min(1),
});

const RUN_MS = process.env["MIMIK_LONG"] === "1" ? 300_000 : 20_000;

const load = createRequire(import.meta.url);
const stateSchema = z.object({
  orders: z.array(z.object({ id: z.number(), account: z.string(), ordStatus: z.string() })),
  fills: z.array(z.object({ id: z.number(), orderId: z.number(), qty: z.number() })),
  positions: z.array(z.object({ account: z.string(), netPos: z.number() })),
});
const contractsSchema = z.array(z.object({ id: z.number(), name: z.string() })).min(1);

let exchange: ChildProcess;
let ready: z.infer<typeof readySchema>;
let foreign: ForeignPackage;

beforeAll(async () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  exchange = spawn(process.execPath, [main, "--seed", "7"], { stdio: ["ignore", "pipe", "inherit"] });
  if (!exchange.stdout) throw new Error("the exchange has no stdout");
  const [line] = (await once(createInterface(exchange.stdout), "line")) as [string];
  ready = readySchema.parse(JSON.parse(line));
  const { URLs } = load("tradovate/dist/types") as { URLs: Record<string, string> };
  Object.assign(URLs, { DEMO_URL: ready.http, WS_DEMO_URL: ready.ws, MD_URL: ready.md });
  foreign = load("tradovate") as ForeignPackage;
}, 30_000);

// The package talks on the console; its words are no part of this test's report.
beforeEach(() => {
  vi.spyOn(globalThis.console, "log").mockImplementation(() => {});
  vi.spyOn(globalThis.console, "warn").mockImplementation(() => {});
});

afterAll(async () => {
  exchange.kill("SIGTERM");
  await once(exchange, "exit");
});

function userOf(): (typeof ready.users)[number] {
  const [user] = ready.users;
  if (!user) throw new Error("no user");
  return user;
}

async function quoteOf(symbol: string): Promise<unknown> {
  const marketData = new foreign.MarketDataSocket();
  await marketData.connect();
  const quote = await new Promise((resolve, reject) => {
    marketData.subscribeQuote(symbol, (data) => resolve(data)).catch(reject);
  });
  await marketData.disconnect();
  return quote;
}

describe("the npm package tradovate against the exchange", () => {
  it("logs in, synchronises, places a market order, receives its fill and a quote", async () => {
    const { name, password, accounts } = userOf();
    const service = new foreign.TradovateService();
    const login = await service.connect({
      name,
      password,
      appId: "foreign",
      appVersion: "1",
      cid: 1,
      sec: "none",
    });
    expect(login.accessToken).not.toBe("");

    const [front] = contractsSchema.parse(await service.get("contract/suggest", { t: "MNQ", l: 10 }));
    const symbol = front?.name;
    expect(symbol).toMatch(/^MNQ[HMUZ]\d$/u);

    const socket = new foreign.TradovateSocket();
    await socket.connect();
    const heard: unknown[] = [];
    await socket.synchronize({ onSubscription: (data) => heard.push(data) });
    expect(heard[0]).toMatchObject({ users: [{ id: login.userId, name }], positions: [] });

    const [account] = accounts;
    const order = { accountId: account?.id, accountSpec: account?.name, action: "Buy", symbol, orderQty: 2 };
    const placed = await socket.request({
      url: "order/placeorder",
      body: { ...order, orderType: "Market", isAutomated: true },
    });
    const { orderId } = z.object({ orderId: z.number() }).parse(placed.d);

    await vi.waitFor(() => {
      const props = heard.flatMap((data) => propsSchema.safeParse(data).data ?? []);
      const fill = props.find((event) => event.entityType === "fill");
      expect(fill?.entity).toMatchObject({
        orderId,
        contractId: front?.id,
        action: "Buy",
        qty: 2,
        active: true,
      });
      const position = props.find((event) => event.entityType === "position");
      expect(position?.entity).toMatchObject({ accountId: account?.id, netPos: 2 });
    });

    expect(await quoteOf(String(symbol))).toMatchObject({ contractId: front?.id });
    socket.disconnect();
  }, 20_000);
});

describe("the npm package tradovate, trading", () => {
  it(
    `places, modifies and cancels, single orders and pairs, for ${RUN_MS / 1_000} s`,
    async () => {
      const [, account] = userOf().accounts;
      const service = new foreign.TradovateService();
      const { name, password } = userOf();
      await service.connect({ name, password, appId: "foreign", appVersion: "1", cid: 1, sec: "none" });
      const [front] = contractsSchema.parse(await service.get("contract/suggest", { t: "MES", l: 1 }));
      const symbol = String(front?.name);
      const socket = new foreign.TradovateSocket();
      await socket.connect();
      const order = {
        accountId: account?.id,
        accountSpec: account?.name,
        symbol,
        orderQty: 1,
        isAutomated: true,
      };
      const trading = new Trading(socket, order);
      // It synchronises its first account only; the second one's snapshot and events are asked for as it is.
      await socket.synchronize({
        onSubscription: (data) => {
          const props = propsSchema.safeParse(data).data;
          if (props) trading.heard.push(props);
        },
      });
      await socket.request({ url: "user/syncrequest", body: { accounts: [account?.id] } });
      const quotes: unknown[] = [];
      const marketData = new foreign.MarketDataSocket();
      await marketData.connect();
      const endQuotes = await marketData.subscribeQuote(symbol, (quote) => quotes.push(quote));
      const depth: unknown[] = [];
      const endDepth = await marketData.subscribeDOM(symbol, (dom) => depth.push(dom));
      await vi.waitFor(() => {
        expect(quotes.length).toBeGreaterThan(0);
      });
      const { entries } = z
        .object({ entries: z.object({ Trade: z.object({ price: z.number() }) }) })
        .parse(quotes.find((quote) => JSON.stringify(quote).includes("HighPrice")) ?? quotes[0]);
      const last = Math.round(entries.Trade.price);

      const began = performance.now();
      for (let round = 0; performance.now() - began < RUN_MS; round += 1) {
        const bought = await trading.place({ action: "Buy", orderType: "Market" });
        await trading.told("fill", { orderId: bought, qty: 1 });
        const limit = { orderType: "Limit", price: last - 500 };
        const resting = await trading.place({ action: "Buy", ...limit, clOrdId: `round-${round}` });
        await trading.modify(resting, { ...limit, orderQty: 2, price: last - 501 });
        await trading.cancel(resting);
        const stop = { action: "Sell", orderType: "Stop", stopPrice: last - 600 };
        const [target, other] = await trading.placePair({
          action: "Sell",
          orderType: "Limit",
          price: last + 600,
          other: stop,
        });
        await trading.cancel(target);
        await trading.cancel(other);
        const sold = await trading.place({ action: "Sell", orderType: "Market" });
        await trading.told("fill", { orderId: sold, qty: 1 });
        await new Promise((resolve) => {
          setTimeout(resolve, 100);
        });
      }

      const answer = await fetch(ready.http.replace("/v1", "/practice/state"));
      const state = stateSchema.parse(await answer.json());
      const own = state.orders.filter((each) => each.account === account?.name);
      expect(own.map(({ id }) => id)).toEqual(trading.placed);
      expect(own.filter(({ ordStatus }) => !["Filled", "Canceled"].includes(ordStatus))).toEqual([]);
      const fills = trading.heard.filter(
        ({ entityType, entity }) => entityType === "fill" && entity["active"],
      );
      const heardIds = new Set(fills.map(({ entity }) => entity["id"]));
      const ids = new Set(own.map(({ id }) => id));
      expect([...heardIds]).toEqual(state.fills.filter((fill) => ids.has(fill.orderId)).map(({ id }) => id));
      expect(state.positions.find((each) => each.account === account?.name)?.netPos).toBe(0);
      expect(trading.placed.length).toBeGreaterThan(5 * 4);
      expect(quotes.length).toBeGreaterThan(10);
      expect(depth.length).toBeGreaterThan(10);
      await endQuotes();
      await endDepth();
      await marketData.disconnect();
      socket.disconnect();
    },
    RUN_MS + 60_000,
  );
});
