/**
 * The loop: each input goes core → durable intent → sockets, in the turn in which it arrived; after the frame one write
 * takes all its facts, then the cockpit hears of it. A flatten's effects run before its write, whatever the write says.
 * Nothing that throws out here ends the loop: exits depend on it.
 */
import type { Fact } from "../core/effect.ts";
import type { Input } from "../core/input.ts";
import type { Out } from "../core/out.ts";
import type { CoreState } from "../core/state.ts";
import { step } from "../core/step.ts";
import type { LedgerWriter } from "../ledger/port.ts";
import type { Feed } from "./feed.ts";
import { Inbox, INBOX_MAX } from "./inbox.ts";
import { CoreTimers, performEffects, type EffectWorld } from "./perform-effects.ts";
import { Recorder } from "./recorder.ts";
import type { SafeHistory } from "./safe-history.ts";
import { messageOf } from "./trouble.ts";

export interface RunParts {
  readonly state: CoreState;
  readonly ledger: LedgerWriter;
  /** The one that the state asks. */
  readonly history: SafeHistory;
  readonly feed: Feed;
  readonly world: Omit<EffectWorld, "input">;
  /** The inbox was full: what was lost has to be read again from the broker. Once per turn. */
  readonly onOverflow: () => void;
}

export class Run {
  private readonly inbox = new Inbox();
  private readonly world: EffectWorld;
  private readonly timers: CoreTimers;
  private readonly parts: RunParts;
  private readonly recorder: Recorder;
  private draining = false;
  /** Inputs that the inbox did not take, in this turn. */
  private lost = 0;

  constructor(parts: RunParts) {
    this.parts = parts;
    const input = (value: Input): void => {
      this.inputs([value]);
    };
    this.world = { ...parts.world, input };
    this.timers = new CoreTimers(this.world);
    const { clock, timers, trouble } = parts.world;
    this.recorder = new Recorder({ ledger: parts.ledger, feed: parts.feed, clock, timers, trouble, input });
  }

  /** One frame: every input is handled to completion, then the frame is written and published. Never throws. */
  inputs(inputs: readonly Input[]): void {
    for (const input of inputs) if (!this.inbox.push(input)) this.lost += 1;
    if (this.draining) return;
    this.draining = true;
    try {
      this.drain();
    } finally {
      this.draining = false;
    }
    if (this.lost > 0) this.readAnew();
    this.parts.feed.publishSoon();
  }

  /** What did not come out of an input: of the start, or of a shell. */
  record(facts: readonly Fact[]): void {
    this.recorder.add(facts);
    // No inputs: the frame's end alone.
    this.inputs([]);
  }

  stop(): void {
    this.timers.clear();
    this.recorder.stop();
  }

  private drain(): void {
    let cut = false;
    // A failed write is itself an input: entries go off in the same turn.
    do {
      for (let input = this.inbox.take(); input !== undefined; input = this.inbox.take()) {
        if (this.lost > 0 && !cut) {
          cut = true;
          this.cutOff();
        }
        this.guarded(input);
      }
      this.world.trouble.guard("writing the ledger", () => {
        this.recorder.write();
      });
    } while (this.inbox.size > 0);
  }

  private guarded(input: Input): void {
    try {
      this.handle(input);
    } catch (error) {
      this.world.trouble.report(`handling "${input.kind}"`, error);
    }
  }

  private handle(input: Input): void {
    const out = step(this.parts.state, input, this.world.clock.now());
    // They are kept whatever becomes of the effects.
    this.recorder.add(out.facts);
    this.parts.feed.mark(out.dirty);
    if (input.kind === "flatten") {
      performEffects(this.world, this.timers, out.effects);
      this.appendIntents(out);
      return;
    }
    const why = this.appendIntents(out);
    if (why !== null) this.withholdEntries(out, why);
    performEffects(this.world, this.timers, out.effects);
  }

  /** Why no entry of this step may leave, or null. */
  private appendIntents(out: Out): string | null {
    const unread = this.parts.history.takeFailure();
    if (unread !== null) this.recorder.failed(unread);
    const why = unread === null ? null : `the ledger could not be read (${unread})`;
    if (out.intents.length === 0) return why;
    const decidedNs = this.world.clock.monoNs();
    for (const intent of out.intents) if (intent.event) intent.event.decidedNs = decidedNs;
    try {
      this.parts.ledger.appendIntents(out.intents);
      return why;
    } catch (error) {
      this.recorder.failed(messageOf(error));
      return "the intent could not be written";
    }
  }

  /** Without a durable intent no entry leaves; exits are targets and safe to repeat, so they go. */
  private withholdEntries(out: Out, why: string): void {
    const rows = out.intents.flatMap((intent) => intent.orders);
    const entries = new Set(rows.filter((row) => row.closing < row.quantity).map((row) => row.order));
    const kept = out.effects.filter(
      (effect) => !(effect.kind === "place" && entries.has(effect.order.order)),
    );
    out.effects.splice(0, out.effects.length, ...kept);
    for (const order of entries) {
      const text = `${why}, so nothing was sent`;
      this.world.input({ kind: "placed", order, outcome: { kind: "rejected", reason: "NotDurable", text } });
    }
  }

  /** Something was lost on the way in: until everything is read anew no account can be trusted, so no entry leaves. */
  private cutOff(): void {
    const { connections, trouble } = this.world;
    const why = "more came in than can be held";
    trouble.log.error("the inbox is full", { bound: INBOX_MAX });
    this.parts.feed.alarm(
      "More came in at once than Mimik can hold, so some of it is lost. Every connection is opened anew and every account read again; entries wait for that.",
      "alarm",
    );
    for (const connection of connections.keys()) this.guarded({ kind: "disconnected", connection, why });
  }

  private readAnew(): void {
    this.lost = 0;
    this.world.trouble.guard("opening the connections anew", this.parts.onOverflow);
  }
}
