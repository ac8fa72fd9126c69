/**
 * Penalty tickets of the client's own requests, by endpoint: the next request to it brings the latest one, not before
 * its time, whichever way it goes (protocol.md 1.6). An older ticket of the same endpoint is worth nothing: what was
 * asked meanwhile without one has been given a new one. Orders' tickets are kept by `order-tickets.ts`.
 */

import type { Clock } from "../../runtime/port.ts";
import type { Failure } from "./errors.ts";
import { jsonText } from "./json.ts";

export type Penalty = Extract<Failure, { kind: "penalty" }>;

/** A ticket with a captcha is of no use sooner, whatever time it names. */
const CAPTCHA_NS = 3600e9;
/** Requests that were penalised together are asked again together, when the last one's time has come as well. */
const SLACK_NS = 0.25e9;

/** Monotonic time from which on a ticket is good for sure. */
export function goodFromNs({ seconds, captcha }: Penalty, nowNs: number): number {
  return nowNs + (captcha ? CAPTCHA_NS : seconds * 1e9);
}

/** When to ask again. */
export function againFromNs(penalty: Penalty, nowNs: number): number {
  return goodFromNs(penalty, nowNs) + SLACK_NS;
}

export class Tickets {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly text: string; readonly fromNs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives back when to ask again. */
  keep(endpoint: string, penalty: Penalty): number {
    const nowNs = this.#clock.monoNs();
    this.#kept.set(endpoint, { text: penalty.ticket, fromNs: goodFromNs(penalty, nowNs) });
    return againFromNs(penalty, nowNs);
  }

  /** The ticket that is due for this endpoint, or null. It serves once. */
  take(endpoint: string): string | null {
    const kept = this.#kept.get(endpoint);
    if (kept === undefined || kept.fromNs > this.#clock.monoNs()) return null;
    this.#kept.delete(endpoint);
    return kept.text;
  }

  /** A JSON body with the ticket that is due, or as it is. */
  attach(endpoint: string, body: string): string {
    const ticket = this.take(endpoint);
    if (ticket === null) return body;
    const field = `"p-ticket":${jsonText(ticket)}}`;
    const end = body.lastIndexOf("}");
    return end < 0 || body === "{}" ? `{${field}` : `${body.slice(0, end)},${field}`;
  }

  /** Monotonic time before which one of these endpoints would only be penalised anew, or 0. */
  heldUntilNs(endpoints: readonly string[]): number {
    const untilNs = Math.max(0, ...endpoints.map((endpoint) => this.#kept.get(endpoint)?.fromNs ?? 0));
    return untilNs > this.#clock.monoNs() ? untilNs + SLACK_NS : 0;
  }
}
