/**
 * Where a profile lies and how its folder is made ready: for its owner only, and proved writable before anything else
 * happens. The default is the system's folder for application data, the same for both shells.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf, StartFailure } from "./start-failure.ts";

const NAME = "Mimik";
const OWNER_ONLY = 0o700;

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export function defaultProfileFolder({ platform, env, home }: Machine): string {
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support", NAME);
    case "win32":
      return join(env["APPDATA"] ?? join(home, "AppData", "Roaming"), NAME);
    case "aix":
    case "android":
    case "cygwin":
    case "freebsd":
    case "haiku":
    case "linux":
    case "netbsd":
    case "openbsd":
    case "sunos":
      return join(env["XDG_CONFIG_HOME"] ?? join(home, ".config"), NAME);
    default:
      return platform satisfies never;
  }
}

/** Empty means: nothing was ever traded in it. */
export function isEmptyProfile(folder: string): boolean {
  return !existsSync(join(folder, "ledger.sqlite"));
}

/**
 * Makes the folder and proves that it can be written. An existing folder with other things in it keeps its
 * permissions: it may be a common one, given by mistake. The files of the profile are for their owner in any case.
 * @throws StartFailure `unwritable`
 */
export function prepareProfileFolder(folder: string): string {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
    const names = readdirSync(path);
    if (names.length === 0 || names.includes("profile.lock")) chmodSync(path, OWNER_ONLY);
    const probe = join(path, ".writable");
    writeFileSync(probe, "", { mode: 0o600 });
    rmSync(probe);
  } catch (error) {
    throw new StartFailure(
      "unwritable",
      `The profile folder ${path} can not be written: ${messageOf(error)}`,
      error,
    );
  }
  return path;
}
