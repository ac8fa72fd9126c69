/** The list of groups: reading it, opening and filtering it, deleting a group, and the file that export writes. */
import type { CommandOutput } from "../../src-shared/ipc/contract.ts";
import type { GroupView } from "../../src-shared/ipc/groups.ts";
import { same } from "../groups/form-merge.ts";
import type { GroupsSlice } from "../state/groups-slice.ts";
import type { AppState } from "../state/store.ts";
import { wordsOfError, type App } from "./app.ts";
import { readConnections } from "./connections.ts";
import { attempt, notify } from "./notices.ts";

const FILE_NAME = "mimik-setup.json";

export function patchGroups({ store }: App, change: Partial<GroupsSlice>): void {
  store.setState((state) => ({ groups: { ...state.groups, ...change } }));
}

type Settings = CommandOutput<"groups.settings">;

/** What has not changed stays the same object, so that nothing of it is drawn anew. */
function keepEqual(known: Settings | null, read: Settings): Settings {
  if (known === null) return read;
  const byId = new Map(known.groups.map((group) => [group.id, group]));
  const groups = read.groups.map((group) => {
    const before = byId.get(group.id);
    return before !== undefined && same(before, group) ? before : group;
  });
  return { groups, accounts: same(known.accounts, read.accounts) ? known.accounts : read.accounts };
}

/** With the logins: forms are judged against both. */
export async function readGroups(app: App): Promise<void> {
  try {
    await readConnections(app);
    const read = await app.client.call("groups.settings", {});
    patchGroups(app, { settings: keepEqual(app.store.getState().groups.settings, read), problem: null });
  } catch (error) {
    patchGroups(app, { problem: wordsOfError(error) });
  }
}

/** Settings may change by the dozen, when a file is imported or a group is activated. */
const FOLLOW_MS = 250;

/** To be called when something has happened: reads the groups anew, a little later, while their page is open. */
export function followGroups(app: App): () => void {
  let waiting = false;
  return () => {
    if (waiting || app.store.getState().page !== "groups") return;
    waiting = true;
    app.clock.after(FOLLOW_MS, () => {
      waiting = false;
      void readGroups(app);
    });
  };
}

export function groupViewOf({ groups }: AppState, id: string): GroupView | undefined {
  return groups.settings?.groups.find((group) => group.id === id);
}

export function filterGroups(app: App, filter: string): void {
  patchGroups(app, { filter });
}

export function toggleGroup(app: App, id: string): void {
  const { opened } = app.store.getState().groups;
  patchGroups(app, {
    opened: opened.includes(id) ? opened.filter((other) => other !== id) : [...opened, id],
  });
}

export async function deleteGroup(app: App, group: string, name: string): Promise<boolean> {
  const done = await attempt(app, `${name} was not deleted`, () =>
    app.client.call("group.delete", { group }),
  );
  if (done) {
    const { forms } = app.store.getState().groups;
    patchGroups(app, { forms: forms.filter(({ key }) => key !== group) });
    notify(app, "done", `${name} was deleted. What it has traded stays in the activity.`);
  }
  await readGroups(app);
  return done;
}

export async function exportSetup(app: App): Promise<void> {
  await attempt(app, "The setup was not exported", async () => {
    const result = await app.client.call("groups.export", {});
    switch (result.kind) {
      case "download":
        await app.download(result.path, FILE_NAME);
        notify(app, "done", `${FILE_NAME} was saved. It holds no passwords and no secrets.`);
        return;
      case "saved":
        if (result.file !== null)
          notify(app, "done", `${result.file} was saved. It holds no passwords and no secrets.`);
    }
  });
}
