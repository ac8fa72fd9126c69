/**
 * Sessions and their tokens, in memory. Tokens are random and never logged. A session ends when its last token does,
 * or earlier, with a status that its tokens yield from then on. Decides nothing about who may log in.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { User } from "./users.ts";

export interface Session {
  readonly id: number;
  readonly user: User;
  readonly deviceId?: string;
}

export type EndedStatus = 401 | 408 | 429 | 500 | 502;

export type TokenState =
  | { readonly kind: "live"; readonly session: Session; readonly expiresAt: number }
  | { readonly kind: "ended"; readonly status: EndedStatus; readonly userName: string }
  | { readonly kind: "unknown" };

interface Entry {
  readonly session: Session;
  expiresAt: number;
  endedWith: EndedStatus | undefined;
}

interface Token {
  readonly entry: Entry;
  readonly expiresAt: number;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: number;
}

const TOKEN_LIFE_MS = 80 * 60_000;
const TOKENS_MAX = 10_000;
const TOKEN_BYTES = 48;

export class Sessions {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, Token>();
  readonly #entries = new Map<number, Entry>();
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(user: User, deviceId: string | undefined): Session {
    const session = { id: this.#nextId, user, ...(deviceId !== undefined && { deviceId }) };
    this.#nextId += 1;
    this.#entries.set(session.id, { session, expiresAt: this.#clock.now(), endedWith: undefined });
    return session;
  }

  /** A new token of the session; the others live on until their own end. */
  issue(session: Session): IssuedToken {
    this.#forgetExpired();
    const expiresAt = this.#clock.now() + TOKEN_LIFE_MS;
    const entry = this.#entries.get(session.id) ?? { session, expiresAt, endedWith: undefined };
    entry.expiresAt = expiresAt;
    this.#entries.set(session.id, entry);
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    this.#tokens.set(token, { entry, expiresAt });
    return { token, expiresAt };
  }

  look(token: string): TokenState {
    const found = this.#tokens.get(token);
    if (!found || found.expiresAt <= this.#clock.now()) return { kind: "unknown" };
    const { session, endedWith: status } = found.entry;
    if (status !== undefined) return { kind: "ended", status, userName: session.user.name };
    return { kind: "live", session, expiresAt: found.expiresAt };
  }

  /** Oldest first. */
  liveOf(userName: string): Session[] {
    const now = this.#clock.now();
    return Array.from(this.#entries.values())
      .filter(({ session, expiresAt, endedWith }) => {
        return session.user.name === userName && expiresAt > now && endedWith === undefined;
      })
      .map(({ session }) => session);
  }

  end(session: Session, status: EndedStatus): void {
    const entry = this.#entries.get(session.id);
    if (entry) entry.endedWith ??= status;
  }

  /** Ends every session, or one user's; gives back those that were live. */
  endAll(status: EndedStatus, userName: string | undefined): Session[] {
    const ended: Session[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.endedWith !== undefined || (userName ?? entry.session.user.name) !== entry.session.user.name)
        continue;
      entry.endedWith = status;
      ended.push(entry.session);
    }
    return ended;
  }

  /** Bounded: past the limit the oldest tokens go, as a broker ends the oldest session. */
  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [token, { expiresAt }] of this.#tokens) {
      if (expiresAt <= now || this.#tokens.size >= TOKENS_MAX) this.#tokens.delete(token);
    }
    for (const [id, { expiresAt }] of this.#entries) if (expiresAt < now) this.#entries.delete(id);
  }
}
