/** Starts one run in processes of its own and gives back what it measured. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RunSamples, RunSpec, SubjectWord } from "./spec.ts";

/** @throws Error when the run could not be measured. */
export async function runOnce(spec: RunSpec): Promise<RunSamples> {
  const subject = fileURLToPath(new URL("./subject.ts", import.meta.url));
  const child = fork(subject, [JSON.stringify(spec)], { execArgv: [] });
  const exited = once(child, "exit").then(([code]): [SubjectWord] => [
    { kind: "failed", why: `the measuring process ended (${String(code)})` },
  ]);
  const [word] = (await Promise.race([once(child, "message"), exited])) as [SubjectWord];
  await exited;
  if (word.kind === "failed") throw new Error(word.why);
  return word.samples;
}
