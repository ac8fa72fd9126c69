/**
 * What lint must catch: one small violation per file, with the rule and the words that must catch it.
 * The files live in a temporary tree, never in this one.
 */

export interface LintCase {
  readonly name: string;
  readonly path: string;
  readonly code: string;
  /** Rule id as oxlint prints it, e.g. `import(no-cycle)`; undefined for its own report on disable comments. */
  readonly rule: string | undefined;
  /** Part of the message or help that tells the author what to use instead. */
  readonly says: string;
}

const RESTRICTED_IMPORT = "eslint(no-restricted-imports)";
const RESTRICTED_GLOBAL = "eslint(no-restricted-globals)";
const RESTRICTED_PROPERTY = "eslint(no-restricted-properties)";

function imports(path: string, target: string, says: string): LintCase {
  const code = `import * as other from "${target}";\nexport const used = Object.keys(other);\n`;
  return { name: `${path} imports ${target}`, path, code, rule: RESTRICTED_IMPORT, says };
}

function globalIn(folder: string, name: string, expression: string, says: string): LintCase {
  const path = `${folder}/global-${name}.ts`;
  const code = `export const planted = () => ${expression};\n`;
  return { name: `${name} in ${folder}`, path, code, rule: RESTRICTED_GLOBAL, says };
}

const wrongWay: readonly LintCase[] = [
  imports("src-shared/up-core.ts", "../src-main/core/step.ts", "src-shared is a leaf"),
  imports("src-shared/ipc/up-renderer.ts", "../../src-renderer/state/store.ts", "src-shared is a leaf"),
  imports("src-shared/up-node.ts", "node:fs", "only zod and temporal-polyfill"),
  imports("src-shared/up-package.ts", "ws", "only zod and temporal-polyfill"),
  imports("src-shared/up.test.ts", "ws", "only vitest, fast-check and node:*"),
  imports("src-main/core/up-ledger.ts", "../ledger/open.ts", "src-main/core imports only"),
  imports("src-main/core/risk/up-broker.ts", "../../broker/port.ts", "src-main/core imports only"),
  imports("src-main/core/up-runtime.ts", "../../src-main/runtime/clock.ts", "src-main/core imports only"),
  imports("src-main/core/up-node.ts", "node:fs", "The core is pure"),
  imports("src-main/core/up-package.ts", "better-sqlite3", "The core is pure"),
  imports("src-main/core/up-renderer.ts", "../../src-renderer/state/store.ts", "never imports the renderer"),
  imports("src-main/core/up.test.ts", "../ledger/open.ts", "src-main/core imports only"),
  imports("src-main/ledger/up-host.ts", "../host/application.ts", "src-main/ledger imports only"),
  imports("src-main/ledger/across-broker.ts", "../broker/port.ts", "src-main/ledger imports only"),
  imports("src-main/broker/across-ledger.ts", "../ledger/open.ts", "src-main/broker imports only"),
  imports(
    "src-main/broker/tradovate/up-practice.ts",
    "../../practice/server.ts",
    "src-main/broker imports only",
  ),
  imports("src-main/broker/up-sqlite.ts", "better-sqlite3", "SQLite is opened in"),
  imports("src-main/runtime/up-host.ts", "../host/application.ts", "src-main/runtime imports only"),
  imports("src-main/runtime/into-wire.ts", "../broker/tradovate/wire.ts", "broker/port.ts only"),
  imports("src-main/host/up-ipc.ts", "../ipc/handlers.ts", "host knows no shell"),
  imports("src-main/host/up-electron.ts", "electron", "Only src-main/electron may import electron"),
  imports("src-main/ipc/up-serve.ts", "../serve/http.ts", "src-main/ipc imports host and below"),
  imports("src-main/ipc/raw-api.ts", "electron/main", "Only src-main/electron may import electron"),
  imports("src-main/practice/into-core.ts", "../core/step.ts", "The practice exchange imports only"),
  imports(
    "src-main/practice/into-client.ts",
    "../broker/tradovate/frame.ts",
    "shares no code with the client",
  ),
  imports("src-main/electron/preload-wide.ts", "../ipc/handlers.ts", "A sandboxed preload imports only"),
  imports("src-main/electron/across-serve.ts", "../serve/http.ts", "never the other shell"),
  imports("src-main/serve/across-electron.ts", "../electron/window.ts", "never the other shell"),
  imports("src-main/serve/up-renderer.ts", "../../src-renderer/state/store.ts", "never imports the renderer"),
  imports("src-main/serve/up-tools.ts", "../tools/say.ts", "never the other shell"),
  imports("src-main/sim/up-electron.ts", "electron", "Only src-main/electron may import electron"),
  imports("src-renderer/into-main.ts", "../src-main/runtime/run.ts", "src-renderer imports only src-shared"),
  imports("src-renderer/into-node.ts", "node:fs", "no Node and no network"),
  imports("src-renderer/into-electron.ts", "electron", "no Node and no network"),
  imports("src-renderer/shared.test.ts", "../src-main/runtime/run.ts", "A renderer test imports only"),
  imports("e2e/into-electron.ts", "electron", "Only src-main/electron may import electron"),
];

