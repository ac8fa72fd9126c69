/** The bundle check against planted bundles: each forbidden load or content is found, look-alikes in text are not. */
import { describe, expect, it } from "vitest";
import { pageProblems, problemsOf, required } from "./check-bundles.ts";
import type { Chunk } from "./check-bundles.ts";

const chunk = (file: string, rest: Partial<Chunk> = {}): Chunk => ({
  file,
  entry: false,
  imports: [],
  dynamicImports: [],
  modules: [],
  code: "",
  ...rest,
});
const electron = chunk("electron.js", { entry: true, imports: ["electron", "host-1.js"] });
const serve = chunk("serve.js", { entry: true, imports: ["host-1.js"] });
const host = chunk("host-1.js", { imports: ["node:fs", "better-sqlite3"], modules: ["src-main/host/a.ts"] });

describe("the main bundle", () => {
  it("with what it may load has no problem", () => {
    expect(problemsOf("main", [electron, serve, host])).toEqual([]);
  });

  it.each<[string, Partial<Chunk>, string]>([
    ["imports an unpackaged package", { imports: ["pino"] }, "loads pino"],
    ["imports one at run time", { dynamicImports: ["pino"] }, "loads pino"],
    ["requires one in bundled CommonJS", { code: `var a = __require("bufferutil");` }, "loads bufferutil"],
    ["imports a chunk that is not there", { imports: ["gone-2.js"] }, "loads gone-2.js"],
    ["holds a tool", { modules: ["src-main/tools/build.ts"] }, "must not be part"],
    ["holds a test", { modules: ["src-main/host/a.test.ts"] }, "must not be part"],
    ["holds the cockpit", { modules: ["src-renderer/main.tsx"] }, "must not be part"],
    [
      "holds pino's worker",
      { modules: ["node_modules/pino/node_modules/thread-stream/index.js"] },
      "must not be part",
    ],
    ["holds a crash point", { code: `if (flag === "--test-crash") stop();` }, "crash point"],
  ])("that %s is found", (_what, rest, says) => {
    const problems = problemsOf("main", [electron, serve, { ...host, ...rest }]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
  });

  it("lets electron reach only the Electron shell, through any chunk", () => {
    const shared = { ...host, imports: ["window-3.js"] };
    const window = chunk("window-3.js", { imports: ["electron"] });
    expect(problemsOf("main", [electron, serve, shared, window])).toEqual([
      "main/serve.js loads electron: the loopback shell runs in plain Node",
    ]);
  });

  it("without an entry is found", () => {
    expect(problemsOf("main", [electron, host])).toEqual(["main/serve.js is missing"]);
    expect(problemsOf("main", [])).toContain("main: no chunk was reported");
  });
});

describe("the preload and the page", () => {
  it("let the preload load electron only, and hold no more than itself and shared words", () => {
    const good = chunk("index.cjs", {
      imports: ["electron"],
      modules: ["src-main/electron/preload.ts", "src-shared/a.ts"],
    });
    expect(problemsOf("preload", [good])).toEqual([]);
    expect(problemsOf("preload", [{ ...good, code: `require("node:fs")` }])).toHaveLength(1);
    expect(problemsOf("preload", [{ ...good, modules: ["src-main/host/a.ts"] }])).toHaveLength(1);
  });

  it("let the cockpit load nothing from outside", () => {
    expect(problemsOf("client", [chunk("a.js", { modules: ["src-renderer/main.tsx"] })])).toEqual([]);
    expect(problemsOf("client", [chunk("a.js", { imports: ["react"] })])).toHaveLength(1);
    expect(problemsOf("client", [chunk("a.js", { modules: ["src-main/host/a.ts"] })])).toHaveLength(1);
  });

  it("find inline code, which the policy would block", () => {
    expect(pageProblems(`<script type="module" src="./a.js"></script><link href="a.css">`)).toEqual([]);
    for (const html of ["<script>a()</script>", "<style>a{}</style>", `<p style="a">`, `<p onclick="a()">`]) {
      expect(pageProblems(html)).toHaveLength(1);
    }
  });
});

describe("what bundled CommonJS requires", () => {
  it("is read from calls, not from text", () => {
    const code = `var a = __require("fs"); log("require('no')"); /* require("no") */ other.require("no");`;
    expect(required("a.js", code)).toEqual(["fs"]);
  });
});
