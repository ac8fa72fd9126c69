/**
 * REST requests of one login: queued (nothing on an order's way waits here), never redirected, bounded in time, read
 * with ids intact. Failures are values.
 */

import PQueue from "p-queue";
import type { Log } from "../../runtime/port.ts";
import { failureOf } from "./errors.ts";
import type { Failure } from "./errors.ts";
import { parseJson } from "./json.ts";

export type RestResult =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly failure: Failure };

export interface RestRequest {
  readonly method: "GET" | "POST";
  /** Without leading slash: `order/list`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Bearer token; auth requests have none. */
  readonly token: string | null;
  /** Higher goes first. */
  readonly priority?: number;
}

export interface Rest {
  send(request: RestRequest): Promise<RestResult>;
  /** Requests that have not begun are dropped, running ones cut. */
  close(): void;
}

export interface RestOptions {
  readonly httpUrl: string;
  readonly log: Log;
  readonly timeoutMs?: number;
  readonly concurrency?: number;
}

const TIMEOUT_MS = 8000;
const CONCURRENCY = 4;

export function createRest(options: RestOptions): Rest {
  const base = options.httpUrl.replace(/\/+$/u, "");
  const queue = new PQueue({ concurrency: options.concurrency ?? CONCURRENCY });
  const closing = new AbortController();

  return {
    async send(request) {
      if (closing.signal.aborted) return closed;
      const result = await queue.add(
        async () => {
          // Counted from here: the time in the queue is not the broker's.
          const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
          return perform(base, request, AbortSignal.any([timeout, closing.signal]));
        },
        { priority: request.priority ?? 0 },
      );
      if (!result.ok && !closing.signal.aborted)
        options.log.warn("request failed", { path: request.path, kind: result.failure.kind });
      return result;
    },
    close() {
      closing.abort();
    },
  };
}

const closed: RestResult = { ok: false, failure: { kind: "network", detail: "the connection is off" } };

async function perform(base: string, request: RestRequest, signal: AbortSignal): Promise<RestResult> {
  try {
    const response = await fetch(`${base}/${request.path}${queryOf(request.query)}`, {
      method: request.method,
      headers: headersOf(request),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: "manual",
      signal,
    });
    return readReply(response.status, await response.text());
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      return { ok: false, failure: { kind: "timeout" } };
    return { ok: false, failure: { kind: "network", detail: causeOf(error) } };
  }
}

function queryOf(query: RestRequest["query"]): string {
  return query === undefined ? "" : `?${new URLSearchParams(query).toString()}`;
}

function headersOf(request: RestRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (request.body !== undefined) headers["content-type"] = "application/json";
  if (request.token !== null) headers["authorization"] = `Bearer ${request.token}`;
  return headers;
}

function readReply(status: number, text: string): RestResult {
  let body: unknown;
  try {
    body = text === "" ? undefined : parseJson(text);
  } catch {
    // An error page is no JSON; of a success it is a failure of its own.
    if (status === 200) return { ok: false, failure: { kind: "unreadable", detail: "no JSON" } };
    body = text.slice(0, 200);
  }
  const failure = failureOf(status, body);
  return failure === null ? { ok: true, body } : { ok: false, failure };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return error.message;
}
