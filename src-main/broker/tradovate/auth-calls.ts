/**
 * The requests that bring a session: login by password, renewal, and who a token belongs to. What they bring is read
 * and handed back; nothing is remembered here. Requests may hold secrets, results hold tokens: neither is ever logged.
 */

import type { Clock } from "../../runtime/port.ts";
import type { Failure } from "./errors.ts";
import * as read from "./read.ts";
import { Malformed } from "./read.ts";
import type { Rest, RestRequest } from "./rest.ts";
import { apiHostsOf, readTokenReply, statusOf } from "./token.ts";
import type { TokenReply } from "./token.ts";

export type AuthResult =
  | { readonly kind: "token"; readonly reply: TokenReply; readonly apiHosts: unknown }
  /** A success without a token: the broker wants something of the user first. */
  | { readonly kind: "none"; readonly userStatus: string | null }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface AuthCalls {
  readonly rest: Rest;
  readonly clock: Clock;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly deviceId: string;
  readonly app: { readonly id: string; readonly version: string };
  readonly apiKey: { readonly cid: string; readonly sec: string } | null;
}

/** Sessions go before everything else. */
const PRIORITY = 5;

export async function authCall(calls: AuthCalls, request: RestRequest): Promise<AuthResult> {
  const result = await calls.rest.send(request);
  if (!result.ok) return { kind: "failed", failure: result.failure };
  try {
    const reply = readTokenReply(result.body, result.serverMs ?? calls.clock.now().wallMs);
    if (reply === null) return { kind: "none", userStatus: statusOf(result.body) };
    return { kind: "token", reply, apiHosts: apiHostsOf(result.body) };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { kind: "failed", failure: { kind: "unreadable", detail: error.message } };
  }
}

/**
 * `cid` goes as text: the schema says text, one official client sends it so, and only examples show a number
 * (protocol.md 1.2, open point 6).
 */
export async function passwordLogin(
  calls: AuthCalls,
  credentials: Credentials,
  ticket: string | null,
  forced: boolean,
): Promise<AuthResult> {
  const { username, password, deviceId, app, apiKey } = credentials;
  return authCall(calls, {
    method: "POST",
    path: "auth/accesstokenrequest",
    token: null,
    kind: "session",
    priority: PRIORITY,
    forced,
    body: {
      name: username,
      password,
      appId: app.id,
      appVersion: app.version,
      deviceId,
      ...(apiKey === null ? {} : { cid: apiKey.cid, sec: apiKey.sec }),
      ...(ticket === null ? {} : { "p-ticket": ticket }),
    },
  });
}

/** Extends the session that the token belongs to. */
export async function renewal(calls: AuthCalls, accessToken: string, forced: boolean): Promise<AuthResult> {
  const path = "auth/renewaccesstoken";
  return authCall(calls, {
    method: "GET",
    path,
    token: accessToken,
    kind: "session",
    priority: PRIORITY,
    forced,
  });
}

export type Me =
  | { readonly ok: true; readonly userId: string; readonly name: string | null }
  | { readonly ok: false; readonly failure: Failure };

export async function whoAmI({ rest }: AuthCalls, accessToken: string, forced: boolean): Promise<Me> {
  const result = await rest.send({
    method: "GET",
    path: "auth/me",
    token: accessToken,
    kind: "session",
    priority: PRIORITY,
    forced,
  });
  if (!result.ok) return result;
  try {
    const raw = read.record(result.body, "auth/me");
    return { ok: true, userId: read.id(raw, "userId"), name: read.optionalText(raw, "name") };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { ok: false, failure: { kind: "unreadable", detail: error.message } };
  }
}
