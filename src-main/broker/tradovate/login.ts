/**
 * A new login, by password or in the browser, as few as the broker allows. Keeps what belongs to logins: their times,
 * and the ticket that the next one has to bring. Decides what each failure means for the next attempt.
 */

import { assertNever } from "../../../src-shared/assert.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { passwordLogin } from "./auth-calls.ts";
import type { AuthResult } from "./auth-calls.ts";
import { failureWords } from "./errors.ts";
import type { Failure } from "./errors.ts";
import type { LoginHistory } from "./login-history.ts";
import { BrowserLogin } from "./oauth.ts";
import type { OAuthOptions } from "./options.ts";
import { bracketed, dayOf, problemOf, timeOfDay } from "./problems.ts";
import type { FailureWords } from "./problems.ts";
import type { Rest } from "./rest.ts";
import { goodFromNs } from "./tickets.ts";
import type { TokenReply } from "./token.ts";

export interface LoginOptions {
  readonly username: string;
  readonly deviceId: string;
  readonly app: { readonly id: string; readonly version: string };
  readonly password: () => Promise<string | null>;
  readonly apiKey: { readonly cid: string; readonly secret: () => Promise<string | null> } | null;
  readonly oauth: OAuthOptions | null;
  readonly history: LoginHistory;
  /** The history has changed: it must survive whatever comes next. */
  readonly keep: () => void;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly problem: (words: FailureWords) => void;
  /** What the trader has to do in the browser. */
  readonly announce: (words: FailureWords) => void;
}

export type LoginResult =
  | {
      readonly ok: true;
      readonly reply: TokenReply;
      readonly userId: string;
      readonly apiHosts: unknown;
    }
  | Failed;

interface Failed {
  readonly ok: false;
  readonly words: FailureWords;
  /** Null: only the trader can help. */
  readonly retryMs: number | null;
  readonly needsYou: boolean;
}

const HOUR_MS = 3_600_000;
const WARN_MS = 7 * 24 * HOUR_MS;
/** The broker's back-off of logins (protocol.md 7). */
const AGAIN_MS = 15_000;
/**
 * Each login that brought no verdict makes the pause before the next so much longer (15 s, 2 min, 16 min): a broker in
 * trouble for minutes must not use up the hour's logins in the first of them.
 */
const AGAIN_FACTOR = 8;
const AGAIN_STEPS = 2;

export class Login {
  readonly #options: LoginOptions;
  readonly #browser: BrowserLogin | null;
  #ticket: { readonly text: string; readonly fromNs: number; untilNs: number } | null = null;
  /** What the last login met: the same is not asked again before its time, or before the trader's word. */
  #met: { readonly result: Failed; readonly untilNs: number } | null = null;
  /** Logins in a row that brought no verdict. */
  #unanswered = 0;
  #browserAllowed = false;

  constructor(options: LoginOptions) {
    this.#options = options;
    const { oauth } = options;
    this.#browser = oauth === null ? null : new BrowserLogin({ ...options, oauth });
  }

