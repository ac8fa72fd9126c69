/**
 * The application while it runs: the trader's commands on one side, engine, ledger and settings on the other. How
 * settings change is live-settings.ts's, what is done to connections connection-desk.ts's.
 */
import { randomUUID } from "node:crypto";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import type { GroupStatus, ProfileSettings } from "../../src-shared/group.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import type { EventFrame } from "../../src-shared/ipc/contract.ts";
import type { FlattenScope } from "../core/input.ts";
import type { LedgerReader } from "../ledger/port.ts";
import type { Clock, Engine, Log, Timers } from "../runtime/port.ts";
import type { Connections } from "./connections.ts";
import type { DrillHands } from "./drill/open-drills.ts";
import { createGroupDesk } from "./group-desk.ts";
import type { ConnectionDesk, FollowerSwitch, GroupDesk, Host, PracticeDesk } from "./host-port.ts";
import type { LiveSettings } from "./live-settings.ts";
import { createPracticeDesk, type ObservedPracticeDesk } from "./practice-desk.ts";
import type { PracticeExchange } from "./practice-exchange.ts";
import type { Redactor } from "./redact.ts";
import { RefusedError } from "./refused.ts";

export interface RunningHostOptions {
  readonly folder: string;
  readonly version: string;
  readonly log: Log & Redactor;
  readonly clock: Clock;
  readonly live: LiveSettings;
  readonly engine: Engine;
  readonly reader: LedgerReader;
  readonly connections: Connections;
  readonly connectionDesk: ConnectionDesk;
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
  readonly connections: ConnectionDesk;
  readonly groups: GroupDesk;
  readonly #options: RunningHostOptions;
  readonly #desk: ObservedPracticeDesk | null;
  #stopping: Promise<void> | undefined;

  constructor(options: RunningHostOptions) {
    this.#options = options;
    this.connections = options.connectionDesk;
    this.folder = options.folder;
    this.version = options.version;
    this.log = options.log;
    this.activity = options.reader;
    const { exchange, clock, timers } = options;
    const leaders = (): ReadonlySet<string> => new Set(this.#practiceLeaders());
    const { engine, live, log, reader, connections } = options;
    this.groups = createGroupDesk({
      engine,
      live,
      reader,
      connections,
      clock,
      practiceLogins: exchange?.running.users.map(({ name }) => name) ?? null,
      names: this,
      newId: randomUUID,
    });
    const hands: DrillHands = {
      log,
      cockpit: () => engine.snapshot(),
      settings: () => live.current,
      flattenGroup: (group) => void engine.flatten({ kind: "group", group }),
      releaseEntries: (follower) => engine.releaseEntries(follower),
    };
    const running = exchange?.running;
    this.#desk = running ? createPracticeDesk({ exchange: running, clock, timers, leaders, hands }) : null;
    this.practice = this.#desk;
  }

  snapshot(): CockpitSnapshot {
    return this.#options.engine.snapshot();
  }

  setGroupStatus(id: GroupId, status: GroupStatus): void {
    const next = this.#withGroup(id, (group) => ({ ...group, status }));
    this.#options.live.change(next, status !== "active");
  }

  setFollowerEnabled(id: FollowerId, to: FollowerSwitch): void {
    const group = this.#settings.groups.find(({ followers }) => followers.some((row) => row.id === id));
    if (!group) throw new RefusedError(`There is no follower ${id}.`);
    const next = this.#withGroup(group.id, (before) => ({
      ...before,
      followers: before.followers.map((row) => (row.id === id ? { ...row, ...to } : row)),
    }));
    this.#options.live.change(next, !to.enabled);
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
    const next = { ...this.#settings, groups };
    this.#options.live.force(next, "that every group is closing only could not be saved");
    return true;
  }

  isOpen(): boolean {
    return this.#options.engine.isOpen();
  }

  alarm(words: string): void {
    // An error's own message may hold what was sent.
    this.#options.engine.alarm(this.#options.log.scrub(words));
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
    const next = this.#withGroup(id, (group) => ({ ...group, status: "closing-only" }));
    this.#options.live.follow(next, "a group that was closed could not be saved as such");
  }

  subscribe(listener: (frame: EventFrame) => void): () => void {
    const stopEngine = this.#options.engine.subscribe(listener);
    const stopSettings = this.#options.live.onRecorded(() => {
      const newest = this.#options.reader.activityCount();
      listener({ event: "activity.added", payload: { newest } });
    });
    const stopDesk = this.#desk?.onChange((atMs) => {
      listener({ event: "practice.changed", payload: { atMs } });
    });
    const stopDrill = this.#desk?.onDrill((atMs) => {
      listener({ event: "drill.changed", payload: { atMs } });
    });
    return () => {
      stopEngine();
      stopSettings();
      stopDesk?.();
      stopDrill?.();
    };
  }

  start(): void {
    this.#options.connections.start();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    await this.#desk?.close();
    await this.#options.close();
  }

  get #settings(): ProfileSettings {
    return this.#options.live.current;
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
}
