/**
 * The login of one connection: a token from the store, from memory or by password; renewed early by the monotonic
 * clock. Logins are limited by the broker, so a usable token is never thrown away and a refused password is never
 * tried twice.
 */

import { assertNever } from "../../../src-shared/assert.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { failureWords } from "./errors.ts";
import type { Failure, FailureWords } from "./errors.ts";
import * as read from "./read.ts";
import { Malformed } from "./read.ts";
import type { Rest, RestResult } from "./rest.ts";

export interface Token {
  readonly accessToken: string;
  /** Null: the broker gave none, market data is asked with the access token. */
  readonly mdAccessToken: string | null;
  readonly expiresAtMs: number;
  readonly userId: string;
}

export interface TokenStore {
  load(): Promise<Token | null>;
  save(token: Token): Promise<void>;
}

export type TokenResult =
  | { readonly ok: true; readonly token: Token }
  /** `retryMs` null: only the trader can help. */
  | { readonly ok: false; readonly words: FailureWords; readonly retryMs: number | null };

export interface SessionOptions {
  readonly username: string;
  readonly deviceId: string;
  readonly app: { readonly id: string; readonly version: string };
  readonly password: () => Promise<string | null>;
  readonly loginsPerHour: number;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly tokenStore: TokenStore | null;
}

const HOUR_NS = 3600e9;
const RENEW_EARLY_MS = 15 * 60_000;
const RENEW_AGAIN_NS = 60e9;
/** A token with less life than this is not begun with. */
const LIFE_MS_MIN = 60_000;

export class Session {
  readonly #options: SessionOptions;
  #token: Token | null = null;
  #loaded = false;
  #ticket: string | null = null;
  #logins: number[] = [];
  #running: Promise<TokenResult> | null = null;
  #cancelRenewal: () => void = () => undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The token in use, whatever its age; null before the first login. */
  get current(): Token | null {
    return this.#token;
  }

  async token(): Promise<TokenResult> {
    this.#running ??= this.#obtain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** The broker did not accept this token: the next one comes from a login. */
  refuse(refused: Token): void {
    if (this.#token?.accessToken !== refused.accessToken) return;
    this.#token = null;
    this.#cancelRenewal();
  }

  stop(): void {
    this.#cancelRenewal();
    this.#token = null;
  }

  async #obtain(): Promise<TokenResult> {
    if (!this.#loaded) {
      this.#loaded = true;
      const stored = await this.#load();
      if (this.#usable(stored)) await this.#adopt(stored);
    }
    const token = this.#token;
    return this.#usable(token) ? { ok: true, token } : this.#login();
  }

  #usable(candidate: Token | null): candidate is Token {
    return candidate !== null && candidate.expiresAtMs - this.#options.clock.now().wallMs > LIFE_MS_MIN;
  }

  async #adopt(next: Token): Promise<void> {
    const { clock, tokenStore, log } = this.#options;
    this.#token = next;
    this.#renewIn(Math.max(0, next.expiresAtMs - clock.now().wallMs - RENEW_EARLY_MS) * 1e6);
    try {
      await tokenStore?.save(next);
    } catch (error) {
      // The session goes on; only the next start will need a login.
      log.warn("the session could not be stored", { why: String(error) });
    }
  }

  async #load(): Promise<Token | null> {
    try {
      return (await this.#options.tokenStore?.load()) ?? null;
    } catch (error) {
      this.#options.log.warn("the stored session could not be read", { why: String(error) });
      return null;
    }
  }

  async #secret(): Promise<string | null> {
    try {
      return await this.#options.password();
    } catch (error) {
      this.#options.log.warn("the stored password could not be read", { why: String(error) });
      return null;
    }
  }

  #renewIn(ns: number): void {
    const { clock, timers } = this.#options;
    this.#cancelRenewal();
    this.#cancelRenewal = timers.at(clock.monoNs() + ns, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const old = this.#token;
    if (old === null) return;
    const { rest, log } = this.#options;
    const path = "auth/renewaccesstoken";
    const renewed = readToken(await rest.send({ method: "GET", path, token: old.accessToken, priority: 5 }));
    // Stopped or refused meanwhile: a renewal does not bring it back.
    if (this.#token !== old) return;
    if (renewed.ok) return this.#adopt(renewed.token);
    log.warn("the session could not be renewed", { code: failureWords(renewed.failure).code });
    this.#renewIn(RENEW_AGAIN_NS);
  }

  async #login(): Promise<TokenResult> {
    const { clock, rest, loginsPerHour } = this.#options;
    const nowNs = clock.monoNs();
    this.#logins = this.#logins.filter((atNs) => nowNs - atNs < HOUR_NS);
    const [oldest] = this.#logins;
    if (oldest !== undefined && this.#logins.length >= loginsPerHour) {
      return loginLimit(oldest + HOUR_NS - nowNs);
    }
    const secret = await this.#secret();
    if (secret === null) return missingPassword;
    this.#logins.push(nowNs);
    const result = readToken(await rest.send(loginRequest(this.#options, secret, this.#ticket)));
    this.#ticket = null;
    if (result.ok) {
      await this.#adopt(result.token);
      return result;
    }
    if (result.failure.kind === "penalty") this.#ticket = result.failure.ticket;
    return { ok: false, words: failureWords(result.failure), retryMs: retryAfter(result.failure) };
  }
}

const missingPassword: TokenResult = {
  ok: false,
  retryMs: null,
  words: { code: "no-password", words: "There is no password for this login.", next: "Enter the password." },
};

function loginLimit(waitNs: number): TokenResult {
  const minutes = Math.ceil(waitNs / 60e9);
  return {
    ok: false,
    retryMs: waitNs / 1e6,
    words: {
      code: "login-limit",
      words: `The broker allows few logins an hour; the next one is due in ${minutes} min.`,
      next: "Mimik logs in by itself then.",
    },
  };
}

function loginRequest(
  options: SessionOptions,
  password: string,
  ticket: string | null,
): Parameters<Rest["send"]>[0] {
  return {
    method: "POST",
    path: "auth/accesstokenrequest",
    token: null,
    priority: 5,
    body: {
      name: options.username,
      password,
      appId: options.app.id,
      appVersion: options.app.version,
      deviceId: options.deviceId,
      ...(ticket === null ? {} : { "p-ticket": ticket }),
    },
  };
}

type ReadToken =
  | { readonly ok: true; readonly token: Token }
  | { readonly ok: false; readonly failure: Failure };

function readToken(result: RestResult): ReadToken {
  if (!result.ok) return result;
  try {
    const raw = read.record(result.body, "the reply");
    const md = read.optionalText(raw, "mdAccessToken");
    return {
      ok: true,
      token: {
        accessToken: read.text(raw, "accessToken"),
        mdAccessToken: md === "" ? null : md,
        expiresAtMs: read.timestampMs(raw, "expirationTime"),
        userId: read.id(raw, "userId"),
      },
    };
  } catch (error) {
    if (error instanceof Malformed)
      return { ok: false, failure: { kind: "unreadable", detail: error.message } };
    throw error;
  }
}

/** Null: trying again by itself would only lock the login out. */
function retryAfter(failure: Failure): number | null {
  switch (failure.kind) {
    case "network":
    case "timeout":
    case "unreadable":
      return 5000;
    case "penalty":
      return failure.captcha ? null : failure.seconds * 1000;
    case "refused":
      return null;
    case "status":
      if (failure.status === 429) return 3_600_000;
      return failure.status === 400 || failure.status === 401 || failure.status === 403 ? null : 15_000;
    default:
      return assertNever(failure);
  }
}
