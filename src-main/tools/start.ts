/**
 * `npm start`: builds what is stale and opens Mimik in Electron; where that is not possible, says so in one line and
 * opens the loopback shell in this process.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseFlags } from "../host/flags.ts";
import { StartFailure } from "../host/start-failure.ts";
import { hasDisplay } from "../serve/open-browser.ts";
import { ensureBuilt } from "./build.ts";
import { ended } from "./child.ts";
import { electronBinary, fetchElectron } from "./electron-binary.ts";
import { root } from "./root.ts";
import { couldNotStart, lines, planStart } from "./start-plan.ts";

async function runElectron(
  binary: string,
  words: readonly string[],
): Promise<number | NodeJS.Signals | "failed"> {
  const child = spawn(binary, [root, ...words], { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on("SIGINT", pass).on("SIGTERM", pass);
  try {
    return await ended(child);
  } catch {
    return "failed";
  } finally {
    process.off("SIGINT", pass).off("SIGTERM", pass);
  }
}

async function openInBrowser(folder: string, line: string): Promise<void> {
  process.stderr.write(`${line}\n`);
  await import(pathToFileURL(join(folder, "main/serve.js")).href);
}

async function start(): Promise<void> {
  const words = process.argv.slice(2);
  // The shells parse again; here wrong flags are told before anything is built or fetched.
  parseFlags(words);
  const folder = await ensureBuilt();
  const { platform, env } = process;
  const facts = {
    hasDisplay: hasDisplay({ platform, env }),
    isRoot: platform === "linux" && process.getuid?.() === 0,
    binary: electronBinary(),
    mayFetch: env["MIMIK_NO_ELECTRON_FETCH"] !== "1",
  };
  let plan = planStart(facts);
  if (plan.kind === "fetch") {
    const binary = await fetchElectron();
    plan = binary === undefined ? { kind: "browser", line: lines.notFetched } : { kind: "electron", binary };
  }
  if (plan.kind === "browser") {
    await openInBrowser(folder, plan.line);
    return;
  }
  const status = await runElectron(plan.binary, words);
  if (couldNotStart(status)) await openInBrowser(folder, lines.notStarted);
  else process.exitCode = typeof status === "number" ? status : 1;
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof StartFailure ? error.exitCode : 1;
});
