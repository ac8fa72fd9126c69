/**
 * What stops a request before it acts, the same for REST and sockets: a revoked token, lock-outs, quotas, tickets. The
 * first that applies decides; a request that is stopped has done nothing. Off switches cost a few comparisons.
 */
import type { Clock } from "./clock.ts";
import { meets, type Faults, type Operation } from "./faults.ts";
import { Penalties, type PenaltyBody } from "./penalties.ts";
import type { HourlyLimit, Quotas } from "./quotas.ts";
import { RateLimits, type Verdict } from "./rate-limits.ts";
import type { RequestBody } from "./request.ts";
import type { Reply } from "./router.ts";
import type { Session } from "./sessions.ts";

export interface GateCall {
  readonly endpoint: string;
  readonly query: URLSearchParams;
  readonly body: RequestBody;
  readonly session: Session | undefined;
}

const DENIED: Reply = { status: 401, body: "Access is denied" };

export function operationOf(endpoint: string): Operation {
  if (endpoint.startsWith("auth/")) return "auth";
  const isRead = /\/(item|items|list|find|suggest|deps|ldeps)$/u.test(endpoint);
  return !isRead && /^(order|orderstrategy)\//u.test(endpoint) ? "orders" : "reads";
}

function field(call: GateCall, name: string): unknown {
  const { body, query } = call;
  const value: unknown = body.kind === "json" ? body.value : undefined;
  if (typeof value === "object" && value !== null && Object.hasOwn(value, name))
    return Object.entries(value).find(([key]) => key === name)?.[1];
  return query.get(name) ?? undefined;
}

/** Whom a request counts for: the session's user, or the name of a login. */
function keyOf(call: GateCall): string {
  if (call.session) return call.session.user.name;
  const name = field(call, "name");
  return typeof name === "string" ? name : "";
}

interface OwnLimit {
  readonly limit: HourlyLimit;
  readonly counts: "all" | "failures";
}

function ownLimitOf(endpoint: string, quotas: Quotas): OwnLimit | undefined {
  const limited = (limit: HourlyLimit | null, counts: OwnLimit["counts"]): OwnLimit | undefined =>
    limit ? { limit, counts } : undefined;
  switch (endpoint) {
    case "auth/accesstokenrequest":
      return limited(quotas.logins, "failures");
    case "auth/renewaccesstoken":
      return limited(quotas.renewals, "all");
    case "auth/me":
      return limited(quotas.me, "failures");
    case "user/syncrequest":
      return limited(quotas.syncs, "all");
    case "order/dryrun":
      return limited(quotas.dryRuns, "all");
    default:
      return undefined;
  }
}

function ticketReply(body: PenaltyBody): Reply {
  return { status: 200, body };
}

/** Business failure inside success, as far as limits on failures count it. */
function failed({ status, body }: Reply): boolean {
  if (status !== 200) return true;
  return typeof body === "object" && body !== null && "errorText" in body;
}

export class Gate {
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #penalties = new Penalties();
  readonly #limits = new RateLimits();
  /** End of a lock-out that runs by time, and the setting that it belongs to. */
  #locked: { readonly setting: object; until: number } | undefined;

  constructor(clock: Clock, faults: Faults) {
    this.#clock = clock;
    this.#faults = faults;
  }

  /** Forgets tickets, counts and lock-outs. */
  reset(): void {
    this.#penalties.clear();
    this.#limits.clear();
    this.#locked = undefined;
  }

  /** The answer to a request that may not act; undefined: it may. */
  stop(call: GateCall): Reply | undefined {
    const { endpoint, session } = call;
    const operation = operationOf(endpoint);
    const key = keyOf(call);
    const status = this.#lockout(operation, key);
    if (status !== undefined) return { status };
    const now = this.#clock.now();
    const ticketKey = `${key} ${endpoint}`;
    const presented = this.#penalties.present(ticketKey, now, field(call, "p-ticket"));
    if (presented !== "none" && presented !== "passed") {
      const verdict = this.#limits.request(key, now, this.#faults.quotas, false);
      return verdict.kind === "locked" ? { status: verdict.status } : ticketReply(presented);
    }
    const limited = this.#limited(call, key, presented === "passed");
    if (limited) return limited;
    const penalty = presented === "passed" ? undefined : this.#faults.takePenalty(operation, key);
    if (penalty) return ticketReply(this.#penalties.issue(ticketKey, now, penalty.seconds, penalty.captcha));
    const { deviceIdStrict } = this.#faults.quotas;
    return deviceIdStrict && operation === "orders" && session && session.deviceId === undefined
      ? DENIED
      : undefined;
  }

  /** Counts the outcome where only failures count. */
  settle(call: GateCall, reply: Reply): void {
    const own = ownLimitOf(call.endpoint, this.#faults.quotas);
    if (own?.counts === "failures" && failed(reply))
      this.#limits.count(`${keyOf(call)} ${call.endpoint}`, this.#clock.now());
  }

  #limited(call: GateCall, key: string, redeemed: boolean): Reply | undefined {
    const { quotas } = this.#faults;
    const now = this.#clock.now();
    const ownKey = `${key} ${call.endpoint}`;
    const captcha = call.endpoint === "auth/accesstokenrequest" ? true : undefined;
    const answer = (verdict: Verdict): Reply | undefined => {
      if (verdict.kind === "ok") return undefined;
      if (verdict.kind === "locked") return { status: verdict.status };
      return ticketReply(this.#penalties.issue(ownKey, now, verdict.seconds, captcha));
    };
    const general = answer(this.#limits.request(key, now, quotas, redeemed));
    if (general) return general;
    const own = ownLimitOf(call.endpoint, quotas);
    if (!own) return undefined;
    const refusal = redeemed ? undefined : answer(this.#limits.judge(ownKey, now, own.limit));
    if (!refusal && own.counts === "all") this.#limits.count(ownKey, now);
    return refusal;
  }

  #lockout(operation: Operation, key: string): 423 | 429 | undefined {
    const setting = this.#faults.settings.rateLimit;
    if (!setting || !meets(setting, operation, key)) return undefined;
    const { status, forMs, lockoutMs } = setting;
    const ms = lockoutMs ?? forMs;
    if (ms === undefined) return this.#faults.takeCountedLimit(operation, key);
    const now = this.#clock.now();
    if (this.#locked?.setting !== setting) this.#locked = { setting, until: now + ms };
    if (now >= this.#locked.until) {
      this.#faults.end("rateLimit");
      return undefined;
    }
    if (lockoutMs !== undefined) this.#locked.until = now + lockoutMs;
    return status;
  }
}
