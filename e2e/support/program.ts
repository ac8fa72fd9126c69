/**
 * Programs that the specs start: as a trader or a script starts them, judged by stdout, stderr and exit code alone.
 * Nothing that was started outlives its test.
 */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect } from "playwright/test";

const root = join(import.meta.dirname, "../..");

/** The shipped bundle; `src-main/tools/e2e.ts` builds it once for all specs. */
const SERVE = join(root, "out/main/serve.js");

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Program {
  /** The line of JSON that says that it is ready. */
  readonly ready: unknown;
  readonly pid: number;
  /** Everything on stderr so far. */
  log(): string;
  /** Sends the signal and waits for the end. Harmless when it has ended already. */
  end(signal: NodeJS.Signals): Promise<Exit>;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Env = Readonly<Record<string, string>>;

/** Where Node keeps what it compiled: starting a program costs half of it again otherwise, in every test. */
const CACHE = join(root, "out/.compile-cache");

type Child = ChildProcessByStdio<null, Readable, Readable>;

function run(script: string, parameters: readonly string[], env: Env): Child {
  // Nothing of the machine's display or profile may reach the program under test.
  // Two colour settings that contradict each other make Node warn on stderr.
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, FORCE_COLOR: _color, ...inherited } = process.env;
  return spawn(process.execPath, [script, ...parameters], {
    cwd: root,
    env: { ...inherited, NODE_COMPILE_CACHE: CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function exitOf(child: Child): Promise<Exit> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return { code: child.exitCode, signal: child.signalCode };
}

async function started(child: Child): Promise<Program> {
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    log += piece;
  });
  const exited = exitOf(child);
  const line = once(createInterface(child.stdout), "line").then(([first]) => String(first));
  const first = await Promise.race([line, exited.then((exit) => exit)]);
  if (typeof first !== "string" || child.pid === undefined) {
    throw new Error(`The program ended before it was ready: ${JSON.stringify(first)}\n${log}`);
  }
  return {
    ready: JSON.parse(first),
    pid: child.pid,
    log: () => log,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

/** `npm run practice`, in a process of its own. */
export function startPractice(seed: number): Promise<Program> {
  const main = join(root, "src-main/practice/main.ts");
  return started(run(main, ["--port", "0", "--seed", String(seed)], {}));
}

/** The built loopback shell. */
export function startServe(flags: readonly string[], env: Env): Promise<Program> {
  return started(run(SERVE, ["--no-open", ...flags], env));
}

/** The built loopback shell, for a start that must fail. */
export async function failedServe(flags: readonly string[], env: Env = {}): Promise<Outcome> {
  const child = run(SERVE, ["--no-open", ...flags], env);
  const [exit, stdout, stderr] = await Promise.all([exitOf(child), text(child.stdout), text(child.stderr)]);
  return { code: exit.code, stdout, stderr };
}

/** What must hold for every start that fails: one sentence for the trader, nothing for scripts, its own exit code. */
export function expectOneSentence(outcome: Outcome, code: number): void {
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(outcome.stderr).toMatch(/^[A-Z]/u);
  expect(outcome.stderr).not.toMatch(/\bat .*:\d+:\d+|Error:/u);
}
