/**
 * What the parts of one login share: its hosts, its pace, its requests and its session, wired to each other. One flat
 * list; no rule of any of them is in here.
 */

import type { PauseReason } from "../../core/budget.ts";
import type { Failure } from "./errors.ts";
import { Hosts } from "./hosts.ts";
import type { Socket } from "./hosts.ts";
import { Keeper } from "./keeper.ts";
import type { Line } from "./link.ts";
import { FREE_LOGINS, LoginHistory, STRICT_LOGINS, STRICT_RENEWALS } from "./login-history.ts";
import type { TradovateOptions } from "./options.ts";
import { Pacer } from "./pacer.ts";
import { problemOf, timeOfDay } from "./problems.ts";
import type { FailureWords } from "./problems.ts";
import { createRest } from "./rest.ts";
import type { Rest } from "./rest.ts";
import type { SessionOptions } from "./session-options.ts";
import { Session } from "./session.ts";
import type { Status } from "./status.ts";
import { bindingOf } from "./token.ts";

export class LoginKit {
  readonly pacer: Pacer;
  readonly rest: Rest;
  readonly session: Session;
  readonly keeper: Keeper;
  readonly #options: TradovateOptions;
  readonly #status: () => Status;
  readonly #hosts: Hosts;
  readonly #unlocked: (() => void)[] = [];
  readonly #movers: Readonly<Record<Socket, (() => void)[]>> = { user: [], md: [] };

  /** @param status is not asked for before the whole connection is made. */
  constructor(options: TradovateOptions, status: () => Status) {
    const { budget, clock, timers, keepBudget } = options;
    this.#options = options;
    this.#status = status;
    const now = clock.now();
    // Where nothing is metered the exchange stands on this computer.
    const strict = budget.view(now).windows !== null;
    const history = options.history ?? new LoginHistory(strict ? STRICT_LOGINS : FREE_LOGINS, [], now);
    this.keeper = new Keeper({ budget, history, clock, timers, keep: keepBudget });
    this.pacer = this.#createPacer();
    const hosts = (this.#hosts = this.#createHosts());
    const rest = (this.rest = createRest({
      ...options,
      hosts,
      pacer: this.pacer,
      current: () => this.session.current?.accessToken ?? null,
      refused: async (token) => this.session.recheck(token),
    }));
    const renewals = strict ? STRICT_RENEWALS : FREE_LOGINS;
    this.session = this.#createSession({ rest, hosts, history, renewals });
  }

  lineOf(socket: Socket): Line {
    return {
      pacer: this.pacer,
      problem: (words) => this.#problem(words),
      alarm: (words) => this.#alarm(words),
      url: () => this.#hosts.urlOf(socket),
      onMoved: (listener) => void this.#movers[socket].push(listener),
      onUnlocked: (listener) => void this.#unlocked.push(listener),
      findHost: async () => {
        const before = this.#hosts.urlOf(socket);
        if (!this.#options.ownUrls) await this.session.learn();
        return this.#hosts.urlOf(socket) !== before;
      },
    };
  }

  /** Before its time: that has to be kept and shown at once, and what waited for its end waits no longer. */
  lockOutEnded(): void {
    this.pacer.resume();
    this.session.resume();
    for (const listener of this.#unlocked) listener();
    this.keeper.keep();
    this.#status().changed();
  }

  #problem(words: FailureWords): void {
    this.#status().problem(words);
  }

  #alarm(words: FailureWords): void {
    this.#problem(words);
    this.#options.sink.alarm(this.#options.id, `${words.words} ${words.next}`);
  }

  #createPacer(): Pacer {
    return new Pacer({
      ...this.#options,
      changed: (urgent) => {
        if (urgent) this.keeper.keep();
        else this.keeper.changed();
        this.#status().spent();
      },
      paused: (reason, failure) => {
        const words = pauseWords(this.#options, reason, failure);
        const grave = reason === "LockedOut" || (failure.kind === "penalty" && failure.captcha);
        if (grave) this.#alarm(words);
        else this.#problem(words);
      },
    });
  }

  #createHosts(): Hosts {
    return new Hosts({
      ...this.#options,
      moved: (socket) => {
        for (const listener of this.#movers[socket]) listener();
      },
      refused: (host) => this.#problem(problemOf("HostRefused", host)),
    });
  }

  #createSession(parts: Pick<SessionOptions, "rest" | "hosts" | "history" | "renewals">): Session {
    const { environment, username, urls, oauth, tokenStore } = this.#options;
    const kind = oauth === null ? "password" : "oauth";
    return new Session({
      ...this.#options,
      ...parts,
      tokenStore: tokenStore ?? null,
      bound: bindingOf({ environment, httpUrl: urls.http, username, kind }),
      lockedUntilNs: () => this.pacer.lockedUntilNs(),
      keep: () => this.keeper.keep(),
      problem: (words) => this.#problem(words),
      alarm: (words) => this.#alarm(words),
      announce: (words) => this.#status().set("needs-you", `${words.words} ${words.next}`),
      trouble: (words) => this.#status().trouble(words),
      changed: () => this.#status().changed(),
    });
  }
}

function pauseWords(
  { budget, clock }: TradovateOptions,
  reason: PauseReason,
  failure: Failure,
): FailureWords {
  const { pausedUntilMs } = budget.view(clock.now());
  const until = pausedUntilMs === null ? "" : ` Until ${timeOfDay(pausedUntilMs)}.`;
  if (failure.kind === "penalty") {
    const words = failure.captcha
      ? problemOf("PenaltyCaptcha")
      : problemOf("PenaltyTicket", `${Math.ceil(failure.seconds)} s`);
    return { ...words, words: `${words.words}${until}` };
  }
  const words = problemOf(reason);
  return { ...words, words: `${words.words}${until}` };
}
