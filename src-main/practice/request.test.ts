import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalEndpoint, parseRequest } from "./request.ts";

function call(text: string) {
  const request = parseRequest(text);
  if (request.kind !== "request") throw new Error(`not a request but ${request.kind}`);
  return { ...request, query: [...request.query] };
}

describe("parseRequest", () => {
  it.each([
    ["two lines", "user/syncrequest\n2", { id: 2, query: [], body: { kind: "none" } }],
    ["three lines", "tradingPermission/ldeps\n8\nmasterids=1", { id: 8, query: [["masterids", "1"]] }],
    ["empty lines", "executionReport/list\n4\n\n", { id: 4, query: [], body: { kind: "none" } }],
    [
      "undefined as query",
      'user/syncrequest\n1\nundefined\n{"accounts":[1]}',
      { query: [], body: { kind: "json", value: { accounts: [1] } } },
    ],
    ["undefined as body", "account/list\n5\n\nundefined", { body: { kind: "none" } }],
    [
      "a pretty-printed body",
      'order/x\n3\n\n{\n  "a": [\n    1\n  ]\n}',
      { body: { kind: "json", value: { a: [1] } } },
    ],
    ["a body that is no JSON", "order/x\n3\n\n{oops", { body: { kind: "malformed" } }],
    [
      "mixed case in path and query",
      "contract/Find\n0\nName=NQZ6\n",
      { id: 0, endpoint: "contract/find", query: [["name", "NQZ6"]] },
    ],
  ])("takes %s", (_what, text, expected) => {
    expect(call(text)).toMatchObject(expected);
  });

  it.each([
    ["raw", "authorize\n0\n\ntoken-1", "token-1"],
    ["quoted", 'authorize\n0\n\n"token-1"', "token-1"],
    ["in other case", "Authorize\n0\n\ntoken-1", "token-1"],
  ])("takes a token %s", (_what, text, token) => {
    expect(parseRequest(text)).toEqual({ kind: "authorize", id: 0, token });
  });

  it("tells heartbeats and nonsense from requests", () => {
    expect(parseRequest("[]").kind).toBe("heartbeat");
    expect(parseRequest("").kind).toBe("malformed");
    expect(parseRequest("order/list").kind).toBe("malformed");
    expect(parseRequest("order/list\nseven").kind).toBe("malformed");
  });

  it("never throws, whatever arrives", () => {
    const kinds = ["heartbeat", "authorize", "request", "malformed"];
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(kinds).toContain(parseRequest(text).kind);
      }),
    );
  });
});

describe("normalEndpoint", () => {
  it.each([
    ["/v1/Order/PlaceOrder"],
    ["order/placeorder?"],
    ["ORDER/PLACEORDER/"],
    ["/v1/order/placeorder?a=1"],
  ])("reads %s as order/placeorder", (text) => {
    expect(normalEndpoint(text)).toBe("order/placeorder");
  });
});
