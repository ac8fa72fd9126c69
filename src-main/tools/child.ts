/** Waiting for a child process to end. */
import type { ChildProcess } from "node:child_process";

/** Resolves with the exit code, or with the signal that ended the child; rejects when it could not be started. */
export function ended(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code !== null) resolve(code);
      else if (signal !== null) resolve(signal);
      else reject(new Error("the child ended without code and signal"));
    });
  });
}
