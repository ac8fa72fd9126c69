/** Which page and panels are open. */
import type { AppState, PageId } from "../state/store.ts";
import type { App } from "./app.ts";

/** Pages of the rail, in order. Practice stands there only where this profile has the embedded exchange. */
export function pagesOf(state: AppState): readonly PageId[] {
  const all: readonly PageId[] = ["cockpit", "practice", "groups", "connections", "activity"];
  return state.practice.state?.available === true ? all : all.filter((page) => page !== "practice");
}

export function openPage(app: App, page: PageId): void {
  app.store.setState({ page });
  if (page === "activity") void app.refresh.activity();
  if (page === "practice") {
    void app.refresh.practice();
    void app.refresh.drill();
  }
}

export function openPageAt(app: App, index: number): void {
  const page = pagesOf(app.store.getState())[index];
  if (page !== undefined) openPage(app, page);
}

export function setTapeOpen({ store }: App, tapeOpen: boolean): void {
  store.setState({ tapeOpen });
}

export function markAlarmsRead({ store }: App): void {
  const alarms = store.getState().cockpit?.alarms ?? [];
  store.setState({ alarmRead: alarms.reduce((highest, alarm) => Math.max(highest, alarm.id), 0) });
}
