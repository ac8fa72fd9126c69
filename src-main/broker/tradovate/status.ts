/**
 * What the Connections page shows of one login: the state of its user socket, under what the broker asks of the whole
 * login (silence, a human), and its last problems. Told when it changes; meters at most once a second.
 */

import { PROBLEMS_MAX } from "../../../src-shared/cockpit/model.ts";
import type { ConnectionProblem, ConnectionView, MarketDataView } from "../../../src-shared/cockpit/model.ts";
import { accountKeyOf } from "../../../src-shared/ids.ts";
import type { ConnectionId, Environment, VenueKey } from "../../../src-shared/ids.ts";
import type { RequestBudget } from "../../core/budget.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { Channel } from "./channel.ts";
import type { Fault } from "./frame.ts";
import { problemOf, timeOfDay } from "./problems.ts";
import type { FailureWords } from "./problems.ts";
import type { LeftOut } from "./translation.ts";

export interface StatusOptions {
  readonly id: ConnectionId;
  readonly venue: VenueKey;
  readonly environment: Environment;
  readonly username: string;
  readonly login: ConnectionView["login"];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly accounts: ReadonlyMap<string, string>;
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  readonly budget: RequestBudget;
  readonly channel: () => Channel | null;
  readonly tokenExpiresMs: () => number | null;
  /** Monotonic time until which the broker wants to see a human, or 0. */
  readonly captchaUntilNs: () => number;
  readonly marketData: () => MarketDataView;
  readonly changed: (view: ConnectionView) => void;
}

type State = ConnectionView["state"];

interface Shown {
  readonly state: State;
  readonly words: string;
}

const METER_NS = 1e9;
/** The age of the last frame is told this often where nothing else is new. */
const QUIET_TICKS = 5;
/** Logged one by one up to here, then every thousandth. */
const FAULTS_LOGGED_MAX = 200;
const KINDS_MAX = 500;
const NAMED_MAX = 5;

export class Status {
  readonly #options: StatusOptions;
  readonly #kinds = new Set<string>();
  /** As the user socket has it. */
  #base: Shown = { state: "off", words: "Off." };
  /** The session's own trouble, while the socket may still be open. */
  #trouble: FailureWords | null = null;
  #told: State = "off";
  #sinceMs: number;
  #malformed = 0;
  #unknown = 0;
  #problems: readonly ConnectionProblem[] = [];
  #meters = "";
  #quiet = 0;
  #cancelMeter: (() => void) | null = null;

  constructor(options: StatusOptions) {
    this.#options = options;
    this.#sinceMs = options.clock.now().wallMs;
  }

