/** Starts one run in processes of its own and gives back what it measured. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RecoverySamples, RecoverySpec, RecoveryWord } from "./recovery-spec.ts";
import type { RunSamples, RunSpec, SubjectWord } from "./spec.ts";

type Word = SubjectWord | RecoveryWord;

/** @throws Error when the run could not be measured. */
async function run<Result extends Word>(
  script: URL,
  spec: object,
): Promise<Extract<Result, { samples: object }>> {
  const child = fork(fileURLToPath(script), [JSON.stringify(spec)], {
    execArgv: [],
  });
  const exited = once(child, "exit").then(([code]): [Word] => [
    { kind: "failed", why: `the measuring process ended (${String(code)})` },
  ]);
  const [word] = (await Promise.race([once(child, "message"), exited])) as [Result];
  await exited;
  if (word.kind === "failed") throw new Error(word.why);
  return word as Extract<Result, { samples: object }>;
}

/** @throws Error when the run could not be measured. */
export async function runOnce(spec: RunSpec): Promise<RunSamples> {
  return (await run<SubjectWord>(new URL("./subject.ts", import.meta.url), spec)).samples;
}

/** @throws Error when the run could not be measured. */
export async function recoverOnce(spec: RecoverySpec): Promise<RecoverySamples> {
  return (await run<RecoveryWord>(new URL("./recovery.ts", import.meta.url), spec)).samples;
}
