/** REST on a scripted server: tickets, refused tokens, bodies of every kind, and what is never asked twice. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RequestBudget } from "../../core/budget.ts";
import type { Failure } from "./errors.ts";
import { Hosts } from "./hosts.ts";
import { Pacer } from "./pacer.ts";
import { createRest } from "./rest.ts";
import type { Rest, RestOptions, RestRequest } from "./rest.ts";
import { scriptedBroker } from "./scripted-broker.ts";
import type { Answer, ScriptedBroker } from "./scripted-broker.ts";
import { collectLog, eventually, manualTime } from "./test-support.ts";
import type { ManualTime } from "./test-support.ts";

let broker: ScriptedBroker;
let time: ManualTime;
let rest: Rest;
let seen: Failure[];

beforeEach(async () => {
  broker = await scriptedBroker();
  time = manualTime();
  seen = [];
});

afterEach(async () => {
  rest.close();
  await broker.close();
});

function open(overrides: Partial<RestOptions> = {}): Rest {
  const { clock, timers } = time;
  const pacer = new Pacer({
    budget: new RequestBudget(null),
    clock,
    timers,
    changed: () => undefined,
    paused: (_reason, failure) => seen.push(failure),
  });
  const hosts = new Hosts({
    environment: "custom",
    urls: { http: `${broker.http}/`, ws: broker.ws, md: broker.ws },
    ownUrls: true,
    moved: () => undefined,
    refused: () => undefined,
  });
  rest = createRest({
    hosts,
    pacer,
    clock,
    log: collectLog().log,
    current: () => "newest",
    refused: async () => Promise.resolve(null),
    ...overrides,
  });
  return rest;
}

const read: RestRequest = { method: "GET", path: "order/list", token: "mine", kind: "read" };
const ticket: Answer = { status: 200, body: { "p-ticket": "T", "p-time": 5 } };

describe("a lock-out", () => {
  it("holds back what had its turn and has not left yet, but for the trader's own attempt", async () => {
    broker.answers.set("order/list", () => ({ status: 429 }));
    broker.answers.set("auth/me", () => ({ status: 200, body: {} }));
    open();
    const forced: RestRequest = { ...read, path: "auth/me", kind: "session", forced: true };
    const results = await Promise.all([
      ...Array.from({ length: 20 }, async () => rest.send(read)),
      rest.send(forced),
    ]);
    expect(results.at(-1)).toMatchObject({ ok: true });
    const held = results.filter((result) => !result.ok && result.failure.kind === "network");
    expect(held).toHaveLength(16);
    expect(held[0]).toMatchObject({ failure: { arrived: "no" } });
    expect(broker.requests.filter((request) => request.startsWith("order/list"))).toHaveLength(4);
  });
});

describe("a penalised request", () => {
  it("is asked again, identical but for its ticket, after its time", async () => {
    const asked: string[] = [];
    broker.answers.set("order/deps", (argument) => {
      asked.push(argument);
      return asked.length === 1 ? ticket : { status: 200, body: [] };
    });
    const result = open().send({ ...read, path: "order/deps", query: { masterid: "7" } });
    await eventually(() => expect(seen).toHaveLength(1));
    time.advance(4999);
    expect(asked).toEqual(["masterid=7"]);
    time.advance(251);
    expect(await result).toEqual({ ok: true, body: [], serverMs: expect.any(Number) });
    expect(asked[1]).toBe("masterid=7&p-ticket=T");
  });

  it("with a body carries the ticket in it", async () => {
    const asked: string[] = [];
    broker.answers.set("cashbalance/getcashbalancesnapshot", (argument) => {
      asked.push(argument);
      return asked.length === 1 ? ticket : { status: 200, body: {} };
    });
    const path = "cashBalance/getcashbalancesnapshot";
    const result = open().send({ ...read, method: "POST", path, body: { accountId: 1 } });
    await eventually(() => expect(seen).toHaveLength(1));
    time.advance(5250);
    await result;
    expect(asked.map((body) => JSON.parse(body) as unknown)).toEqual([
      { accountId: 1 },
      { accountId: 1, "p-ticket": "T" },
    ]);
  });

  it.each([
    ["with a captcha", { "p-ticket": "T", "p-time": 5, "p-captcha": true }],
    ["for longer than anybody waits", { "p-ticket": "T", "p-time": 121 }],
  ])("%s fails, and is not asked again by itself", async (_name, body) => {
    broker.answers.set("order/list", () => ({ status: 200, body }));
    expect(await open().send(read)).toMatchObject({ ok: false, failure: { kind: "penalty" } });
    expect(broker.requests).toHaveLength(1);
  });
});

describe("a token that is not taken", () => {
  it("is asked about once, and the request is sent again with a newer one", async () => {
    const asked: (string | undefined)[] = [];
    broker.answers.set("order/list", (_argument, request) => {
      asked.push(request?.headers.authorization);
      return asked.length === 1 ? { status: 401 } : { status: 200, body: [] };
    });
    let newest = "old";
    const refused = async (token: string): Promise<string> => {
      newest = `after ${token}`;
      return Promise.resolve(newest);
    };
    expect(await open({ current: () => newest, refused }).send(read)).toMatchObject({ ok: true });
    expect(asked).toEqual(["Bearer old", "Bearer after old"]);
  });

  it("fails where no newer one is to be had, and the session's own requests are never repeated", async () => {
    broker.answers.set("order/list", () => ({ status: 401, body: "Access is denied" }));
    expect(await open().send(read)).toMatchObject({ failure: { status: 401, text: "Access is denied" } });
    const refused = async (): Promise<string> => Promise.resolve("another");
    await open({ refused }).send({ ...read, kind: "session" });
    expect(broker.requests).toHaveLength(2);
  });
});

describe("a reply", () => {
  const replied = async (answer: Answer) => {
    broker.answers.set("order/list", () => answer);
    return open().send(read);
  };

  it.each([
    ["JSON within a text", { status: 200, body: '{"errorText":"no"}' }, { kind: "refused", text: "no" }],
    [
      "a text in quotes once more",
      { status: 404, body: '"Not found: x"' },
      { kind: "status", text: "Not found: x" },
    ],
    [
      "an object with a wrong status",
      { status: 500, body: { errorText: "oops" } },
      { status: 500, text: "oops" },
    ],
    ["nothing", { status: 404 }, { kind: "status", status: 404, text: "" }],
    ["a redirect", { status: 307, headers: { location: "https://x.example" } }, { kind: "host" }],
  ] as const)("with %s is read", async (_name, answer, failure) => {
    expect(await replied(answer)).toMatchObject({ ok: false, failure });
  });

  it("that is no JSON is unreadable in a 200, and its markup is nobody's words elsewhere", async () => {
    const page = async (status: number): Promise<Response> =>
      Promise.resolve(new Response("<html>secret?</html>", { status }));
    expect(await open({ fetch: async () => page(200) }).send(read)).toMatchObject({
      failure: { kind: "unreadable" },
    });
    expect(await open({ fetch: async () => page(502) }).send(read)).toEqual({
      ok: false,
      failure: { kind: "status", status: 502, text: "" },
    });
  });

  it("that never comes: arrived or not is told apart, and no address is told", async () => {
    const failing = (code: string) => async (): Promise<Response> =>
      Promise.reject(new TypeError("https://u:p@x", { cause: Object.assign(new Error("x"), { code }) }));
    expect(await open({ fetch: failing("ECONNREFUSED") }).send(read)).toEqual({
      ok: false,
      failure: { kind: "network", detail: "ECONNREFUSED", arrived: "no" },
    });
    expect(await open({ fetch: failing("ECONNRESET") }).send(read)).toEqual({
      ok: false,
      failure: { kind: "network", detail: "ECONNRESET" },
    });
  });
});
