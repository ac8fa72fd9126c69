/**
 * `npm run serve`: Mimik in a browser, on this machine only. One line of JSON on stdout when it is ready, everything
 * else on stderr. Exit codes: 2 usage or setup, 3 profile in use, 4 unwritable, 5 port, 6 newer ledger.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { parseFlags, type Flags } from "../host/flags.ts";
import { keepRunning, takeUncaught } from "../host/keep-running.ts";
import { defaultProfileFolder } from "../host/profile-folder.ts";
import { readSetupText } from "../host/setup-text.ts";
import { messageOf, StartFailure } from "../host/start-failure.ts";
import { version } from "../host/version.ts";
import { systemClock } from "../runtime/clock.ts";
import { systemTimers } from "../runtime/timers.ts";
import { hasDisplay, isWebPage, openBrowser } from "./open-browser.ts";
import { startShell, type RunningShell } from "./shell.ts";

const SHUTDOWN_MS_MAX = 10_000;

function say(words: string): void {
  process.stderr.write(`${words}\n`);
}

function shutDown(shell: RunningShell, exitCode: number): void {
  const deadline = setTimeout(() => {
    say("Mimik did not shut down in time; the ledger holds everything up to here.");
    process.exit(1);
  }, SHUTDOWN_MS_MAX);
  deadline.unref();
  shell.stop().then(
    () => process.exit(exitCode),
    (error: unknown) => {
      say(`Mimik did not shut down in order: ${messageOf(error)}`);
      process.exit(1);
    },
  );
}

/** The trader's stop, and errors that nothing caught: those end the process only once nothing is open. */
function stopOn(shell: RunningShell): void {
  const { log } = shell.host;
  let stopping = false;
  const once = (exitCode: number): void => {
    if (stopping) return;
    stopping = true;
    shutDown(shell, exitCode);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => once(0));
  for (const stream of [process.stdout, process.stderr]) {
    // Nobody reads it any more (a closed terminal): no reason to stop copying, and the log file has all of it.
    stream.on("error", (error: unknown) => log.info("an output was closed", { why: messageOf(error) }));
  }
  const clock = systemClock();
  const timers = systemTimers(clock);
  takeUncaught(process, keepRunning({ host: shell.host, clock, timers, echo: say, end: () => once(1) }));
}

async function show(shell: RunningShell, flags: Flags): Promise<void> {
  if (!flags.open) return;
  const { platform, env } = process;
  const shown = hasDisplay({ platform, env }) && (await openBrowser(platform, shell.launchUrl()));
  if (!shown) say(`Open Mimik at ${shell.url}`);
}

/** For a login in the browser; where there is none the page shows the address as a link. */
async function showPage(url: string): Promise<boolean> {
  const { platform, env } = process;
  return isWebPage(url) && hasDisplay({ platform, env }) && openBrowser(platform, url);
}

async function main(): Promise<void> {
  // Whatever is created from here on is for its owner only.
  process.umask(0o077);
  const flags = parseFlags(process.argv.slice(2));
  const { platform, env } = process;
  const shell = await startShell({
    folder: flags.profile ?? defaultProfileFolder({ platform, env, home: homedir() }),
    setup: readSetupText(flags.importFile),
    arm: flags.arm,
    port: flags.port,
    version,
    env,
    rendererRoot: join(import.meta.dirname, "../renderer"),
    echo: say,
    openBrowser: showPage,
  });
  stopOn(shell);
  process.stdout.write(`${JSON.stringify({ event: "ready", url: shell.url, pid: process.pid })}\n`);
  await show(shell, flags);
}

main().catch((error: unknown) => {
  say(error instanceof StartFailure ? error.message : `Mimik can not start: ${messageOf(error)}`);
  process.exit(error instanceof StartFailure ? error.exitCode : 1);
});