  set(state: State, words: string): void {
    if (this.#base.state === state && this.#base.words === words) return;
    this.#base = { state, words };
    this.changed();
  }

  trouble(words: FailureWords | null): void {
    if (words === this.#trouble) return;
    this.#trouble = words;
    this.changed();
  }

  /** Kept for the page, newest first; one of a kind is enough. */
  problem({ code, words, next }: FailureWords): void {
    const atMs = Math.round(this.#options.clock.now().wallMs);
    const others = this.#problems.filter((other) => other.code !== code);
    this.#problems = [{ atMs, code, words, next }, ...others].slice(0, PROBLEMS_MAX);
    this.#options.log.warn("connection problem", { connection: this.#options.id, code });
    this.changed();
  }

  /** Something that the view shows is new. */
  changed(): void {
    const view = this.view();
    this.#meters = metersOf(view);
    this.#quiet = 0;
    this.#options.changed(view);
    this.#meter();
  }

  /** Requests were made: the meter moves, at most once a second. */
  spent(): void {
    this.#meter();
  }

  faults(faults: readonly Fault[]): void {
    for (const { code, kind, why, sample } of faults) {
      this.#malformed++;
      if (this.#malformed > FAULTS_LOGGED_MAX && this.#malformed % 1000 !== 0) continue;
      const seen = { code, kind, why, sample, malformed: this.#malformed };
      this.#options.log.warn("malformed message skipped", seen);
    }
    this.#meter();
  }

  unknownKinds(kinds: readonly string[]): void {
    for (const kind of kinds) {
      this.#unknown++;
      if (this.#kinds.has(kind) || this.#kinds.size >= KINDS_MAX) continue;
      this.#kinds.add(kind);
      this.#options.log.info("unknown kind of message ignored", { kind });
    }
    this.#meter();
  }

  /** One warning per contract; what is dropped of it later is only counted. */
  leftOut(contracts: readonly LeftOut[]): void {
    for (const { contract, why } of contracts) {
      this.#options.log.warn("a contract that Mimik does not copy is left out", { contract, why });
    }
    this.#meter();
  }

  view(): ConnectionView {
    const { id, environment, username, login, venue, clock, accounts, budget } = this.#options;
    const channel = this.#options.channel();
    const now = clock.now();
    const shown = this.#shown();
    if (shown.state !== this.#told) {
      this.#told = shown.state;
      this.#sinceMs = now.wallMs;
    }
    return {
      id,
      environment,
      username,
      ...shown,
      sinceMs: Math.round(this.#sinceMs),
      latencyUs: channel?.latencyUs ?? null,
      lastFrameMs: channel === null ? null : Math.round(now.wallMs - (now.monoNs - channel.inboundNs) / 1e6),
      accounts: [...accounts].map(([accountId, name]) => ({ key: accountKeyOf(venue, accountId), name })),
      malformed: this.#malformed,
      unknownKinds: this.#unknown,
      login,
      tokenExpiresMs: this.#options.tokenExpiresMs(),
      budget: budget.view(now),
      marketData: this.#options.marketData(),
      problems: [...this.#problems],
    };
  }

  stop(): void {
    this.#cancelMeter?.();
    this.#cancelMeter = null;
  }

  /** What the broker asks of the whole login stands above what the socket does. */
  #shown(): Shown {
    const { state, words } = this.#base;
    if (state === "off") return this.#base;
    const { clock, budget, captchaUntilNs, leftOut } = this.#options;
    const now = clock.now();
    const { pausedBy, pausedUntilMs } = budget.view(now);
    const until = pausedUntilMs === null ? "" : timeOfDay(pausedUntilMs);
    if (pausedBy === "LockedOut" || pausedBy === "LockoutWarning") {
      const locked = problemOf(pausedBy);
      const wait = problemOf("LockedUntil", until);
      return { state: "needs-you", words: `${locked.words} ${wait.words} ${wait.next}` };
    }
    if (captchaUntilNs() > now.monoNs)
      return { state: "needs-you", words: said(problemOf("PenaltyCaptcha")) };
    if (this.#trouble !== null) return { state: "needs-you", words: said(this.#trouble) };
    if (state !== "connected") return this.#base;
    const pause = pausedBy === null ? "" : ` The broker asks for a pause until ${until} (penalty ticket).`;
    return { state, words: `${words}${pause}${leftOutWords(leftOut)}` };
  }

  #meter(): void {
    const { clock, timers } = this.#options;
    if (this.#base.state === "off") return;
    this.#cancelMeter ??= timers.at(clock.monoNs() + METER_NS, () => {
      this.#cancelMeter = null;
      this.#quiet++;
      const view = this.view();
      const meters = metersOf(view);
      if (meters !== this.#meters || this.#quiet >= QUIET_TICKS) {
        this.#meters = meters;
        this.#quiet = 0;
        this.#options.changed(view);
      }
      this.#meter();
    });
  }
}

/** Without what changes with every frame or clock tick. */
function metersOf(view: ConnectionView): string {
  const { state, words, malformed, unknownKinds, budget, problems, accounts } = view;
  const { source, words: priced, subscriptions } = view.marketData;
  const shown = { state, words, malformed, unknownKinds, budget, problems, accounts };
  return JSON.stringify({ ...shown, source, priced, subscriptions });
}

function said({ words, next }: FailureWords): string {
  return `${words} ${next}`;
}

/** A trader who holds such a contract must not believe that it is copied. */
function leftOutWords(leftOut: ReadonlyMap<string, LeftOut>): string {
  if (leftOut.size === 0) return "";
  const named = [...leftOut.values()].slice(0, NAMED_MAX).map(({ contract, dropped }) => {
    return dropped === 0 ? contract : `${contract} (${dropped} dropped)`;
  });
  const more = leftOut.size > NAMED_MAX ? ` and ${leftOut.size - NAMED_MAX} more` : "";
  return ` Not copied, Mimik can not represent it: ${named.join(", ")}${more}.`;
}
