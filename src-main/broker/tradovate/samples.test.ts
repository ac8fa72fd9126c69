/**
 * All 72 literal samples of the protocol notes, row by row: what the server sends is read here, and what is understood of
 * it is asserted; what clients send is served by the exchange (`practice/samples.test.ts`). Rows are named by their number
 * and kind, so that none can be passed over.
 */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readEntity } from "./entities.ts";
import type { EntityType } from "./entities.ts";
import { failureOf, failureWords } from "./errors.ts";
import { parseFrame } from "./frame.ts";
import type { Frame, Messages } from "./frame.ts";
import { Hosts } from "./hosts.ts";
import { cancelFailure, outcomeOf } from "./orders.ts";
import { Malformed } from "./read.ts";
import { readSections } from "./sections.ts";
import { ofKind, reference, translationDesk } from "./test-support.ts";
import { apiHostsOf, readTokenReply } from "./token.ts";

interface Sample {
  readonly direction: "client" | "server";
  readonly kind: string;
  readonly frame: unknown;
  readonly unit: string;
}

const samples = readFileSync(new URL("fixtures/samples.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Sample);
const nameOf = ({ kind }: Sample, index: number): string => `${index} ${kind}`;

/** Makes a frame of a sample, whatever part of one it is. */
function frameOf({ unit, frame }: Sample): Frame {
  if (unit === "message") return parseFrame(`a[${String(frame)}]`);
  if (unit === "event_d") return parseFrame(`a[{"e":"chart","d":${String(frame)}}]`);
  return parseFrame(String(frame));
}

function messagesOf(sample: Sample): Messages {
  const frame = frameOf(sample);
  if (frame.kind !== "messages") throw new Error(frame.kind);
  return frame;
}

type Check = (sample: Sample) => void;

/** One readable frame with exactly these messages, and no fault. */
const saying =
  (...messages: readonly object[]): Check =>
  (sample) => {
    const { messages: read, faults, unknown, unused } = messagesOf(sample);
    expect({ faults, unknown, unused }).toEqual({ faults: [], unknown: [], unused: [] });
    expect(read).toEqual(messages);
  };
const response = (id: number, status: number, body?: unknown): object => ({
  kind: "response",
  id,
  status,
  body,
});
const created = (entity: object): object => ({ kind: "entity", change: "Created", entity });
/** Known, and of no use here. */
const unused =
  (...kinds: readonly string[]): Check =>
  (sample) => {
    const read = messagesOf(sample);
    expect(read).toEqual({ kind: "messages", messages: [], faults: [], unknown: [], unused: kinds });
  };
/** A response of this id that refuses, in these words. */
const refusing =
  (id: number, status: number, code: string, words: string): Check =>
  (sample) => {
    const [message] = messagesOf(sample).messages;
    if (message?.kind !== "response") throw new Error("no response");
    const failure = failureOf(message.status, message.body);
    expect([message.id, message.status, failure && failureWords(failure).code]).toEqual([id, status, code]);
    expect(failure && failureWords(failure).words).toContain(words);
  };
/** A response of this id whose body refuses nothing. */
const accepting =
  (id: number, body: object): Check =>
  (sample) => {
    saying(response(id, 200, body))(sample);
    expect(failureOf(200, body)).toBeNull();
  };
const failing =
  (expected: object): Check =>
  ({ frame }) => {
    expect(failureOf(200, frame)).toMatchObject(expected);
  };
/** A REST body of one entity, or of a list of them. */
const rest =
  (type: EntityType, ...expected: readonly object[]): Check =>
  ({ frame }) => {
    const rows: readonly unknown[] = Array.isArray(frame) ? frame : [frame];
    expect(rows.map((row) => readEntity(type, row))).toEqual(
      expected.map((entity) => Object.assign({ type }, entity)),
    );
  };
/** A REST body of a kind that the client never asks for: it refuses nothing. */
const notAskedFor: Check = ({ frame }) => {
  expect(failureOf(200, frame)).toBeNull();
};

const longName = { versionMs: null, name: "ESM2", id: "2710963", maturityId: "46104" };
const strategy: Check = (sample) => {
  const [message] = messagesOf(sample).messages;
  expect(message).toMatchObject({
    kind: "response",
    id: 6,
    body: { orderStrategy: { status: "ActiveStrategy" } },
  });
  expect(message?.kind === "response" && failureOf(message.status, message.body)).toBeNull();
};

const server: Readonly<Record<string, Check>> = {
  "0 open": (sample) => expect(frameOf(sample)).toEqual({ kind: "open" }),
  "1 heartbeat": (sample) => expect(frameOf(sample)).toEqual({ kind: "heartbeat" }),
  "3 close": (sample) => expect(frameOf(sample)).toEqual({ kind: "close", code: 3000, reason: "Go away!" }),
  "4 close": (sample) => expect(frameOf(sample)).toEqual({ kind: "close", code: 3000, reason: "Go away!" }),
  "6 authorize.ok": saying(response(2, 200)),
  "7 authorize.error": refusing(0, 401, "AccessDenied", "Invalid access token"),
  "8 response": (sample) => {
    saying(response(23, 200, { id: 65543, name: "CLZ6", contractMaturityId: 6727 }))(sample);
    const [message] = messagesOf(sample).messages;
    const body = message?.kind === "response" ? message.body : null;
    expect(readEntity("contract", body)).toMatchObject({ id: "65543", name: "CLZ6", maturityId: "6727" });
  },
  "9 response": accepting(26, { id: 478866, name: "6EZ6", contractMaturityId: 23574 }),
  "10 props.order.Created": saying(
    created({
      type: "order",
      id: "210518",
      accountId: "25",
      contractId: "560901",
      side: -1,
      ordStatus: "PendingNew",
      admin: false,
    }),
  ),
  "20 response.error": refusing(2, 401, "AccessDenied", "Access is denied"),
  "21 response.error": refusing(1, 404, "NotFound", "(Not found: quote/subscribe)"),
  "22 response.ratelimit": refusing(7, 429, "LockedOut", "locked this login out"),
  "23 shutdown": saying({ kind: "shutdown", reason: "Maintenance", text: null }),
  "25 replay/initializeclock.response": accepting(3, { ok: true }),
  "26 clock": saying({ kind: "clock", atMs: Date.UTC(2019, 7, 26, 16, 43, 8, 599), speed: 20 }),
  "28 replay/checkreplaysession.response": accepting(1, { checkStatus: "OK" }),
  "31 order/modifyorder.response": (sample) => {
    accepting(132, { commandId: 62539 })(sample);
    // The same shape answers a cancel: only queued, neither done nor refused.
    expect(
      cancelFailure({ kind: "reply", status: 200, body: { commandId: 62539 }, receivedNs: 0 }),
    ).toBeNull();
  },
  "32 props.command.Created+props.orderVersion.Created": saying(
    created({ type: "command", id: "62539", orderId: "62496", clOrdId: null, commandType: "Modify" }),
    created({ type: "orderVersion", id: "62539", orderId: "62496", quantity: 1 }),
  ),
  "33 orderstrategy/startorderstrategy.response": strategy,
  "34 props.orderStrategyLink.Created": unused("orderStrategyLink"),
  "35 props.executionReport.Created(Trade)": (sample) => {
    const trade = {
      type: "executionReport",
      commandId: "11738004",
      orderId: "11738004",
      accountId: "11737",
      contractId: "2553031",
      side: 1,
      execType: "Trade",
      ordStatus: "Filled",
      cumulative: 1,
      reason: null,
      text: null,
    };
    saying(created(trade))(sample);
    const desk = translationDesk();
    desk.feed(0, ...reference, JSON.parse(String(sample.frame).replace("2553031", "500")) as object);
    expect(ofKind(desk.events, "order").map(({ report }) => report)).toMatchObject([
      { orderId: "11738004", account: "practice#11737", state: "filled", cumulative: 1, side: 1 },
    ]);
  },
  "36 props.orderStrategyLink.Created": unused("orderStrategyLink"),
  "37 md.quotes": saying({
    kind: "quotes",
    quotes: [{ contractId: "123456", bid: 18405.123, offer: 18410.012, trade: 18405.023 }],
  }),
  "38 md.doms": unused("doms"),
  "39 md.histograms": unused("histograms"),
  "42 md/getChart.response": accepting(13, { historicalId: 32, realtimeId: 31 }),
  "43 chart.bars": unused("chart"),
  "44 chart.ticks": (sample) =>
    unused("chart")({ ...sample, frame: JSON.stringify(JSON.parse(String(sample.frame))) }),
  "46 rest auth/accesstokenrequest.response": ({ frame }) => {
    const nowMs = Date.parse("2021-06-15T14:20:30.056Z");
    expect(readTokenReply(frame, nowMs)).toMatchObject({
      accessToken: "<token>",
      mdAccessToken: "<token>",
      userId: "15460",
      name: "alennert02",
      userStatus: "Active",
      lifeMs: 4_800_000,
    });
  },
  "47 rest auth/accesstokenrequest.error": failing({
    kind: "refused",
    text: "Incorrect username or password. Please try again, noting that passwords are case-sensitive.",
  }),
  "48 rest auth apiHosts": ({ frame }) => {
    const urls = {
      http: "https://old.tradovateapi.com/v1",
      ws: "wss://old.tradovateapi.com/v1/websocket",
      md: "wss://x.y.z",
    };
    const refused: string[] = [];
    const hosts = new Hosts({
      environment: "demo",
      urls,
      ownUrls: false,
      moved: () => undefined,
      refused: (host) => void refused.push(host),
    });
    hosts.adopt(apiHostsOf(frame));
    expect([hosts.http, hosts.urlOf("user"), hosts.urlOf("md"), refused]).toEqual([
      "https://demo.tradovateapi.com/v1",
      "wss://demo.tradovateapi.com/v1/websocket",
      "wss://md-demo.tradovateapi.com/v1/websocket",
      [],
    ]);
  },
  "49 rest time penalty": failing({ kind: "penalty", ticket: "<ticket>", seconds: 60, captcha: true }),
  "50 rest violations": failing({
    kind: "refused",
    reason: "Violations",
    text: expect.stringContaining("First Name should be specified"),
  }),
  "51 rest SimpleResponse.error": failing({ kind: "refused", text: "Operation failed" }),
  "52 rest account/list": rest("account", { id: "33", name: "X0314" }),
  "53 rest userAccountRiskParameter/deps": notAskedFor,
  "54 rest product/find?name=NQ": rest("product", {
    id: "814",
    name: "NQ",
    productType: "Futures",
    valuePerPoint: 20,
    tickSize: 0.25,
  }),
  "55 rest product/item?id=799": rest("product", {
    id: "799",
    name: "ES",
    productType: "Futures",
    valuePerPoint: 50,
    tickSize: 0.25,
  }),
  "56 rest contract/item?id=2710963": rest("contract", longName),
  "57 rest contract/suggest?t=ES&l=10": rest(
    "contract",
    longName,
    { ...longName, id: "2830505", name: "ESU2", maturityId: "46575" },
    { ...longName, id: "2830506", name: "ESZ2", maturityId: "46576" },
  ),
  "58 rest contractMaturity/deps?masterid=814": rest(
    "contractMaturity",
    { id: "37215", productId: "814" },
    { id: "37417", productId: "814" },
  ),
  "59 rest productMargin/ldeps?masterids=814,799": notAskedFor,
  "65 rest order/placeorder.response": ({ frame }) => {
    // The notes print the id as zero: no id, so nothing is proved by it.
    expect(outcomeOf({ kind: "reply", status: 200, body: frame, receivedNs: 0 }).kind).toBe("unknown");
    const body = { orderId: 62496, failureReason: "Success" };
    const accepted = outcomeOf({ kind: "reply", status: 200, body, receivedNs: 0 });
    expect(accepted).toEqual({ kind: "accepted", orderId: "62496" });
  },
  "67 rest order/placeorder.response(error)": ({ frame }) => {
    expect(outcomeOf({ kind: "reply", status: 200, body: frame, receivedNs: 0 })).toEqual({
      kind: "rejected",
      reason: "UnknownReason",
      text: "Access is denied",
    });
  },
  // Made up by third parties: refused by name, or read without harm.
  "69 props.fill.Created": (sample) => {
    const { messages, faults } = messagesOf(sample);
    expect([messages, faults.map(({ why }) => why)]).toEqual([[], ["props without an event type"]]);
  },
  "70 props.fill.Created(array entity)": (sample) => {
    const { messages, faults } = messagesOf(sample);
    expect([messages, faults.map(({ code, kind }) => [code, kind])]).toEqual([
      [],
      [
        ["bad-entity", "fill"],
        ["bad-entity", "fill"],
      ],
    ]);
  },
  "71 syncrequest.response": (sample) => {
    const [message] = messagesOf(sample).messages;
    const sections = readSections(message?.kind === "response" ? message.body : null);
    expect(sections).toMatchObject({ position: [], order: null, fill: null, damage: { everyone: false } });
    expect(sections.cashBalance).toMatchObject([
      { accountId: "10", amount: 50_400, realized: 400, startOfDay: null },
    ]);
  },
};

/** Held to by `practice/samples.test.ts`; the heartbeat by `socket.test.ts`. */
const client = [
  "2 heartbeat",
  "5 authorize",
  "11 request.noargs",
  "12 request.query",
  "13 request.body",
  "14 syncrequest",
  "15 syncrequest.vendor",
  "16 syncrequest.short",
  "17 syncrequest.undefined_query",
  "18 authorize.quoted",
  "19 syncrequest.pretty",
  "24 replay/initializeclock",
  "27 replay/changespeed",
  "29 order/modifyorder",
  "30 order/modifyorder",
  "40 md/subscribeQuote.body",
  "41 md/getchart",
  "45 rest auth/accesstokenrequest",
  "60 rest order/placeorder Market",
  "61 rest order/placeorder Limit",
  "62 rest order/placeorder Stop",
  "63 rest order/placeoso",
  "64 rest order/placeoco",
  "66 rest order/placeorder (unknown symbol)",
  "68 orderstrategy/startorderstrategy",
];

describe("the literal samples", () => {
  it("are 72, each of them held to by name", () => {
    const names = (direction: string): string[] =>
      samples.map(nameOf).filter((_name, index) => samples[index]?.direction === direction);
    expect(samples).toHaveLength(72);
    expect(names("server")).toEqual(Object.keys(server));
    expect(names("client")).toEqual(client);
  });

  it.each(
    samples.flatMap((sample, index) =>
      sample.direction === "server" ? [[nameOf(sample, index), sample] as const] : [],
    ),
  )("row %s is read for what it says", (name, sample) => {
    expect.hasAssertions();
    const check = server[name];
    if (check === undefined) throw new Malformed(name);
    check(sample);
  });
});
