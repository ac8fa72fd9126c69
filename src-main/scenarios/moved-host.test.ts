/** Scenario 10: the broker moves a login to another host. Its own addresses are never left by somebody else's word. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { createTradovateConnection, TradovateOptions } from "../broker/tradovate/tradovate-broker.ts";
import { Desk, WAIT } from "./support/desk.ts";
import { Exchange } from "./support/exchange.ts";
import { name } from "./support/named-hosts.ts";
import { turn } from "./support/passage.ts";
import { Tap } from "./support/tap.ts";
import { judge } from "./support/verdict.ts";

vi.mock("../runtime/clock.ts", () => import("./support/pushed-time.ts"));
vi.mock("../runtime/timers.ts", () => import("./support/pushed-time.ts"));
vi.mock("../broker/tradovate/tradovate-broker.ts", async (original) => {
  const real = await original<Broker>();
  const { led } = await import("./support/named-hosts.ts");
  const create = (options: TradovateOptions): ReturnType<typeof createTradovateConnection> =>
    real.createTradovateConnection(options.environment === "demo" ? led(options) : options);
  return { ...real, createTradovateConnection: create };
});

type Broker = { readonly createTradovateConnection: typeof createTradovateConnection };

const OLD = "demo.tradovateapi.com";
const NEW = "demo-b.tradovateapi.com";
const followers = { PRAC0002: 100, PRAC0003: 200 };
const LOST = /lost|connection|server/iu;

let exchange: Exchange;
let desk: Desk;
let moved: Tap;
beforeAll(async () => {
  exchange = await Exchange.start();
});
afterAll(() => exchange.stop());
afterEach(async () => {
  await desk.close();
  await moved.stop();
});

async function openAtTheBroker(): Promise<void> {
  const { http, ws, md } = exchange.ready;
  moved = await Tap.start(http);
  name(NEW, { http: moved.through(http), ws: moved.through(ws) });
  name("md-demo.tradovateapi.com", { http, ws: md });
  desk = await Desk.open({
    exchange,
    followers,
    environment: "demo",
    onTaps: (taps) => name(OLD, { http: taps.user.through(http), ws: taps.user.through(ws) }),
  });
}

describe("a host that moved", () => {
  test("named by the reply to a renewal, after the upgrade was refused with 421", async () => {
    await openAtTheBroker();
    await desk.lead(3);
    await desk.follows();
    const { host } = new URL(moved.through(exchange.ready.http));
    await exchange.faults({ apiHosts: { demo: NEW }, wrongHost: { host, rest: false } });
    await exchange.faults({ dropConnections: true });
    await turn(100);
    await desk.liveInTime();
    expect(moved.count("upgrade")).toBe(1);
    await desk.lead(-2);
    await desk.follows();
    await desk.lead(1);
    await desk.follows();
    await desk.lead(-2);
    expect(moved.requests.some(({ what }) => what.startsWith("order/"))).toBe(true);
    await judge(desk, { alarms: [LOST] });
  });

  test("named by nobody that is asked: an address of one's own is kept, and nothing is sent elsewhere", async () => {
    const { http } = exchange.ready;
    moved = await Tap.start(http);
    desk = await Desk.open({ exchange, followers });
    await desk.lead(3);
    await desk.follows();
    const { host } = new URL(moved.through(http));
    await exchange.faults({ apiHosts: { demo: NEW, live: NEW }, wrongHost: { host } });
    await exchange.faults({ dropConnections: true });
    const states = (): readonly string[] => desk.snapshot().connections.map(({ state }) => state);
    await expect.poll(states, WAIT).toEqual(["needs-you"]);
    await desk.unseen(-1);
    desk.reckoner.outage(-1);
    await desk.pass(10_000);
    expect(moved.requests).toEqual([]);
    // Only the trader can say which address is right: he comes back to a broker that is content with this one.
    await desk.stop();
    await exchange.faults({ wrongHost: null });
    await desk.start();
    await desk.liveInTime();
    await desk.follows();
    await desk.lead(-2);
    await judge(desk, { alarms: [LOST] });
  });
});
