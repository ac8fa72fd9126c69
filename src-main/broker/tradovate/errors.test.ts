import { describe, expect, it } from "vitest";
import { brokerReasons, wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { closeWords } from "./close-words.ts";
import { errorText, failureOf, failureWords } from "./errors.ts";
import type { Failure } from "./errors.ts";
import { problemOf, problems } from "./problems.ts";
import type { ProblemCode } from "./problems.ts";

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
    ["error of a browser login", { error: "invalid_token" }, { reason: "OAuthError", text: "invalid_token" }],
    [
      "error with its description",
      { error: "invalid_grant", error_description: "used" },
      { text: "invalid_grant: used" },
    ],
    ["ok: false", { ok: false }, { reason: "NotOk" }],
    ["ok: false with a text", { ok: false, errorText: "no" }, { reason: "ErrorText", text: "no" }],
    ["a failureText alone", { failureText: "no" }, { reason: "UnknownReason", text: "no" }],
    ["an object inside a text", '{"errorText":"no"}', { reason: "ErrorText", text: "no" }],
    ["a ticket inside a text", '{"p-ticket":"t","p-time":9}', { kind: "penalty", seconds: 9 }],
    [
      "violations with values",
      { violations: [{ constraint: "max", value: "64", description: "too long" }, 7] },
      { text: expect.stringMatching(/^max 64: too long; /u) },
    ],
    [
      "a penalty with a time that is none",
      { "p-ticket": "t", "p-time": -1 },
      { kind: "penalty", seconds: 3600 },
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
  const refused = (reason: string): Failure => ({ kind: "refused", reason, text: "The broker said so" });
  const status = (code: number): Failure => ({ kind: "status", status: code, text: "" });

  /** Every class of failure and the code that it maps to. */
  const classes: readonly (readonly [string, Failure, string])[] = [
    ["no network", { kind: "network", detail: "ECONNREFUSED", arrived: "no" }, "network"],
    ["a cut connection", { kind: "network", detail: "ECONNRESET" }, "network"],
    ["no answer", { kind: "timeout" }, "timeout"],
    ["a ticket", { kind: "penalty", ticket: "t", seconds: 15, captcha: false }, "PenaltyTicket"],
    ["a ticket with captcha", { kind: "penalty", ticket: "t", seconds: 15, captcha: true }, "PenaltyCaptcha"],
    ["errorText", refused("ErrorText"), "ErrorText"],
    ["violations", refused("Violations"), "Violations"],
    ["ok: false", refused("NotOk"), "NotOk"],
    ["error", refused("OAuthError"), "OAuthError"],
    ["a failureReason", refused("TooLate"), "TooLate"],
    ["a failureReason that nobody knows", refused("NewInvention"), "NewInvention"],
    ["a host that is not accepted", { kind: "host", detail: "evil.example" }, "HostRefused"],
    ["a body that can not be read", { kind: "unreadable", detail: "no JSON" }, "unreadable"],
    ...(
      [
        [204, "HttpOther"],
        [302, "HttpOther"],
        [307, "WrongHost"],
        [400, "BadRequest"],
        [401, "AccessDenied"],
        [403, "AccessDenied"],
        [404, "NotFound"],
        [408, "SessionOver"],
        [418, "HttpRefusal"],
        [421, "WrongHost"],
        [423, "LockoutWarning"],
        [429, "LockedOut"],
        [500, "ServerError"],
        [502, "SessionOver"],
        [503, "Unavailable"],
      ] as const
    ).map(([code, name]) => [`status ${code}`, status(code), name] as const),
  ];

  it.each(classes)("maps %s to code, a sentence and a next step", (_name, failure, code) => {
    const said = failureWords(failure);
    expect(said.code).toBe(code);
    expect(said.words).toMatch(/^[A-Z].+[^.]\.$/u);
    expect(said.words).not.toMatch(/%|undefined|null|\(\)| {2}/u);
    expect(said.next).toMatch(/^[A-Z].+\.$/u);
  });

  it("says every reject reason of the broker in words, beside its own text", () => {
    for (const reason of Object.keys(brokerReasons).filter((each) => each !== "Success")) {
      const { words } = failureWords(refused(reason));
      expect(words).toContain("The broker said so");
      expect(words).toContain(reason === "UnknownReason" ? "" : wordsOfReason(reason).replace(/\.$/u, ""));
    }
  });

  it("never shows a ticket", () => {
    const shown = JSON.stringify(
      failureWords({ kind: "penalty", ticket: "SECRET", seconds: 15, captcha: true }),
    );
    expect(shown).not.toContain("SECRET");
  });
});

describe("the table of problems", () => {
  const codes = Object.keys(problems) as ProblemCode[];

  it.each(codes)("has words and a next step for %s", (code) => {
    for (const detail of ["some detail", "a sentence.", "$& %"]) {
      const { words, next } = problemOf(code, detail);
      expect(words).toMatch(/^\S.*[.!?]$/u);
      expect(words).not.toMatch(/\.\.$|undefined/u);
      expect(next).toMatch(/^[A-Z].+\.$/u);
      expect(words).toContain(problems[code].words.includes("%") ? detail.replace(/\.$/u, "") : "");
    }
  });
});

describe("closeWords", () => {
  it.each([
    [3000, "Go away!", 'closed by the broker (3000, the broker sent it away): "Go away!"'],
    [1006, "", "closed by the broker (1006, it was cut without a goodbye)"],
    [4711, "x", 'closed by the broker (4711, a reason that Mimik does not know): "x"'],
    [null, "", "closed by the broker (no code)"],
  ])("says %j %j", (code, reason, words) => {
    expect(closeWords(code, reason)).toBe(words);
  });
});
