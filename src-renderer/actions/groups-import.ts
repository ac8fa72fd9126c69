/** Importing a setup file: nothing is applied before its changes have been seen. */
import type { ImportFile } from "../state/groups-slice.ts";
import { wordsOfError, type App } from "./app.ts";
import { patchGroups, readGroups } from "./groups.ts";
import { notify } from "./notices.ts";

async function preview(app: App, fileName: string, text: string): Promise<ImportFile> {
  try {
    const read = await app.client.call("groups.importPreview", { text });
    if (read.kind === "problems") return { fileName, kind: "problems", problems: read.problems };
    const { basis, changes } = read;
    return { fileName, kind: "changes", text, basis, changes, busy: false, failure: null };
  } catch (error) {
    return { fileName, kind: "problems", problems: [{ path: "", words: wordsOfError(error) }] };
  }
}

export async function chooseSetupFile(app: App, file: Pick<File, "name" | "text">): Promise<void> {
  patchGroups(app, { file: { fileName: file.name, kind: "reading" } });
  const text = await file.text();
  patchGroups(app, { file: await preview(app, file.name, text) });
}

export function closeSetupFile(app: App): void {
  patchGroups(app, { file: null });
}

/** Refused where the settings have changed since: then the changes are shown as they would be now. */
export async function applySetupFile(app: App): Promise<void> {
  const { file } = app.store.getState().groups;
  if (file?.kind !== "changes" || file.busy) return;
  patchGroups(app, { file: { ...file, busy: true, failure: null } });
  try {
    await app.client.call("groups.import", { text: file.text, basis: file.basis });
    closeSetupFile(app);
    notify(app, "done", `${file.fileName} was imported.`);
  } catch (error) {
    const words = wordsOfError(error);
    const now = await preview(app, file.fileName, file.text);
    patchGroups(app, { file: now.kind === "changes" ? { ...now, failure: words } : now });
  }
  await readGroups(app);
}
