/** `npm run typecheck`: compiles every layer with its own settings, one after the other, and prints one line for each. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root, tsconfigs } from "./root.ts";

let failed = 0;
for (const config of tsconfigs) {
  const start = performance.now();
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const done = spawnSync(process.execPath, [tsc, "-p", config], { cwd: root, encoding: "utf8" });
  const ok = done.status === 0;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? "ok    " : "FAILED"} ${config} ${seconds} s`);
  if (!ok) {
    failed += 1;
    console.log(`${done.stdout}${done.stderr}`.trimEnd());
  }
}
process.exitCode = failed === 0 ? 0 : 1;
