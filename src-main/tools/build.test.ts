/** When a build runs and when it does not, on a temporary checkout with a build that only writes its outputs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "./build.ts";
import type { BuildTask } from "./build.ts";

let checkout = "";
let builds = 0;

function put(path: string, text: string): void {
  const file = join(checkout, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const task = (build: () => Promise<void>): BuildTask => ({
  root: checkout,
  folder: join(checkout, "out"),
  build,
});

async function writeOutputs(): Promise<void> {
  builds += 1;
  // Long enough for the others to find the lock taken.
  await wait(20);
  for (const path of ["main/electron.js", "main/serve.js", "preload/index.cjs", "renderer/index.html"]) {
    put(`out/${path}`, String(builds));
  }
}
const build = (): Promise<boolean> => buildIfStale(task(writeOutputs));

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "mimik-build-"));
  builds = 0;
  put("src-main/host/a.ts", "export const a = 1;");
  put("package-lock.json", "{}");
});
afterEach(() => {
  rmSync(checkout, { recursive: true, force: true });
});

describe("a build runs", () => {
  it("when there is none, and not again while nothing changed", async () => {
    expect(await build()).toBe(true);
    expect(await build()).toBe(false);
    expect(builds).toBe(1);
  });

  it.each([
    ["a source changed", "src-main/host/a.ts"],
    ["a source appeared", "src-renderer/new.tsx"],
    ["the lockfile changed", "package-lock.json"],
    ["the bundler's settings changed", "vite.config.ts"],
    ["the bundler's plugins changed", "src-main/tools/bundle-plugins.ts"],
  ])("again after %s", async (_what, path) => {
    await build();
    put(path, "export const b = 2;");
    expect(await build()).toBe(true);
  });

  it("again after an output was removed", async () => {
    await build();
    rmSync(join(checkout, "out/main/serve.js"));
    expect(await build()).toBe(true);
  });

  it.each(["src-main/host/a.test.ts", "src-main/tools/say.ts", "src-main/bench/b.ts", "docs/a.md"])(
    "not for %s, which no bundle holds",
    async (path) => {
      await build();
      put(path, "export const b = 2;");
      expect(await build()).toBe(false);
    },
  );

  it("once when three ask at the same time", async () => {
    const asked = await Promise.all([build(), build(), build()]);
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(builds).toBe(1);
  });
});

describe("a build that fails", () => {
  it("is told to the caller, frees the lock and is tried again", async () => {
    const failing = task(() => Promise.reject(new Error("no such module")));
    await expect(buildIfStale(failing)).rejects.toThrow("no such module");
    expect(await build()).toBe(true);
  });

  it("makes an older good build stale", async () => {
    await build();
    put("src-main/host/a.ts", "broken");
    await expect(buildIfStale(task(() => Promise.reject(new Error("broken"))))).rejects.toThrow("broken");
    put("src-main/host/a.ts", "export const a = 1;");
    expect(await build()).toBe(true);
  });
});
