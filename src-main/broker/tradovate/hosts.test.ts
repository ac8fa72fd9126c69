/** Which hosts are adopted, and which are not. */

import { describe, expect, it } from "vitest";
import { Hosts } from "./hosts.ts";
import type { HostsOptions } from "./hosts.ts";

const urls = {
  http: "https://demo.tradovateapi.com/v1",
  ws: "wss://demo.tradovateapi.com/v1/websocket",
  md: "wss://md-demo.tradovateapi.com/v1/websocket",
};

function setUp(overrides: Partial<HostsOptions> = {}) {
  const moved: string[] = [];
  const refused: string[] = [];
  const hosts = new Hosts({
    environment: "demo",
    urls,
    ownUrls: false,
    moved: (socket) => moved.push(socket),
    refused: (host) => refused.push(host),
    ...overrides,
  });
  return { hosts, moved, refused };
}

/** As measured: all keys, and three that no document names. */
const measured = {
  live: "live.tradovateapi.com",
  demo: "demo.tradovateapi.com",
  mdLive: "md.tradovateapi.com",
  mdDemo: "md-demo.tradovateapi.com",
  replay: "replay.tradovateapi.com",
  reportingLive: "rpt-live.tradovateapi.com",
  reportingDemo: "rpt-demo.tradovateapi.com",
  riskMonitorLive: "risk-monitor-api-live.ninjatrader.com",
  riskMonitorDemo: "risk-monitor-api-demo.ninjatrader.com",
  userContext: "user-context-api.ninjatrader.com",
};

describe("apiHosts", () => {
  it("that say what is known move nothing", () => {
    const { hosts, moved, refused } = setUp();
    hosts.adopt(measured);
    expect({ moved, refused, http: hosts.http }).toEqual({ moved: [], refused: [], http: urls.http });
    expect(hosts.urlOf("md")).toBe(urls.md);
  });

  it.each([
    ["demo", "demo", "mdDemo"],
    ["live", "live", "mdLive"],
  ] as const)("move a %s login by its own two keys and by no other", (environment, trade, md) => {
    const others = Object.fromEntries(Object.keys(measured).map((key) => [key, "other.example.com"]));
    const { hosts, moved } = setUp({ environment });
    hosts.adopt({ ...others, [trade]: "Trade-2.TradovateApi.com", [md]: "md-2.tradovateapi.com" });
    expect(moved).toEqual(["user", "md"]);
    expect(hosts.http).toBe("https://trade-2.tradovateapi.com/v1");
    expect(hosts.urlOf("user")).toBe("wss://trade-2.tradovateapi.com/v1/websocket");
    expect(hosts.urlOf("md")).toBe("wss://md-2.tradovateapi.com/v1/websocket");
  });

  it("keep what is known where a key is missing, and where there are none", () => {
    const { hosts, moved } = setUp();
    hosts.adopt({ demo: "demo-2.tradovateapi.com" });
    for (const nothing of [undefined, null, {}, [], "demo", { demo: null }]) hosts.adopt(nothing);
    expect(moved).toEqual(["user"]);
    expect(hosts.urlOf("user")).toBe("wss://demo-2.tradovateapi.com/v1/websocket");
    expect(hosts.urlOf("md")).toBe(urls.md);
    expect(hosts.known).toEqual({ trade: "demo-2.tradovateapi.com", md: null });
  });

  it.each([
    ["a scheme", "https://demo.tradovateapi.com"],
    ["a path", "demo.tradovateapi.com/v1"],
    ["a port", "demo.tradovateapi.com:443"],
    ["a user", "user@demo.tradovateapi.com"],
    ["a query", "demo.tradovateapi.com?x"],
    ["a fragment", "demo.tradovateapi.com#x"],
    ["a backslash", "demo.tradovateapi.com\\x"],
    ["a space", "demo.tradovateapi.com "],
    ["a line", "demo.tradovateapi.com\n"],
    ["numbers for a name", "10.0.0.1"],
    ["numbers for a name of the new kind", "[::1]"],
    ["no dot", "localhost"],
    ["an empty label", "demo..com"],
    ["a dot at the end", "demo.tradovateapi.com."],
    ["letters beyond ASCII", "démo.tradovateapi.com"],
    ["too much", `${"a".repeat(64)}.com`],
    ["nothing", ""],
    ["no text", 7],
  ])("are refused where a host has %s", (_name, demo) => {
    const { hosts, moved, refused } = setUp();
    hosts.adopt({ demo });
    expect(moved).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(hosts.http).toBe(urls.http);
  });

  it("mean nothing to addresses of the user's own, nor do redirects", () => {
    const { hosts, moved } = setUp({ ownUrls: true });
    hosts.adopt({ demo: "demo-2.tradovateapi.com" });
    expect(hosts.redirected("https://demo-2.tradovateapi.com/v1/x")).toMatch(/own/u);
    expect(moved).toEqual([]);
    const custom = setUp({ environment: "custom" });
    custom.hosts.adopt({ demo: "demo-2.tradovateapi.com" });
    expect(custom.moved).toEqual([]);
  });

  it("of an earlier run are taken up, and looked at like any other", () => {
    const { hosts, refused } = setUp();
    hosts.restore({ trade: "demo-2.tradovateapi.com", md: "10.0.0.1" });
    expect(hosts.http).toBe("https://demo-2.tradovateapi.com/v1");
    expect(refused).toEqual(["10.0.0.1"]);
  });
});

