/**
 * One HTTP exchange with the broker: bounded in time and size, never redirected by itself, read with ids intact.
 * Failures are values. Knows no session and no budget.
 */

import { failureOf, unwrapped } from "./errors.ts";
import type { Failure } from "./errors.ts";
import { parseJson } from "./json.ts";

export type RestResult =
  /** `serverMs`: the broker's own clock at the reply, where it told it. */
  | { readonly ok: true; readonly body: unknown; readonly serverMs?: number }
  | { readonly ok: false; readonly failure: Failure; readonly location?: string };

export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Fetch = typeof fetch;

/** The request never left this computer, or never found the broker's. */
const neverArrived: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export async function perform(send: Fetch, call: HttpCall, signal: AbortSignal): Promise<RestResult> {
  const { method, url, headers, body } = call;
  try {
    const response = await send(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal,
    });
    return readReply(response, await response.text());
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      return { ok: false, failure: { kind: "timeout" } };
    return { ok: false, failure: networkFailure(error) };
  }
}

function readReply(response: Response, text: string): RestResult {
  const { status } = response;
  let body: unknown;
  try {
    body = text === "" ? undefined : unwrapped(parseJson(text));
  } catch {
    // An error page is no JSON; of a success it is a failure of its own.
    if (status === 200) return { ok: false, failure: { kind: "unreadable", detail: "no JSON" } };
    body = /^\s*</u.test(text) ? undefined : text.slice(0, 200);
  }
  const failure = failureOf(status, body);
  if (failure === null) return { ok: true, body, ...serverTime(response) };
  const location = response.headers.get("location");
  return { ok: false, failure, ...(location === null ? {} : { location }) };
}

function serverTime(response: Response): { readonly serverMs?: number } {
  const date = response.headers.get("date");
  const serverMs = date === null ? Number.NaN : Date.parse(date);
  return Number.isFinite(serverMs) ? { serverMs } : {};
}

function networkFailure(error: unknown): Failure {
  const detail = causeOf(error);
  return neverArrived.has(detail) ? { kind: "network", detail, arrived: "no" } : { kind: "network", detail };
}

/** The system's code; a message could hold an address with what was in it. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const cause = error.cause;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error.name;
}
