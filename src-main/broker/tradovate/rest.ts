/**
 * REST requests of one login: paced by its budget, a few at a time, asked again with their ticket or at the right host
 * where the broker says so. Nothing on an order's way comes here, and no order is ever sent over REST, so nothing that
 * is asked twice can be done twice.
 */

import PQueue from "p-queue";
import type { Clock, Log } from "../../runtime/port.ts";
import type { Hosts } from "./hosts.ts";
import { perform } from "./http.ts";
import type { Fetch, HttpCall, RestResult } from "./http.ts";
import type { OwnKind, Pacer } from "./pacer.ts";
import { againFromNs } from "./tickets.ts";

export type { RestResult } from "./http.ts";

export interface RestRequest {
  readonly method: "GET" | "POST";
  /** Without leading slash: `order/list`. */
  readonly path: string;
  /** An address of its own instead of the login's: the browser login's token address. */
  readonly url?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** A form instead of JSON. */
  readonly form?: Readonly<Record<string, string>>;
  /** Bearer token; login requests have none. */
  readonly token: string | null;
  /** How the budget sees it. */
  readonly kind: OwnKind;
  /** Higher goes first. */
  readonly priority?: number;
  /** The trader's own attempt during a lock-out. */
  readonly forced?: boolean;
}

export interface Rest {
  send(request: RestRequest): Promise<RestResult>;
  /** Requests that have not begun are dropped, running ones cut. */
  close(): void;
}

export interface RestOptions {
  readonly hosts: Hosts;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: Fetch;
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  /** The token in use, when it is newer than the one that a request has waited with. */
  readonly current: () => string | null;
  /** The broker did not take this token: the one to ask again with, or null. Not asked for the session's own requests. */
  readonly refused: (token: string) => Promise<string | null>;
}

const TIMEOUT_MS = 8000;
const CONCURRENCY = 4;
/** A ticket that takes longer is not waited for here: whoever asked has given up by then. */
const TICKET_S_MAX = 120;
/** What a token that is over or revoked brings (protocol.md 1.4, 1.7). */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 408, 500, 502]);

export function createRest(options: RestOptions): Rest {
  return new PacedRest(options);
}

const closed: RestResult = {
  ok: false,
  failure: { kind: "network", detail: "the connection is off", arrived: "no" },
};

const silenced: RestResult = {
  ok: false,
  failure: { kind: "network", detail: "the broker wants silence from this login", arrived: "no" },
};

class PacedRest implements Rest {
  readonly #options: RestOptions;
  readonly #queue: PQueue;
  readonly #closing = new AbortController();

  constructor(options: RestOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency ?? CONCURRENCY });
  }

  async send(request: RestRequest): Promise<RestResult> {
    const result = await this.#answered(request);
    if (!result.ok && !this.#closing.signal.aborted)
      this.#options.log.warn("request failed", { path: request.path, kind: result.failure.kind });
    return result;
  }

  close(): void {
    this.#closing.abort();
  }

  /** With the ticket, or with a newer token, once each. */
  async #answered(request: RestRequest): Promise<RestResult> {
    const first = await this.#once(request);
    if (first.ok || request.kind === "session") return first;
    const { failure } = first;
    if (failure.kind === "penalty" && !failure.captcha && failure.seconds <= TICKET_S_MAX) {
      const { clock, pacer } = this.#options;
      // The identical request; it brings the ticket that is the latest by then.
      await pacer.sleep(againFromNs(failure, clock.monoNs()));
      return this.#once(request);
    }
    if (failure.kind !== "status" || !refusals.has(failure.status) || request.token === null) return first;
    const token = await this.#options.refused(this.#options.current() ?? request.token);
    return token === null ? first : this.#once({ ...request, token });
  }

  async #once(plain: RestRequest): Promise<RestResult> {
    const { pacer, hosts } = this.#options;
    if (!(await pacer.turn(plain))) return closed;
    // Logins keep theirs themselves.
    const ticket = plain.token === null ? null : pacer.tickets.take(plain.path);
    const request = ticket === null ? plain : withTicket(plain, ticket);
    const result = await this.#leave(request);
    if (result.ok) return result;
    const { failure, location } = result;
    if (failure.kind === "penalty") pacer.tickets.keep(plain.path, failure);
    if (failure.kind !== "status" || failure.status !== 307 || request.url !== undefined) return result;
    const refusal = hosts.redirected(location ?? "");
    if (refusal !== null) return { ok: false, failure: { kind: "host", detail: refusal } };
    if (!(await pacer.turn(request))) return closed;
    return this.#leave(request);
  }

  async #leave(request: RestRequest): Promise<RestResult> {
    const { timeoutMs, pacer, fetch: send } = this.#options;
    if (this.#closing.signal.aborted) return closed;
    return this.#queue.add(
      async () => {
        // A lock-out may have begun since its turn, by the answer to one that went before it.
        if (request.forced !== true && pacer.lockedUntilNs() > 0) return silenced;
        // Counted from here: the time in the queue is not the broker's.
        const timeout = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS);
        const signal = AbortSignal.any([timeout, this.#closing.signal]);
        const result = await perform(send ?? fetch, this.#callOf(request), signal);
        // Before the next one of the queue leaves.
        if (!result.ok) pacer.observe(result.failure);
        return result;
      },
      { priority: request.priority ?? 0 },
    );
  }

  #callOf(request: RestRequest): HttpCall {
    const { method, path, url, query, body, form, token, kind } = request;
    // A request may have waited for longer than its token lived; the session's own name the one they mean.
    const bearer = token === null || kind === "session" ? token : (this.#options.current() ?? token);
    const address = url ?? `${this.#options.hosts.http.replace(/\/+$/u, "")}/${path}`;
    const text = form === undefined ? undefined : new URLSearchParams(form).toString();
    const json = body === undefined ? undefined : JSON.stringify(body);
    const content = text === undefined ? "application/json" : "application/x-www-form-urlencoded";
    const sent = text ?? json;
    return {
      method,
      url: `${address}${query === undefined ? "" : `?${new URLSearchParams(query).toString()}`}`,
      headers: {
        accept: "application/json",
        ...(sent === undefined ? {} : { "content-type": content }),
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      },
      ...(sent === undefined ? {} : { body: sent }),
    };
  }
}

/** The identical request with its ticket (protocol.md 1.6); one without a body carries it in the query. */
function withTicket(request: RestRequest, ticket: string): RestRequest {
  if (request.form !== undefined) return { ...request, form: { ...request.form, "p-ticket": ticket } };
  if (request.body !== undefined) return { ...request, body: { ...request.body, "p-ticket": ticket } };
  return { ...request, query: { ...request.query, "p-ticket": ticket } };
}