describe("demo and live", () => {
  it("are never mixed, by whatever the broker names the other's host", () => {
    const demo = setUp();
    demo.hosts.adopt({ demo: "live.tradovateapi.com", mdDemo: "md.tradovateapi.com" });
    expect(demo.moved).toEqual([]);
    expect(demo.refused).toEqual(["live.tradovateapi.com", "md.tradovateapi.com"]);
    demo.hosts.adopt({ ...measured, live: "live-2.tradovateapi.com" });
    expect(demo.hosts.redirected("https://live-2.tradovateapi.com/v1")).toBe("live-2.tradovateapi.com");
    const live = setUp({ environment: "live", urls: { ...urls, http: "https://live.tradovateapi.com/v1" } });
    expect(live.hosts.redirected("https://demo.tradovateapi.com/v1")).toBe("demo.tradovateapi.com");
    expect([...demo.moved, ...live.moved]).toEqual([]);
  });
});

describe("a redirect", () => {
  it("to a bare https host of the same owner moves the login", () => {
    const { hosts, moved } = setUp();
    expect(hosts.redirected("https://demo-2.tradovateapi.com/v1/order/list?x=1")).toBeNull();
    expect(moved).toEqual(["user"]);
    expect(hosts.http).toBe("https://demo-2.tradovateapi.com/v1");
  });

  it.each([
    ["nowhere", ""],
    ["a path alone", "/v1/order/list"],
    ["plain http", "http://demo-2.tradovateapi.com/v1"],
    ["another owner", "https://demo.tradovateapi.com.evil.example/v1"],
    ["another owner whose name ends alike", "https://eviltradovateapi.com/v1"],
    ["a port", "https://demo-2.tradovateapi.com:8443/v1"],
    ["a user", "https://user@demo-2.tradovateapi.com/v1"],
    ["numbers for a name", "https://10.0.0.1/v1"],
    ["the live environment", "https://live.tradovateapi.com/v1/order/list"],
    ["its market data", "https://md.tradovateapi.com/v1"],
    ["the host that was asked", "https://demo.tradovateapi.com/v1/order/list"],
  ])("to %s is refused and moves nothing", (_name, location) => {
    const { hosts, moved } = setUp();
    expect(hosts.redirected(location)).toEqual(expect.any(String));
    expect(moved).toEqual([]);
  });
});
