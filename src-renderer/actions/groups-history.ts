/** A group's past: every change of its settings, and the settings as they were at a moment. */
import type { GroupHistory } from "../state/groups-slice.ts";
import { wordsOfError, type App } from "./app.ts";
import { patchGroups } from "./groups.ts";

const ROWS_MAX = 1000;

/** Of the history that is open; an answer for one that was closed is dropped. */
function patchHistory(app: App, group: string, change: Partial<GroupHistory>): void {
  const { history } = app.store.getState().groups;
  if (history?.group === group) patchGroups(app, { history: { ...history, ...change } });
}

export async function openHistory(app: App, group: string): Promise<void> {
  patchGroups(app, { history: { group, rows: null, at: null, problem: null } });
  try {
    const { rows } = await app.client.call("group.history", { group, limit: ROWS_MAX });
    patchHistory(app, group, { rows });
  } catch (error) {
    patchHistory(app, group, { rows: [], problem: wordsOfError(error) });
  }
}

export function closeHistory(app: App): void {
  patchGroups(app, { history: null });
}

export async function showSettingsAt(app: App, group: string, atMs: number): Promise<void> {
  try {
    const found = await app.client.call("group.settingsAt", { group, atMs });
    patchHistory(app, group, { at: { atMs, ...found }, problem: null });
  } catch (error) {
    patchHistory(app, group, { problem: wordsOfError(error) });
  }
}

export function closeSettingsAt(app: App, group: string): void {
  patchHistory(app, group, { at: null });
}
