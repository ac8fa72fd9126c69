/**
 * Gathers what one frame (or one REST answer, or one timer) means and hands it to the sink in one call. Between the
 * frame and the sink nothing waits. It also sets the one timer that parked messages need and starts the lookups.
 */

import type { AccountKey } from "../../../src-shared/ids.ts";
import type { BrokerEvent } from "../../core/input.ts";
import type { Clock, Timers } from "../../runtime/port.ts";
import { nextDueNs, onTime } from "./due.ts";
import type { Entity } from "./entities.ts";
import { releaseWaiting } from "./parking.ts";
import { onEntity } from "./to-event.ts";
import { createOut, specFor } from "./translation.ts";
import type { At, LeftOut, Lookup, Out, Translation } from "./translation.ts";

/** Adds to what will be handed over. */
export type Step = (out: Out, at: At) => void;

export interface IntakeOptions {
  readonly state: Translation;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly events: (events: readonly BrokerEvent[], receivedNs: number) => void;
  readonly lookup: (lookup: Lookup) => void;
  readonly accountsChanged: () => void;
  /** Readable messages whose values could not be taken over. */
  readonly faults: (faults: readonly string[]) => void;
  /** Contracts left out for the first time, and how many live messages of such contracts were dropped. */
  readonly leftOut: (contracts: readonly LeftOut[], dropped: number) => void;
  /** Something was taken back: these accounts' books have to be read. */
  readonly reread: (accounts: readonly AccountKey[]) => void;
  /** The broker changed what a contract is. */
  readonly respecified: (changes: readonly string[]) => void;
}

export class Intake {
  readonly #options: IntakeOptions;
  #out = createOut();
  #dueNs: number | undefined;
  #cancelDue: () => void = () => undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Adds to what the next `flush` hands over. */
  push(step: Step, receivedNs: number): void {
    step(this.#out, { receivedNs, nowNs: this.#options.clock.monoNs() });
  }

  flush(receivedNs: number): void {
    const { events, lookups, faults, leftOut, dropped, rereads, respecified, accountsChanged } = this.#out;
    const filled = events.length + lookups.length + faults.length + leftOut.length + dropped > 0;
    if (filled || accountsChanged || rereads.length + respecified.length > 0) this.#out = createOut();
    // Before the events: what follows from them may place orders on new accounts.
    if (accountsChanged) this.#options.accountsChanged();
    if (events.length > 0) this.#options.events(events, receivedNs);
    for (const lookup of lookups) this.#options.lookup(lookup);
    if (faults.length > 0) this.#options.faults(faults);
    if (leftOut.length + dropped > 0) this.#options.leftOut(leftOut, dropped);
    if (rereads.length > 0) this.#options.reread(rereads);
    if (respecified.length > 0) this.#options.respecified(respecified);
    this.#schedule();
  }

  /** `push` and `flush`, outside a frame. */
  run(step: Step): void {
    const nowNs = this.#options.clock.monoNs();
    this.push(step, nowNs);
    this.flush(nowNs);
  }

  /** Entities that were looked up; contracts among them are announced. */
  found(entities: readonly Entity[]): void {
    const { state } = this.#options;
    this.run((out, at) => {
      for (const entity of entities) onEntity(state, "Updated", entity, at, out);
      for (const entity of entities) if (entity.type === "contract") specFor(state, entity.id, out);
    });
  }

  /** A contract can not be read; one whose specification is known stays usable. */
  unusable(contractId: string, contract: string, why: string): void {
    const { state } = this.#options;
    this.run((out) => {
      if (specFor(state, contractId, out) !== undefined) return;
      if (!state.unusable.has(contractId)) state.unusable.set(contractId, { contract, why });
      releaseWaiting(state, out);
    });
  }

  stop(): void {
    this.#cancelDue();
    this.#dueNs = undefined;
  }

  #schedule(): void {
    const { state, timers } = this.#options;
    const nextNs = nextDueNs(state);
    if (nextNs === this.#dueNs) return;
    this.#cancelDue();
    this.#dueNs = nextNs;
    if (nextNs === undefined) return;
    this.#cancelDue = timers.at(nextNs, () => {
      this.#dueNs = undefined;
      this.run((out, at) => onTime(state, at.nowNs, out));
    });
  }
}
