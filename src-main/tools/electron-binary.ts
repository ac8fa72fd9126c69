/**
 * Finds Electron's program, which npm does not install, and fetches it where that is possible. Looks at files only:
 * importing the package would start a download by itself.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ended } from "./child.ts";
import { root } from "./root.ts";

const FETCH_MS_MAX = 60_000;

/** The program's path, or undefined when it was never fetched. `checkout`: where node_modules lies. */
export function electronBinary(checkout = root): string | undefined {
  const folder = join(checkout, "node_modules/electron");
  const pointer = join(folder, "path.txt");
  if (!existsSync(pointer)) return undefined;
  const binary = join(folder, "dist", readFileSync(pointer, "utf8").trim());
  return existsSync(binary) ? binary : undefined;
}

/** Runs the package's own installer (`npx install-electron`), unseen, for at most a minute. */
export async function fetchElectron(msMax = FETCH_MS_MAX): Promise<string | undefined> {
  const installer = join(root, "node_modules/electron/install.js");
  if (!existsSync(installer)) return undefined;
  const child = spawn(process.execPath, [installer], { cwd: root, stdio: "ignore" });
  const limit = setTimeout(() => child.kill("SIGKILL"), msMax);
  try {
    return (await ended(child)) === 0 ? electronBinary() : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(limit);
  }
}
