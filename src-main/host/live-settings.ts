/**
 * The settings of the running profile: one place where they change. A change is first durable, then in force; one that
 * only takes exposure away is in force even when it can not be saved. Every change in force is recorded (G5).
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { Ledger } from "../ledger/port.ts";
import type { Clock, Engine, Log } from "../runtime/port.ts";
import { recordSettings } from "./record-settings.ts";
import type { Redactor } from "./redact.ts";
import { RefusedError } from "./refused.ts";
import { settingDifferences } from "./settings-diff.ts";
import type { SettingsStore } from "./settings-store.ts";
import { messageOf } from "./start-failure.ts";

export interface LiveSettingsOptions {
  readonly settings: ProfileSettings;
  readonly store: SettingsStore;
  readonly ledger: Pick<Ledger, "recordSettingChanges">;
  readonly engine: Pick<Engine, "applySettings" | "alarm">;
  readonly clock: Clock;
  readonly log: Log & Pick<Redactor, "scrub">;
}

type Group = ProfileSettings["groups"][number];

function stamped(before: Group | undefined, group: Group, wallMs: number): Group {
  const isActivated = group.status === "active" && group.activatedMs === null;
  const sameSessions = JSON.stringify(group.sessions) === JSON.stringify(before?.sessions ?? []);
  if (!isActivated && sameSessions) return group;
  const now = Math.trunc(wallMs);
  return {
    ...group,
    activatedMs: isActivated ? now : group.activatedMs,
    sessionsSetMs: sameSessions ? group.sessionsSetMs : now,
  };
}

/**
 * When things were set, whichever way they were: an active group has been activated (where nobody was asked about the
 * positions that stood there, they were left alone, G7), and session windows ask for nothing that lies before them.
 */
export function withStamps(before: ProfileSettings, after: ProfileSettings, wallMs: number): ProfileSettings {
  const old = new Map(before.groups.map((group) => [group.id, group]));
  const groups = after.groups.map((group) => stamped(old.get(group.id), group, wallMs));
  return groups.every((group, index) => group === after.groups[index]) ? after : { ...after, groups };
}

export class LiveSettings {
  readonly #options: LiveSettingsOptions;
  readonly #listeners = new Set<() => void>();
  #current: ProfileSettings;

  constructor(options: LiveSettingsOptions) {
    this.#options = options;
    this.#current = options.settings;
  }

  get current(): ProfileSettings {
    return this.#current;
  }

  /** Hears of each change that was recorded. Returns what stops the listening. */
  onRecorded(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * @param reduces the change can only take exposure away, so it does not wait for a disk that may be full
   * @throws RefusedError when it could not be saved
   */
  change(wanted: ProfileSettings, reduces: boolean): void {
    const before = this.#current;
    const next = withStamps(before, wanted, this.#options.clock.now().wallMs);
    if (settingDifferences(before, next).length === 0) return;
    if (reduces) this.#apply(next);
    try {
      this.#save(before, next);
    } catch (error) {
      this.#options.log.error("a change of the settings could not be saved", { why: messageOf(error) });
      if (!reduces) this.#takeBack(before);
      if (reduces) this.#recordUnsaved(before, next);
      const state = reduces ? "It is in force until the next start, but it" : "Nothing was changed: it";
      throw new RefusedError(`${state} could not be saved: ${messageOf(error)}`);
    }
    if (!reduces) this.#apply(next);
  }

  /** In force whatever the disk says; what could not be saved is only logged. */
  force(next: ProfileSettings, failureWords: string): void {
    const before = this.#current;
    this.#apply(next);
    this.#saveOrLog(before, next, failureWords);
  }

  /** The core has changed this by itself, and is in the middle of its step: the file follows when it is done. */
  follow(next: ProfileSettings, failureWords: string): void {
    const before = this.#current;
    this.#current = next;
    queueMicrotask(() => this.#saveOrLog(before, next, failureWords));
  }

  #apply(next: ProfileSettings): void {
    const groupsChanged = next.groups !== this.#current.groups;
    this.#current = next;
    if (groupsChanged) this.#options.engine.applySettings(next.groups);
  }

  /** The file may have been written and the record not. */
  #takeBack(before: ProfileSettings): void {
    try {
      this.#options.store.write(before);
    } catch (error) {
      this.#options.log.error("the settings file could not be put back", { why: messageOf(error) });
    }
  }

  #saveOrLog(before: ProfileSettings, next: ProfileSettings, failureWords: string): void {
    try {
      this.#save(before, next);
    } catch (error) {
      this.#options.log.error(failureWords, { why: messageOf(error) });
      this.#recordUnsaved(before, next);
    }
  }

  #save(before: ProfileSettings, next: ProfileSettings): void {
    this.#options.store.write(next);
    this.#record(before, next);
  }

  #record(before: ProfileSettings, next: ProfileSettings): void {
    const { ledger, clock } = this.#options;
    if (!recordSettings(ledger, { before, after: next }, clock.now().wallMs)) return;
    for (const listener of this.#listeners) listener();
  }

  /** The ledger is another file: what is in force though it could not be saved still has its place in the history. */
  #recordUnsaved(before: ProfileSettings, next: ProfileSettings): void {
    try {
      this.#record(before, next);
    } catch (error) {
      // An error's own message may hold what was sent.
      const { engine, log } = this.#options;
      const why = log.scrub(messageOf(error));
      engine.alarm(`A change of the settings is in force and could not be recorded: ${why}`);
    }
  }
}
