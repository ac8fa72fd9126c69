/** Depth, histograms and charts over the market-data socket, as public clients subscribe to them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { set } from "./fault-support.ts";
import { openStage, type BareSocket, type Stage } from "./protocol-support.ts";

let stage: Stage;
let socket: BareSocket;
beforeEach(async () => {
  stage = await openStage();
  await set(stage, { freezePrices: true });
  await stage.control("price", { symbol: "NQZ6", price: 25_000 });
  socket = await stage.authorized("leader", stage.exchange.mdUrl);
});
afterEach(async () => {
  await stage.close();
});

let nextId = 1;

async function call(endpoint: string, body: object): Promise<unknown> {
  const id = nextId;
  nextId += 1;
  socket.send(`${endpoint}\n${id}\n\n${JSON.stringify(body)}`);
  const [answer = {}] = await socket.messages();
  expect(answer).toMatchObject({ i: id, s: 200 });
  return answer["d"];
}

async function data(kind: string): Promise<Record<string, unknown>> {
  const [message = {}] = await socket.messages();
  const rows = (message["d"] as Record<string, Record<string, unknown>[]>)[kind];
  return rows?.[0] ?? {};
}

async function price(value: number): Promise<void> {
  await stage.control("price", { symbol: "NQZ6", price: value });
}

async function hearsNothing(): Promise<void> {
  await call("md/unsubscribequote", { symbol: "ESZ6" });
  expect(socket.left).toEqual([]);
}

describe("md/subscribeDOM", () => {
  it("bids fall and offers rise from the best, and follow the price until unsubscribed", async () => {
    await call("md/subscribeDOM", { symbol: "NQZ6" });
    const first = await data("doms");
    const prices = (side: unknown) => (side as { price: number }[]).map((level) => level.price);
    expect(prices(first["bids"]).slice(0, 3)).toEqual([24_999.75, 24_999.5, 24_999.25]);
    expect(prices(first["offers"]).slice(0, 3)).toEqual([25_000, 25_000.25, 25_000.5]);
    await price(25_001);
    expect(prices((await data("doms"))["offers"])[0]).toBe(25_001);
    await call("md/unsubscribedom", { symbol: "NQZ6" });
    await price(25_002);
    await hearsNothing();
  });
});

describe("md/subscribeHistogram", () => {
  it("counts what trades by ticks from its base", async () => {
    await call("md/subscribehistogram", { symbol: "NQZ6" });
    expect(await data("histograms")).toMatchObject({ base: 25_000, items: { 0: 1 }, refresh: true });
    await price(25_000.5);
    await price(25_000.5);
    await data("histograms");
    expect(await data("histograms")).toMatchObject({
      items: { 0: 1, 2: 2 },
      tradeDate: { year: 2026, month: 11, day: 25 },
    });
  });
});

describe("md/getChart", () => {
  const minutes = { underlyingType: "MinuteBar", elementSize: 5, elementSizeUnit: "UnderlyingUnits" };

  interface Bars {
    readonly id: number;
    readonly td: number;
    readonly bars: { timestamp: string; open: number; high: number; low: number; close: number }[];
  }

  async function open(chartDescription: object, timeRange: object) {
    return (await call("md/getChart", { symbol: "NQZ6", chartDescription, timeRange })) as {
      historicalId: number;
      realtimeId: number;
    };
  }

  it("history in order, its end, then the bar that is being made", async () => {
    const { historicalId, realtimeId } = await open(minutes, { asMuchAsElements: 12 });
    const history = (await data("charts")) as unknown as Bars;
    expect(history).toMatchObject({ id: historicalId, td: 20_261_125 });
    expect(history.bars).toHaveLength(12);
    expect(history.bars.at(-1)).toMatchObject({ timestamp: "2026-11-25T15:55:00.000Z", close: 25_000 });
    for (const { open: first, high, low, close } of history.bars) {
      expect(high).toBeGreaterThanOrEqual(Math.max(first, close));
      expect(low).toBeLessThanOrEqual(Math.min(first, close));
    }
    expect(await data("charts")).toEqual({ id: historicalId, eoh: true });
    await price(25_002);
    await price(25_001);
    await data("charts");
    expect(await data("charts")).toMatchObject({
      id: realtimeId,
      bars: [
        { timestamp: "2026-11-25T16:00:00.000Z", open: 25_002, high: 25_002, low: 25_001, close: 25_001 },
      ],
    });
  });

  it("the same past for the same minutes, whenever it is asked for", async () => {
    const closestTimestamp = "2026-11-25T15:30:00Z";
    const past = async () => {
      const ids = await open(minutes, { closestTimestamp, asFarAsTimestamp: "2026-11-25T15:00:00Z" });
      const { bars } = (await data("charts")) as unknown as Bars;
      await data("charts");
      await call("md/cancelchart", { subscriptionId: ids.realtimeId });
      return bars;
    };
    const first = await past();
    expect(first.map(({ timestamp }) => timestamp.slice(11, 16))).toEqual([
      "15:00",
      "15:05",
      "15:10",
      "15:15",
      "15:20",
      "15:25",
    ]);
    await price(25_100);
    expect(await past()).toEqual(first);
  });

  it("a tick chart ends its history at once and tells each trade", async () => {
    const { historicalId, realtimeId } = await open({ underlyingType: "Tick", elementSize: 1 }, {});
    expect(await data("charts")).toEqual({ id: historicalId, eoh: true });
    await price(25_003);
    const packet = await data("charts");
    expect(packet).toMatchObject({ id: realtimeId, ts: 0.25, bp: 100_012, tks: [{ t: 0, p: 0, s: 1 }] });
  });

  it.each(["historicalId", "realtimeId", "symbol"])("is cancelled by %s", async (by) => {
    const ids = await open(minutes, { asMuchAsElements: 1 });
    await data("charts");
    await data("charts");
    const byId = { subscriptionId: by === "historicalId" ? ids.historicalId : ids.realtimeId };
    await call("md/cancelChart", by === "symbol" ? { symbol: "NQZ6" } : byId);
    await price(25_004);
    await call("md/unsubscribequote", { symbol: "ESZ6" });
    expect(socket.left).toEqual([]);
  });

  it("says by errorText what it does not offer", async () => {
    const renko = { underlyingType: "MinuteBar", elementSize: 1, elementSizeUnit: "Renko" };
    for (const [symbol, chartDescription] of [
      ["NQZ6", renko],
      ["NOPE", minutes],
    ]) {
      const answer = await call("md/getchart", { symbol, chartDescription, timeRange: {} });
      expect(answer).toMatchObject({ errorText: expect.any(String) });
    }
    await hearsNothing();
  });
});
