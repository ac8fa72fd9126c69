/**
 * The loop: each input goes core → durable intent → sockets, in the turn in which it arrived; after the frame one write
 * takes all its facts, then the cockpit hears of it. A flatten's effects run before its write, whatever the write says.
 */
import type { Fact, Intent } from "../core/effect.ts";
import type { Input } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import type { CoreState } from "../core/state.ts";
import { step } from "../core/step.ts";
import { LedgerConflictError, sqliteCode } from "../ledger/errors.ts";
import type { LedgerWriter } from "../ledger/port.ts";
import type { Feed } from "./feed.ts";
import { Inbox, INBOX_MAX } from "./inbox.ts";
import { CoreTimers, performEffects, type EffectWorld } from "./perform-effects.ts";
import type { Log } from "./port.ts";

export interface RunParts {
  readonly state: CoreState;
  readonly ledger: LedgerWriter;
  readonly feed: Feed;
  readonly log: Log;
  readonly world: Omit<EffectWorld, "input">;
  /** The inbox is full: what was lost has to be read again from the broker. */
  readonly onOverflow: () => void;
}

/** Busy, full or unreadable may pass; a broken constraint or a conflict never does. */
function isPermanent(error: unknown): boolean {
  return error instanceof LedgerConflictError || sqliteCode(error)?.startsWith("SQLITE_CONSTRAINT") === true;
}

export class Run {
  private readonly inbox = new Inbox();
  private readonly world: EffectWorld;
  private readonly timers: CoreTimers;
  private readonly parts: RunParts;
  private draining = false;
  /** Facts of this frame, and those of earlier frames that could not be written. */
  private facts: Fact[] = [];
  private failing = false;

  constructor(parts: RunParts) {
    this.parts = parts;
    this.world = {
      ...parts.world,
      input: (input) => {
        this.inputs([input]);
      },
    };
    this.timers = new CoreTimers(this.world);
  }

  /** One frame: every input is handled to completion, then the frame is written and published. */
  inputs(inputs: readonly Input[]): void {
    for (const input of inputs) if (!this.inbox.push(input)) this.overflow();
    if (this.draining) return;
    this.draining = true;
    try {
      for (let input = this.inbox.take(); input !== undefined; input = this.inbox.take()) this.handle(input);
      this.write();
      // A failed write is itself an input: entries go off in the same turn.
      for (let input = this.inbox.take(); input !== undefined; input = this.inbox.take()) this.handle(input);
    } finally {
      this.draining = false;
    }
    this.parts.feed.publishSoon();
  }

  private handle(input: Input): void {
    const out = step(this.parts.state, input, this.world.clock.now());
    const urgent = input.kind === "flatten";
    if (urgent) performEffects(this.world, this.timers, out.effects);
    this.appendIntents(out);
    if (!urgent) performEffects(this.world, this.timers, out.effects);
    for (const fact of out.facts) this.facts.push(fact);
    this.parts.feed.mark(out.dirty);
  }

  private appendIntents(out: Out): void {
    if (out.intents.length === 0) return;
    const decidedNs = this.world.clock.monoNs();
    for (const intent of out.intents) if (intent.event) intent.event.decidedNs = decidedNs;
    try {
      this.parts.ledger.appendIntents(out.intents);
    } catch (error) {
      this.intentFailed(out, out.intents, error);
    }
  }

  /** Without a durable intent no entry leaves; exits are targets and safe to repeat, so they go. */
  private intentFailed(out: Out, intents: readonly Intent[], error: unknown): void {
    const entries = new Set(
      intents.flatMap((intent) =>
        intent.orders.filter((row) => row.closing < row.quantity).map((row) => row.order),
      ),
    );
    const kept = out.effects.filter(
      (effect) => !(effect.kind === "place" && entries.has(effect.order.order)),
    );
    out.effects.splice(0, out.effects.length, ...kept);
    for (const order of entries) {
      this.inbox.push({
        kind: "placed",
        order,
        outcome: {
          kind: "rejected",
          reason: "NotDurable",
          text: "the intent could not be written, so nothing was sent",
        },
      });
    }
    this.ledgerFailed(error);
  }

  private write(): void {
    if (this.facts.length === 0) return;
    try {
      this.parts.ledger.commit(this.facts);
      this.written();
    } catch (error) {
      if (isPermanent(error)) this.writeOneByOne();
      else this.ledgerFailed(error);
    }
    this.parts.feed.durable(!this.failing);
  }

  private written(): void {
    this.facts = [];
    if (!this.failing) return;
    this.failing = false;
    this.inbox.push({ kind: "ledger-recovered" });
  }

  /** A fact that contradicts the ledger would hold back all others for ever: it is set apart, said, and entries go off. */
  private writeOneByOne(): void {
    const facts = this.facts;
    this.written();
    for (const fact of facts) {
      try {
        this.parts.ledger.commit([fact]);
      } catch (error) {
        this.parts.log.error("a fact contradicts the ledger and was set apart", {
          fact: fact.kind,
          detail: fact,
        });
        this.ledgerFailed(error);
      }
    }
  }

  private ledgerFailed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.parts.log.error("the ledger could not be written", { why });
    this.failing = true;
    this.inbox.push({ kind: "ledger-failed", why });
  }

  private overflow(): void {
    this.parts.log.error("the inbox is full", { bound: INBOX_MAX });
    this.parts.onOverflow();
  }

  stop(): void {
    this.timers.clear();
    this.write();
  }
}