const impure: readonly LintCase[] = [
  globalIn("src-main/core", "Date", "new Date()", "clock that is passed in"),
  globalIn("src-main/core", "setTimeout", "setTimeout(() => 1, 1)", "return an effect"),
  globalIn("src-main/core", "console", `console.log("x")`, "return a fact or an event"),
  globalIn("src-main/core", "process", "process.pid", "take the value as an argument"),
  globalIn("src-main/core", "performance", "performance.now()", "clock that is passed in"),
  globalIn("src-main/core", "globalThis", "globalThis.Date", "take the value as an argument"),
  globalIn("src-main/core", "Promise", "Promise.resolve(1)", "The core is synchronous"),
  globalIn("src-main/core", "document", "document === null", "no DOM"),
  globalIn("src-shared", "Date", "Date.now()", "clock that is passed in"),
  globalIn("src-shared", "fetch", `fetch("x")`, "return an effect"),
  globalIn("src-main/host", "console", `console.log("x")`, "logger of src-main/host"),
  globalIn(
    "src-renderer/state",
    "WebSocket",
    `new WebSocket("ws://127.0.0.1:1")`,
    "through src-renderer/transport",
  ),
  ...["src-main/core", "src-shared", "src-main/host"].map((folder) => ({
    name: `Math.random in ${folder}`,
    path: `${folder}/random.ts`,
    code: `export const planted = () => Math.random();\n`,
    rule: RESTRICTED_PROPERTY,
    says: "rng that is passed in",
  })),
  {
    name: "Temporal.Now in the core",
    path: "src-main/core/temporal-now.ts",
    code: `import { Temporal } from "temporal-polyfill";\nexport const planted = () => Temporal.Now.instant();\n`,
    rule: RESTRICTED_PROPERTY,
    says: "clock that is passed in",
  },
  {
    name: "Date.now outside the clock",
    path: "src-main/host/now.ts",
    code: `export const planted = () => Date.now();\n`,
    rule: RESTRICTED_PROPERTY,
    says: "clock that is passed in",
  },
];

const unsafe: readonly LintCase[] = [
  {
    name: "any",
    path: "src-main/core/any.ts",
    code: `export const planted = (value: any) => String(value);\n`,
    rule: "typescript(no-explicit-any)",
    says: "any",
  },
  {
    name: "any out of JSON.parse",
    path: "src-main/host/implicit-any.ts",
    code: `export function planted(text: string): number {\n  const parsed = JSON.parse(text);\n  return Number(parsed);\n}\n`,
    rule: "typescript(no-unsafe-assignment)",
    says: "any",
  },
  {
    name: "non-null assertion",
    path: "src-main/core/non-null.ts",
    code: `export const planted = (values: readonly number[]) => values[0]!;\n`,
    rule: "typescript(no-non-null-assertion)",
    says: "non-null assertion",
  },
  {
    name: "floating promise",
    path: "src-main/host/floating.ts",
    code: `export function planted(work: () => Promise<void>): void {\n  work();\n}\n`,
    rule: "typescript(no-floating-promises)",
    says: "Promises must be awaited",
  },
  {
    name: "switch that misses a member",
    path: "src-main/core/switch.ts",
    code: `export function planted(side: "buy" | "sell"): number {\n  switch (side) {\n    case "buy":\n      return 1;\n  }\n  return 0;\n}\n`,
    rule: "typescript(switch-exhaustiveness-check)",
    says: `"sell"`,
  },
  {
    name: "switch that hides a member behind a default",
    path: "src-main/core/switch-default.ts",
    code: `export function planted(side: "buy" | "sell"): number {\n  switch (side) {\n    case "buy":\n      return 1;\n    default:\n      return 0;\n  }\n}\n`,
    rule: "typescript(switch-exhaustiveness-check)",
    says: `"sell"`,
  },
  {
    name: "import cycle",
    path: "src-main/core/cycle-a.ts",
    code: `import { b } from "./cycle-b.ts";\nexport const a = (): number => b();\n`,
    rule: "import(no-cycle)",
    says: "cycle",
  },
  {
    name: "import cycle, other half",
    path: "src-main/core/cycle-b.ts",
    code: `import { a } from "./cycle-a.ts";\nexport const b = (): number => a();\n`,
    rule: "import(no-cycle)",
    says: "cycle",
  },
  {
    name: "@ts-expect-error",
    path: "src-main/core/ts-comment.ts",
    code: `// @ts-expect-error\nexport const planted: number = "1";\n`,
    rule: "typescript(ban-ts-comment)",
    says: "@ts-expect-error",
  },
  {
    name: "function of 61 lines",
    path: "src-main/core/long-function.ts",
    code: `export function planted(): number {\n${"  // step\n".repeat(58)}  return 1;\n}\n`,
    rule: "eslint(max-lines-per-function)",
    says: "Maximum allowed is 60",
  },
  {
    name: "file of 301 lines",
    path: "src-main/core/long-file.ts",
    code: `${"// line\n".repeat(300)}export const planted = 1;\n`,
    rule: "eslint(max-lines)",
    says: "Maximum allowed is 300",
  },
  {
    name: "a test that runs alone",
    path: "src-main/core/alone.test.ts",
    code: `import { expect, it } from "vitest";\nit.only("runs alone", () => {\n  expect(1).toBe(1);\n});\n`,
    rule: "vitest(no-focused-tests)",
    says: "focused",
  },
  {
    name: "a disable comment that nothing needs",
    path: "src-main/core/unused-disable.ts",
    code: `// oxlint-disable-next-line no-eval\nexport const planted = 1;\n`,
    rule: undefined,
    says: "no problems were reported",
  },
];

export const lintCases: readonly LintCase[] = [...wrongWay, ...impure, ...unsafe];
