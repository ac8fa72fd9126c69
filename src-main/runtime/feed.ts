/**
 * What the cockpit hears: numbered events of whole rows, coalesced per turn, only after the frame's write; prices apart,
 * last value wins, at most ten a second. The feed's own cockpit copy is changed by the same `applyEvent` as the renderer's.
 * A listener or a row that throws is reported and left out: neither holds back the others, nor whoever publishes.
 */
import { assertInvariant } from "../../src-shared/assert.ts";
import { applyEvent } from "../../src-shared/cockpit/apply-event.ts";
import type { CockpitChange } from "../../src-shared/cockpit/event.ts";
import type { CockpitSnapshot, ConnectionView, EngineView } from "../../src-shared/cockpit/model.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { Dirty } from "../core/out.ts";
import type { CoreState } from "../core/state.ts";
import { groupRow } from "../core/view/group-row.ts";
import { followerRow } from "../core/view/rows.ts";
import { tapeEntry } from "../core/view/tape-row.ts";
import { OwnTimes } from "./own-times.ts";
import type { Clock, Timers } from "./port.ts";
import type { Trouble } from "./trouble.ts";

export interface FeedParts {
  readonly state: CoreState;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly trouble: Trouble;
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
    for (const listener of this.listeners) {
      try {
        listener(frame);
      } catch (error) {
        this.parts.trouble.report(`telling a listener of "${frame.event}"`, error);
      }
    }
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
    this.parts.trouble.guard("publishing", () => {
      const applied = applyEvent(this.cockpit, event);
      assertInvariant(applied.kind === "applied", `the cockpit's copy is ${applied.kind}`);
      this.cockpit = applied.cockpit;
      this.emit({ event: "cockpit.event", payload: event });
    });
  }

  private collect(): CockpitChange[] {
    const { pending: changes, dirty } = this;
    this.pending = [];
    for (const id of dirty.groups) this.add(changes, "a group", () => this.groupChange(id));
    for (const id of dirty.followers) this.add(changes, "a follower", () => this.followerChange(id));
    for (const id of dirty.events) this.add(changes, "the tape", () => this.tapeChange(id));
    dirty.groups.clear();
    dirty.followers.clear();
    dirty.events.clear();
    this.add(changes, "the status bar", () => {
      const engine = this.engine();
      const same = JSON.stringify(engine) === JSON.stringify(this.cockpit.engine);
      return same ? null : { kind: "engine", engine };
    });
    return changes;
  }

  private add(changes: CockpitChange[], what: string, make: () => CockpitChange | null): void {
    this.parts.trouble.guard(`showing ${what}`, () => {
      const change = make();
      if (change) changes.push(change);
    });
  }

  private groupChange(id: GroupId): CockpitChange {
    const { state, clock } = this.parts;
    const group = state.groups.get(id);
    return group
      ? { kind: "group", group: groupRow(state, group, clock.now().wallMs) }
      : { kind: "group-removed", id };
  }

  private followerChange(id: FollowerId): CockpitChange {
    const { state } = this.parts;
    const follower = state.followers.get(id);
    if (!follower) return { kind: "follower-removed", id };
    return { kind: "follower", follower: followerRow(state, follower) };
  }

  private tapeChange(id: string): CockpitChange | null {
    const { state } = this.parts;
    const tape = state.tape.get(id);
    if (!tape) return null;
    this.times.take(tape);
    return { kind: "tape", entry: tapeEntry(state, tape) };
  }

  private engine(): EngineView {
    let unknownOrders = 0;
    for (const account of this.parts.state.accounts.values()) {
      for (const order of account.open.values()) if (order.status === "unknown") unknownOrders += 1;
    }
    return { durable: this.isDurable, unknownOrders, ...this.times.view() };
  }
}
