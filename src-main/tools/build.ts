/**
 * Builds the bundles when they are missing or stale. Stale is decided by a hash of sources, configs and lockfile that is
 * kept beside the output; times of files decide nothing. One build runs at a time on a checkout, in a child process,
 * with all its output on stderr: stdout belongs to whoever asked. Used by start, serve, the end-to-end tests and
 * `npm run build`.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { ended } from "./child.ts";
import { root } from "./root.ts";

/** `test` holds the crash points of the kill tests; nothing of it is ever packaged. */
export type BuildVariant = "shipped" | "test";

/** Where a variant's `main/`, `preload/` and `renderer/` lie. */
function buildFolder(variant: BuildVariant): string {
  return join(root, variant === "test" ? "out/test" : "out");
}

export interface BuildTask {
  /** The checkout. */
  readonly root: string;
  readonly folder: string;
  /** Fills the folder or rejects. */
  readonly build: () => Promise<void>;
}

const INPUTS = [
  "src-{main,shared,renderer}/**/*",
  "assets/**/*",
  "{package,package-lock}.json",
  "tsconfig*.json",
  "vite.config.ts",
];
/** Sources that no bundle holds: a change there must not cost a build. */
const OUTSIDE = [/\.test\.tsx?$/, /^src-main\/(bench|sim)\//, /^src-main\/tools\/(?!bundle-plugins\.ts$)/];
const OUTPUTS = ["main/electron.js", "main/serve.js", "preload/index.cjs", "renderer/index.html"];
const HASH = ".build-hash";
const LOCK = ".build-lock";
const LOCK_POLL_MS = 100;

/** A hash of everything that goes into a build, names included. */
function hashInputs(checkout: string): string {
  const hash = createHash("sha256");
  const paths = globSync(INPUTS, { cwd: checkout }).map((path) => path.replaceAll("\\", "/"));
  for (const path of paths.toSorted()) {
    const file = join(checkout, path);
    if (OUTSIDE.some((pattern) => pattern.test(path)) || !statSync(file).isFile()) continue;
    const content = readFileSync(file);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function isFresh({ root: checkout, folder }: BuildTask): boolean {
  const stored = join(folder, HASH);
  if (!existsSync(stored) || OUTPUTS.some((path) => !existsSync(join(folder, path)))) return false;
  return readFileSync(stored, "utf8") === hashInputs(checkout);
}

/** Holds an exclusive transaction while `work` runs: the one lock that even `kill -9` of its owner sets free. */
async function locked(file: string, work: () => Promise<void>): Promise<void> {
  const lock = new Database(file, { timeout: 0 });
  try {
    for (let said = false; ;) {
      try {
        lock.exec("BEGIN EXCLUSIVE");
        break;
      } catch (error) {
        if (!(error instanceof Database.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
        if (!said) process.stderr.write("Waiting for another build to end…\n");
        said = true;
        await wait(LOCK_POLL_MS);
      }
    }
    await work();
  } finally {
    lock.close();
  }
}

/** Builds when needed; true when it did. A build that failed leaves no hash, so the next call builds again. */
export async function buildIfStale(task: BuildTask): Promise<boolean> {
  if (isFresh(task)) return false;
  mkdirSync(task.folder, { recursive: true });
  let built = false;
  await locked(join(task.folder, LOCK), async () => {
    // Another process may have built while this one waited.
    if (isFresh(task)) return;
    // Taken before the build: a source that changes meanwhile makes the result stale, as it should be.
    const hash = hashInputs(task.root);
    rmSync(join(task.folder, HASH), { force: true });
    await task.build();
    writeFileSync(join(task.folder, HASH), hash);
    built = true;
  });
  return built;
}

async function runVite(variant: BuildVariant): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const child = spawn(process.execPath, [vite, "build", "--app", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, MIMIK_BUILD: variant, NODE_ENV: "production" },
  });
  const status = await ended(child);
  if (status !== 0) throw new Error(`The build failed (${status}): its messages stand above.`);
}

/** Makes sure that the variant's bundles match the sources; returns their folder. */
export async function ensureBuilt(variant: BuildVariant = "shipped"): Promise<string> {
  const folder = buildFolder(variant);
  await buildIfStale({ root, folder, build: () => runVite(variant) });
  return folder;
}
