/**
 * Reads the JSON reports of vitest and Playwright into counts and short descriptions of what failed. A report that is
 * missing, unreadable or empty is a failure of its own: a suite that did not run must never look green.
 */
import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One text per failure, a few lines each. */
  readonly failures: readonly string[];
}

const MESSAGE_LINES_MAX = 14;

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

const failure = z.object({ message: z.string().optional() });
const playwrightSpec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  ok: z.boolean(),
  tests: z.array(z.object({ results: z.array(z.object({ errors: z.array(failure) })) })),
});
const playwrightSuite = z.object({
  specs: z.array(playwrightSpec),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});
const playwrightReport = z.object({
  suites: z.array(playwrightSuite),
  errors: z.array(failure),
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

function brief(title: string, message: string): string {
  const lines = stripVTControlCharacters(message)
    .trim()
    .split("\n")
    .filter((line) => !/^\s+at .*node_modules/.test(line))
    .slice(0, MESSAGE_LINES_MAX);
  return [title, ...lines.map((line) => `    ${line}`)].join("\n");
}

function readVitest(json: unknown): Outcome {
  const report = vitestReport.parse(json);
  const failures: string[] = [];
  let unloaded = 0;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const broken = assertionResults.filter((test) => test.status === "failed");
    for (const test of broken) failures.push(brief(test.fullName, (test.failureMessages ?? []).join("\n")));
    // A file that fails while it loads has no failed test to count.
    if (status === "failed" && broken.length === 0) {
      unloaded += 1;
      failures.push(brief(name, message));
    }
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

function failedSpecs(suites: ReadonlyArray<z.infer<typeof playwrightSuite>>): string[] {
  return suites.flatMap((suite) => {
    const here = suite.specs
      .filter((spec) => !spec.ok)
      .map(({ title, file, line, tests }) => {
        const errors = tests.flatMap(({ results }) => results).flatMap((result) => result.errors);
        return brief(
          `${file}:${line} ${title}`,
          errors.map(({ message }) => message ?? "no message").join("\n"),
        );
      });
    return [...here, ...failedSpecs(suite.suites ?? [])];
  });
}

function readPlaywright(json: unknown): Outcome {
  const { suites, errors, stats } = playwrightReport.parse(json);
  const outside = errors.map(({ message }) => brief("outside any test", message ?? "no message"));
  return {
    passed: stats.expected,
    // A test that passed only at its second try has failed.
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [...failedSpecs(suites), ...outside],
  };
}

function alsoFailed(outcome: Outcome, why: string): Outcome {
  return { ...outcome, failed: outcome.failed + 1, failures: [...outcome.failures, why] };
}

/** What a suite's report says, corrected by how its process ended. */
export function readReport(kind: "vitest" | "playwright", file: string, exitOk: boolean): Outcome {
  const none: Outcome = { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (!existsSync(file)) return alsoFailed(none, "it wrote no report");
  let outcome: Outcome;
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    outcome = kind === "vitest" ? readVitest(json) : readPlaywright(json);
  } catch (error) {
    return alsoFailed(none, `its report can not be read: ${String(error)}`);
  }
  if (outcome.passed + outcome.failed === 0) return alsoFailed(outcome, "it ran no tests");
  if (!exitOk && outcome.failed === 0)
    return alsoFailed(outcome, "it ended with an error though no test failed");
  return outcome;
}
