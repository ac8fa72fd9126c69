/**
 * Every way in which a request can fail, as a closed set: code, words and next step for the trader. A 200 is looked
 * into as closely as a 500: the broker puts refusals into successful replies.
 */

import { assertNever } from "../../../src-shared/assert.ts";
import { wordsOfReason } from "../../../src-shared/broker-reasons.ts";
import { parseJson } from "./json.ts";
import { isRecord } from "./read.ts";

export type Failure =
  /** No reply: host not reachable, connection cut. Whether the request arrived is not known. */
  | { readonly kind: "network"; readonly detail: string }
  | { readonly kind: "timeout" }
  /** In place of a reply: proof that nothing was executed. */
  | { readonly kind: "penalty"; readonly ticket: string; readonly seconds: number; readonly captcha: boolean }
  /** `errorText`, `failureReason` or `violations` inside a 200. */
  | { readonly kind: "refused"; readonly reason: string; readonly text: string }
  | { readonly kind: "status"; readonly status: number; readonly text: string }
  /** A 200 whose body is not what the request asks for. */
  | { readonly kind: "unreadable"; readonly detail: string };

export interface FailureWords {
  readonly code: string;
  readonly words: string;
  readonly next: string;
}

/** What a reply's body refuses, or null when it refuses nothing. */
function refusalIn(body: unknown): Failure | null {
  if (!isRecord(body)) return null;
  const ticket = body["p-ticket"];
  if (typeof ticket === "string") {
    const seconds = body["p-time"];
    return {
      kind: "penalty",
      ticket,
      // A ticket without its time is waited for as long as one with a captcha.
      seconds: typeof seconds === "number" && seconds >= 0 ? seconds : 3600,
      captcha: body["p-captcha"] === true,
    };
  }
  const reason = body["failureReason"];
  if (typeof reason === "string" && reason !== "Success") {
    return { kind: "refused", reason, text: textOf(body["failureText"]) ?? wordsOfReason(reason) };
  }
  const failureText = textOf(body["failureText"]);
  if (failureText !== null) return { kind: "refused", reason: "UnknownReason", text: failureText };
  const refusal = textOf(body["errorText"]);
  if (refusal !== null) return { kind: "refused", reason: "ErrorText", text: refusal };
  const violations = body["violations"];
  if (Array.isArray(violations) && violations.length > 0) {
    return { kind: "refused", reason: "Violations", text: violationText(violations) };
  }
  if (body["ok"] === false) return { kind: "refused", reason: "ErrorText", text: wordsOfReason("ErrorText") };
  return null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.length > 0 ? value : null;
}

function violationText(violations: readonly unknown[]): string {
  const parts = violations.slice(0, 5).map((violation) => {
    if (!isRecord(violation)) return wordsOfReason("Violations");
    const constraint = textOf(violation["constraint"]);
    const description = textOf(violation["description"]);
    return [constraint, description].filter((part) => part !== null).join(": ");
  });
  return parts.join("; ");
}

/** The words of an error body: plain text, text in quotes once more, or an object with `errorText`. */
export function errorText(body: unknown): string {
  if (isRecord(body)) return textOf(body["errorText"]) ?? textOf(body["failureText"]) ?? "";
  if (typeof body !== "string") return "";
  if (!body.startsWith('"')) return body;
  try {
    const inner = parseJson(body);
    return typeof inner === "string" ? inner : body;
  } catch {
    // It only looked encoded: the text itself is the message.
    return body;
  }
}

/** A reply's failure, or null when it is a success as far as status and body say. */
export function failureOf(status: number, body: unknown): Failure | null {
  const refusal = refusalIn(body);
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
      return {
        code: "network",
        words: `The broker can not be reached: ${failure.detail}.`,
        next: "Mimik tries again by itself. Check the internet connection if it lasts.",
      };
    case "timeout":
      return {
        code: "timeout",
        words: "The broker did not answer in time.",
        next: "Mimik tries again by itself.",
      };
    case "penalty":
      return {
        code: "PenaltyTicket",
        words: `${wordsOfReason("PenaltyTicket")} It asks for ${failure.seconds} s.`,
        next: failure.captcha
          ? "Log in once at the broker's own platform, then wait an hour."
          : "Mimik waits and tries again by itself.",
      };
    case "refused":
      return {
        code: failure.reason,
        words: sentence(failure.text),
        next: "Check user name, password and permissions.",
      };
    case "status":
      return statusWords(failure.status, failure.text);
    case "unreadable":
      return {
        code: "unreadable",
        words: `The broker's reply could not be read: ${failure.detail}.`,
        next: "Mimik tries again by itself. Report it if it lasts.",
      };
    default:
      return assertNever(failure);
  }
}

/** The broker ends its sentences or not; another one follows. */
function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function statusWords(status: number, text: string): FailureWords {
  const refusal = refusalCodeOf(status);
  const code = refusal ?? `Http${status}`;
  const base = refusal === undefined ? `The broker answered with status ${status}.` : wordsOfReason(refusal);
  const words = text === "" ? base : `${base} (${text})`;
  if (status === 429) {
    return {
      code,
      words,
      next: "Nothing is requested for an hour: every request would prolong the lock-out.",
    };
  }
  if (status === 401 || status === 403)
    return { code, words, next: "Log in again; check the key's permissions." };
  return { code, words, next: "Mimik tries again by itself." };
}
