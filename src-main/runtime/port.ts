/** What the host sees of the running engine. The engine is built by `createEngine` in `engine.ts`. */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupSettings } from "../../src-shared/group.ts";
import type { ConnectionId, FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { ActivationRow, ResyncPreview } from "../../src-shared/ipc/groups.ts";
import type { BrokerConnection, BrokerSink } from "../broker/port.ts";
import type { ActivationChoice, FlattenScope, Now, ResyncToward } from "../core/input.ts";
import type { Restored } from "../core/restored.ts";
import type { Ledger } from "../ledger/port.ts";

/** The one clock, given by the host; the simulator gives a virtual one. */
export interface Clock {
  now(): Now;
  /** Monotonic nanoseconds alone. */
  monoNs(): number;
}

export interface Timers {
  /** Calls back once at or after `atNs` (monotonic); returns a cancel function. */
  at(atNs: number, callback: () => void): () => void;
}

export interface Log {
  info(words: string, data?: Readonly<Record<string, unknown>>): void;
  warn(words: string, data?: Readonly<Record<string, unknown>>): void;
  error(words: string, data?: Readonly<Record<string, unknown>>): void;
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly ledger: Ledger;
  /** What the ledger gave back: whoever builds the engine has looked at it before anything is changed. */
  readonly restored: Restored;
  readonly groups: readonly GroupSettings[];
  /** As the last run left them; the same list where nothing has changed since. */
  readonly groupsBefore: readonly GroupSettings[];
  /** The core closed a group by itself: the settings have to say so too. */
  readonly onGroupClosed: (group: GroupId) => void;
}

export interface ResyncRequest {
  readonly follower: FollowerId;
  readonly toward: ResyncToward;
  /** Of the preview. */
  readonly id: string;
  readonly version: string;
  /** When it was drawn, epoch milliseconds. */
  readonly atMs: number;
}

export interface Activation {
  readonly rows: readonly ActivationRow[];
  /** Names of followers' accounts that have not been seen yet. */
  readonly notSeen: readonly string[];
}

export interface Engine {
  /** Where connections report to. */
  readonly sink: BrokerSink;
  /** Connections can be added before or after the start; orders for an unknown one are outcomes `unknown`. */
  addConnection(connection: BrokerConnection): void;
  removeConnection(id: ConnectionId): void;
  /** Acts from the next fill (G5). */
  applySettings(groups: readonly GroupSettings[]): void;
  /** Counts are of followers concerned and positions to close at the time of the call. */
  flatten(scope: FlattenScope): { readonly followers: number; readonly positions: number };
  releaseEntries(follower: FollowerId): void;
  /** What a resync would send now (R4); null where the follower is not known. Reads only. */
  resyncPreview(follower: FollowerId, toward: ResyncToward): ResyncPreview | null;
  /** Sends it where that preview still holds; false where something has moved since, and then nothing was sent. */
  resync(asked: ResyncRequest): boolean;
  /** Positions that stand on a group's followers and are not this group's (G7); null where the group is not known. */
  activation(group: GroupId): Activation | null;
  activate(group: GroupId, choices: readonly ActivationChoice[]): void;
  /** Something of a follower is open, or an order of ours is. */
  isOpen(): boolean;
  /** Tells the cockpit and the activity of something that the core does not know of. */
  alarm(words: string): void;
  snapshot(): CockpitSnapshot;
  /** `cockpit.event`, `cockpit.prices` and `activity.added`. */
  subscribe(listener: (frame: EventFrame) => void): () => void;
  stop(): void;
}
