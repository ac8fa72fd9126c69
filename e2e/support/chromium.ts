/**
 * The Chromium that the end-to-end tests drive. Looked for in this order: what MIMIK_CHROMIUM names, the system's,
 * Playwright's own; where none is found and this is Debian as root, the package is installed.
 * Never a reason to skip: without a browser the tests fail with one clear sentence.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright/test";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable"];
const APT = "/usr/bin/apt-get";

/** What the search looks at; the tests pass their own. */
export interface Machine {
  readonly named: string | undefined;
  readonly exists: (path: string) => boolean;
  readonly playwrightOwn: () => string;
  readonly isRoot: boolean;
  /** Runs a command with its output on stderr; false when it failed. */
  readonly run: (command: string, args: readonly string[]) => boolean;
}

const thisMachine: Machine = {
  named: process.env["MIMIK_CHROMIUM"],
  exists: existsSync,
  playwrightOwn: () => chromium.executablePath(),
  isRoot: process.getuid?.() === 0,
  run: (command, args) =>
    spawnSync(command, args, {
      stdio: ["ignore", 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0,
};

/** Path of an installed Chromium, or undefined. Throws when MIMIK_CHROMIUM names a file that is not there. */
export function findChromium(machine: Machine = thisMachine): string | undefined {
  if (machine.named !== undefined && machine.named !== "") {
    if (machine.exists(machine.named)) return machine.named;
    throw new Error(`MIMIK_CHROMIUM names ${machine.named}, which does not exist.`);
  }
  return [...SYSTEM, machine.playwrightOwn()].find((path) => machine.exists(path));
}

/** Path of a Chromium, installing Debian's package when that is possible. Throws one sentence that says what to do. */
export function ensureChromium(machine: Machine = thisMachine): string {
  const found = findChromium(machine);
  if (found !== undefined) return found;
  if (machine.isRoot && machine.exists(APT)) {
    // `update` may fail for one unreachable source while the package is there all the same: only `install` decides.
    machine.run(APT, ["update", "-qq"]);
    machine.run(APT, ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
    const installed = findChromium(machine);
    if (installed !== undefined) return installed;
  }
  throw new Error(
    "End-to-end tests need Chromium: install the package `chromium`, or name a binary in MIMIK_CHROMIUM.",
  );
}
