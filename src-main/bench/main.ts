/**
 * `npm run bench -- [--short] [--json FILE]`: how long a leader's fill takes to become follower orders on the socket,
 * against the least that any program would need on this machine in the same minute (docs/benchmarks). The result goes to
 * stdout, progress to stderr. Exit codes: 1 failed (short form: also a gross regression), 2 usage.
 */
import { writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { decideLines, decideRegressions } from "./decide-report.ts";
import { measureDeciding, type DecideSamples, type DecideSpec } from "./decide.ts";
import { figuresOf, floorMove, isVoid } from "./figures.ts";
import { planOf, VOID_MAX, type Case } from "./plan.ts";
import { recoveryLines, recoveryRegressions } from "./recovery-report.ts";
import type { RecoverySamples, RecoverySpec } from "./recovery-spec.ts";
import { isJudged, linesOf, regressions, type CaseFigures, type Machine } from "./report.ts";
import { recoverOnce, runOnce } from "./run.ts";
import type { RunSamples } from "./spec.ts";

const USAGE = "Usage: npm run bench -- [--short] [--only decide|recovery|copy] [--json FILE]";
const SEED = 20_261_122;

class UsageError extends Error {}

/** `decide` is T3's growth, `recovery` T7, T16 and T17, `copy` T1 and T2. */
const parts = ["decide", "recovery", "copy"] as const;
type Part = (typeof parts)[number];

interface Flags {
  readonly short: boolean;
  readonly parts: readonly Part[];
  readonly json: string | null;
}

function readFlags(): Flags {
  try {
    const short = { type: "boolean", default: false } as const;
    const options = { short, only: { type: "string" }, json: { type: "string" } } as const;
    const { values } = parseArgs({ options, strict: true });
    const { short: isShort, only, json = null } = values;
    if (only === undefined) return { short: isShort, parts, json };
    const wanted = parts.filter((part) => part === only);
    if (wanted.length === 0) throw new Error(`--only takes ${parts.join(", ")}.`);
    return { short: isShort, parts: wanted, json };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function progress(words: string): void {
  process.stderr.write(`${words}\n`);
}

async function measure(one: Case): Promise<CaseFigures> {
  const good: RunSamples[] = [];
  let voidRuns = 0;
  for (let seed = SEED; good.length < one.runs; seed += 1) {
    const samples = await runOnce({ ...one.spec, seed });
    const moved = floorMove(samples).toFixed(2);
    const isGood = !isVoid(samples);
    if (isGood) good.push(samples);
    else voidRuns += 1;
    progress(
      `${one.name}: run ${good.length} of ${one.runs}, floor moved ${moved} ×${isGood ? "" : ", void"}`,
    );
    if (voidRuns > VOID_MAX) throw new Error(`${one.name}: too many void runs, the machine is too busy`);
  }
  const { followers } = one.spec;
  return {
    name: one.name,
    followers,
    judged: isJudged(followers, one.name),
    runs: good.length,
    voidRuns,
    figures: {
      "ws floor": figuresOf(good, "ws floor"),
      "raw floor": figuresOf(good, "raw floor"),
      T1: figuresOf(good, "T1"),
      T2: figuresOf(good, "T2"),
    },
  };
}

function load(): number {
  const [oneMinute = 0] = loadavg();
  return oneMinute;
}

const recovery: Readonly<Record<"full" | "short", RecoverySpec>> = {
  full: { flattens: 100, silences: 5, reconnects: 20 },
  short: { flattens: 20, silences: 1, reconnects: 4 },
};

const deciding: Readonly<Record<"full" | "short", DecideSpec>> = {
  full: { rounds: 2000 },
  short: { rounds: 300 },
};

interface Measured {
  readonly decided: DecideSamples | null;
  readonly recovered: RecoverySamples | null;
  readonly cases: readonly CaseFigures[];
}

/** Deciding comes first, in this process: nothing has run here that the compiler could know. */
async function measureAll({ short, parts: wanted }: Flags): Promise<Measured> {
  const form = short ? "short" : "full";
  let decided: DecideSamples | null = null;
  if (wanted.includes("decide")) {
    progress("decide: T3");
    decided = measureDeciding(deciding[form]);
  }
  let recovered: RecoverySamples | null = null;
  if (wanted.includes("recovery")) {
    progress("recovery: T7, T16, T17");
    recovered = await recoverOnce(recovery[form]);
  }
  const cases: CaseFigures[] = [];
  if (wanted.includes("copy")) for (const one of planOf(short)) cases.push(await measure(one));
  return { decided, recovered, cases };
}

function machineOf(loadBefore: number): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown processor",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    date: new Date().toISOString(),
    loadBefore,
    loadAfter: load(),
  };
}

async function bench(): Promise<number> {
  const flags = readFlags();
  const loadBefore = load();
  const { decided, recovered, cases } = await measureAll(flags);
  const machine = machineOf(loadBefore);
  const lines = [
    ...(decided === null ? [] : decideLines(decided)),
    ...(recovered === null ? [] : recoveryLines(recovered)),
    ...linesOf(cases, machine),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  const { short, json } = flags;
  if (json !== null) {
    writeFileSync(
      json,
      `${JSON.stringify({ short, machine, cases, recovery: recovered, decided }, null, 2)}\n`,
    );
  }
  const worse = short
    ? [
        ...regressions(cases),
        ...(recovered === null ? [] : recoveryRegressions(recovered)),
        ...(decided === null ? [] : decideRegressions(decided)),
      ]
    : [];
  for (const words of worse) progress(words);
  return worse.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await bench();
} catch (error) {
  const usage = error instanceof UsageError;
  progress(usage ? `${error.message}\n${USAGE}` : String(error));
  process.exitCode = usage ? 2 : 1;
}
