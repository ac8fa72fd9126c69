/**
 * The session of one login: a token from the store, from memory, by renewal, by password or by the browser. Logins are
 * limited by the broker and a new one may evict the sockets of the old, so a session is renewed as long as that can
 * work, a usable token is never thrown away and a refused password is never tried twice. A token that was refused
 * somewhere, or that the computer slept over, is renewed before it is used again.
 */

import { failureWords, type Failure } from "./errors.ts";
import { HeldToken } from "./held-token.ts";
import { Login } from "./login.ts";
import { problemOf } from "./problems.ts";
import { Renewals } from "./renewals.ts";
import type { Renewed } from "./renewals.ts";
import type { SessionOptions } from "./session-options.ts";
import { storedToken, tokenOf } from "./token.ts";
import type { Token, TokenReply, TokenResult } from "./token.ts";
import { heldUntil } from "./waits.ts";

const RENEW_AGAIN_NS = 60e9;
const AGAIN_MS = 5000;
const RECHECK_NS = 300e9;

export class Session {
  readonly #options: SessionOptions;
  readonly #login: Login;
  readonly #renewals: Renewals;
  #held: HeldToken | null = null;
  #loaded = false;
  #recheckedNs = Number.NEGATIVE_INFINITY;
  #rechecking: Promise<TokenResult> | null = null;
  #running: Promise<TokenResult> | null = null;
  #renewing: Promise<Renewed> | null = null;
  #stopped = false;
  #heldUntilNs = 0;
  #cancelRenewal: () => void = () => undefined;
  #cancelEnd: () => void = () => undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#login = new Login(options);
    this.#renewals = new Renewals({ ...options, login: this.#login, limit: options.renewals });
  }

  /** The token in use, whatever its age; null before the first login. */
  get current(): Token | null {
    return this.#held?.token ?? null;
  }

  get expiresMs(): number | null {
    return this.#held?.expiresMs ?? null;
  }

  /** `forced`: the trader's own attempt during a lock-out. */
  async token(forced = false): Promise<TokenResult> {
    // What a request still asks after the end must not bring the session back: timers would outlive the connection.
    if (this.#stopped) return stoppedResult;
    this.#running ??= this.#obtain(forced).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** A socket's token was not accepted: a renewal decides whether a login is needed. */
  refuse(refused: Token): void {
    if (this.#held?.token.accessToken === refused.accessToken) this.#held.doubted = true;
  }

  /** A request's token was not accepted: the one to ask again with, or null. */
  async recheck(refused: string): Promise<string | null> {
    const nowNs = this.#options.clock.monoNs();
    const present = this.current?.accessToken ?? null;
    if (present !== null && present !== refused) return present;
    // Requests come in rounds that share the answer; a key without permissions refuses everything.
    if (nowNs - this.#recheckedNs >= RECHECK_NS) {
      this.#recheckedNs = nowNs;
      this.#rechecking = this.learn();
    }
    const result = await this.#rechecking;
    return result?.ok === true && result.token.accessToken !== refused ? result.token.accessToken : null;
  }

  /** Asks the broker anew: for a proof of the token, or for the hosts that come with it. */
  async learn(): Promise<TokenResult> {
    if (this.#held !== null) this.#held.doubted = true;
    return this.token();
  }

  /** The computer may have slept: a token that did not live through it must not be found out by the next loss. */
  wake(): void {
    if (this.#held?.slept === true) void this.#keepAlive();
  }

  /** The lock-out that a renewal waited for is over. */
  resume(): void {
    if (this.#held !== null) this.#renewIn(this.#held.renewInNs);
  }

  /** The trader is there: a login in the browser may begin. */
  allowBrowser(): void {
    this.#login.allowBrowser();
  }

  /**
   * The trader wants a new login, whatever the present session is worth. False, and nothing is given up, while the broker
   * allows no login: there would be no session for up to an hour.
   */
  giveUp(): boolean {
    const { clock, problem, tokenStore } = this.#options;
    const dueNs = clock.monoNs() + this.#login.dueInMs() * 1e6;
    if (this.#held?.lasting === true && dueNs > clock.monoNs()) {
      problem(heldUntil("LoginLimit", dueNs, clock.now()).words);
      return false;
    }
    this.#heldUntilNs = 0;
    this.#drop();
    tokenStore?.save(null).catch((error: unknown) => this.#storeFailed(error));
    this.#login.allowBrowser();
    this.#login.cancel();
    return true;
  }

  stop(): void {
    this.#stopped = true;
    this.#login.cancel();
    this.#cancelRenewal();
    this.#cancelEnd();
    this.#held = null;
    this.#loaded = false;
  }

  /** Too many sessions, or maintenance: no login until then, whoever asks. It would end another program's session. */
  holdLogins(untilNs: number): void {
    this.#heldUntilNs = Math.max(this.#heldUntilNs, untilNs);
  }

  async #obtain(forced: boolean): Promise<TokenResult> {
    await this.#load();
    const held = this.#held;
    if (held?.fit === true) return { ok: true, token: held.token };
    if (!forced && this.#options.lockedUntilNs() > 0) return this.#locked();
    if (held !== null && (held.leftNs > 0 || this.#renewals.refreshOf(held.token) !== null)) {
      const renewed = await this.#renew(forced);
      // Doubted, but never refused: where no renewal can prove it any more, the socket will.
      const untried = renewed.kind === "unsure" && held.lasting && this.#renewals.spent;
      if (untried && this.#held === held) return { ok: true, token: held.token };
      if (renewed.kind === "unsure") return this.#unsure(renewed.failure);
    }
    if (this.#held?.fit === true) return { ok: true, token: this.#held.token };
    const wait = heldUntil("LoginsHeld", this.#heldUntilNs, this.#options.clock.now());
    return forced || wait.retryMs === 0 ? this.#loginAnew(forced) : { ok: false, needsYou: false, ...wait };
  }

  #locked(): TokenResult {
    const { lockedUntilNs, clock } = this.#options;
    return { ok: false, needsYou: true, ...heldUntil("LockedUntil", lockedUntilNs(), clock.now()) };
  }

  #unsure(failure: Failure): TokenResult {
    if (this.#options.lockedUntilNs() > 0) return this.#locked();
    return { ok: false, words: failureWords(failure), retryMs: AGAIN_MS, needsYou: false };
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#loaded = true;
    const { tokenStore, bound, clock, hosts, problem } = this.#options;
    let token: Token | null = null;
    try {
      token = storedToken(await tokenStore?.load());
    } catch (error) {
      this.#storeFailed(error);
    }
    if (token === null || this.#held !== null || this.#stopped) return;
    if (token.bound !== bound) return problem(problemOf("OtherLogin"));
    const held = HeldToken.kept(token, clock);
    if (!held.lasting && this.#renewals.refreshOf(token) === null) return;
    hosts.restore(token.hosts);
    this.#hold(held);
  }

  #storeFailed(error: unknown): void {
    this.#options.problem(
      problemOf("StoreUnreadable", error instanceof Error ? error.name : "unknown error"),
    );
  }

  #hold(held: HeldToken): void {
    this.#held = held;
    this.#renewIn(held.renewInNs);
    this.#cancelEnd();
    if (held.leftNs > 0) this.#cancelEnd = this.#options.timers.at(held.endNs, () => void this.#ended(held));
    this.#options.changed();
  }

  /** A token that the broker gave just now. Its hosts come after it: a socket that moves already needs it. */
  async #adopt(reply: TokenReply, userId: string, apiHosts: unknown): Promise<Token> {
    const { clock, hosts, bound, trouble, tokenStore } = this.#options;
    const { wallMs } = clock.now();
    const token = tokenOf(reply, { userId, bound, wallMs, before: this.current, hosts: hosts.known });
    trouble(null);
    this.#hold(new HeldToken(token, reply.lifeMs, clock));
    hosts.adopt(apiHosts);
    try {
      await tokenStore?.save({ ...token, hosts: hosts.known });
    } catch (error) {
      // The session goes on; only the next start will need a login.
      this.#storeFailed(error);
    }
    return token;
  }

  #drop(): void {
    this.#held = null;
    this.#cancelRenewal();
    this.#cancelEnd();
    this.#options.changed();
  }

  async #loginAnew(forced: boolean): Promise<TokenResult> {
    const result = await this.#login.perform(forced);
    if (this.#stopped) return stoppedResult;
    if (!result.ok) return result;
    const token = await this.#adopt(result.reply, result.userId, result.apiHosts);
    return { ok: true, token };
  }

  #renewIn(ns: number): void {
    const { clock, timers } = this.#options;
    this.#cancelRenewal();
    this.#cancelRenewal = timers.at(clock.monoNs() + ns, () => void this.#keepAlive());
  }

  /** The renewal that nobody waits for. */
  async #keepAlive(): Promise<void> {
    const { lockedUntilNs, clock, problem } = this.#options;
    if (this.#held === null) return;
    if (lockedUntilNs() > 0) return this.#renewIn(lockedUntilNs() - clock.monoNs());
    const renewed = await this.#renew(false);
    if (renewed.kind === "renewed" || this.#stopped) return;
    problem(problemOf("RenewalFailed", failureWords(renewed.failure).words));
    if (renewed.kind === "refused") return this.#over();
    const ticketNs = renewed.failure.kind === "penalty" ? renewed.failure.seconds * 1e9 : 0;
    if (this.#held !== null) this.#renewIn(Math.max(RENEW_AGAIN_NS, ticketNs));
  }

  async #renew(forced: boolean): Promise<Renewed> {
    this.#renewing ??= this.#askRenewal(forced).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #askRenewal(forced: boolean): Promise<Renewed> {
    const held = this.#held;
    if (held === null) return gone;
    const renewed = await this.#renewals.ask(held.token, forced);
    // Stopped or given up meanwhile: a renewal does not bring it back.
    if (this.#held !== held) return gone;
    if (renewed.kind === "renewed") {
      await this.#adopt(renewed.reply, renewed.reply.userId ?? held.token.userId, renewed.apiHosts);
    } else if (renewed.kind === "refused") this.#drop();
    return renewed;
  }

  /** Where a refresh token is left, renewals go on past the end. */
  async #ended(held: HeldToken): Promise<void> {
    if (this.#held !== held) return;
    if (this.#renewals.refreshOf(held.token) === null) this.#drop();
    await this.#over();
  }

  /** The session is over while its sockets may still be open: a login is made before one of them is lost. */
  async #over(): Promise<void> {
    this.#options.alarm(problemOf("SessionEnded"));
    await this.#bringBack();
  }

  async #bringBack(): Promise<void> {
    if (this.#held !== null || this.#stopped) return;
    const result = await this.token();
    if (result.ok || this.#stopped) return;
    const { problem, trouble, clock, timers } = this.#options;
    problem(result.words);
    if (result.needsYou) trouble(result.words);
    if (result.retryMs === null) return;
    const atNs = clock.monoNs() + Math.max(result.retryMs, AGAIN_MS) * 1e6;
    this.#cancelEnd();
    this.#cancelEnd = timers.at(atNs, () => void this.#bringBack());
  }
}

const gone: Renewed = { kind: "unsure", failure: { kind: "unreadable", detail: "no session" } };
const stoppedResult: TokenResult = {
  ok: false,
  words: problemOf("Off"),
  retryMs: null,
  needsYou: false,
};
