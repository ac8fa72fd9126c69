import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFrame } from "./frame.ts";
import type { Messages } from "./frame.ts";
import { parseJson, redact } from "./json.ts";
import { fill, order, position } from "./test-support.ts";

function messagesOf(text: string): Messages {
  const frame = parseFrame(text);
  if (frame.kind !== "messages") throw new Error(`${frame.kind} is no frame of messages`);
  return frame;
}

function frameOf(...messages: readonly object[]): string {
  return `a${JSON.stringify(messages)}`;
}

interface Sample {
  readonly direction: string;
  readonly kind: string;
  readonly frame: unknown;
  readonly unit: string;
  readonly provenance: string;
}

const samples: readonly Sample[] = readFileSync(new URL("fixtures/samples.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Sample);

describe("parseFrame", () => {
  it("tells the four kinds of frames apart", () => {
    expect(parseFrame("o")).toEqual({ kind: "open" });
    expect(parseFrame("h")).toEqual({ kind: "heartbeat" });
    expect(parseFrame('c[3000, "Go away!"]')).toEqual({ kind: "close", code: 3000, reason: "Go away!" });
    expect(parseFrame("c")).toEqual({ kind: "close", code: null, reason: "" });
    expect(messagesOf("a[]")).toEqual({
      kind: "messages",
      messages: [],
      faults: [],
      unknown: [],
      unused: [],
    });
  });

  it.each(["", "x", "oo", "hh", "a", "a{", "a{}", 'a"x"', "a5", "anull", "\u0000", "[]"])(
    "counts %j as one fault and gives no message",
    (text) => {
      const { messages, faults } = messagesOf(text);
      expect(messages).toEqual([]);
      expect(faults).toHaveLength(1);
    },
  );

  it("reads responses with and without a body, whatever the order of their keys", () => {
    const { messages, faults } = messagesOf('a[{"s":200,"i":2},{"i":0,"s":401,"d":"Invalid access token"}]');
    expect(faults).toEqual([]);
    expect(messages).toEqual([
      { kind: "response", id: 2, status: 200, body: undefined },
      { kind: "response", id: 0, status: 401, body: "Invalid access token" },
    ]);
  });

  it("gives one message per entity of an array, and keeps the good ones beside a bad one", () => {
    const good = { id: 1, accountId: 11, contractId: 5, action: "Buy", ordStatus: "Working" };
    const entity = [good, { ...good, id: 2, action: "Hold" }, { ...good, id: 3 }];
    const { messages, faults } = messagesOf(
      frameOf({ e: "props", d: { entityType: "order", eventType: "Created", entity } }),
    );
    expect(
      messages.map((message) => message.kind === "entity" && "id" in message.entity && message.entity.id),
    ).toEqual(["1", "3"]);
    expect(faults).toEqual([expect.objectContaining({ code: "bad-entity", kind: "order" })]);
  });

  it("keeps ids beyond 2^53 as text and refuses ids that a float has already rounded", () => {
    const long = JSON.stringify([fill(7, 8)]).replace('"orderId":8', '"orderId":9007199254740993');
    const [message] = messagesOf(`a${long}`).messages;
    expect(message).toMatchObject({ entity: { orderId: "9007199254740993" } });
    const rounded = JSON.stringify([fill(7, 8)]).replace('"orderId":8', '"orderId":1e17');
    expect(messagesOf(`a${rounded}`).faults).toHaveLength(1);
  });

  it("names unknown events and entities and passes over those it has no use for", () => {
    const { messages, faults, unknown, unused } = messagesOf(
      frameOf(
        { e: "props", d: { entityType: "kalshiMarket", eventType: "Created", entity: {} } },
        { e: "brandNew", d: {} },
        { e: "props", d: { entityType: "fillPair", eventType: "Created", entity: { id: 1 } } },
        { e: "chart", d: { charts: [] } },
        { e: "md", d: { doms: [], brandNew: [] } },
      ),
    );
    expect({ messages, faults }).toEqual({ messages: [], faults: [] });
    expect(unknown).toEqual(["entity kalshiMarket", "event brandNew", "md brandNew"]);
    expect(unused).toEqual(["fillPair", "chart", "doms"]);
  });

  it.each([
    ["no event type", { e: "props", d: { entityType: "fill", entity: {} } }],
    ["no entity type", { e: "props", d: { eventType: "Created", entity: {} } }],
    ["no entity", { e: "props", d: { entityType: "fill", eventType: "Created" } }],
    ["no data", { e: "props" }],
    ["a missing quantity", fill(1, 2, { qty: undefined })],
    ["a missing side", fill(1, 2, { action: undefined })],
    ["a quantity of text", fill(1, 2, { qty: "1" })],
    ["a quantity of zero", fill(1, 2, { qty: 0 })],
    ["half a contract", fill(1, 2, { qty: 0.5 })],
    ["a price of null", fill(1, 2, { price: null })],
    ["an impossible date", fill(1, 2, { tradeDate: { year: 2026, month: 13, day: 1 } })],
    ["a timestamp without a zone", fill(1, 2, { timestamp: "2026-11-23T15:00:00" })],
    ["a shutdown without a reason", { e: "shutdown", d: {} }],
    ["quotes that are no array", { e: "md", d: { quotes: 5 } }],
    ["neither event nor response", { x: 1 }],
    ["a response without status", { i: 1 }],
    ["a response id of text", { i: "1", s: 200 }],
    ["an array", [1]],
    ["a number", 5],
  ])("refuses %s and keeps its neighbours", (_name, bad) => {
    const { messages, faults } = messagesOf(frameOf(order(1), bad as object, order(2)));
    expect(faults).toHaveLength(1);
    expect(messages.map((message) => message.kind === "entity" && message.entity)).toMatchObject([
      { id: "1" },
      { id: "2" },
    ]);
  });

  const frames = samples.filter(
    ({ direction, unit }) => direction === "server" && /^(?:frame|message)$/u.test(unit),
  );
  const faultsOf = ({ unit, frame }: Sample): readonly unknown[] => {
    const parsed = parseFrame(unit === "message" ? `a[${String(frame)}]` : String(frame));
    return parsed.kind === "messages" ? parsed.faults : [];
  };

  it("reads every observed and documented server frame of the samples without a fault", () => {
    const real = frames.filter(({ provenance }) => provenance !== "synthetic");
    expect(real).toHaveLength(27);
    for (const sample of real) {
      expect({ kind: sample.kind, faults: faultsOf(sample) }).toEqual({ kind: sample.kind, faults: [] });
    }
  });

  it("refuses third parties' guesses of entities by name instead of filling them up", () => {
    const guesses = frames.filter(({ provenance }) => provenance === "synthetic");
    expect(guesses.map((sample) => [sample.kind, faultsOf(sample).length])).toEqual([
      ["props.fill.Created", 1],
      ["props.fill.Created(array entity)", 2],
      ["syncrequest.response", 0],
    ]);
  });

  it("reads the observed execution report and order of the samples field by field", () => {
    const text = samples.find(({ kind }) => kind === "props.executionReport.Created(Trade)")?.frame;
    expect(messagesOf(`a[${String(text)}]`).messages).toMatchObject([
      { entity: { type: "executionReport", orderId: "11738004", execType: "Trade", cumulative: 1, side: 1 } },
    ]);
  });

  it("never puts values of strings or long numbers into the log", () => {
    const sample = redact('a[{"e":"props","d":{"name":"DEMO90000","password":"hunter2","id":123456}]');
    expect(sample).toContain('"name"');
    expect(sample).not.toMatch(/DEMO90000|hunter2|123456/u);
  });
});

// ---- properties ----

const runs = 6000;
const kinds = ["open", "heartbeat", "close", "messages"];
const healthy = [order(1), fill(2, 1), position(3, 1)].map((message) => JSON.stringify(message));

describe("parseFrame, whatever arrives", { timeout: 120_000 }, () => {
  it("never throws over arbitrary text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.json()),
        fc.constantFrom("", "a", "c"),
        (text, letter) => {
          expect(kinds).toContain(parseFrame(letter + text).kind);
        },
      ),
      { numRuns: runs, seed: 1 },
    );
  });

  it("never throws over arbitrary values in the place of messages and entities", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("fill", "order", "position", "command", "executionReport"),
        (value, type) => {
          const parsed = messagesOf(
            frameOf(value as object, {
              e: "props",
              d: { entityType: type, eventType: "Created", entity: value },
            }),
          );
          expect(parsed.messages.length + parsed.faults.length + parsed.unknown.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs, seed: 2 },
    );
  });

  it("keeps every neighbour of a message that was cut, lengthened or changed anywhere", () => {
    const edit = fc.record({
      victim: fc.integer({ min: 0, max: 2 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.integer({ min: 0, max: 60 }),
      put: fc.oneof(
        fc.constantFrom('"', "\\", "{", "}", "[", "]", ",", "\n", "\u0000"),
        fc.string({ maxLength: 5 }),
      ),
    });
    fc.assert(
      fc.property(edit, ({ victim, at, cut, put }) => {
        const broken = healthy.map((text, index) => {
          if (index !== victim) return text;
          const from = Math.floor(at * text.length);
          return text.slice(0, from) + put + text.slice(from + cut);
        });
        const { messages, faults, unknown } = messagesOf(`a[${broken.join(",")}]`);
        const types = messages.flatMap((message) => (message.kind === "entity" ? [message.entity.type] : []));
        const others = ["order", "fill", "position"].filter((_type, index) => index !== victim);
        const lost = others.filter((type) => types.filter((found) => found === type).length !== 1);
        // Whatever became of the broken one, it is one message or is said to be none.
        const said = messages.length + faults.length + unknown.length;
        expect({ lost, said: said >= 2, atMost: types.length <= 3 }).toEqual({
          lost: [],
          said: true,
          atMost: true,
        });
      }),
      { numRuns: 2 * runs, seed: 3 },
    );
  });

  it("keeps what stands before a cut and says that something is missing", () => {
    const whole = `a[${healthy.join(",")}]`;
    fc.assert(
      fc.property(fc.integer({ min: 2, max: whole.length - 1 }), (length) => {
        const { messages, faults } = messagesOf(whole.slice(0, length));
        const ends = healthy.map((_text, index) => 2 + healthy.slice(0, index + 1).join(",").length);
        expect(messages).toHaveLength(ends.filter((end) => end <= length).length);
        expect(faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  it("gives up on hostile nesting instead of standing still", () => {
    const hostile = `a[${'{"e":'.repeat(50_000)}`;
    expect(messagesOf(hostile).messages).toEqual([]);
  });
});

describe("parseJson", () => {
  it("agrees with JSON.parse wherever no integer is too long", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\d{16,}/u.test(text));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  it("leaves long digits inside strings and after a decimal point alone", () => {
    expect(
      parseJson('{"a":"1234567890123456789","b":0.12345678901234567,"cId":12345678901234567890}'),
    ).toEqual({
      a: "1234567890123456789",
      b: Number("0.12345678901234567"),
      cId: "12345678901234567890",
    });
  });

  it("makes text of long ids only: elsewhere a number that long stays one and is refused", () => {
    expect(parseJson('{"ordStatus":9007199254740993,"id":9007199254740993}')).toEqual({
      ordStatus: Number("9007199254740993"),
      id: "9007199254740993",
    });
  });
});
