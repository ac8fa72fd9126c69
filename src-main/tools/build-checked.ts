/** `npm run build`: builds what is stale, then checks what the shipped bundles hold and load. */
import { ensureBuilt } from "./build.ts";
import { checkFolder } from "./check-bundles.ts";

const problems = checkFolder(await ensureBuilt("shipped"));
for (const problem of problems) console.log(problem);
console.log(
  problems.length === 0 ? "bundles hold and load only what they may" : `${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
