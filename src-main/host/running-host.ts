/**
 * The application while it runs: the trader's commands on one side, engine, ledger and settings on the other. A change
 * is first durable, then in force; one that only takes exposure away is in force even when it can not be saved.
 */
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupStatus, ProfileSettings } from "../../src-shared/group.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { FlattenScope } from "../core/input.ts";
import type { Ledger, LedgerReader } from "../ledger/port.ts";
import type { Clock, Engine, Log, Timers } from "../runtime/port.ts";
import type { Connections } from "./connections.ts";
import type { FollowerSwitch, Host, PracticeDesk } from "./host-port.ts";
import { createPracticeDesk, type ObservedPracticeDesk } from "./practice-desk.ts";
import type { PracticeExchange } from "./practice-exchange.ts";
import { RefusedError } from "./refused.ts";
import { recordSettings, settingDifferences } from "./settings-diff.ts";
import type { SettingsStore } from "./settings-store.ts";
import { messageOf } from "./start-failure.ts";

export interface RunningHostOptions {
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly store: SettingsStore;
  readonly settings: ProfileSettings;
  readonly engine: Engine;
  readonly ledger: Ledger;
  readonly reader: LedgerReader;
  readonly connections: Connections;
  readonly exchange: PracticeExchange | null;
  readonly timers: Timers;
  /** Closes everything, in the right order. */
  readonly close: () => Promise<void>;
}

type GroupChange = (group: ProfileSettings["groups"][number]) => ProfileSettings["groups"][number];

export class RunningHost implements Host {
  readonly folder: string;
  readonly version: string;
  readonly log: Log;
  readonly activity: LedgerReader;
  readonly practice: PracticeDesk | null;
  readonly #options: RunningHostOptions;
  readonly #desk: ObservedPracticeDesk | null;
  #settings: ProfileSettings;
  #stopping: Promise<void> | undefined;

  constructor(options: RunningHostOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.folder = options.folder;
    this.version = options.version;
    this.log = options.log;
    this.activity = options.reader;
    const { exchange, clock, timers } = options;
    const leaders = (): ReadonlySet<string> => new Set(this.#practiceLeaders());
    this.#desk = exchange ? createPracticeDesk({ exchange: exchange.running, clock, timers, leaders }) : null;
    this.practice = this.#desk;
  }

  snapshot(): CockpitSnapshot {
    return this.#options.engine.snapshot();
  }

  setGroupStatus(id: GroupId, status: GroupStatus): void {
    const next = this.#withGroup(id, (group) => ({ ...group, status }));
    this.#change(next, status !== "active");
  }

  setFollowerEnabled(id: FollowerId, to: FollowerSwitch): void {
    const group = this.#settings.groups.find(({ followers }) => followers.some((row) => row.id === id));
    if (!group) throw new RefusedError(`There is no follower ${id}.`);
    const next = this.#withGroup(group.id, (before) => ({
      ...before,
      followers: before.followers.map((row) => (row.id === id ? { ...row, ...to } : row)),
    }));
    this.#change(next, !to.enabled);
  }

  releaseEntries(id: FollowerId): void {
    this.#mustExist({ kind: "follower", follower: id });
    this.#options.engine.releaseEntries(id);
  }

  flatten(scope: FlattenScope): { readonly followers: number; readonly positions: number } {
    this.#mustExist(scope);
    return this.#options.engine.flatten(scope);
  }

  closeEntries(): boolean {
    const isActive = ({ status }: { status: GroupStatus }): boolean => status === "active";
    if (!this.#settings.groups.some(isActive)) return false;
    const groups = this.#settings.groups.map((group) =>
      isActive(group) ? { ...group, status: "closing-only" as const } : group,
    );
    const before = this.#settings;
    const next = { ...before, groups };
    this.#apply(next);
    try {
      this.#save(before, next);
    } catch (error) {
      this.log.error("that every group is closing only could not be saved", { why: messageOf(error) });
    }
    return true;
  }

  isOpen(): boolean {
    return this.#options.engine.isOpen();
  }

  alarm(words: string): void {
    this.#options.engine.alarm(words);
  }

  givePassword(connection: string, password: string): Promise<void> {
    return this.#options.connections.givePassword(connection, password);
  }

  nameOfGroup(id: string): string {
    return this.#settings.groups.find((group) => group.id === id)?.name ?? id;
  }

  nameOfAccount(key: string): string {
    for (const { accounts } of this.snapshot().connections) {
      const account = accounts.find((each) => each.key === key);
      if (account) return account.name;
    }
    return key;
  }

  /** The core has closed a group by itself, and is in the middle of its step: the file follows when it is done. */
  groupClosed(id: GroupId): void {
    const before = this.#settings;
    this.#settings = this.#withGroup(id, (group) => ({ ...group, status: "closing-only" }));
    const next = this.#settings;
    queueMicrotask(() => {
      try {
        this.#save(before, next);
      } catch (error) {
        this.log.error("a group that was closed could not be saved as such", { why: messageOf(error) });
      }
    });
  }

  subscribe(listener: (frame: EventFrame) => void): () => void {
    const stopEngine = this.#options.engine.subscribe(listener);
    const stopDesk = this.#desk?.onChange((atMs) => {
      listener({ event: "practice.changed", payload: { atMs } });
    });
    return () => {
      stopEngine();
      stopDesk?.();
    };
  }

  start(): void {
    this.#options.connections.start();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#options.close();
    return this.#stopping;
  }

  #practiceLeaders(): readonly string[] {
    const practice = this.#settings.connections.filter(({ environment }) => environment === "practice");
    const ids = new Set(practice.map(({ id }) => id));
    return this.#settings.groups
      .filter(({ leader }) => ids.has(leader.connection))
      .map(({ leader }) => leader.account);
  }

  #mustExist(scope: FlattenScope): void {
    switch (scope.kind) {
      case "everything":
        return;
      case "group":
        if (!this.#settings.groups.some(({ id }) => id === scope.group)) {
          throw new RefusedError(`There is no group ${scope.group}.`);
        }
        return;
      case "follower":
        if (
          !this.#settings.groups.some(({ followers }) => followers.some(({ id }) => id === scope.follower))
        ) {
          throw new RefusedError(`There is no follower ${scope.follower}.`);
        }
        return;
      default:
        return scope satisfies never;
    }
  }

  #withGroup(id: GroupId, change: GroupChange): ProfileSettings {
    if (!this.#settings.groups.some((group) => group.id === id)) {
      throw new RefusedError(`There is no group ${id}.`);
    }
    const groups = this.#settings.groups.map((group) => (group.id === id ? change(group) : group));
    return { ...this.#settings, groups };
  }

  /** `reduces`: the change can only take exposure away, so it does not wait for a disk that may be full. */
  #change(next: ProfileSettings, reduces: boolean): void {
    const before = this.#settings;
    if (settingDifferences(before, next).length === 0) return;
    if (reduces) this.#apply(next);
    try {
      this.#save(before, next);
    } catch (error) {
      this.log.error("a change of the settings could not be saved", { why: messageOf(error) });
      const state = reduces ? "It is in force until the next start, but it" : "Nothing was changed: it";
      throw new RefusedError(`${state} could not be saved: ${messageOf(error)}`);
    }
    if (!reduces) this.#apply(next);
  }

  #apply(next: ProfileSettings): void {
    this.#settings = next;
    this.#options.engine.applySettings(next.groups);
  }

  #save(before: ProfileSettings, next: ProfileSettings): void {
    const { store, ledger, clock } = this.#options;
    store.write(next);
    recordSettings(ledger, clock, { before, after: next });
  }
}
