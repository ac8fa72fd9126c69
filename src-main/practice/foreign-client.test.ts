/**
 * Agreement with a client that nobody here wrote: the npm package `tradovate`, unmodified but for its URLs object,
 * against `npm run practice` in a process of its own.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";

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

interface ForeignService {
  connect(credentials: object): Promise<{ accessToken: string; userId: number }>;
  get(endpoint: string, query?: object): Promise<unknown>;
}
interface ForeignSocket {
  connect(): Promise<void>;
  disconnect(): void;
  synchronize(parameters: { onSubscription: (data: unknown) => void }): Promise<() => Promise<void>>;
  request(parameters: { url: string; body?: object; query?: object }): Promise<{ s: number; d: unknown }>;
}
interface ForeignMarketData {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  subscribeQuote(symbol: string, listener: (quote: unknown) => void): Promise<unknown>;
}
interface ForeignPackage {
  TradovateService: new () => ForeignService;
  TradovateSocket: new () => ForeignSocket;
  MarketDataSocket: new () => ForeignMarketData;
}

const load = createRequire(import.meta.url);
const propsSchema = z.object({ entityType: z.string(), entity: z.record(z.string(), z.unknown()) });
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
