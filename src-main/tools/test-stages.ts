/**
 * What `npm test` runs, in the order of its printing. Each stage is a script of this repository or of a package, run
 * with this Node. A stage that is not a suite counts as one check. `--long` gives every stage MIMIK_LONG=1 and
 * ten times its limit.
 */

export interface Stage {
  readonly name: string;
  /** Script, relative to the repository, and its arguments. */
  readonly command: readonly [script: string, ...args: string[]];
  readonly kind: "check" | "vitest" | "playwright";
  /** Where a suite writes its JSON report. */
  readonly report?: string;
  /** Killed, and failed, after this time. */
  readonly secondsMax: number;
}

const check = (name: string, script: string, ...args: string[]): Stage => ({
  name,
  command: [script, ...args],
  kind: "check",
  secondsMax: 120,
});

/** Short and independent: two run at a time. */
export const quickStages: readonly Stage[] = [
  check("typecheck", "src-main/tools/typecheck.ts"),
  check("lint", "node_modules/oxlint/bin/oxlint", "--format=agent"),
  check("build and bundles", "src-main/tools/build-checked.ts"),
  check("dead code", "node_modules/knip/bin/knip.js", "--no-progress"),
  check("tidy", "src-main/tools/tidy.ts"),
  check("format", "node_modules/oxfmt/bin/oxfmt", "--check"),
  check("packaging config", "src-main/tools/check-builder-config.ts"),
  check("lockfile", "src-main/tools/check-lockfile.ts"),
];

const UNIT = "out/reports/unit.json";
const SCENARIOS = "out/reports/scenarios.json";

const vitest = (report: string, ...args: string[]): Pick<Stage, "command" | "kind" | "report"> => ({
  command: [
    "node_modules/vitest/vitest.mjs",
    "run",
    ...args,
    "--reporter=json",
    `--outputFile=${report}`,
    "--allowOnly=false",
  ],
  kind: "vitest",
  report,
});

/** One at a time, with the machine to themselves: what they measure and race must not depend on a neighbour. */
export const suiteStages: readonly Stage[] = [
  {
    name: "unit",
    ...vitest(UNIT, "--exclude=src-main/scenarios/**"),
    secondsMax: 360,
  },
  {
    // The whole host against the exchange in another process, fault by fault.
    name: "scenarios",
    // They wait more than they reckon: four at a time on two cores.
    ...vitest(SCENARIOS, "src-main/scenarios", "--maxWorkers=4"),
    secondsMax: 360,
  },
  {
    name: "end to end",
    command: ["src-main/tools/e2e.ts"],
    kind: "playwright",
    report: "out/reports/e2e.json",
    // The first run on a bare machine may have to install Chromium.
    secondsMax: 540,
  },
];
