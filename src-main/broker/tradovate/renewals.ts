/**
 * Asks the broker for a new token of the session that there is, and says what its answer proves: that the session goes
 * on, that it is over, or nothing. Few renewals an hour are allowed (protocol.md 7).
 */

import { renewal } from "./auth-calls.ts";
import type { AuthCalls, AuthResult } from "./auth-calls.ts";
import type { Failure } from "./errors.ts";
import { LoginHistory } from "./login-history.ts";
import type { LoginLimit } from "./login-history.ts";
import type { Login } from "./login.ts";
import type { Token, TokenReply } from "./token.ts";

export type Renewed =
  | { readonly kind: "renewed"; readonly reply: TokenReply; readonly apiHosts: unknown }
  /** `refused`: this session is over. `unsure`: nothing is proved. */
  | { readonly kind: "refused" | "unsure"; readonly failure: Failure };

export interface RenewalsOptions extends AuthCalls {
  readonly login: Login;
  readonly limit: LoginLimit;
}

/** Answers of a broker that does not know the token any more (protocol.md 1.4, 1.7). */
const dead: ReadonlySet<number> = new Set([400, 401, 403, 408]);
/** Of a revoked session as much as of a broker in trouble: believed the second time. */
const perhapsDead: ReadonlySet<number> = new Set([500, 502]);

const tooSoon: Failure = { kind: "unreadable", detail: "few renewals an hour are allowed" };
const noToken: Failure = { kind: "unreadable", detail: "no token" };

export class Renewals {
  readonly #options: RenewalsOptions;
  readonly #history: LoginHistory;
  /** Faults of the broker's own in a row. */
  #faults = 0;

  constructor(options: RenewalsOptions) {
    this.#options = options;
    this.#history = new LoginHistory(options.limit, [], options.clock.now());
  }

  async ask(token: Token, forced: boolean): Promise<Renewed> {
    const nowNs = this.#options.clock.monoNs();
    if (!forced && this.#history.waitNs(nowNs, false) > 0) return { kind: "unsure", failure: tooSoon };
    this.#history.add(nowNs);
    const result = await this.#answerOf(token, forced);
    if (result.kind === "token") {
      this.#faults = 0;
      return { kind: "renewed", reply: result.reply, apiHosts: result.apiHosts };
    }
    const failure = result.kind === "failed" ? result.failure : noToken;
    // An hour's renewals must not be spent on a line that is down, after a sleep for instance.
    if (failure.kind === "network" && failure.arrived === "no") this.#history.takeBack();
    if (failure.kind === "status" && perhapsDead.has(failure.status)) this.#faults++;
    return { kind: this.#isOver(result) ? "refused" : "unsure", failure };
  }

  /** The hour's renewals are used up: nothing can be proved that way for a long time. */
  get spent(): boolean {
    const { clock, limit } = this.#options;
    return this.#history.waitNs(clock.monoNs(), false) > limit.apartNs;
  }

  /** A refresh token that is still good; it lives by the wall clock, over restarts. */
  refreshOf({ refresh }: Token): string | null {
    if (refresh === null) return null;
    const { token, expiresAtMs } = refresh;
    return expiresAtMs !== null && expiresAtMs <= this.#options.clock.now().wallMs ? null : token;
  }

  /** A login in the browser has a token for this; where that is refused the session's own way may still work. */
  async #answerOf(token: Token, forced: boolean): Promise<AuthResult> {
    const refreshToken = this.refreshOf(token);
    if (refreshToken !== null) {
      const refreshed = await this.#options.login.refresh(refreshToken, forced);
      if (!this.#isOver(refreshed)) return refreshed;
    }
    return renewal(this.#options, token.accessToken, forced);
  }

  #isOver(result: AuthResult): boolean {
    if (result.kind !== "failed") return result.kind === "none";
    const { failure } = result;
    if (failure.kind === "refused") return true;
    if (failure.kind !== "status") return false;
    return dead.has(failure.status) || (perhapsDead.has(failure.status) && this.#faults >= 2);
  }
}
