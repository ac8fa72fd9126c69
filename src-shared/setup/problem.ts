/** A fault of a setup file or of a group's draft, and how zod's issues become some. Pure. */
import type { z } from "../zod.ts";

export interface SetupProblem {
  /** `groups[0].followers[1].sizing.multiplier`; empty for the whole. */
  readonly path: string;
  readonly words: string;
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : `${text}${text === "" ? "" : "."}${String(key)}`,
    "",
  );
}

/** A branch whose kind of value it is, however wrong inside; the others only say that it is none of theirs. */
function branchMeant(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) =>
    issues.every(
      ({ code, path }) => path.length > 0 || (code !== "invalid_type" && code !== "invalid_value"),
    ),
  );
}

function problemsOfIssue(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): SetupProblem[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: pathText([...path, key]), words: "unknown key" }));
  }
  if (issue.code === "invalid_union") {
    const meant = branchMeant(issue.errors);
    if (meant !== undefined && meant.length > 0)
      return meant.flatMap((inner) => problemsOfIssue(inner, path));
  }
  return [{ path: pathText(path), words: issue.message }];
}

export function shapeProblems(error: z.ZodError): SetupProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, []));
}

/** What is wrong with the shape of a value is said once: its meaning is not judged as well. */
export function allProblems(
  shape: readonly SetupProblem[],
  meaning: readonly SetupProblem[],
): readonly SetupProblem[] {
  const said = new Set(shape.map(({ path }) => path));
  return [...shape, ...meaning.filter(({ path }) => !said.has(path))];
}
