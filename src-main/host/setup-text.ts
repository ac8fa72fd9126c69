/** Reads the file that `--import` names, for both shells. What is in it is judged by settings-plan.ts. */
import { readFileSync } from "node:fs";
import type { SetupText } from "./settings-plan.ts";
import { messageOf, StartFailure } from "./start-failure.ts";

/** @throws StartFailure `usage` when it can not be read. */
export function readSetupText(file: string | null): SetupText | null {
  if (file === null) return null;
  try {
    return { file, text: readFileSync(file, "utf8") };
  } catch (error) {
    throw new StartFailure("usage", `The setup file ${file} can not be read: ${messageOf(error)}`, error);
  }
}
