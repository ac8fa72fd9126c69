/** Single rules of the wire: what is refused, what is passed over, and what a deletion or a changed product leads to. */

import { describe, expect, it } from "vitest";
import type { AccountKey } from "../../../src-shared/ids.ts";
import { parseFrame } from "./frame.ts";
import type { Messages } from "./frame.ts";
import { jsonId } from "./json.ts";
import * as read from "./read.ts";
import { Malformed } from "./read.ts";
import { recoverMessages } from "./recover.ts";
import { Repair } from "./repair.ts";
import {
  fill,
  manualTime,
  ofKind,
  order,
  position,
  reference,
  translationDesk,
  wire,
} from "./test-support.ts";

function messagesOf(text: string): Messages {
  const frame = parseFrame(text);
  if (frame.kind !== "messages") throw new Error(frame.kind);
  return frame;
}

describe("timestamps", () => {
  it.each([
    ["2022-05-13T14:05:07.789Z", Date.UTC(2022, 4, 13, 14, 5, 7, 789)],
    ["2022-05-13T14:05:07Z", Date.UTC(2022, 4, 13, 14, 5, 7)],
    ["2017-12-15T22:29Z", Date.UTC(2017, 11, 15, 22, 29)],
    ["2022-05-13T14:05:07.1234567Z", Date.UTC(2022, 4, 13, 14, 5, 7, 123)],
    ["2022-05-13T09:05:07.5-05:00", Date.UTC(2022, 4, 13, 14, 5, 7, 500)],
    ["2022-05-13T19:35+0530", Date.UTC(2022, 4, 13, 14, 5)],
    ["2024-02-29T00:00Z", Date.UTC(2024, 1, 29)],
  ])("%s is read to the millisecond", (text, ms) => {
    expect(read.timestampMs({ at: text }, "at")).toBe(ms);
  });

  it.each([
    "2022-05-13T14:05:07",
    "2022-05-13",
    "2023-02-29T00:00Z",
    "2022-13-01T00:00Z",
    "2022-05-13T24:00Z",
    "2022-05-13T14:60Z",
    "2022-05-13T14:05:07.Z",
    "2022-05-13T14:05 Z",
    "13 May 2022 14:05Z",
    1_652_450_707,
    null,
  ])("%s is refused: nothing is put in the place of what is missing", (value) => {
    expect(() => read.timestampMs({ at: value }, "at")).toThrow(Malformed);
  });
});

describe("ids", () => {
  it.each([
    [1, "1"],
    [9_007_199_254_740_991, "9007199254740991"],
    ["9007199254740993", "9007199254740993"],
    ["a3f1-77", "a3f1-77"],
  ])("%s is %s, on the wire and back", (value, id) => {
    expect(read.id({ id: value }, "id")).toBe(id);
    expect(jsonId(id)).toBe(/^\d+$/u.test(id) ? id : `"${id}"`);
  });

  it.each([0, -5, 1.5, 1e17, "", "0", "-5", "a b", "a#b", "\ud800", true, null, [1]])(
    "%s is none",
    (value) => {
      expect(() => read.id({ id: value }, "id")).toThrow(Malformed);
    },
  );

  it("keeps a leading zero, and never sends it as a number", () => {
    expect([read.id({ id: "007" }, "id"), jsonId("007")]).toEqual(["007", '"007"']);
  });

  it("takes a zero for none where there may be none", () => {
    expect(read.optionalId({ id: 0 }, "id")).toBeNull();
  });
});

describe("a frame", () => {
  it("that names a key twice in one message loses that message only", () => {
    const twice = JSON.stringify(fill(2, 1)).replace('"qty":1', '"qty":1,"qty":5');
    const { messages, faults } = messagesOf(
      `a[${JSON.stringify(order(1))},${twice},${JSON.stringify(order(3))}]`,
    );
    expect(messages).toHaveLength(2);
    expect(faults).toMatchObject([{ code: "repeated-key" }]);
  });

  it("finds messages of any key order in a broken frame, and passes over what is inside of others", () => {
    const other = '{"note":{"e":"props"},"d":{},"e":"brandNew"}';
    const { pieces, lost } = recoverMessages(
      `[${other},{"x":[{"e":"props","d":1}]},{"i":1 "s":200},{"s":200,"i":2}]`,
    );
    expect(pieces.map(({ text }) => text)).toEqual([other, '{"s":200,"i":2}']);
    expect(lost).toHaveLength(1);
  });

  it.each([
    [
      "a whole event",
      '{"e":"OtherEnvAdminAlertSignal","d":{"adminAlertSignal":{"id":1,"text":"Margin call"}}}',
    ],
    [
      "an entity",
      '{"e":"props","d":{"entityType":"adminAlertSignal","eventType":"Created","entity":{"text":"Margin call"}}}',
    ],
    [
      "a wrapped entity",
      '{"e":"props","d":{"entityType":"OtherEnvAdminAlertSignal","eventType":"Created","entity":{"adminAlertSignal":{"text":"Margin call"}}}}',
    ],
  ])("tells an alert of the broker's administration, as %s", (_name, text) => {
    expect(messagesOf(`a[${text}]`)).toMatchObject({
      messages: [{ kind: "alert", text: "Margin call" }],
      faults: [],
    });
  });

  it.each([
    ['{"e":"clock","d":"{\\"t\\":\\"2019-08-26T16:43:08Z\\",\\"s\\":0}"}', 0, []],
    ['{"e":"clock","d":"x"}', undefined, ["bad-clock"]],
    ['{"e":"clock","d":"{\\"t\\":\\"2019-08-26T16:43:08Z\\",\\"s\\":-1}"}', undefined, ["bad-clock"]],
  ])("reads the clock of a replay session: %s", (text, speed, codes) => {
    const { messages, faults } = messagesOf(`a[${text}]`);
    expect(messages.map((message) => message.kind === "clock" && message.speed)).toEqual(
      speed === undefined ? [] : [speed],
    );
    expect(faults.map(({ code }) => code)).toEqual(codes);
  });

  it("counts what was added to the protocol later, and reads what it knows beside it", () => {
    const kalshi = ["kalshiMarket", "kalshiMilestone", "kalshiStructuredTarget"].map((type) =>
      wire(type, { id: 1 }),
    );
    const text = `a${JSON.stringify([...kalshi, order(1, { externalClOrdId: "0.8", archived: false })])}`;
    const { messages, unknown, faults } = messagesOf(text);
    expect([messages.length, unknown.length, faults.length]).toEqual([1, 3, 0]);
  });

  it.each(["[", '{"a":'])("that is nested without end by %s neither throws nor stands still", (open) => {
    const close = open === "[" ? "]" : "}";
    const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
    for (const text of [
      `a[${deep},${JSON.stringify(order(1))}]`,
      `a[${open.repeat(100_000)},${JSON.stringify(order(1))}]`,
    ]) {
      expect(messagesOf(text).messages.length).toBeLessThanOrEqual(1);
    }
    expect(messagesOf(`a[${deep},${JSON.stringify(order(1))}]`).messages).toHaveLength(1);
  });
});

