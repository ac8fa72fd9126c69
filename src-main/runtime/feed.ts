/**
 * What the cockpit hears: numbered events of whole rows, coalesced per turn, only after the frame's write; prices apart,
 * last value wins, at most ten a second. The feed's own cockpit copy is changed by the same `applyEvent` as the renderer's.
 */
import { applyEvent } from "../../src-shared/cockpit/apply-event.ts";
import type { CockpitChange } from "../../src-shared/cockpit/event.ts";
import type { CockpitSnapshot, ConnectionView, EngineView } from "../../src-shared/cockpit/model.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { Dirty } from "../core/out.ts";
import type { CoreState } from "../core/state.ts";
import { groupRow } from "../core/view/group-row.ts";
import { followerRow } from "../core/view/rows.ts";
import { tapeEntry } from "../core/view/tape-row.ts";
import { OwnTimes } from "./own-times.ts";
import type { Clock, Timers } from "./port.ts";

export interface FeedParts {
  readonly state: CoreState;
  readonly clock: Clock;
  readonly timers: Timers;
}

export class Feed {
  private readonly parts: FeedParts;
  private readonly listeners = new Set<(frame: EventFrame) => void>();
  private readonly dirty: Dirty = { followers: new Set(), groups: new Set(), events: new Set() };
  private readonly times = new OwnTimes();
  private pending: CockpitChange[] = [];
  private scheduled = false;
  private isDurable = true;
  private alarms = 0;
  private cockpit: CockpitSnapshot;

  constructor(parts: FeedParts) {
    this.parts = parts;
    this.cockpit = {
      seq: 0,
      atMs: parts.clock.now().wallMs,
      connections: [],
      groups: [],
      followers: [],
      tape: [],
      alarms: [],
      engine: { durable: true, unknownOrders: 0, copies: 0, ownP50Us: null, ownP99Us: null },
    };
  }

  subscribe(listener: (frame: EventFrame) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  mark(dirty: Dirty): void {
    for (const id of dirty.followers) this.dirty.followers.add(id);
    for (const id of dirty.groups) this.dirty.groups.add(id);
    for (const id of dirty.events) this.dirty.events.add(id);
  }

  connection(view: ConnectionView): void {
    this.pending.push({ kind: "connection", connection: view });
    this.publishSoon();
  }

  connectionRemoved(id: string): void {
    this.pending.push({ kind: "connection-removed", id });
    this.publishSoon();
  }

  alarm(words: string, severity: "notice" | "alarm"): void {
    this.alarms += 1;
    const atMs = this.parts.clock.now().wallMs;
    this.pending.push({ kind: "alarm", alarm: { id: this.alarms, atMs, severity, words } });
    this.publishSoon();
  }

  durable(durable: boolean): void {
    this.isDurable = durable;
  }

  emit(frame: EventFrame): void {
    for (const listener of this.listeners) listener(frame);
  }

  snapshot(): CockpitSnapshot {
    this.publish();
    return this.cockpit;
  }

  /** Coalesces the changes of one turn into one event. */
  publishSoon(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.parts.timers.at(this.parts.clock.monoNs(), () => {
      this.scheduled = false;
      this.publish();
    });
  }

  private publish(): void {
    const changes = this.collect();
    if (changes.length === 0) return;
    const event = { seq: this.cockpit.seq + 1, atMs: this.parts.clock.now().wallMs, changes };
    const applied = applyEvent(this.cockpit, event);
    if (applied.kind === "applied") this.cockpit = applied.cockpit;
    this.emit({ event: "cockpit.event", payload: event });
  }

  private collect(): CockpitChange[] {
    const { state } = this.parts;
    const changes = this.pending;
    this.pending = [];
    for (const id of this.dirty.groups) {
      const group = state.groups.get(id);
      changes.push(group ? { kind: "group", group: groupRow(state, group) } : { kind: "group-removed", id });
    }
    for (const id of this.dirty.followers) {
      const follower = state.followers.get(id);
      changes.push(
        follower
          ? { kind: "follower", follower: followerRow(state, follower) }
          : { kind: "follower-removed", id },
      );
    }
    for (const id of this.dirty.events) {
      const tape = state.tape.get(id);
      if (!tape) continue;
      this.times.take(tape);
      changes.push({ kind: "tape", entry: tapeEntry(state, tape) });
    }
    this.dirty.groups.clear();
    this.dirty.followers.clear();
    this.dirty.events.clear();
    const engine = this.engine();
    if (JSON.stringify(engine) !== JSON.stringify(this.cockpit.engine))
      changes.push({ kind: "engine", engine });
    return changes;
  }

  private engine(): EngineView {
    let unknownOrders = 0;
    for (const account of this.parts.state.accounts.values()) {
      for (const order of account.open.values()) if (order.status === "unknown") unknownOrders += 1;
    }
    return { durable: this.isDurable, unknownOrders, ...this.times.view() };
  }
}
