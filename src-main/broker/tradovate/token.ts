/**
 * A session's token: what the broker's replies say of it, and what is kept over a restart. A kept token is bound to
 * environment, base URL, user and kind of login: one of another login is never used. Life is counted from the
 * broker's own clock, so a computer whose clock is wrong neither shortens nor prolongs it.
 */

import type { Environment } from "../../../src-shared/ids.ts";
import { z } from "../../../src-shared/zod.ts";
import type { KnownHosts } from "./hosts.ts";
import type { FailureWords } from "./problems.ts";
import * as read from "./read.ts";
import { Malformed, isRecord } from "./read.ts";

export interface Token {
  readonly accessToken: string;
  /** Null: the broker gave none, market data is asked with the access token. */
  readonly mdAccessToken: string | null;
  /** By this computer's wall clock at the time of saving. */
  readonly expiresAtMs: number;
  readonly savedAtMs: number;
  readonly userId: string;
  /** The login that it belongs to, see `bindingOf`. */
  readonly bound: string;
  /** Of a login in the browser; it is a secret as well, and changes with each use. */
  readonly refresh: { readonly token: string; readonly expiresAtMs: number | null } | null;
  readonly hosts: KnownHosts | null;
}

export type TokenResult =
  | { readonly ok: true; readonly token: Token }
  | {
      readonly ok: false;
      readonly words: FailureWords;
      /** Null: only the trader can help. */
      readonly retryMs: number | null;
      readonly needsYou: boolean;
    };

export interface TokenStore {
  /** Whatever was saved, as parsed JSON; it is looked through here. */
  load(): Promise<unknown>;
  /** Null forgets. */
  save(token: Token | null): Promise<void>;
}

const storedSchema = z.object({
  accessToken: z.string().min(1),
  mdAccessToken: z.string().nullable(),
  expiresAtMs: z.number(),
  savedAtMs: z.number(),
  userId: z.string().min(1),
  bound: z.string(),
  refresh: z.object({ token: z.string().min(1), expiresAtMs: z.number().nullable() }).nullable(),
  hosts: z.object({ trade: z.string(), md: z.string().nullable() }).nullable(),
});

/** Null when it is no token of this client's. */
export function storedToken(value: unknown): Token | null {
  const parsed = storedSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

export function bindingOf(login: {
  readonly environment: Environment;
  readonly httpUrl: string;
  readonly username: string;
  readonly kind: "password" | "oauth";
}): string {
  return JSON.stringify([login.environment, login.httpUrl, login.username, login.kind]);
}

/** The shortest life that the notes know (protocol.md 1.3): where clocks disagree too much to tell. */
const LIFE_MS_UNSURE = 4_800_000;
const LIFE_MS_MAX = 24 * 3_600_000;

/** What one auth reply says. Null stands where it says nothing. */
export interface TokenReply {
  readonly accessToken: string;
  readonly mdAccessToken: string | null;
  readonly lifeMs: number;
  readonly userId: string | null;
  readonly name: string | null;
  readonly refresh: { readonly token: string; readonly lifeMs: number | null } | null;
  readonly userStatus: string | null;
  readonly passwordExpiresMs: number | null;
}

/**
 * Reads a login, a renewal or a browser login's reply; both ways of naming are taken. Null when it carries no token.
 * `nowMs` is the broker's clock where its reply told it, else this computer's.
 * @throws Malformed when a token is there and what has to stand beside it is not.
 */
export function readTokenReply(body: unknown, nowMs: number): TokenReply | null {
  const raw = read.record(body, "the reply");
  const accessToken = textOr(raw["accessToken"]) ?? textOr(raw["access_token"]);
  if (accessToken === null) return null;
  return {
    accessToken,
    mdAccessToken: textOr(raw["mdAccessToken"]),
    lifeMs: lifeMsOf(raw, nowMs),
    userId: read.optionalId(raw, "userId"),
    name: textOr(raw["name"]),
    refresh: refreshOf(raw),
    userStatus: textOr(raw["userStatus"]),
    passwordExpiresMs: optionalMs(raw, "passwordExpirationTime"),
  };
}

export interface TokenOrigin {
  readonly userId: string;
  readonly bound: string;
  readonly wallMs: number;
  /** The one it replaces: a renewal does not repeat everything. */
  readonly before: Token | null;
  readonly hosts: KnownHosts | null;
}

export function tokenOf(reply: TokenReply, { userId, bound, wallMs, before, hosts }: TokenOrigin): Token {
  const { accessToken, mdAccessToken, lifeMs, refresh } = reply;
  const endOf = (ms: number | null): number | null => (ms === null ? null : wallMs + ms);
  return {
    accessToken,
    mdAccessToken: mdAccessToken ?? before?.mdAccessToken ?? null,
    expiresAtMs: wallMs + lifeMs,
    savedAtMs: wallMs,
    userId,
    bound,
    refresh:
      refresh === null
        ? (before?.refresh ?? null)
        : { token: refresh.token, expiresAtMs: endOf(refresh.lifeMs) },
    hosts,
  };
}

/** Of a reply that carries no token. */
export function statusOf(body: unknown): string | null {
  return isRecord(body) ? textOr(body["userStatus"]) : null;
}

export function apiHostsOf(body: unknown): unknown {
  return isRecord(body) ? body["apiHosts"] : undefined;
}

function lifeMsOf(raw: read.Raw, nowMs: number): number {
  const seconds = raw["expires_in"];
  const lifeMs =
    typeof seconds === "number" && Number.isFinite(seconds)
      ? seconds * 1000
      : read.timestampMs(raw, "expirationTime") - nowMs;
  // A token that was over when it was given, or lives for days: one of the clocks is wrong.
  return lifeMs > 0 && lifeMs <= LIFE_MS_MAX ? lifeMs : LIFE_MS_UNSURE;
}

function refreshOf(raw: read.Raw): TokenReply["refresh"] {
  const token = textOr(raw["refresh_token"]);
  if (token === null) return null;
  const seconds = raw["refresh_token_expires_in"];
  return { token, lifeMs: typeof seconds === "number" && seconds > 0 ? seconds * 1000 : null };
}

function textOr(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A time beside the point that can not be read is none. */
function optionalMs(raw: read.Raw, key: string): number | null {
  try {
    return raw[key] === undefined || raw[key] === null ? null : read.timestampMs(raw, key);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
