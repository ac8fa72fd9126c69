/** The runner of `npm test` on planted stages: what passes, what fails, and that nothing which did not run looks green. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "./test-reports.ts";
import { runStage } from "./test-run.ts";
import type { Stage } from "./test-stages.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-stage-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(kind: Stage["kind"], script: string, rest: Partial<Stage> = {}): Promise<Outcome> {
  writeFileSync(join(folder, "script.mjs"), script);
  const report = kind === "check" ? {} : { report: "report.json" };
  const stage: Stage = {
    name: "planted",
    command: ["script.mjs"],
    kind,
    secondsMax: 30,
    ...report,
    ...rest,
  };
  return runStage(stage, { root: folder, long: false });
}

/** A script that writes the report and exits with the code. */
const reporting = (report: unknown, code = 0): string =>
  `import { writeFileSync } from "node:fs";
   writeFileSync(new URL("report.json", import.meta.url), ${JSON.stringify(JSON.stringify(report))});
   console.log("planted output");
   process.exitCode = ${code};`;

const vitest = (rest: object = {}): object => ({
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...rest,
});
const playwright = (stats: object = {}, rest: object = {}): object => ({
  suites: [],
  errors: [],
  stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  ...rest,
});

describe("a check", () => {
  it("that exits with 0 counts as one passed, whatever it prints", async () => {
    expect(await run("check", `console.log("words")`)).toEqual({
      passed: 1,
      failed: 0,
      skipped: 0,
      failures: [],
    });
  });

  it("that exits otherwise counts as one failed and shows both of its outputs", async () => {
    const outcome = await run("check", `console.log("one"); console.error("two"); process.exitCode = 3;`);
    expect(outcome).toMatchObject({ passed: 0, failed: 1 });
    expect(outcome.failures.join()).toMatch(/one[^]*two|two[^]*one/);
  });

  it("that does not end is killed together with what it started, and failed", async () => {
    const marker = join(folder, "grandchild-lived");
    const grandchild = `setTimeout(() => require("node:fs").writeFileSync(${JSON.stringify(marker)}, ""), 3000)`;
    const script = `import { spawn } from "node:child_process";
      spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" });`;
    // The stage ends only when the grandchild has let go of its output: had it lived, the marker would stand.
    const outcome = await run("check", script, { secondsMax: 0.5 });
    expect(outcome.failed).toBe(1);
    expect(outcome.failures[0]).toContain("too long");
    expect(existsSync(marker)).toBe(false);
  });
});

describe("a suite", () => {
  it("counts what its report counts", async () => {
    const report = vitest({ numPendingTests: 1, numTodoTests: 1 });
    expect(await run("vitest", reporting(report))).toMatchObject({ passed: 2, failed: 0, skipped: 2 });
    expect(await run("playwright", reporting(playwright({ skipped: 1 })))).toMatchObject({
      passed: 3,
      failed: 0,
      skipped: 1,
    });
  });

  it("tells which test failed, and how", async () => {
    const test = { fullName: "legs close first", status: "failed", failureMessages: ["expected 1 to be 2"] };
    const testResults = [{ name: "legs.test.ts", status: "failed", message: "", assertionResults: [test] }];
    const outcome = await run("vitest", reporting(vitest({ numFailedTests: 1, testResults }), 1));
    expect(outcome).toMatchObject({ passed: 2, failed: 1 });
    expect(outcome.failures).toEqual(["legs close first\n    expected 1 to be 2"]);
  });

  it("counts a test file that does not load as a failure", async () => {
    const testResults = [
      { name: "legs.test.ts", status: "failed", message: "no such module", assertionResults: [] },
    ];
    const outcome = await run("vitest", reporting(vitest({ testResults }), 1));
    expect(outcome.failed).toBe(1);
    expect(outcome.failures.join()).toContain("no such module");
  });

  it("finds failed specs in nested groups, and counts a flaky one and an error outside any test", async () => {
    const results = [{ errors: [{ message: "no row" }] }];
    const spec = {
      title: "a fill is copied",
      file: "copy.spec.ts",
      line: 7,
      ok: false,
      tests: [{ results }],
    };
    const suites = [{ specs: [], suites: [{ specs: [spec] }] }];
    const errors = [{ message: "worker died" }];
    const report = playwright({ unexpected: 1, flaky: 1 }, { suites, errors });
    const outcome = await run("playwright", reporting(report, 1));
    expect(outcome.failed).toBe(3);
    expect(outcome.failures.join("\n")).toContain("copy.spec.ts:7 a fill is copied\n    no row");
    expect(outcome.failures.join("\n")).toContain("worker died");
  });
});

describe("a suite that did not really run has failed", () => {
  it.each<[string, string, string]>([
    ["without a report", `console.log("nothing")`, "no report"],
    [
      "with a report that is no JSON",
      `import fs from "node:fs"; fs.writeFileSync(new URL("report.json", import.meta.url), "{")`,
      "read",
    ],
    ["with a report of another shape", reporting({ passed: 9 }), "read"],
    ["with no test in it", reporting(vitest({ numPassedTests: 0 })), "ran no tests"],
    ["that ended with an error though nothing failed", reporting(vitest(), 1), "though no test failed"],
  ])("%s", async (_what, script, says) => {
    const outcome = await run("vitest", script);
    expect(outcome.failed).toBe(1);
    expect(outcome.failures.join()).toContain(says);
  });

  it("with only the report of an earlier run", async () => {
    writeFileSync(join(folder, "report.json"), JSON.stringify(vitest()));
    expect(await run("vitest", "")).toMatchObject({ passed: 0, failed: 1 });
  });
});
