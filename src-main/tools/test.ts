/**
 * `npm test [-- --long]`: every check and every test, in stages, with the seconds of each. Output of a stage is shown
 * only when it fails. The last line is always `N passed, N failed`; the exit code is 0 only when nothing failed.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./root.ts";
import type { Outcome } from "./test-reports.ts";
import { killAll, runStage } from "./test-run.ts";
import { quickStages, suiteStages } from "./test-stages.ts";
import type { Stage } from "./test-stages.ts";

const { long } = parseArgs({ options: { long: { type: "boolean", default: false } } }).values;

function print(stage: Stage, outcome: Outcome, seconds: number): void {
  const verdict = outcome.failed === 0 ? "ok    " : "FAILED";
  const skipped = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : "";
  const counts =
    stage.kind === "check" ? "" : `  ${outcome.passed} passed, ${outcome.failed} failed${skipped}`;
  console.log(`${verdict} ${stage.name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s${counts}`);
  for (const failure of outcome.failures) console.log(`  ${failure.replaceAll("\n", "\n  ")}`);
}

async function runAndPrint(stage: Stage): Promise<Outcome> {
  const start = performance.now();
  const outcome = await runStage(stage, { root, long });
  print(stage, outcome, (performance.now() - start) / 1000);
  return outcome;
}

async function runAll(stages: readonly Stage[], atOnce: number): Promise<readonly Outcome[]> {
  const waiting = [...stages];
  const outcomes: Outcome[] = [];
  const lane = async (): Promise<void> => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) {
      outcomes.push(await runAndPrint(stage));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(130);
  });
}

mkdirSync(join(root, "out/reports"), { recursive: true });
const outcomes = [...(await runAll(quickStages, 2)), ...(await runAll(suiteStages, 1))];
const sum = (of: "passed" | "failed" | "skipped"): number =>
  outcomes.reduce((total, outcome) => total + outcome[of], 0);
const skippedInAll = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skippedInAll}`);
process.exitCode = sum("failed") === 0 && sum("passed") > 0 ? 0 : 1;
