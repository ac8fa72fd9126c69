/**
 * The settings of the running profile: one place where they change. A change is first durable, then in force; one that
 * only takes exposure away is in force even when it can not be saved. Every change is recorded (G5).
 */
import type { ProfileSettings } from "../../src-shared/group.ts";
import type { Ledger } from "../ledger/port.ts";
import type { Clock, Engine, Log } from "../runtime/port.ts";
import { RefusedError } from "./refused.ts";
import { recordSettings, settingDifferences } from "./settings-diff.ts";
import type { SettingsStore } from "./settings-store.ts";
import { messageOf } from "./start-failure.ts";

export interface LiveSettingsOptions {
  readonly settings: ProfileSettings;
  readonly store: SettingsStore;
  readonly ledger: Pick<Ledger, "recordSettingChanges">;
  readonly engine: Pick<Engine, "applySettings">;
  readonly clock: Clock;
  readonly log: Log;
}

export class LiveSettings {
  readonly #options: LiveSettingsOptions;
  #current: ProfileSettings;

  constructor(options: LiveSettingsOptions) {
    this.#options = options;
    this.#current = options.settings;
  }

  get current(): ProfileSettings {
    return this.#current;
  }

  /**
   * @param reduces the change can only take exposure away, so it does not wait for a disk that may be full
   * @throws RefusedError when it could not be saved
   */
  change(next: ProfileSettings, reduces: boolean): void {
    const before = this.#current;
    if (settingDifferences(before, next).length === 0) return;
    if (reduces) this.#apply(next);
    try {
      this.#save(before, next);
    } catch (error) {
      this.#options.log.error("a change of the settings could not be saved", { why: messageOf(error) });
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

  #saveOrLog(before: ProfileSettings, next: ProfileSettings, failureWords: string): void {
    try {
      this.#save(before, next);
    } catch (error) {
      this.#options.log.error(failureWords, { why: messageOf(error) });
    }
  }

  #save(before: ProfileSettings, next: ProfileSettings): void {
    const { store, ledger, clock } = this.#options;
    store.write(next);
    recordSettings(ledger, clock, { before, after: next });
  }
}
