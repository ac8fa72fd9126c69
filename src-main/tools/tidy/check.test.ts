/** Each tidy rule against a planted text that it must catch and a neighbour that it must leave alone. */
import { describe, expect, it } from "vitest";
import { inspect, weigh } from "./check.ts";
import { rules } from "./rules.ts";

const HEADER = "/** What this does. */\n";
const CORE = "src-main/core/a.ts";

interface Case {
  readonly rule: string;
  readonly path: string;
  readonly bad: string;
  /** The same words where they are harmless: in a comment, in a string, or as the replacement. */
  readonly good: string;
}

const cases: readonly Case[] = [
  { rule: "parse-float", path: CORE, bad: "parseFloat(text);", good: "parse(text); // parseFloat(text)" },
  { rule: "to-fixed", path: "src-main/ledger/a.ts", bad: "price.toFixed(2);", good: `say(".toFixed(2)");` },
  {
    rule: "to-locale-string",
    path: "src-renderer/a.tsx",
    bad: "day.toLocaleString();",
    good: "formatDay(day);",
  },
  {
    rule: "interval",
    path: "src-main/broker/a.ts",
    bad: "setInterval(beat, 2500);",
    good: "every(2500, beat);",
  },
  { rule: "wall-clock", path: "src-main/host/a.ts", bad: "new Date();", good: "new Date(clock.now());" },
  {
    rule: "json-parse",
    path: "src-main/runtime/a.ts",
    bad: "JSON.parse(text);",
    good: "JSON.stringify(text);",
  },
  {
    rule: "dynamic-import",
    path: "src-main/host/a.ts",
    bad: `const a = import("./b.ts");`,
    good: `import type { B } from "./b.ts";`,
  },
  { rule: "async-core", path: CORE, bad: "async function a() {}", good: "function a() {} // not async" },
  { rule: "exit", path: "src-main/host/a.ts", bad: "process.exit(1);", good: "process.exitCode = 1;" },
  {
    rule: "raw-ipc",
    path: "src-main/ipc/a.ts",
    bad: `ipcMain.handle("a", b);`,
    good: `handlers.on("ipcMain", b);`,
  },
  {
    rule: "raw-html",
    path: "src-renderer/a.tsx",
    bad: "element.innerHTML = text;",
    good: "element.textContent = text;",
  },
  {
    rule: "trade-default",
    path: CORE,
    bad: `const side = order.side ?? "Buy";`,
    good: `const side = order.side ?? refuse("no side"); const why = reason ?? "";`,
  },
  {
    rule: "trade-default",
    path: "src-main/broker/a.ts",
    bad: "const q = order.quantity || 1;",
    good: "const q = a || b;",
  },
  {
    rule: "wire-default",
    path: "src-main/broker/a.ts",
    bad: "const q = wire.qty ?? 0;",
    good: "const q = wire.qty; const p = request.priority ?? 0;",
  },
  {
    rule: "double-cast",
    path: CORE,
    bad: "const a = b as unknown as C;",
    good: "const a = z.string() as unknown as z.ZodType<C, string>;",
  },
  {
    rule: "swallowed-error",
    path: "src-main/host/a.ts",
    bad: "work().catch(() => {});",
    good: "work().catch(report);",
  },
  {
    rule: "swallowed-error",
    path: "src-main/host/a.ts",
    bad: "try { work(); } catch { /* fine */ }",
    good: "try { work(); } catch (error) { report(error); }",
  },
  {
    rule: "real-money",
    path: "src-main/ledger/a.ts",
    bad: "const sql = `CREATE TABLE a (b REAL) STRICT`;",
    good: "const sql = `CREATE TABLE a (b INTEGER) STRICT`; // no REAL",
  },
  { rule: "leftover", path: "README.md", bad: "TODO: write", good: "Nothing to do." },
  { rule: "ts-comment", path: CORE, bad: "// @ts-ignore", good: "// ts-ignore is a name" },
  { rule: "lint-disable", path: CORE, bad: "// oxlint-disable-next-line no-eval", good: "// disabled" },
  {
    rule: "partial-test-run",
    path: "src-main/core/a.test.ts",
    bad: "it.skip('a');",
    good: "it.each([])('a');",
  },
  { rule: "partial-test-run", path: "e2e/a.spec.ts", bad: "test.describe.only('a');", good: "test('only');" },
  { rule: "machine-path", path: "docs/a.md", bad: "see /home/me/mimik", good: "see src-main/home/" },
  { rule: "registry-host", path: ".npmrc", bad: "registry=https://registry.npmjs.org/", good: "fund=false" },
  { rule: "merge-marker", path: "README.md", bad: "<<<<<<< ours\n", good: "a <<<<<<< b" },
];

const broken = (path: string, body: string): string[] => {
  const text = /\.tsx?$/.test(path) ? HEADER + body : body;
  return inspect(path, text).map(({ rule }) => rule);
};

describe("every rule", () => {
  it.each(cases)("$rule finds: $bad", ({ rule, path, bad }) => {
    expect(broken(path, bad)).toEqual([rule]);
  });

  it.each(cases)("$rule leaves alone: $good", ({ path, good }) => {
    expect(broken(path, good)).toEqual([]);
  });

  it("has a case here, and says what to write instead", () => {
    expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
    for (const { instead } of rules) expect(instead).not.toBe("");
  });
});

describe("shape", () => {
  it("a module without a header comment is found, one whose header follows its imports is not", () => {
    expect(inspect(CORE, "export const a = 1;\n/** late */").map(({ rule }) => rule)).toEqual([
      "module-header",
    ]);
    expect(inspect(CORE, `import { b } from "./b.ts";\n/** Does. */\nexport const a = b;`)).toEqual([]);
  });

  it("a file outside the known layers is found", () => {
    expect(broken("src-main/util/a.ts", "")).toEqual(["unknown-layer"]);
    expect(broken("src-main/a.ts", "")).toEqual(["unknown-layer"]);
  });

  it("a file that does not parse is found, not passed over", () => {
    expect(broken(CORE, "const = 1;")).toContain("parse");
  });

  it("names the line of the finding and its replacement", () => {
    const [finding] = inspect(CORE, `${HEADER}\nparseFloat(a);`);
    expect(finding).toMatchObject({ line: 3, rule: "parse-float" });
    expect(finding?.says).toContain("src-shared/money.ts");
  });
});

describe("a template's hole is code, its text is not", () => {
  it("finds the call in the hole only", () => {
    expect(broken(CORE, "const a = `parseFloat(1) ${b} parseFloat(2)`;")).toEqual([]);
    expect(broken(CORE, "const a = `x ${parseFloat(b)} y`;")).toEqual(["parse-float"]);
  });
});

describe("exceptions", () => {
  const found = inspect(CORE, `${HEADER}parseFloat(a);\nparseFloat(b);`);
  const entry = { rule: "parse-float", path: CORE, because: "planted" };

  it("cover exactly what they count", () => {
    expect(weigh(found, [{ ...entry, count: 2 }])).toEqual([]);
  });

  it("that are too small let every finding show", () => {
    expect(weigh(found, [{ ...entry, count: 1 }])).toHaveLength(2);
  });

  it("that are too large or for nothing have to shrink", () => {
    expect(weigh(found, [{ ...entry, count: 3 }])[0]?.says).toContain("allows 3, 2 are left");
    expect(weigh([], [{ ...entry, count: 1 }])).toHaveLength(1);
  });

  it("cover no other file", () => {
    expect(weigh(found, [{ ...entry, path: "src-main/core/b.ts", count: 2 }])).toHaveLength(3);
  });
});
