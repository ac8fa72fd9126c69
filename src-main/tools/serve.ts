/**
 * `npm run serve`: builds what is stale in a child, then runs the bundle in this process, so that the pid it prints is
 * true and signals reach it. stdout stays the bundle's.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt } from "./build.ts";

try {
  const folder = await ensureBuilt();
  await import(pathToFileURL(join(folder, "main/serve.js")).href);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
