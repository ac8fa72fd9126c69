/**
 * Takes a frame's facts to the ledger and tells the cockpit what was written: first the commit, then the words, so that
 * nothing said can make a commit look failed. What could not be written waits and is tried again once a second; what
 * contradicts the ledger is set apart, alone. Either is said and turns entries off; exits never wait for it.
 */
import type { Fact } from "../core/effect.ts";
import type { Input } from "../core/input.ts";
import { isPermanent } from "../ledger/errors.ts";
import type { LedgerWriter } from "../ledger/port.ts";
import type { Feed } from "./feed.ts";
import type { Clock, Timers } from "./port.ts";
import { PENDING_FACTS_MAX, thinFacts } from "./thin-facts.ts";
import { messageOf, type Trouble } from "./trouble.ts";

const RETRY_NS = 1_000_000_000;
/** What a failing ledger is offered at once: a full attempt with everything that waits would stall the loop. */
const RETRY_FACTS_MAX = 500;

export interface RecorderParts {
  readonly ledger: LedgerWriter;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly trouble: Trouble;
  /** Hands an input to the core. */
  readonly input: (input: Input) => void;
}

export class Recorder {
  private readonly parts: RecorderParts;
  /** Facts of this frame behind those of earlier frames that could not be written. */
  private facts: Fact[] = [];
  /** Written, and not announced yet. */
  private done: Fact[] = [];
  /** Alarms that were said before they were durable: the trader must not wait for the disk. */
  private readonly told = new WeakSet<Fact>();
  private failing = false;
  /** A commit failed less than a second ago. */
  private held = false;
  private news: Input | null = null;
  private cancelRetry: (() => void) | null = null;
  private written = 0;
  private gaveUp = false;

  constructor(parts: RecorderParts) {
    this.parts = parts;
  }

  add(facts: readonly Fact[]): void {
    for (const fact of facts) {
      this.facts.push(fact);
      if (this.held) this.tellAlarm(fact);
    }
  }

  /** The end of a frame. Never throws. */
  write(): void {
    if (this.facts.length === 0) return;
    if (this.held) this.bound();
    else this.commitAll();
    this.flush();
  }

  /** The ledger could not be written or read: entries go off until it can. */
  failed(why: string): void {
    this.fail(why);
    this.flush();
  }

  /** One last attempt. */
  stop(): void {
    if (this.facts.length > 0) this.commitAll();
    this.cancelRetry?.();
    this.announce();
  }

  private retry(): void {
    this.cancelRetry = null;
    this.held = false;
    if (this.commitAll()) {
      this.failing = false;
      this.gaveUp = false;
      this.parts.feed.durable(true);
      this.news = { kind: "ledger-recovered" };
    }
    this.flush();
  }

  /** True when nothing stood in the way. */
  private commitAll(): boolean {
    try {
      do {
        const chunk = this.failing ? this.facts.slice(0, RETRY_FACTS_MAX) : this.facts;
        this.parts.ledger.commit(chunk);
        this.durable(chunk);
      } while (this.facts.length > 0);
      return true;
    } catch (error) {
      if (isPermanent(error)) this.sortOut();
      else this.hold(error);
      return false;
    }
  }

  /** A fact that contradicts the ledger would hold back all others for ever: it is found and set apart. */
  private sortOut(): void {
    try {
      this.writeHalves(this.facts);
    } catch (error) {
      this.hold(error);
    }
  }

  /** Halves what is refused until the cause stands alone. @throws what may pass; the rest then waits. */
  private writeHalves(facts: readonly Fact[]): void {
    try {
      this.parts.ledger.commit(facts);
    } catch (error) {
      if (!isPermanent(error)) throw error;
      const [only] = facts;
      if (facts.length > 1) {
        const middle = Math.floor(facts.length / 2);
        this.writeHalves(facts.slice(0, middle));
        this.writeHalves(facts.slice(middle));
        return;
      }
      this.facts = this.facts.slice(facts.length);
      if (only) this.setApart(only, error);
      return;
    }
    this.durable(facts);
  }

  private setApart(fact: Fact, error: unknown): void {
    this.parts.trouble.log.error("a fact contradicts the ledger and was set apart", {
      why: messageOf(error),
      fact: fact.kind,
      detail: fact,
    });
    this.fail(messageOf(error));
  }

  private hold(error: unknown): void {
    this.held = true;
    for (const fact of this.facts) this.tellAlarm(fact);
    this.fail(messageOf(error));
  }

  private fail(why: string): void {
    this.parts.trouble.log.error("the ledger failed", { why, waiting: this.facts.length });
    const { clock, timers } = this.parts;
    this.cancelRetry ??= timers.at(clock.monoNs() + RETRY_NS, () => {
      this.parts.trouble.guard("writing the ledger again", () => {
        this.retry();
      });
    });
    if (this.failing) return;
    this.failing = true;
    this.parts.feed.durable(false);
    this.news = { kind: "ledger-failed", why };
  }

  /** Said when all else is done: whoever hears it may come back to `write` at once. */
  private flush(): void {
    this.announce();
    const { news } = this;
    this.news = null;
    if (news !== null) this.parts.input(news);
  }

  private bound(): void {
    if (this.facts.length <= PENDING_FACTS_MAX) return;
    const { kept, lost } = thinFacts(this.facts, PENDING_FACTS_MAX / 2);
    this.facts = kept;
    if (lost.length === 0) return;
    this.parts.trouble.log.error("records were given up", { lost: lost.length, kept: kept.length });
    if (this.gaveUp) return;
    this.gaveUp = true;
    this.parts.feed.alarm(
      "The ledger could not be written for so long that the oldest records are given up. Exits and flatten go on; the activity of this time has gaps.",
      "alarm",
    );
  }

  /** The first of those that waited are durable. */
  private durable(facts: readonly Fact[]): void {
    this.facts = facts.length === this.facts.length ? [] : this.facts.slice(facts.length);
    for (const fact of facts) this.done.push(fact);
  }

  private announce(): void {
    const { done } = this;
    this.done = [];
    let entries = 0;
    for (const fact of done) {
      if (fact.kind !== "activity") continue;
      entries += 1;
      if (fact.severity === "notice") this.parts.feed.alarm(fact.words, "notice");
      this.tellAlarm(fact);
    }
    if (entries === 0) return;
    this.written += entries;
    this.parts.feed.emit({ event: "activity.added", payload: { newest: this.written } });
  }

  private tellAlarm(fact: Fact): void {
    if (fact.kind !== "activity" || fact.severity !== "alarm" || this.told.has(fact)) return;
    this.told.add(fact);
    this.parts.feed.alarm(fact.words, "alarm");
  }
}
