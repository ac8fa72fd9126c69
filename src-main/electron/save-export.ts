/** Writes an export to the file that the trader chooses. A cut-off file is removed rather than left looking whole. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BrowserWindow, Dialog } from "electron";

export interface SaveOptions {
  readonly dialog: Pick<Dialog, "showSaveDialog">;
  readonly window: BrowserWindow;
  readonly fileName: string;
  readonly content: () => AsyncIterable<string>;
}

const kinds = [
  { name: "JSON", extensions: ["json"] },
  { name: "JSON Lines", extensions: ["jsonl"] },
];

/** The dialog adds the extension of its filter to a name that lacks it. */
function filterOf(fileName: string) {
  return (
    kinds.find(({ extensions }) => extensions.some((each) => fileName.endsWith(`.${each}`))) ?? {
      name: "CSV",
      extensions: ["csv"],
    }
  );
}

/** The file's path, or null when the trader thought better of it. */
export async function saveExport({ dialog, window, fileName, content }: SaveOptions): Promise<string | null> {
  const chosen = await dialog.showSaveDialog(window, {
    title: "Export",
    defaultPath: fileName,
    filters: [filterOf(fileName)],
  });
  if (chosen.canceled || chosen.filePath === "") return null;
  try {
    await pipeline(Readable.from(content()), createWriteStream(chosen.filePath, { mode: 0o600 }));
  } catch (error) {
    await rm(chosen.filePath, { force: true });
    throw error;
  }
  return chosen.filePath;
}
