/**
 * Applies the tidy rules to files and weighs the findings against the exceptions. Pure: takes texts, returns findings.
 */
import type { Exception } from "./exceptions.ts";
import { rules } from "./rules.ts";
import { lineAt, readSource } from "./source.ts";
import type { Source } from "./source.ts";

export interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly says: string;
}

/** Folders that exist in architecture.md: a file elsewhere would belong to no layer and so obey none. */
const MAIN_FOLDERS =
  "core ledger broker runtime host ipc electron serve practice sim bench scenarios tools".split(" ");
const SOURCE = /^(src-main|src-shared|src-renderer|e2e)\/.*(?<!\.(test|spec))\.tsx?$/;

function homeless(path: string): boolean {
  const [top, folder, ...rest] = path.split("/");
  if (top !== "src-main" || folder === undefined) return false;
  return rest.length === 0 || !MAIN_FOLDERS.includes(folder);
}

function shape(source: Source): Finding[] {
  const { path, parseErrors, hasHeader } = source;
  const found: Finding[] = parseErrors.map((says) => ({ rule: "parse", path, line: 1, says }));
  if (SOURCE.test(path) && !hasHeader) {
    const says = "begin with a comment: what the module does, its invariants, what it must not do";
    found.push({ rule: "module-header", path, line: 1, says });
  }
  if (homeless(path)) {
    const says = `move it into one of src-main/{${MAIN_FOLDERS.join(",")}}: elsewhere no layer rule holds`;
    found.push({ rule: "unknown-layer", path, line: 1, says });
  }
  return found;
}

/** Everything that one file breaks, exceptions not yet considered. */
export function inspect(path: string, text: string): readonly Finding[] {
  const source = readSource(path, text);
  const found = shape(source);
  for (const { name, pattern, look, only, except, instead } of rules) {
    if ((only !== undefined && !only.test(path)) || except?.test(path) === true) continue;
    for (const match of source[look].matchAll(pattern)) {
      const says = `\`${text.slice(match.index, match.index + match[0].length).trim()}\`: ${instead}`;
      found.push({ rule: name, path, line: lineAt(text, match.index), says });
    }
  }
  return found;
}

/** Findings that no exception covers, and exceptions that are larger than what they cover. */
export function weigh(found: readonly Finding[], exceptions: readonly Exception[]): readonly Finding[] {
  const key = (entry: { readonly rule: string; readonly path: string }): string =>
    `${entry.rule} ${entry.path}`;
  const groups = Map.groupBy(found, key);
  const remaining: Finding[] = [];
  for (const { rule, path, count } of exceptions) {
    const here = groups.get(`${rule} ${path}`) ?? [];
    groups.delete(`${rule} ${path}`);
    if (here.length > count) remaining.push(...here);
    if (here.length < count) {
      const says = `exceptions.ts allows ${count}, ${here.length} are left: lower or remove the entry`;
      remaining.push({ rule, path, line: 1, says });
    }
  }
  return [...remaining, ...[...groups.values()].flat()];
}
