/** What the IPC layer and the shells see of the running application. Built by `openHost` in host.ts. */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupStatus } from "../../src-shared/group.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type {
  CommandInput,
  CommandOutput,
  EventFrame,
  PracticeState,
} from "../../src-shared/ipc/contract.ts";
import type { DrillMoment, DrillRow } from "../../src-shared/ipc/drill.ts";
import type { FlattenScope } from "../core/input.ts";
import type { LedgerReader } from "../ledger/port.ts";
import type { Log } from "../runtime/port.ts";

/** The trader's own platform on the embedded exchange. */
export interface PracticeDesk {
  state(): PracticeState;
  order(order: CommandInput<"practice.order">): CommandOutput<"practice.order">;
  flatten(at: CommandInput<"practice.flatten">): CommandOutput<"practice.flatten">;
  readonly faults: FaultSwitches;
  readonly drills: Drills;
}

/** The fault switches of the embedded exchange, and of no other. */
interface FaultSwitches {
  view(): Promise<CommandOutput<"practice.faults">>;
  set(
    fault: string,
    on: boolean,
    chosen: Readonly<Record<string, string>>,
  ): Promise<CommandOutput<"practice.faults">>;
  allOff(): Promise<CommandOutput<"practice.faults">>;
}

/** The chaos drills on the embedded exchange. */
interface Drills {
  state(): CommandOutput<"drill.state">;
  rows(): DrillRow[];
  timeline(drill: string): DrillMoment[];
  run(drills: readonly string[], flattenFirst: boolean): void;
  stop(): void;
}

export interface FollowerSwitch {
  readonly enabled: boolean;
  readonly whenOff: "copy-exits" | "leave-alone";
}

/** The trader's hands on the connections. Methods throw `RefusedError` as those of `Host` do. */
export interface ConnectionDesk {
  /** Never a secret, only where one comes from. */
  settings(): CommandOutput<"connections.settings">;
  save(edited: CommandInput<"connection.save">): Promise<CommandOutput<"connection.save">>;
  test(edited: CommandInput<"connection.test">): Promise<CommandOutput<"connection.test">>;
  givePassword(connection: string, password: string): Promise<void>;
  reconnect(connection: string): void;
  reauthenticate(connection: string, password: string | null): Promise<void>;
  /** One attempt in spite of a lock-out. */
  force(connection: string): void;
  remove(connection: string): Promise<void>;
  oauth(connection: string): Promise<CommandOutput<"connection.oauth">>;
}

/** The trader's hands on the groups. Methods throw `RefusedError` as those of `Host` do. */
export interface GroupDesk {
  settings(): CommandOutput<"groups.settings">;
  save(edited: CommandInput<"group.save">): CommandOutput<"group.save">;
  delete(group: string): void;
  activation(group: string): CommandOutput<"group.activation">;
  activate(chosen: CommandInput<"group.activate">): void;
  previewResync(asked: CommandInput<"resync.preview">): CommandOutput<"resync.preview">;
  confirmResync(asked: CommandInput<"resync.confirm">): CommandOutput<"resync.confirm">;
  /** `mimik-setup.json` as text: no secrets. */
  exportText(): string;
  previewImport(text: string): CommandOutput<"groups.importPreview">;
  importText(text: string, basis: string): Promise<void>;
  explain(eventId: string): CommandOutput<"event.explain">;
  history(group: string, limit: number): CommandOutput<"group.history">;
  settingsAt(group: string, atMs: number): CommandOutput<"group.settingsAt">;
}

/** Methods throw `RefusedError` when what is asked for can not be done as things stand. */
export interface Host {
  /** The profile folder. */
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
  readonly activity: LedgerReader;
  /** Null where the profile has no connection to the embedded exchange. */
  readonly practice: PracticeDesk | null;
  readonly connections: ConnectionDesk;
  readonly groups: GroupDesk;
  snapshot(): CockpitSnapshot;
  setGroupStatus(group: GroupId, status: GroupStatus): void;
  setFollowerEnabled(follower: FollowerId, to: FollowerSwitch): void;
  releaseEntries(follower: FollowerId): void;
  flatten(scope: FlattenScope): { readonly followers: number; readonly positions: number };
  /** Every active group becomes closing only, in force even when it can not be saved. True when there was one. */
  closeEntries(): boolean;
  /** Something of a follower is open, or an order of ours is. */
  isOpen(): boolean;
  /** Tells the trader of the application's own trouble. */
  alarm(words: string): void;
  /** The name a trader knows; the id itself where there is none any more. */
  nameOfGroup(id: string): string;
  nameOfAccount(key: string): string;
  subscribe(listener: (frame: EventFrame) => void): () => void;
  /** Starts the connections. */
  start(): void;
  stop(): Promise<void>;
}
