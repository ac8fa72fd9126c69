import { describe, expect, it } from "vitest";
import { errorText, failureOf, failureWords } from "./errors.ts";
import type { Failure } from "./errors.ts";

describe("failureOf", () => {
  it.each([
    ["nothing", undefined],
    ["an empty list", []],
    ["an account", { id: 1, name: "A" }],
    ["an explicit Success", { orderId: 1, failureReason: "Success" }],
    ["an empty error text", { errorText: "" }],
    ["ok: true", { ok: true }],
  ])("finds none in a 200 with %s", (_name, body) => {
    expect(failureOf(200, body)).toBeNull();
  });

  it.each([
    ["errorText", { errorText: "no" }, { kind: "refused", reason: "ErrorText", text: "no" }],
    ["failureReason", { failureReason: "TooLate" }, { kind: "refused", reason: "TooLate" }],
    [
      "violations",
      { violations: [{ constraint: "name", description: "is empty" }] },
      { text: "name: is empty" },
    ],
    [
      "a penalty",
      { "p-ticket": "t", "p-time": 9, "p-captcha": true },
      { kind: "penalty", seconds: 9, captcha: true },
    ],
    ["a penalty without a time", { "p-ticket": "t" }, { kind: "penalty", seconds: 3600 }],
  ])("finds %s inside a 200", (_name, body, expected) => {
    expect(failureOf(200, body)).toMatchObject(expected);
  });

  it("takes any other status for a failure, with the body's words", () => {
    expect(failureOf(404, '"Not found"')).toEqual({ kind: "status", status: 404, text: "Not found" });
    expect(failureOf(204, undefined)).toMatchObject({ status: 204 });
  });
});

describe("errorText", () => {
  it.each([
    ["Access is denied", "Access is denied"],
    ['"Not found: x"', "Not found: x"],
    ['"half', '"half'],
    [{ errorText: "no" }, "no"],
    [{}, ""],
    [5, ""],
    [null, ""],
  ])("reads %j", (body, text) => {
    expect(errorText(body)).toBe(text);
  });
});

describe("failureWords", () => {
  const failures: Failure[] = [
    { kind: "network", detail: "ECONNREFUSED" },
    { kind: "timeout" },
    { kind: "penalty", ticket: "t", seconds: 15, captcha: false },
    { kind: "penalty", ticket: "t", seconds: 15, captcha: true },
    { kind: "refused", reason: "ErrorText", text: "Incorrect username or password" },
    { kind: "unreadable", detail: "no JSON" },
    ...[307, 400, 401, 403, 404, 408, 421, 423, 429, 500, 502].map((status): Failure => ({
      kind: "status",
      status,
      text: "",
    })),
  ];

  it("has a code, a sentence and a next step for every class", () => {
    for (const failure of failures) {
      const { code, words, next } = failureWords(failure);
      expect(code).toMatch(/^\w[\w-]+$/u);
      expect(words).toMatch(/^[A-Z].+\.$/u);
      expect(next).toMatch(/^[A-Z].+\.$/u);
    }
  });

  it("never shows a ticket", () => {
    const shown = JSON.stringify(
      failureWords({ kind: "penalty", ticket: "SECRET", seconds: 15, captcha: true }),
    );
    expect(shown).not.toContain("SECRET");
  });
});
