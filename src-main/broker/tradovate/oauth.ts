/**
 * The login in the system's browser (protocol.md 1.5): an address with state and PKCE, a loopback address to come back
 * to, a code for a token, and later a refresh token for the next. The user's own application; its secret is asked for
 * when it is needed and kept nowhere here.
 */

import { createHash, randomBytes } from "node:crypto";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { authCall, whoAmI } from "./auth-calls.ts";
import type { AuthResult } from "./auth-calls.ts";
import type { Failure } from "./errors.ts";
import { openCallback } from "./oauth-callback.ts";
import type { Callback } from "./oauth-callback.ts";
import type { OAuthOptions } from "./options.ts";
import { problemOf } from "./problems.ts";
import type { FailureWords } from "./problems.ts";
import type { Rest, RestRequest } from "./rest.ts";

export interface BrowserLoginOptions {
  readonly oauth: OAuthOptions;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** What the trader has to do meanwhile. */
  readonly announce: (words: FailureWords) => void;
}

export type BrowserResult =
  | { readonly kind: "token"; readonly result: AuthResult; readonly name: string | null }
  | { readonly kind: "cancelled" }
  /** Nothing was asked of the broker, or it said no in the browser. */
  | { readonly kind: "unfinished"; readonly words: FailureWords };

/** 256 bits each. */
const STATE_BYTES = 32;
/** What a server says that wants the other encoding. */
const otherEncoding: ReadonlySet<number> = new Set([400, 406, 415, 422]);

export class BrowserLogin {
  readonly #options: BrowserLoginOptions;
  #callback: Callback | null = null;

  constructor(options: BrowserLoginOptions) {
    this.#options = options;
  }

  /** `counted` is called before the code is exchanged: that request counts as a login. */
  async login(forced: boolean, counted: () => void): Promise<BrowserResult> {
    const secret = await this.#secret();
    if (secret === null) return { kind: "unfinished", words: problemOf("OAuthNoSecret") };
    const state = randomBytes(STATE_BYTES).toString("base64url");
    const verifier = randomBytes(STATE_BYTES).toString("base64url");
    const callback = await this.#open(state);
    if ("code" in callback) return { kind: "unfinished", words: callback };
    this.#callback = callback;
    await this.#show(this.#address(callback.redirectUri, state, verifier));
    const answer = await callback.result;
    this.#callback = null;
    if (answer.kind === "cancelled") return answer;
    if (answer.kind === "timeout") return { kind: "unfinished", words: problemOf("OAuthTimeout") };
    if (answer.kind === "denied") return { kind: "unfinished", words: problemOf("OAuthDenied", answer.why) };
    counted();
    const result = await this.#exchange(forced, {
      grant_type: "authorization_code",
      code: answer.code,
      redirect_uri: callback.redirectUri,
      code_verifier: verifier,
      client_secret: secret,
    });
    return this.#identified(result, forced);
  }

  /** Somebody else's login begins, or none: the one that is waited for is given up. */
  cancel(): void {
    this.#callback?.cancel();
  }

  /** The refresh token is used up by this, whatever comes back. */
  async refresh(refreshToken: string, forced: boolean): Promise<AuthResult> {
    const secret = await this.#secret();
    if (secret === null)
      return { kind: "failed", failure: { kind: "refused", reason: "OAuthError", text: "no client secret" } };
    return this.#exchange(forced, {
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_secret: secret,
    });
  }

  async #secret(): Promise<string | null> {
    try {
      return await this.#options.oauth.clientSecret();
    } catch {
      this.#options.log.warn("the stored client secret could not be read");
      return null;
    }
  }

  async #open(state: string): Promise<Callback | FailureWords> {
    const { oauth, clock, timers } = this.#options;
    try {
      return await openCallback({ state, port: oauth.redirectPort ?? 0, clock, timers });
    } catch (error) {
      return problemOf("OAuthNoPort", error instanceof Error && "code" in error ? String(error.code) : "");
    }
  }

  #address(redirectUri: string, state: string, verifier: string): string {
    const { authorizeUrl, clientId } = this.#options.oauth;
    const url = new URL(authorizeUrl);
    const query = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      code_challenge: createHash("sha256").update(verifier).digest("base64url"),
      code_challenge_method: "S256",
    };
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return url.href;
  }

  async #show(address: string): Promise<void> {
    const { oauth, announce, log } = this.#options;
    let opened = false;
    try {
      opened = await oauth.openBrowser(address);
    } catch {
      log.warn("the browser could not be opened");
    }
    announce(opened ? problemOf("OAuthWaiting") : problemOf("OAuthNoBrowser", address));
  }

  /** A browser login's token does not say whose it is. */
  async #identified(result: AuthResult, forced: boolean): Promise<BrowserResult> {
    if (result.kind !== "token" || result.reply.userId !== null) {
      return { kind: "token", result, name: result.kind === "token" ? result.reply.name : null };
    }
    const me = await whoAmI(this.#options, result.reply.accessToken, forced);
    if (!me.ok) return { kind: "token", result: { kind: "failed", failure: me.failure }, name: null };
    const reply = { ...result.reply, userId: me.userId };
    return { kind: "token", result: { ...result, reply }, name: me.name };
  }

  /** As a form; as JSON or at the other of the two known paths where the broker does not take that. */
  async #exchange(forced: boolean, fields: Readonly<Record<string, string>>): Promise<AuthResult> {
    const { clientId, tokenUrl } = this.#options.oauth;
    const all = { ...fields, client_id: clientId };
    let url = tokenUrl;
    let result = await this.#ask(url, { form: all }, forced);
    if (isStatus(result, 404) && otherPath(url) !== null) {
      url = otherPath(url) ?? url;
      result = await this.#ask(url, { form: all }, forced);
    }
    return wantsJson(result) ? this.#ask(url, { body: all }, forced) : result;
  }

  async #ask(url: string, sent: Pick<RestRequest, "form" | "body">, forced: boolean): Promise<AuthResult> {
    const path = "auth/oauthtoken";
    return authCall(this.#options, {
      method: "POST",
      path,
      url,
      token: null,
      kind: "session",
      priority: 5,
      forced,
      ...sent,
    });
  }
}

function isStatus(result: AuthResult, status: number): boolean {
  return result.kind === "failed" && result.failure.kind === "status" && result.failure.status === status;
}

function wantsJson(result: AuthResult): boolean {
  if (result.kind !== "failed") return false;
  const { failure } = result;
  return failure.kind === "status" ? otherEncoding.has(failure.status) : isMisread(failure);
}

/** It did not find the fields in the form, so the code was not looked at. */
function isMisread(failure: Failure): boolean {
  return failure.kind === "refused" && /^(?:invalid_request|unsupported_grant_type)\b/u.test(failure.text);
}

/** The tutorial's address lacks the `/v1` of the schema's. */
function otherPath(tokenUrl: string): string | null {
  const url = new URL(tokenUrl);
  if (url.pathname === "/v1/auth/oauthtoken") url.pathname = "/auth/oauthtoken";
  else if (url.pathname === "/auth/oauthtoken") url.pathname = "/v1/auth/oauthtoken";
  else return null;
  return url.href;
}
