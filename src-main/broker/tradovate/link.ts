/**
 * Keeps one authorised channel alive: token, connect, and again with jittered back-off after a loss. Used for the user
 * socket and the market-data socket alike. It says in words what it is doing; it never gives up by itself unless only
 * the trader can help, and it keeps still while the broker wants silence.
 */

import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { Channel } from "./channel.ts";
import { failureWords } from "./errors.ts";
import type { FailureWords } from "./errors.ts";
import type { Messages, WireMessage } from "./frame.ts";
import type { Pacer } from "./pacer.ts";
import { problemOf, timeOfDay } from "./problems.ts";
import { backoffMs, livenessFor } from "./reconnect.ts";
import type { Session } from "./session.ts";
import type { SocketEnd } from "./socket.ts";
import type { Token } from "./token.ts";

export interface LinkHandlers {
  ready(channel: Channel): void;
  message(message: WireMessage, receivedNs: number): void;
  frameEnd(parsed: Messages, receivedNs: number): void;
  lost(why: string): void;
  /** Waiting for the next attempt, or (`needsYou`) for the trader. */
  waiting(words: FailureWords, needsYou: boolean): void;
}

/** Where a socket leads and what it shares with the login's other one. */
export interface Line {
  url(): string;
  /** Calls back when the address is another one. */
  onMoved(listener: () => void): void;
  /** Calls back when a lock-out has ended before its time. */
  onUnlocked(listener: () => void): void;
  /** The server is the wrong one (421): true when the broker named another. */
  findHost(): Promise<boolean>;
  readonly pacer: Pacer;
  problem(words: FailureWords): void;
  alarm(words: FailureWords): void;
}

export interface LinkOptions {
  readonly name: string;
  readonly line: Line;
  readonly session: Session;
  /** The broker did not accept the token. */
  readonly refused: (token: Token) => void;
  /** Which of the session's tokens this socket wants. */
  readonly tokenOf: (token: Token) => string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly random: () => number;
  readonly handlers: LinkHandlers;
}

/** Losses remembered for the liveness limit. */
const LOSSES_MAX = 50;
/** What every new socket asks first: while it is penalised a socket is of no use. */
const FIRST_REQUESTS = ["account/list", "user/syncrequest"];
/** After a wrong server with no better one named: renewals, which could name one, are few. */
const HOST_MS = 300_000;

export class Link {
  readonly #options: LinkOptions;
  #channel: Channel | null = null;
  #running = false;
  #connecting = false;
  #attempt = 0;
  #holdOffNs = 0;
  #forced = false;
  #troubled = false;
  #losses: number[] = [];
  #cancelRetry: () => void = () => undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    options.line.onMoved(() => this.renew("the broker moved this login to another server"));
    options.line.onUnlocked(() => {
      if (this.#idle()) this.#retryIn(0);
    });
  }

  get channel(): Channel | null {
    return this.#channel;
  }

