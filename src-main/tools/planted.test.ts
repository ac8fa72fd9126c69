/**
 * Proves that the repository's own lint and compiler settings catch what they are there for. A copy of the configs and
 * a tree of one clean module per layer is written to a temporary folder, every violation into a file of its own;
 * one lint run and one compiler run per layer must name each, and nothing else.
 */
import { execFile } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { compileCases } from "./planted-compile.ts";
import { lintCases } from "./planted-lint.ts";
import { scaffold } from "./planted-tree.ts";
import { root, tsconfigs } from "./root.ts";
import type { TsConfig } from "./root.ts";

const lintReport = z.object({
  diagnostics: z.array(
    z.object({
      filename: z.string(),
      code: z.string().optional(),
      message: z.string(),
      help: z.string().nullish(),
    }),
  ),
});
type Finding = z.infer<typeof lintReport>["diagnostics"][number];

const temporary = mkdtempSync(join(tmpdir(), "mimik-planted-"));
const lintTree = join(temporary, "lint");
const compileTree = join(temporary, "compile");
let findings: readonly Finding[] = [];
const compiled = new Map<TsConfig, readonly string[]>();

function plant(tree: string, files: Iterable<readonly [path: string, code: string]>): void {
  mkdirSync(tree);
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  for (const name of [...configs, ".oxlintrc.json", "package.json"]) {
    copyFileSync(join(root, name), join(tree, name));
  }
  for (const [path, code] of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), code);
  }
}

/** Runs a tool that is expected to find something: its standard output, whatever its exit code. */
async function output(tree: string, tool: string, args: readonly string[]): Promise<string> {
  const script = join(root, "node_modules", tool);
  const run = promisify(execFile)(process.execPath, [script, ...args], {
    cwd: tree,
    maxBuffer: 16 * 2 ** 20,
  });
  return run.then(
    (done) => done.stdout,
    (failed: { readonly stdout: string }) => failed.stdout,
  );
}

beforeAll(async () => {
  // One level above the trees: there the resolver finds it and the linter does not walk into it.
  symlinkSync(join(root, "node_modules"), join(temporary, "node_modules"));
  plant(lintTree, [...Object.entries(scaffold), ...lintCases.map(({ path, code }) => [path, code] as const)]);
  plant(compileTree, [
    ...Object.entries(scaffold),
    ...compileCases.map(({ path, code }) => [path, code] as const),
  ]);
  const report = await output(lintTree, "oxlint/bin/oxlint", ["--format=json"]);
  findings = lintReport.parse(JSON.parse(report)).diagnostics;
  for (const config of tsconfigs) {
    const text = await output(compileTree, "typescript/bin/tsc", ["-p", config, "--pretty", "false"]);
    compiled.set(config, text.split("\n"));
  }
}, 120_000);

afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
});

describe("a planted violation is caught by lint, by the right rule and with the right words", () => {
  it.each(lintCases)("$name", ({ path, rule, says }) => {
    const here = findings.filter(({ filename }) => filename === path);
    expect(here.map(({ code }) => code)).toEqual([rule]);
    expect(here.map(({ message, help }) => `${message} ${help ?? ""}`).join()).toContain(says);
  });

  it("and nothing else is", () => {
    const planted = new Set(lintCases.map(({ path }) => path));
    expect(findings.filter(({ filename }) => !planted.has(filename))).toEqual([]);
  });
});

describe("a planted violation does not compile in its layer", () => {
  it.each(compileCases)("$name", ({ config, path, diagnostic, says }) => {
    const here = (compiled.get(config) ?? []).filter((line) => line.startsWith(`${path}(`));
    expect(here).toHaveLength(1);
    expect(here.join()).toContain(diagnostic === undefined ? "error TS" : `error ${diagnostic}:`);
    expect(here.join()).toContain(says);
  });

  it("and the clean modules beside it compile in every layer", () => {
    const planted = compileCases.map(({ path }) => `${path}(`);
    const others = [...compiled.values()]
      .flat()
      .filter((line) => line.includes("error TS") && !planted.some((start) => line.startsWith(start)));
    expect(others).toEqual([]);
  });
});
