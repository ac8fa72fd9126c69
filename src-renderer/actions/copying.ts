/** Switches of groups and followers. Nothing changes on the page until the engine says that it has changed. */
import type { CommandInput } from "../../src-shared/ipc/contract.ts";
import type { App } from "./app.ts";
import { flattenNow } from "./flatten.ts";
import { attempt } from "./notices.ts";

export type GroupStatus = CommandInput<"group.setStatus">["status"];

export async function setGroupStatus(app: App, group: string, status: GroupStatus): Promise<void> {
  await attempt(app, "The group's status was not changed", () =>
    app.client.call("group.setStatus", { group, status }),
  );
}

export type PauseChoice = "copy-exits" | "leave-alone" | "flatten";

/** Pausing with open followers (product.md G3): the default keeps copying exits, which is closing-only. */
export async function pauseGroup(app: App, group: string, choice: PauseChoice): Promise<void> {
  switch (choice) {
    case "copy-exits":
      return setGroupStatus(app, group, "closing-only");
    case "leave-alone":
      return setGroupStatus(app, group, "paused");
    case "flatten":
      // Paused only once the flatten is in force: a failed flatten must not leave positions without exits.
      if (await flattenNow(app, { kind: "group", group })) await setGroupStatus(app, group, "paused");
  }
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
