/**
 * What each shipped bundle holds and may load. The facts are the bundler's own (bundle-plugins.ts) plus, for `require`
 * of bundled CommonJS, the parsed code: text inside strings can not be mistaken for an import.
 */
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { parseSync, Visitor } from "vite";
import { z } from "zod";

const reports = z.array(
  z.object({
    file: z.string(),
    entry: z.boolean(),
    imports: z.array(z.string()),
    dynamicImports: z.array(z.string()),
    modules: z.array(z.string()),
  }),
);
export type Chunk = z.infer<typeof reports>[number] & { readonly code: string };
export type Bundle = "main" | "preload" | "client";

const PACKAGED = new Set(["better-sqlite3", "electron"]);
/** Never part of the product, whatever imports it. */
const FORBIDDEN =
  /^src-main\/(tools|bench|sim)\/|\.test\.tsx?$|^e2e\/|node_modules\/(thread-stream|vitest|fast-check)\//;
const ALLOWED: Readonly<Record<Bundle, RegExp>> = {
  main: /^src-(main|shared)\/|^assets\//,
  preload: /^src-main\/electron\/preload|^src-shared\//,
  client: /^src-(renderer|shared)\/|^assets\//,
};
/** Crash points belong to the test build only: neither their switch nor their condition may be left. */
const CRASH_POINTS = /test-crash|MIMIK_TEST_BUILD/;

/** The names that `require` is called with in bundled CommonJS. */
export function required(file: string, code: string): readonly string[] {
  const names: string[] = [];
  new Visitor({
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== "Identifier" || !/^(__)?require$/.test(callee.name)) return;
      if (first?.type === "Literal" && typeof first.value === "string") names.push(first.value);
    },
  }).visit(parseSync(file, code).program);
  return names;
}

function mayLoad(bundle: Bundle, name: string): boolean {
  switch (bundle) {
    case "main":
      return isBuiltin(name) || PACKAGED.has(name);
    case "preload":
      return name === "electron";
    case "client":
      return false;
    default:
      return bundle satisfies never;
  }
}

function loads(chunk: Chunk): readonly string[] {
  return [...chunk.imports, ...chunk.dynamicImports, ...required(chunk.file, chunk.code)];
}

/** Every chunk that loading `entry` can load. */
function reach(chunks: readonly Chunk[], entry: string): readonly Chunk[] {
  const byFile = new Map(chunks.map((chunk) => [chunk.file, chunk]));
  const seen = new Set<Chunk>();
  const open = [entry];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const chunk = byFile.get(name);
    if (chunk === undefined || seen.has(chunk)) continue;
    seen.add(chunk);
    open.push(...loads(chunk));
  }
  return [...seen];
}

/** What is wrong with one bundle of the shipped build; empty when nothing is. */
export function problemsOf(bundle: Bundle, chunks: readonly Chunk[]): readonly string[] {
  const found: string[] = [];
  const files = new Set(chunks.map(({ file }) => file));
  if (chunks.length === 0) found.push(`${bundle}: no chunk was reported`);
  for (const chunk of chunks) {
    const where = `${bundle}/${chunk.file}`;
    for (const name of loads(chunk)) {
      if (!files.has(name) && !mayLoad(bundle, name))
        found.push(`${where} loads ${name}: it is not there at run time`);
    }
    for (const module of chunk.modules) {
      const own = !module.includes("node_modules/") && /^(src-|e2e\/|assets\/)/.test(module);
      if (FORBIDDEN.test(module) || (own && !ALLOWED[bundle].test(module))) {
        found.push(`${where} holds ${module}: it must not be part of this bundle`);
      }
    }
    if (CRASH_POINTS.test(chunk.code)) found.push(`${where} holds a crash point of the test build`);
  }
  return bundle === "main" ? [...found, ...shellProblems(chunks)] : found;
}

function shellProblems(chunks: readonly Chunk[]): readonly string[] {
  const found = ["electron.js", "serve.js"]
    .filter((entry) => !chunks.some(({ file, entry: isEntry }) => isEntry && file === entry))
    .map((entry) => `main/${entry} is missing`);
  if (reach(chunks, "serve.js").some((chunk) => loads(chunk).includes("electron"))) {
    found.push("main/serve.js loads electron: the loopback shell runs in plain Node");
  }
  return found;
}

/** Inline code in the page: the content-security policy would block it. */
export function pageProblems(html: string): readonly string[] {
  const inline = /<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/i.exec(html);
  return inline === null ? [] : [`renderer/index.html has inline code: ${inline[0].trim()}`];
}

/** Reads the reports and files of a build folder and checks all of it. */
export function checkFolder(folder: string): readonly string[] {
  const sources: ReadonlyArray<readonly [Bundle, string]> = [
    ["main", "main"],
    ["preload", "preload"],
    ["client", "renderer"],
  ];
  const found = sources.flatMap(([bundle, subfolder]) => {
    const listed = reports.parse(
      JSON.parse(readFileSync(join(folder, ".bundles", `${bundle}.json`), "utf8")),
    );
    const chunks = listed.map((chunk) =>
      Object.assign(chunk, { code: readFileSync(join(folder, subfolder, chunk.file), "utf8") }),
    );
    return problemsOf(bundle, chunks);
  });
  return [...found, ...pageProblems(readFileSync(join(folder, "renderer/index.html"), "utf8"))];
}
