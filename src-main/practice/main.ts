/**
 * `npm run practice`: the exchange in a process of its own. One line of JSON on stdout when it is ready, everything
 * else on stderr. With a scenario its seed and clock hold, and it is played once the line is out. Exit codes: 2 usage,
 * 5 port in use. Nothing is kept between runs.
 */
import { parseArgs } from "node:util";
import { scaledClock, systemClock } from "./clock.ts";
import { readScenario } from "./scenario-file.ts";
import type { Scenario } from "./scenario-schema.ts";
import { defaultUsers, startExchange, type RunningExchange } from "./server.ts";

const USAGE = "Usage: npm run practice -- [--port N] [--seed S] [--scenario FILE]";
const DEFAULT_SEED = 1;
const PASSWORD = "practice";

class UsageError extends Error {}

interface Options {
  readonly port: number;
  readonly seed: number;
  readonly scenario: Scenario | undefined;
}

function integer(name: string, text: string | undefined, fallback: number, max: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value > max)
    throw new UsageError(`--${name} takes a whole number from 0 to ${max}.`);
  return value;
}

function parseFlags(argv: readonly string[]): Record<string, string | undefined> {
  try {
    const flags = {
      port: { type: "string" },
      seed: { type: "string" },
      scenario: { type: "string" },
    } as const;
    return parseArgs({ args: [...argv], options: flags, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function scenarioOf(file: string | undefined): Scenario | undefined {
  if (file === undefined) return undefined;
  const read = readScenario(file);
  if (read.ok) return read.scenario;
  throw new UsageError(`--scenario ${file} can not be played:\n  ${read.problems.join("\n  ")}`);
}

function readOptions(argv: readonly string[]): Options {
  const values = parseFlags(argv);
  const scenario = scenarioOf(values["scenario"]);
  return {
    port: integer("port", values["port"], 0, 65_535),
    seed: integer("seed", values["seed"], scenario?.seed ?? DEFAULT_SEED, 2_147_483_647),
    scenario,
  };
}

function bookClockOf(scenario: Scenario | undefined) {
  if (scenario?.clock.kind !== "virtual") return {};
  const { start, speed } = scenario.clock;
  return { bookClock: scaledClock(systemClock, Date.parse(start), speed) };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function shutDownOn(signals: readonly NodeJS.Signals[], exchange: RunningExchange): void {
  let closing = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (closing) return;
      closing = true;
      exchange.close().then(
        () => process.exit(0),
        (error: unknown) => {
          say(`The practice exchange did not shut down in order: ${String(error)}`);
          process.exit(1);
        },
      );
    });
  }
}

async function main(): Promise<void> {
  const { port, seed, scenario } = readOptions(process.argv.slice(2));
  const clocks = bookClockOf(scenario);
  const exchange = await startExchange({ port, seed, users: defaultUsers(PASSWORD), log: say, ...clocks });
  shutDownOn(["SIGINT", "SIGTERM"], exchange);
  const ready = {
    event: "ready",
    http: exchange.httpUrl,
    ws: exchange.wsUrl,
    md: exchange.mdUrl,
    users: exchange.users.map(({ name, password, accounts }) => ({ name, password, accounts })),
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  const refusal = scenario && exchange.scenarios.play(scenario);
  if (refusal !== undefined) say(refusal);
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    say(`${error.message}\n${USAGE}`);
    process.exitCode = 2;
  } else if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    say("The practice exchange could not start: that port is already in use. Choose another with --port.");
    process.exitCode = 5;
  } else {
    say(`The practice exchange could not start: ${String(error)}`);
    process.exitCode = 1;
  }
});