  /** Monotonic time before which no attempt is made, or 0. */
  get heldUntilNs(): number {
    const { clock, line } = this.#options;
    const untilNs = Math.max(this.#holdOffNs, line.pacer.tickets.heldUntilNs(FIRST_REQUESTS));
    return untilNs > clock.monoNs() ? untilNs : 0;
  }

  /** Also after it waited for the trader; does nothing while a channel is there. */
  start(): void {
    this.#running = true;
    this.#attempt = 0;
    if (this.#channel === null) this.#retryIn(0);
  }

  /** The trader does not want to wait: at once, but for a lock-out. */
  hurry(): void {
    this.#holdOffNs = 0;
    this.start();
  }

  /** One attempt in spite of a lock-out; nothing where a channel is there. */
  force(): void {
    if (this.#channel !== null) return;
    this.#forced = true;
    this.hurry();
  }

  /** The channel works: the next loss starts from the shortest pause again. */
  settled(): void {
    this.#attempt = 0;
  }

  /** No attempt before this many milliseconds, a little more than that by chance, have passed. */
  holdOff(ms: number): void {
    const { clock, random } = this.#options;
    const untilNs = clock.monoNs() + ms * (1 + random() / 10) * 1e6;
    this.#holdOffNs = Math.max(this.#holdOffNs, untilNs);
  }

  /** Drops the channel and opens a new one: a new channel brings a new snapshot. */
  renew(why: string): void {
    this.#channel?.end(why);
  }

  stop(why: string): void {
    this.#running = false;
    this.#cancelRetry();
    this.#channel?.end(why);
  }

  #retryIn(ms: number): void {
    this.#cancelRetry();
    const { clock, line } = this.#options;
    const atNs = Math.max(
      clock.monoNs() + ms * 1e6,
      this.#holdOffNs,
      line.pacer.tickets.heldUntilNs(FIRST_REQUESTS),
    );
    this.#cancelRetry = this.#options.timers.at(atNs, () => void this.#connect());
  }

  #pauseMs(): number {
    return backoffMs(this.#attempt++, this.#options.random());
  }

  #idle(): boolean {
    return this.#running && this.#channel === null;
  }

  async #connect(): Promise<void> {
    const { line, handlers, session } = this.#options;
    if (!this.#idle() || this.#connecting) return;
    if (!isSocketUrl(line.url())) return handlers.waiting(problemOf("BadUrl", line.url()), true);
    const forced = this.#forced;
    this.#forced = false;
    if (!forced && line.pacer.lockedUntilNs() > 0) return this.#waitForLock();
    this.#connecting = true;
    const result = await session.token(forced).finally(() => {
      this.#connecting = false;
    });
    // Stopped, or stopped and started again, while the login was on its way.
    if (!this.#idle()) return;
    if (result.ok) {
      if (line.pacer.now({ kind: "session", forced })) return this.#open(result.token, forced);
      return this.#waitForLock();
    }
    handlers.waiting(result.words, result.needsYou);
    // The trader's word came while the answer did: it counts now.
    if (this.#forced) return this.#retryIn(0);
    if (result.retryMs !== null) this.#retryIn(Math.max(result.retryMs, this.#pauseMs()));
  }

  #waitForLock(): void {
    const { line, clock, handlers } = this.#options;
    const { monoNs, wallMs } = clock.now();
    const leftMs = Math.max(0, line.pacer.lockedUntilNs() - monoNs) / 1e6;
    handlers.waiting(problemOf("LockedUntil", timeOfDay(wallMs + leftMs)), true);
    this.#retryIn(leftMs + this.#pauseMs());
  }

  #open(token: Token, forced: boolean): void {
    const { clock, timers, handlers, line, tokenOf } = this.#options;
    const liveness = livenessFor(this.#losses, clock.monoNs());
    if (liveness.troubled && !this.#troubled) line.alarm(problemOf("ManyReconnects"));
    this.#troubled = liveness.troubled;
    const opened: Channel = new Channel({
      url: line.url(),
      token: tokenOf(token),
      clock,
      timers,
      liveness,
      pacer: line.pacer,
      forced,
      handlers: {
        ready: () => handlers.ready(opened),
        message: (message, receivedNs) => handlers.message(message, receivedNs),
        frameEnd: (parsed, receivedNs) => handlers.frameEnd(parsed, receivedNs),
        closed: (end, refused) => this.#lost(token, end, refused),
      },
    });
    this.#channel = opened;
  }

  #lost(token: Token, { why, status }: SocketEnd, refused: boolean): void {
    const { line, log, handlers, clock, name } = this.#options;
    this.#channel = null;
    if (refused) this.#options.refused(token);
    // Switched off: an orderly end is no loss.
    if (this.#running) log.warn("socket lost", { socket: name, why });
    if (status !== null) this.#upgradeRefused(status);
    handlers.lost(why);
    if (!this.#running) return;
    this.#losses = [...this.#losses.slice(1 - LOSSES_MAX), clock.monoNs()];
    if (status === 421) void this.#findHost();
    else if (line.pacer.lockedUntilNs() > 0) this.#waitForLock();
    else this.#retryIn(this.#pauseMs());
  }

  #upgradeRefused(status: number): void {
    const failure = { kind: "status", status, text: "" } as const;
    const { line } = this.#options;
    line.pacer.observe(failure);
    if (this.#running) line.problem(failureWords(failure));
  }

  async #findHost(): Promise<void> {
    const found = await this.#options.line.findHost();
    if (!this.#idle()) return;
    if (found) return this.#retryIn(0);
    this.holdOff(HOST_MS);
    this.#options.handlers.waiting(problemOf("WrongHost"), true);
    this.#retryIn(this.#pauseMs());
  }
}

function isSocketUrl(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/u.test(new URL(url).protocol);
}
