/**
 * Every way in which a request can fail, as a closed set, and what each says to the trader. A 200 is looked into as
 * closely as a 500: the broker puts refusals into successful replies. Nothing here shows a ticket.
 */

import { assertNever } from "../../../src-shared/assert.ts";
import { isBrokerReason, wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { parseJson } from "./json.ts";
import { bracketed, problemOf } from "./problems.ts";
import type { FailureWords, ProblemCode } from "./problems.ts";
import { isRecord } from "./read.ts";
import type { Raw } from "./read.ts";

export type { FailureWords } from "./problems.ts";

export type Failure =
  /** No reply. `arrived: "no"`: the broker never saw it; otherwise that is not known. */
  | { readonly kind: "network"; readonly detail: string; readonly arrived?: "no" }
  | { readonly kind: "timeout" }
  /** In place of a reply: proof that nothing was executed. */
  | { readonly kind: "penalty"; readonly ticket: string; readonly seconds: number; readonly captcha: boolean }
  /** `errorText`, `failureReason`, `violations`, `ok: false` or `error` inside a 200. */
  | { readonly kind: "refused"; readonly reason: string; readonly text: string }
  | { readonly kind: "status"; readonly status: number; readonly text: string }
  /** A 307 that leads where this client does not go. */
  | { readonly kind: "host"; readonly detail: string }
  /** A 200 whose body is not what the request asks for. */
  | { readonly kind: "unreadable"; readonly detail: string };

/** A ticket without its time is waited for as long as one with a captcha. */
const CAPTCHA_S = 3600;

/** A body that is JSON inside a JSON text is taken out of it; any other is given back as it is. */
export function unwrapped(body: unknown): unknown {
  if (typeof body !== "string" || !/^\s*["{[]/u.test(body)) return body;
  try {
    return parseJson(body);
  } catch {
    // It only looked encoded: the text itself is the message.
    return body;
  }
}

/** What a reply's body refuses, or null when it refuses nothing. */
function refusalIn(body: unknown): Failure | null {
  if (!isRecord(body)) return null;
  return (
    penaltyIn(body) ?? commandRefusalIn(body) ?? errorTextIn(body) ?? violationsIn(body) ?? notOkIn(body)
  );
}

function penaltyIn(body: Raw): Failure | null {
  const ticket = body["p-ticket"];
  if (typeof ticket !== "string") return null;
  const seconds = body["p-time"];
  const timed = typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0;
  return {
    kind: "penalty",
    ticket,
    seconds: timed ? seconds : CAPTCHA_S,
    captcha: body["p-captcha"] === true,
  };
}

function commandRefusalIn(body: Raw): Failure | null {
  const reason = body["failureReason"];
  const text = textOf(body["failureText"]);
  if (typeof reason === "string" && reason !== "Success" && reason !== "") {
    return { kind: "refused", reason, text: text ?? wordsOfReason(reason) };
  }
  return text === null ? null : { kind: "refused", reason: "UnknownReason", text };
}

function errorTextIn(body: Raw): Failure | null {
  const refusal = textOf(body["errorText"]);
  if (refusal !== null) return { kind: "refused", reason: "ErrorText", text: refusal };
  const error = textOf(body["error"]);
  if (error === null) return null;
  const description = textOf(body["error_description"]);
  const text = description === null ? error : `${error}: ${description}`;
  return { kind: "refused", reason: "OAuthError", text };
}

function violationsIn(body: Raw): Failure | null {
  const violations = body["violations"];
  if (!Array.isArray(violations) || violations.length === 0) return null;
  return { kind: "refused", reason: "Violations", text: violationText(violations) };
}

function notOkIn(body: Raw): Failure | null {
  return body["ok"] === false ? { kind: "refused", reason: "NotOk", text: wordsOfReason("ErrorText") } : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 ? value : null;
}

function violationText(violations: readonly unknown[]): string {
  const parts = violations.slice(0, 5).map((violation) => {
    if (!isRecord(violation)) return wordsOfReason("Violations");
    const constraint = textOf(violation["constraint"]);
    const value = violation["value"];
    const shown =
      typeof value === "string" || typeof value === "number" ? `${constraint} ${value}` : constraint;
    const named = constraint === null ? null : shown;
    const said = [named, textOf(violation["description"])].filter((part) => part !== null);
    return said.length === 0 ? wordsOfReason("Violations") : said.join(": ");
  });
  return parts.join("; ");
}

/** The words of an error body: plain text, text in quotes once more, or an object that carries its text. */
export function errorText(body: unknown): string {
  const inner = unwrapped(body);
  if (isRecord(inner)) {
    const refusal = refusalIn(inner);
    return refusal?.kind === "refused" ? refusal.text : "";
  }
  return typeof inner === "string" ? inner : "";
}

/** A reply's failure, or null when it is a success as far as status and body say. */
export function failureOf(status: number, body: unknown): Failure | null {
  const refusal = refusalIn(unwrapped(body));
  if (refusal?.kind === "penalty") return refusal;
  if (status === 200) return refusal;
  return { kind: "status", status, text: errorText(body) };
}

/** Code for a status that proves a refusal; undefined where the request may have been executed all the same. */
export function refusalCodeOf(status: number): string | undefined {
  if (status === 400) return "BadRequest";
  if (status === 401 || status === 403) return "AccessDenied";
  if (status === 404) return "NotFound";
  if (status === 423) return "LockoutWarning";
  if (status === 429) return "LockedOut";
  if (status === 307 || status === 421) return "WrongHost";
  if (status >= 400 && status < 500 && status !== 408) return "HttpRefusal";
  return undefined;
}

export function failureWords(failure: Failure): FailureWords {
  switch (failure.kind) {
    case "network":
      return problemOf("network", failure.detail);
    case "timeout":
      return problemOf("timeout");
    case "penalty":
      return failure.captcha
        ? problemOf("PenaltyCaptcha")
        : problemOf("PenaltyTicket", `${Math.ceil(failure.seconds)} s`);
    case "refused":
      return refusedWords(failure.reason, failure.text);
    case "status":
      return statusWords(failure.status, failure.text);
    case "host":
      return problemOf("HostRefused", failure.detail);
    case "unreadable":
      return problemOf("unreadable", failure.detail);
    default:
      return assertNever(failure);
  }
}

function refusedWords(reason: string, text: string): FailureWords {
  switch (reason) {
    case "ErrorText":
    case "Violations":
    case "OAuthError":
    case "NotOk":
      return problemOf(reason, text);
    default: {
      // The broker's own text may be empty of meaning ("Access is denied"); the reason's words stand beside it.
      const known = isBrokerReason(reason) && reason !== "UnknownReason" ? wordsOfReason(reason) : "";
      const detail = known === "" || known === text ? text : `${text} (${known.replace(/\.$/u, "")})`;
      return { ...problemOf("FailureReason", detail), code: reason };
    }
  }
}

function statusWords(status: number, text: string): FailureWords {
  const code = statusCode(status);
  const counted = `${status}${text === "" ? "" : `, ${text}`}`;
  return problemOf(code, showsStatus.has(code) ? counted : bracketed(text));
}

const showsStatus: ReadonlySet<ProblemCode> = new Set([
  "SessionOver",
  "ServerError",
  "Unavailable",
  "HttpRefusal",
  "HttpOther",
]);

/** The class of a status (protocol.md 1.7). */
function statusCode(status: number): ProblemCode {
  switch (status) {
    case 307:
    case 421:
      return "WrongHost";
    case 400:
      return "BadRequest";
    case 401:
    case 403:
      return "AccessDenied";
    case 404:
      return "NotFound";
    case 408:
    case 502:
      return "SessionOver";
    case 423:
      return "LockoutWarning";
    case 429:
      return "LockedOut";
    case 503:
    case 504:
      return "Unavailable";
    default:
      if (status >= 500) return "ServerError";
      return status >= 400 ? "HttpRefusal" : "HttpOther";
  }
}
