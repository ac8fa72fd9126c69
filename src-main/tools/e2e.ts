/**
 * `npm run e2e [-- FILTER…]`: builds both variants, finds or installs a Chromium, then hands over to Playwright, whose
 * JSON report lands in out/reports/e2e.json. Works on a machine with nothing installed by hand; never skips.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureChromium } from "../../e2e/support/chromium.ts";
import { ensureBuilt } from "./build.ts";
import { ended } from "./child.ts";
import { root } from "./root.ts";

let chromium: string;
try {
  chromium = ensureChromium();
  await ensureBuilt("shipped");
  await ensureBuilt("test");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const playwright = join(root, "node_modules/playwright/cli.js");
const child = spawn(process.execPath, [playwright, "test", ...process.argv.slice(2)], {
  cwd: root,
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, MIMIK_CHROMIUM: chromium },
});
const status = await ended(child);
process.exitCode = status === 0 ? 0 : 1;