  /** The trader is there: a login in the browser may begin, and what only he could put right may be tried again. */
  allowBrowser(): void {
    this.#browserAllowed = true;
    this.#met = null;
    if (this.#ticket !== null) this.#ticket.untilNs = this.#ticket.fromNs;
  }

  /** Milliseconds until the broker's count of logins allows another one. */
  dueInMs(): number {
    return this.#options.history.waitNs(this.#options.clock.monoNs(), false) / 1e6;
  }

  cancel(): void {
    this.#browser?.cancel();
  }

  async perform(forced: boolean): Promise<LoginResult> {
    const { clock, history } = this.#options;
    const now = clock.now();
    const waitNs = history.waitNs(now.monoNs, forced);
    if (waitNs > 0) return waiting("LoginLimit", waitNs / 1e6, now.wallMs);
    const met = forced ? null : this.#met;
    if (met !== null && met.untilNs > now.monoNs) return stillMet(met.result, met.untilNs - now.monoNs);
    if (this.#browser !== null) return this.#inBrowser(this.#browser, forced);
    const ticketNs = (this.#ticket?.untilNs ?? 0) - now.monoNs;
    if (ticketNs > 0) return waiting("LockedUntil", ticketNs / 1e6, now.wallMs);
    return this.#byPassword(forced);
  }

  async refresh(refreshToken: string, forced: boolean): Promise<AuthResult> {
    if (this.#browser !== null) return this.#browser.refresh(refreshToken, forced);
    return { kind: "failed", failure: { kind: "refused", reason: "OAuthError", text: "no browser login" } };
  }

  async #byPassword(forced: boolean): Promise<LoginResult> {
    const { apiKey, password } = this.#options;
    const typed = await this.#secret(password);
    if (typed === null) return needsTrader(problemOf("NoPassword"));
    const sec = apiKey === null ? null : await this.#secret(apiKey.secret);
    if (apiKey !== null && sec === null) return needsTrader(problemOf("NoSecret"));
    const key = apiKey === null || sec === null ? null : { cid: apiKey.cid, sec };
    this.#counted();
    const credentials = { ...this.#options, password: typed, apiKey: key };
    const result = await passwordLogin(this.#options, credentials, this.#ticket?.text ?? null, forced);
    this.#ticket = null;
    return this.#resultOf(result);
  }

  async #inBrowser(browser: BrowserLogin, forced: boolean): Promise<LoginResult> {
    // Never by itself: nobody wants a page at night, and it would be missed.
    if (!this.#browserAllowed) return needsTrader(problemOf("OAuthNeeded"));
    this.#browserAllowed = false;
    const came = await browser.login(forced, () => this.#counted());
    switch (came.kind) {
      case "unfinished":
        return needsTrader(came.words);
      case "cancelled":
        return this.#restarted(browser, forced);
      case "token": {
        const { username, problem } = this.#options;
        const { name } = came;
        if (name !== null && name.toLowerCase() !== username.toLowerCase()) {
          problem(problemOf("OtherUser", name));
        }
        return this.#resultOf(came.result);
      }
      default:
        return assertNever(came);
    }
  }

  /** Given up because the trader began another one, or for good. */
  async #restarted(browser: BrowserLogin, forced: boolean): Promise<LoginResult> {
    return this.#browserAllowed ? this.#inBrowser(browser, forced) : needsTrader(problemOf("OAuthCancelled"));
  }

  #resultOf(result: AuthResult): LoginResult {
    switch (result.kind) {
      case "token": {
        const { reply, apiHosts } = result;
        if (reply.userId === null) return this.#failed({ kind: "unreadable", detail: "no user" });
        this.#met = null;
        this.#unanswered = 0;
        this.#remarks(reply);
        return { ok: true, reply, userId: reply.userId, apiHosts };
      }
      case "none": {
        const { userStatus } = result;
        if (userStatus !== null && userStatus !== "Active")
          return this.#meets(needsTrader(problemOf("UserNotActive", userStatus)));
        return this.#meets(needsTrader(problemOf("SecondFactor", bracketed(userStatus ?? ""))));
      }
      case "failed":
        return this.#failed(result.failure);
      default:
        return assertNever(result);
    }
  }

  /** What a login that worked says besides. */
  #remarks({ userStatus, passwordExpiresMs }: TokenReply): void {
    const { problem, clock } = this.#options;
    if (userStatus !== null && userStatus !== "Active") problem(problemOf("UserNotActive", userStatus));
    if (passwordExpiresMs === null) return;
    const leftMs = passwordExpiresMs - clock.now().wallMs;
    if (leftMs > WARN_MS) return;
    problem(problemOf(leftMs > 0 ? "PasswordExpires" : "PasswordExpired", dayOf(passwordExpiresMs)));
  }

  #failed(failure: Failure): LoginResult {
    const { clock, history, keep } = this.#options;
    if (failure.kind === "penalty") {
      const nowNs = clock.monoNs();
      const fromNs = nowNs + failure.seconds * 1e9;
      this.#ticket = { text: failure.ticket, fromNs, untilNs: goodFromNs(failure, nowNs) };
    }
    if (failure.kind === "network" && failure.arrived === "no") {
      history.takeBack();
      keep();
    }
    const next = nextAttempt(failure);
    const result: Failed = { ok: false, words: failureWords(failure), ...next };
    if (next.retryMs !== null && next.retryMs !== AGAIN_MS) return result;
    return this.#meets(next.retryMs === null ? result : { ...result, retryMs: this.#pauseMs() });
  }

  #pauseMs(): number {
    return AGAIN_MS * AGAIN_FACTOR ** Math.min(this.#unanswered++, AGAIN_STEPS);
  }

  #meets(result: Failed): Failed {
    const { retryMs } = result;
    const untilNs = retryMs === null ? Infinity : this.#options.clock.monoNs() + retryMs * 1e6;
    this.#met = { result, untilNs };
    return result;
  }

  /** Before the request leaves: what is cut off in the middle counted as well. */
  #counted(): void {
    const { clock, history, keep } = this.#options;
    history.add(clock.monoNs());
    keep();
  }

  async #secret(source: () => Promise<string | null>): Promise<string | null> {
    try {
      const secret = await source();
      return secret === "" ? null : secret;
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown error";
      this.#options.problem(problemOf("StoreUnreadable", name));
      return null;
    }
  }
}

function needsTrader(words: FailureWords): Failed {
  return { ok: false, words, retryMs: null, needsYou: true };
}

function stillMet(result: Failed, leftNs: number): Failed {
  return result.retryMs === null ? result : { ...result, retryMs: leftNs / 1e6 };
}

function waiting(code: "LoginLimit" | "LockedUntil", waitMs: number, wallMs: number): Failed {
  const words = problemOf(code, timeOfDay(wallMs + waitMs));
  return { ok: false, words, retryMs: waitMs, needsYou: false };
}

/** `retryMs` null: trying again by itself would only lock the login out. */
function nextAttempt(failure: Failure): { readonly retryMs: number | null; readonly needsYou: boolean } {
  switch (failure.kind) {
    case "network":
      return { retryMs: failure.arrived === "no" ? 5000 : AGAIN_MS, needsYou: false };
    case "timeout":
    case "unreadable":
      return { retryMs: AGAIN_MS, needsYou: false };
    case "penalty":
      return failure.captcha
        ? { retryMs: HOUR_MS, needsYou: true }
        : { retryMs: failure.seconds * 1000, needsYou: false };
    case "refused":
    case "host":
      return { retryMs: null, needsYou: true };
    case "status":
      return afterStatus(failure.status);
    default:
      return assertNever(failure);
  }
}

function afterStatus(status: number): { readonly retryMs: number | null; readonly needsYou: boolean } {
  if (status === 429) return { retryMs: HOUR_MS, needsYou: true };
  if (status === 423) return { retryMs: 60_000, needsYou: true };
  if (status >= 500 || status === 408) return { retryMs: AGAIN_MS, needsYou: false };
  return { retryMs: null, needsYou: true };
}
