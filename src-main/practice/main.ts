/**
 * `npm run practice`: the exchange in a process of its own. One line of JSON on stdout when it is ready, everything
 * else on stderr. Exit codes: 2 usage, 5 port in use. Nothing is kept between runs.
 */
import { parseArgs } from "node:util";
import { defaultUsers, startExchange, type RunningExchange } from "./server.ts";

const USAGE = "Usage: npm run practice -- [--port N] [--seed S]";
const DEFAULT_SEED = 1;
const PASSWORD = "practice";

class UsageError extends Error {}

interface Options {
  readonly port: number;
  readonly seed: number;
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

function readOptions(argv: readonly string[]): Options {
  const values = parseFlags(argv);
  if (values["scenario"] !== undefined) throw new UsageError("--scenario is not supported by this version.");
  return {
    port: integer("port", values["port"], 0, 65_535),
    seed: integer("seed", values["seed"], DEFAULT_SEED, 2_147_483_647),
  };
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
  const { port, seed } = readOptions(process.argv.slice(2));
  const exchange = await startExchange({ port, seed, users: defaultUsers(PASSWORD), log: say });
  shutDownOn(["SIGINT", "SIGTERM"], exchange);
  const ready = {
    event: "ready",
    http: exchange.httpUrl,
    ws: exchange.wsUrl,
    md: exchange.mdUrl,
    users: exchange.users.map(({ name, password, accounts }) => ({ name, password, accounts })),
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
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