describe("a deletion", () => {
  it.each([
    ["a fill", () => fill(2, 1)],
    ["an order", () => order(1)],
    ["a position", () => position(1, 0)],
  ])("of %s undoes nothing and has the account read again", (_name, make) => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1), position(1, 0));
    const told = desk.events.length;
    const message = make() as { d: { entityType: string; entity: object } };
    desk.feed(1, wire(message.d.entityType, message.d.entity, "Deleted"));
    expect(desk.events).toHaveLength(told);
    expect(desk.rereads).toEqual(["practice#11"]);
  });

  it("of what is finished or flat is housekeeping", () => {
    const desk = translationDesk();
    desk.feed(0, order(1, { ordStatus: "Filled" }));
    for (const message of [order(1), position(2, 2), position(0, 3, { prevPos: 3 })]) {
      const { d } = message as { d: { entityType: string; entity: object } };
      desk.feed(1, wire(d.entityType, d.entity, "Deleted"));
    }
    expect(desk.rereads).toEqual([]);
  });

  it("is read again at once, then at the end of a pause of ten seconds, each account once", () => {
    const time = manualTime();
    const asked: AccountKey[] = [];
    const repair = new Repair({
      state: translationDesk().state,
      clock: time.clock,
      timers: time.timers,
      reader: { read: (account) => void asked.push(account) },
    });
    const [one, two] = ["practice#11", "practice#12"] as AccountKey[];
    if (one === undefined || two === undefined) throw new Error("accounts");
    repair.reread([one]);
    repair.reread([one, two]);
    repair.reread([two]);
    expect(asked).toEqual([one]);
    time.advance(9999);
    expect(asked).toEqual([one]);
    time.advance(1);
    expect(asked).toEqual([one, one, two]);
  });
});

describe("a product that the broker changes", () => {
  const changed = (fields: object): object =>
    wire("product", { id: 814, name: "NQ", valuePerPoint: 20, tickSize: 0.25, ...fields }, "Updated");

  it("is told to the core with its new figures, and said", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1));
    desk.feed(1, changed({ tickSize: 0.5, valuePerPoint: 2 }));
    expect(desk.respecified).toEqual(["NQZ6: tick size 0.25 → 0.5, dollars per point 20 → 2"]);
    expect(ofKind(desk.events, "contract").at(-1)?.spec).toMatchObject({
      tickSizeMicros: 500_000,
      pointValueMicros: 2_000_000,
    });
    desk.feed(2, fill(3, 1, { price: 21000.5 }));
    expect(ofKind(desk.events, "fill").at(-1)?.fill.priceTicks).toBe(42_001);
  });

  it("says nothing where its figures are the same", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1));
    const told = desk.events.length;
    desk.feed(1, changed({ status: "Verified", description: "another text" }));
    expect([desk.respecified, desk.events.length]).toEqual([[], told]);
  });

  it("keeps its old figures where the new ones can not be used, and says so", () => {
    const desk = translationDesk();
    desk.feed(0, order(1), fill(2, 1), changed({ tickSize: 0.000_000_5 }));
    expect(desk.respecified).toEqual([expect.stringContaining("what was known before stays in use")]);
    desk.feed(1, fill(3, 1));
    expect(ofKind(desk.events, "fill")).toHaveLength(2);
  });

  it("is not overwritten by an older version of its contract", () => {
    const desk = translationDesk(false);
    const contract = (name: string, timestamp: string): object =>
      wire("contract", { id: 500, name, contractMaturityId: 50, timestamp }, "Updated");
    desk.feed(
      0,
      ...reference.slice(0, 2),
      contract("NQZ6", "2026-08-02T00:00Z"),
      contract("NQU6", "2026-08-01T00:00Z"),
    );
    desk.feed(1, order(1), fill(2, 1));
    expect(ofKind(desk.events, "fill")[0]?.fill.contract).toBe("NQZ6");
  });
});
