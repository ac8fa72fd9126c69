/** Small files that are written whole or not at all, for their owner's eyes only. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";

const OWNER_ONLY = 0o600;

/**
 * Replaces `file` by `text`: a reader, or a start after a crash, sees the old content or the new.
 * @throws when it could not be written; the old content then stands.
 */
export function writeFileWhole(file: string, text: string): void {
  const temporary = `${file}.new`;
  try {
    const descriptor = openSync(temporary, "w", OWNER_ONLY);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The file's text, or null when there is none. */
export function readFileIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
