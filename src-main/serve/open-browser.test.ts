import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isWebPage, openBrowser } from "./open-browser.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-opener-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function opener(script: string): void {
  const file = join(folder, "xdg-open");
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}/bin${delimiter}/usr/bin`);
}

test("the opener gets the address as it is, and its success is the answer", async () => {
  opener(`printf '%s' "$1" > "${join(folder, "seen")}"`);
  const url = "http://127.0.0.1:1/launch/a;b&c";
  expect(await openBrowser("linux", url)).toBe(true);
  expect(readFileSync(join(folder, "seen"), "utf8")).toBe(url);
});

test("an opener that fails, or is not there, is told as such", async () => {
  opener("exit 3");
  expect(await openBrowser("linux", "http://127.0.0.1:1/")).toBe(false);
  vi.stubEnv("PATH", join(folder, "nowhere"));
  expect(await openBrowser("linux", "http://127.0.0.1:1/")).toBe(false);
});

test("only pages of the web are opened for a login", () => {
  expect(isWebPage("https://trader.tradovate.com/oauth")).toBe(true);
  expect(isWebPage("http://127.0.0.1:4001/oauth")).toBe(true);
  for (const url of ["file:///etc/passwd", "javascript:alert(1)", "-a", ""])
    expect(isWebPage(url)).toBe(false);
});
