/**
 * Runs one stage of `npm test` as a child process and judges it by its exit and its report. A stage that exceeds its
 * limit is killed with everything that it started, and has failed.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ended } from "./child.ts";
import { readReport } from "./test-reports.ts";
import type { Outcome } from "./test-reports.ts";
import type { Stage } from "./test-stages.ts";

const OUTPUT_LINES_MAX = 80;
const OUTPUT_BYTES_MAX = 2 ** 20;
const LONG_FACTOR = 10;

const running = new Set<ChildProcess>();

export interface RunOptions {
  /** Paths of scripts and reports are relative to this folder. */
  readonly root: string;
  /** The long form: MIMIK_LONG=1 and ten times the limit. */
  readonly long: boolean;
}

/** Ends a stage with everything that it started: each stage leads a process group of its own. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // Already gone: the state that was wanted.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

interface Run {
  readonly status: number | NodeJS.Signals;
  readonly output: string;
  readonly tookTooLong: boolean;
}

/** Ends every stage that is under way, as an interrupted run must. */
export function killAll(): void {
  for (const child of running) killGroup(child);
}

async function runScript(stage: Stage, { root, long }: RunOptions): Promise<Run> {
  const [script, ...args] = stage.command;
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...(long ? { MIMIK_LONG: "1" } : {}) },
  });
  running.add(child);
  let output = "";
  let tookTooLong = false;
  const keep = (chunk: string): void => {
    output = (output + chunk).slice(-OUTPUT_BYTES_MAX);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const timer = setTimeout(
    () => {
      tookTooLong = true;
      killGroup(child);
    },
    stage.secondsMax * 1000 * (long ? LONG_FACTOR : 1),
  );
  try {
    return { status: await ended(child), output, tookTooLong };
  } finally {
    clearTimeout(timer);
    running.delete(child);
  }
}

function judge(stage: Stage, root: string, { status, output, tookTooLong }: Run): Outcome {
  const tail = output.trimEnd().split("\n").slice(-OUTPUT_LINES_MAX).join("\n");
  const late = tookTooLong ? ["it took too long and was killed"] : [];
  const exitOk = status === 0;
  if (stage.kind === "check") {
    const failures = exitOk ? [] : [...late, tail];
    return { passed: exitOk ? 1 : 0, failed: exitOk ? 0 : 1, skipped: 0, failures };
  }
  if (stage.report === undefined) throw new Error(`stage ${stage.name} names no report`);
  const outcome = readReport(stage.kind, join(root, stage.report), exitOk);
  // The report says what failed; how the run itself went wrong stands in its output.
  const own = outcome.passed === 0 && outcome.failed > 0 ? [tail] : [];
  return { ...outcome, failures: [...outcome.failures, ...late, ...own] };
}

/** Runs one stage to its end. A report of an earlier run is removed first: it must not speak for this one. */
export async function runStage(stage: Stage, options: RunOptions): Promise<Outcome> {
  if (stage.report !== undefined) rmSync(join(options.root, stage.report), { force: true });
  return judge(stage, options.root, await runScript(stage, options));
}
