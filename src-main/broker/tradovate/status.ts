/** What the Connections page shows of one login. Told when it changes; counts at most once a second. */

import type { ConnectionView } from "../../../src-shared/cockpit/model.ts";
import { accountKeyOf } from "../../../src-shared/ids.ts";
import type { ConnectionId, Environment, VenueKey } from "../../../src-shared/ids.ts";
import type { Clock, Log, Timers } from "../../runtime/port.ts";
import type { Channel } from "./channel.ts";
import type { Fault } from "./frame.ts";
import type { LeftOut } from "./translation.ts";

export interface StatusOptions {
  readonly id: ConnectionId;
  readonly venue: VenueKey;
  readonly environment: Environment;
  readonly username: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly accounts: ReadonlyMap<string, string>;
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  readonly channel: () => Channel | null;
  readonly changed: (view: ConnectionView) => void;
}

const COUNTS_NS = 1e9;
/** Logged one by one up to here, then every thousandth. */
const FAULTS_LOGGED_MAX = 200;
const KINDS_MAX = 500;
const NAMED_MAX = 5;

export class Status {
  readonly #options: StatusOptions;
  readonly #kinds = new Set<string>();
  #state: ConnectionView["state"] = "off";
  #words = "Off.";
  #sinceMs: number;
  #malformed = 0;
  #unknown = 0;
  #cancelCounts: (() => void) | null = null;

  constructor(options: StatusOptions) {
    this.#options = options;
    this.#sinceMs = options.clock.now().wallMs;
  }

  set(state: ConnectionView["state"], words: string): void {
    if (this.#state === state && this.#words === words) return;
    if (this.#state !== state) this.#sinceMs = this.#options.clock.now().wallMs;
    this.#state = state;
    this.#words = words;
    this.changed();
  }

  /** Something that the view shows is new. */
  changed(): void {
    this.#options.changed(this.view());
  }

  faults(faults: readonly Fault[]): void {
    for (const { code, kind, why, sample } of faults) {
      this.#malformed++;
      if (this.#malformed > FAULTS_LOGGED_MAX && this.#malformed % 1000 !== 0) continue;
      this.#options.log.warn("malformed message skipped", {
        code,
        kind,
        why,
        sample,
        malformed: this.#malformed,
      });
    }
    this.#counted();
  }

  unknownKinds(found: readonly string[]): void {
    this.#unknown += found.length;
    for (const kind of found) {
      if (this.#kinds.has(kind) || this.#kinds.size >= KINDS_MAX) continue;
      this.#kinds.add(kind);
      this.#options.log.info("unknown kind of message ignored", { kind });
    }
    this.#counted();
  }

  /** One warning per contract; what is dropped of it later is only counted. */
  leftOut(contracts: readonly LeftOut[]): void {
    for (const { contract, why } of contracts) {
      this.#options.log.warn("a contract that Mimik does not copy is left out", { contract, why });
    }
    this.#counted();
  }

  view(): ConnectionView {
    const { id, environment, username, venue, clock, accounts, leftOut } = this.#options;
    const channel = this.#options.channel();
    const now = clock.now();
    return {
      id,
      environment,
      username,
      state: this.#state,
      words: this.#state === "connected" ? `${this.#words}${leftOutWords(leftOut)}` : this.#words,
      sinceMs: Math.round(this.#sinceMs),
      latencyUs: channel?.latencyUs ?? null,
      lastFrameMs: channel === null ? null : Math.round(now.wallMs - (now.monoNs - channel.inboundNs) / 1e6),
      accounts: [...accounts].map(([accountId, name]) => ({ key: accountKeyOf(venue, accountId), name })),
      malformed: this.#malformed,
      unknownKinds: this.#unknown,
      login: "password",
      tokenExpiresMs: null,
      budget: { windows: null, reserve: 0, pausedUntilMs: null, pausedBy: null },
      marketData: { source: "quotes", words: "", subscriptions: 0, lastMs: null },
      problems: [],
    };
  }

  stop(): void {
    this.#cancelCounts?.();
    this.#cancelCounts = null;
  }

  #counted(): void {
    const { clock, timers } = this.#options;
    this.#cancelCounts ??= timers.at(clock.monoNs() + COUNTS_NS, () => {
      this.#cancelCounts = null;
      this.changed();
    });
  }
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
