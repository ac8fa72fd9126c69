import { describe, expect, it } from "vitest";
import { brokerReasons } from "../../../src-shared/broker-reasons.ts";
import type { AccountKey, BrokerOrderId, ContractName, OrderKey } from "../../../src-shared/ids.ts";
import type { OrderIntent } from "../../core/effect.ts";
import type { Reply } from "./channel.ts";
import { accountPart, cancelFailure, cancelText, liquidateText, outcomeOf, placeText } from "./orders.ts";

const account = "custom:http://127.0.0.1:1/v1#9007199254740993" as AccountKey;

function intent(fields: object = {}): OrderIntent {
  const base = {
    kind: "market",
    order: "f/1/NQZ6/1",
    account,
    contract: "NQZ6",
    side: 1,
    quantity: 3,
    tag: "NQ1",
  };
  return { ...base, ...fields } as unknown as OrderIntent;
}

function bodyOf(text: string): unknown {
  return JSON.parse(text.split("\n").slice(3).join("\n"));
}

describe("texts of requests", () => {
  it("writes a market order byte for byte", () => {
    expect(placeText(17, accountPart(account, "PRAC0001"), intent())).toBe(
      'order/placeorder\n17\n\n{"accountSpec":"PRAC0001","accountId":9007199254740993,"action":"Buy","symbol":"NQZ6",' +
        '"orderQty":3,"orderType":"Market","timeInForce":"Day","isAutomated":true,"clOrdId":"f/1/NQZ6/1","text":"NQ1"}',
    );
  });

  it.each(['quote " in it', "back \\ slash", "line\nbreak", "ümlaut €", "\u0000\u001f", "lone \ud800", ""])(
    "stays JSON with the tag, key and name %j",
    (text) => {
      const order = intent({ tag: text, order: text as OrderKey, side: -1 });
      const body = bodyOf(placeText(1, accountPart("practice#5" as AccountKey, text), order));
      expect(body).toMatchObject({ accountSpec: text, accountId: 5, action: "Sell", clOrdId: text, text });
    },
  );

  it("sends texts of 64 characters whole: what the broker takes at most", () => {
    const longest = { order: "k".repeat(64) as OrderKey, tag: "t".repeat(64) };
    const body = bodyOf(placeText(1, accountPart(account, "A"), intent(longest)));
    expect(body).toMatchObject({ clOrdId: longest.order, text: longest.tag });
    // Nothing else goes along; `customTag50` least of all: no user has entered one.
    expect(Object.keys(body as object)).toEqual(
      "accountSpec accountId action symbol orderQty orderType timeInForce isAutomated clOrdId text".split(
        " ",
      ),
    );
  });

  it("writes a liquidation without key, tag or automated flag", () => {
    expect(liquidateText(4, account, "500")).toBe(
      'order/liquidateposition\n4\n\n{"accountId":9007199254740993,"contractId":500,"admin":false}',
    );
  });

  it("writes a cancel", () => {
    expect(cancelText(5, "62495" as BrokerOrderId)).toBe(
      'order/cancelorder\n5\n\n{"orderId":62495,"isAutomated":true}',
    );
  });

  it("names the contract as the symbol", () => {
    const text = placeText(1, accountPart(account, "A"), intent({ contract: "MNQH7" as ContractName }));
    expect(bodyOf(text)).toMatchObject({ symbol: "MNQH7" });
  });
});

function reply(status: number, body?: unknown): Reply {
  return { kind: "reply", status, body, receivedNs: 0 };
}

describe("what a reply to an order proves", () => {
  it.each([
    ["an order id", reply(200, { orderId: 5 })],
    ["an order id of text", reply(200, { orderId: "5" })],
    ["an order id beside an explicit Success", reply(200, { orderId: 5, failureReason: "Success" })],
  ])("%s: accepted", (_name, given) => {
    expect(outcomeOf(given)).toEqual({ kind: "accepted", orderId: "5" });
  });

  it.each([
    [
      "a failure reason",
      reply(200, { failureReason: "UnknownReason", failureText: "Access is denied" }),
      "UnknownReason",
    ],
    ["a failure text alone", reply(200, { failureText: "no" }), "UnknownReason"],
    ["an error text", reply(200, { errorText: "no" }), "ErrorText"],
    ["violations", reply(200, { violations: [{ constraint: "a", description: "b" }] }), "Violations"],
    ["ok: false", reply(200, { ok: false }), "ErrorText"],
    ["a penalty ticket", reply(200, { "p-ticket": "t", "p-time": 15 }), "PenaltyTicket"],
    ["a penalty ticket with another status", reply(429, { "p-ticket": "t" }), "PenaltyTicket"],
    ["400", reply(400), "BadRequest"],
    ["401", reply(401, "Access is denied"), "AccessDenied"],
    ["404", reply(404, '"Not found"'), "NotFound"],
    ["423", reply(423), "LockoutWarning"],
    ["429", reply(429), "LockedOut"],
    ["307", reply(307), "WrongHost"],
  ])("%s: rejected as %s", (_name, given, reason) => {
    expect(outcomeOf(given)).toMatchObject({ kind: "rejected", reason });
  });

  it("gives every broker reason with words", () => {
    for (const reason of Object.keys(brokerReasons).filter((name) => name !== "Success")) {
      const outcome = outcomeOf(reply(200, { failureReason: reason }));
      expect(outcome).toEqual({ kind: "rejected", reason, text: expect.stringMatching(/^[A-Z].+\.$/u) });
    }
  });

  it.each([
    ["a closed socket", { kind: "closed" } as const],
    ["an empty body", reply(200)],
    ["an empty object", reply(200, {})],
    ["Success without an id", reply(200, { failureReason: "Success" })],
    ["an id of zero", reply(200, { orderId: 0 })],
    ["half an id", reply(200, { orderId: 1.5 })],
    ["a number", reply(200, 5)],
    ["408", reply(408)],
    ["500", reply(500, "oops")],
    ["502", reply(502)],
  ])("%s: unknown", (_name, given) => {
    expect(outcomeOf(given).kind).toBe("unknown");
  });

  it("decodes an error text that was encoded twice", () => {
    expect(outcomeOf(reply(404, '"Not found: order/x"'))).toMatchObject({ text: "Not found: order/x" });
    expect(outcomeOf(reply(401, '"broken'))).toMatchObject({ text: '"broken' });
  });
});

describe("what a reply to a cancel proves", () => {
  it("takes a command id for 'queued': nothing has failed", () => {
    expect(cancelFailure(reply(200, { commandId: 5 }))).toBeNull();
  });

  it.each([
    ["a reason", reply(200, { failureReason: "TooLate" }), "already finished"],
    ["a status", reply(401, "Access is denied"), "Access is denied"],
    ["nothing", reply(200), "proves nothing"],
    ["a closed socket", { kind: "closed" } as const, "connection was lost"],
  ])("%s: failed, in words", (_name, given, words) => {
    expect(cancelFailure(given)).toContain(words);
  });
});
