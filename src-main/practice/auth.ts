/**
 * Logins and sessions: tokens that live 80 minutes, renewed within their session. Tokens are random, kept in memory
 * only, and never logged.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { WireAccessTokenResponse } from "../broker/tradovate/wire.ts";
import type { Clock } from "./clock.ts";
import type { User } from "./users.ts";

export interface Session {
  readonly id: number;
  readonly user: User;
}

interface Token {
  readonly session: Session;
  readonly expiresAt: number;
}

const TOKEN_LIFE_MS = 80 * 60_000;
const TOKENS_MAX = 10_000;

const WRONG_PASSWORD =
  "Incorrect username or password. Please try again, noting that passwords are case-sensitive.";

function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export class Auth {
  readonly #clock: Clock;
  readonly #users: readonly User[];
  readonly #tokens = new Map<string, Token>();
  #nextSessionId = 1;

  constructor(clock: Clock, users: readonly User[]) {
    this.#clock = clock;
    this.#users = users;
  }

  /** A wrong name and a wrong password are not told apart. */
  login(name: string, password: string): WireAccessTokenResponse {
    const user = this.#users.find((known) => known.name === name);
    if (!user || !sameText(user.password, password)) return { errorText: WRONG_PASSWORD };
    const session = { id: this.#nextSessionId, user };
    this.#nextSessionId += 1;
    return this.#issue(session);
  }

  /** New tokens for the same session; the old ones live on until their own end. */
  renew(session: Session): WireAccessTokenResponse {
    return this.#issue(session);
  }

  /** Access and market-data tokens are taken alike, since clients mix them up. */
  find(token: string): Session | undefined {
    const found = this.#tokens.get(token);
    if (!found) return undefined;
    if (found.expiresAt > this.#clock.now()) return found.session;
    this.#tokens.delete(token);
    return undefined;
  }

  #issue(session: Session): WireAccessTokenResponse {
    this.#forgetExpired();
    const expiresAt = this.#clock.now() + TOKEN_LIFE_MS;
    const issue = (): string => {
      const token = randomBytes(48).toString("base64url");
      this.#tokens.set(token, { session, expiresAt });
      return token;
    };
    return {
      accessToken: issue(),
      mdAccessToken: issue(),
      expirationTime: new Date(expiresAt).toISOString(),
      userStatus: "Active",
      userId: session.user.id,
      name: session.user.name,
      hasLive: false,
      outdatedTaC: false,
      hasFunded: true,
      hasMarketData: true,
      outdatedLiquidationPolicy: false,
    };
  }

  /** Bounded: past the limit the oldest go, as a broker ends the oldest session. */
  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [token, { expiresAt }] of this.#tokens) {
      if (expiresAt <= now || this.#tokens.size >= TOKENS_MAX) this.#tokens.delete(token);
    }
  }
}
