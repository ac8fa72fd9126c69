/** A group's settings in the course of time: the whole as it was at a time, and its changes one by one. Reads only. */
import type { Database, Statement } from "better-sqlite3";
import type { GroupVersion, StoredSettingChange } from "./port.ts";

export const historySql = {
  /** Ids rise with time; a clock that was set back does not change what was in force after what. */
  version: `SELECT group_id AS "group", wall_ms AS wallMs, body FROM group_version
    WHERE group_id = ? AND wall_ms <= ? ORDER BY id DESC LIMIT 1`,
  changes: `SELECT id, wall_ms AS wallMs, path, before, after FROM setting_change
    WHERE substr(path, 1, instr(path, ']')) = ? ORDER BY id DESC LIMIT ?`,
} as const;

export class HistoryReader {
  readonly #version: Statement<[string, number], GroupVersion>;
  readonly #changes: Statement<[string, number], StoredSettingChange>;

  constructor(db: Database) {
    this.#version = db.prepare(historySql.version);
    this.#changes = db.prepare(historySql.changes);
  }

  groupVersion(group: string, atMs: number): GroupVersion | null {
    return this.#version.get(group, Math.trunc(atMs)) ?? null;
  }

  settingChanges(group: string, limit: number): readonly StoredSettingChange[] {
    return this.#changes.all(`groups[${group}]`, limit);
  }
}
