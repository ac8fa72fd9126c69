/** Reads the file of `--scenario`. Every problem is reported at once, each with its path. */
import { readFileSync } from "node:fs";
import { problemsOf, scenarioSchema, type Scenario } from "./scenario-schema.ts";

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly string[] };

export function readScenario(file: string): ReadScenario {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
  const parsed = scenarioSchema.safeParse(content);
  return parsed.success
    ? { ok: true, scenario: parsed.data }
    : { ok: false, problems: problemsOf(parsed.error) };
}
