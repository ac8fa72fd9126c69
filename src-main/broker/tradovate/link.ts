/**
 * Keeps one authorised channel alive: token, connect, and again with jittered back-off after a loss. Used for the user
 * socket and the market-data socket alike. It says in words what it is doing; it never gives up by itself unless only
 * the trader can help.
 */

import type { Clock, Log, Timers } from "../../runtime/port.ts";
import { Channel } from "./channel.ts";
import type { FailureWords } from "./errors.ts";
import type { Messages, WireMessage } from "./frame.ts";
import { backoffMs, livenessFor } from "./reconnect.ts";
import type { Session, Token } from "./session.ts";

export interface LinkHandlers {
  ready(channel: Channel): void;
  message(message: WireMessage, receivedNs: number): void;
  frameEnd(parsed: Messages, receivedNs: number): void;
  lost(why: string): void;
  /** Waiting for the next attempt, or (`needsYou`) for the trader. */
  waiting(words: FailureWords, needsYou: boolean): void;
}

export interface LinkOptions {
  readonly name: string;
  readonly url: string;
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

export class Link {
  readonly #options: LinkOptions;
  #channel: Channel | null = null;
  #running = false;
  #attempt = 0;
  #holdOffNs = 0;
  #losses: number[] = [];
  #cancelRetry: () => void = () => undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get channel(): Channel | null {
    return this.#channel;
  }

  /** Also after it waited for the trader; does nothing while a channel is there. */
  start(): void {
    this.#running = true;
    this.#attempt = 0;
    if (this.#channel === null) this.#retryIn(0);
  }

  /** The channel works: the next loss starts from the shortest pause again. */
  settled(): void {
    this.#attempt = 0;
  }

  /** No attempt before this many milliseconds have passed. */
  holdOff(ms: number): void {
    this.#holdOffNs = this.#options.clock.monoNs() + ms * 1e6;
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
    const atNs = Math.max(this.#options.clock.monoNs() + ms * 1e6, this.#holdOffNs);
    this.#cancelRetry = this.#options.timers.at(atNs, () => void this.#connect());
  }

  #pauseMs(): number {
    return backoffMs(this.#attempt++, this.#options.random());
  }

  #idle(): boolean {
    return this.#running && this.#channel === null;
  }

  async #connect(): Promise<void> {
    if (!this.#idle()) return;
    if (!isSocketUrl(this.#options.url)) {
      this.#options.handlers.waiting(badUrl(this.#options.url), true);
      return;
    }
    const result = await this.#options.session.token();
    // Stopped, or stopped and started again, while the login was on its way.
    if (!this.#idle()) return;
    if (result.ok) return this.#open(result.token);
    this.#options.handlers.waiting(result.words, result.retryMs === null);
    if (result.retryMs !== null) this.#retryIn(Math.max(result.retryMs, this.#pauseMs()));
  }

  #open(token: Token): void {
    const { clock, timers, handlers, log, name } = this.#options;
    const liveness = livenessFor(this.#losses, clock.monoNs());
    if (liveness.troubled)
      log.warn("many reconnects, more patience with silence from now on", { socket: name });
    const opened: Channel = new Channel({
      url: this.#options.url,
      token: this.#options.tokenOf(token),
      clock,
      timers,
      liveness,
      handlers: {
        ready: () => handlers.ready(opened),
        message: (message, receivedNs) => handlers.message(message, receivedNs),
        frameEnd: (parsed, receivedNs) => handlers.frameEnd(parsed, receivedNs),
        closed: (why, refused) => this.#lost(token, why, refused),
      },
    });
    this.#channel = opened;
  }

  #lost(token: Token, why: string, refused: boolean): void {
    this.#channel = null;
    if (refused) this.#options.refused(token);
    // Switched off: an orderly end is no loss.
    if (this.#running) this.#options.log.warn("socket lost", { socket: this.#options.name, why });
    this.#options.handlers.lost(why);
    if (!this.#running) return;
    this.#losses = [...this.#losses.slice(1 - LOSSES_MAX), this.#options.clock.monoNs()];
    this.#retryIn(this.#pauseMs());
  }
}

function isSocketUrl(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/u.test(new URL(url).protocol);
}

function badUrl(url: string): FailureWords {
  return {
    code: "bad-url",
    words: `${url} is no address of a socket.`,
    next: "Correct the address of this connection: it begins with ws:// or wss://.",
  };
}
