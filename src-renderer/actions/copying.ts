/** Switches of groups and followers. Nothing changes on the page until the engine says that it has changed. */
import type { CommandInput } from "../../src-shared/ipc/contract.ts";
import { count } from "../format/quantity.ts";
import type { AppState } from "../state/store.ts";
import type { App } from "./app.ts";
import { flattenNow } from "./flatten.ts";
import { attempt, notify } from "./notices.ts";

export type GroupStatus = CommandInput<"group.setStatus">["status"];

export function setGroupStatus(app: App, group: string, status: GroupStatus): Promise<boolean> {
  return attempt(app, "The group's status was not changed", () =>
    app.client.call("group.setStatus", { group, status }),
  );
}

export type PauseChoice = "copy-exits" | "leave-alone" | "flatten";

/** Pausing with open followers (product.md G3): the default keeps copying exits, which is closing-only. */
export async function pauseGroup(app: App, group: string, choice: PauseChoice): Promise<void> {
  switch (choice) {
    case "copy-exits":
      await setGroupStatus(app, group, "closing-only");
      return;
    case "leave-alone":
      await setGroupStatus(app, group, "paused");
      return;
    case "flatten":
      // Paused only once the flatten is in force: a failed flatten must not leave positions without exits.
      if (await flattenNow(app, { kind: "group", group })) await setGroupStatus(app, group, "paused");
  }
}

/** Groups of any of these statuses, in the order of the settings. */
export function groupsThatAre(state: AppState, ...statuses: readonly GroupStatus[]): readonly string[] {
  const groups = state.cockpit?.groups ?? [];
  return groups.filter((group) => statuses.includes(group.status)).map((group) => group.id);
}

/**
 * The master switch and its key: entries off, exits on, for every group that copies. A paused group stays as it is: the
 * trader looks after what is open there.
 */
export async function closingOnlyForAll(app: App): Promise<void> {
  const groups = groupsThatAre(app.store.getState(), "active");
  const done = await Promise.all(groups.map((group) => setGroupStatus(app, group, "closing-only")));
  if (groups.length === 0) notify(app, "done", "No group was copying entries.");
  else if (done.every(Boolean)) {
    notify(app, "done", `Closing only: ${count(groups.length, "group")}. Exits are copied, entries are not.`);
  }
}

/** All groups that are not paused yet, as the trader chose where followers are open. */
export async function pauseAll(app: App, choice: PauseChoice): Promise<void> {
  const running = groupsThatAre(app.store.getState(), "active", "closing-only");
  await Promise.all(running.map((group) => pauseGroup(app, group, choice)));
}

export async function switchFollowerOn(app: App, follower: string): Promise<void> {
  await attempt(app, "The follower was not switched on", () =>
    app.client.call("follower.setEnabled", { follower, enabled: true, whenOff: "copy-exits" }),
  );
}

export type SwitchOffChoice = "copy-exits" | "flatten" | "leave-alone";

/** Switching a follower off (product.md G4). */
export async function switchFollowerOff(app: App, follower: string, choice: SwitchOffChoice): Promise<void> {
  if (choice === "flatten" && !(await flattenNow(app, { kind: "follower", follower }))) return;
  const whenOff = choice === "leave-alone" ? "leave-alone" : "copy-exits";
  await attempt(app, "The follower was not switched off", () =>
    app.client.call("follower.setEnabled", { follower, enabled: false, whenOff }),
  );
}

export async function resumeEntries(app: App, follower: string): Promise<void> {
  await attempt(app, "Entries were not resumed", () =>
    app.client.call("follower.releaseEntries", { follower }),
  );
}

/** True when the engine has taken the password; whether the broker does is shown by the connection's state. */
export function givePassword(app: App, connection: string, password: string): Promise<boolean> {
  return attempt(app, "The password was not taken", () =>
    app.client.call("connection.password", { connection, password }),
  );
}
