import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasDisplay, openerOf } from "../serve/open-browser.ts";
import { electronBinary } from "./electron-binary.ts";
import { couldNotStart, lines, planStart } from "./start-plan.ts";

const facts = { hasDisplay: true, isRoot: false, binary: "/e", mayFetch: true };

test("Electron where it is, fetched where it is not, the browser otherwise, with the reason", () => {
  expect(planStart(facts)).toEqual({ kind: "electron", binary: "/e" });
  expect(planStart({ ...facts, binary: undefined })).toEqual({ kind: "fetch" });
  expect(planStart({ ...facts, binary: undefined, mayFetch: false })).toMatchObject({
    line: lines.notInstalled,
  });
  expect(planStart({ ...facts, hasDisplay: false })).toMatchObject({ line: lines.noDisplay });
  expect(planStart({ ...facts, isRoot: true })).toMatchObject({ line: lines.isRoot });
  for (const line of Object.values(lines)) expect(line).not.toContain("\n");
});

test("only a program that never ran is replaced by the browser", () => {
  expect(["failed", 126, 127].every((status) => couldNotStart(status as never))).toBe(true);
  expect([0, 1, 2, 3, "SIGTERM"].some((status) => couldNotStart(status as never))).toBe(false);
});

test("the program is found by the package's own pointer", () => {
  const folder = mkdtempSync(join(tmpdir(), "mimik-binary-"));
  try {
    const electron = join(folder, "node_modules/electron");
    mkdirSync(join(electron, "dist"), { recursive: true });
    expect(electronBinary(folder)).toBeUndefined();
    writeFileSync(join(electron, "path.txt"), "electron");
    expect(electronBinary(folder)).toBeUndefined();
    writeFileSync(join(electron, "dist/electron"), "");
    expect(electronBinary(folder)).toBe(join(electron, "dist/electron"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a display is needed where there may be none, and no shell reads the address", () => {
  expect(hasDisplay({ platform: "linux", env: {} })).toBe(false);
  expect(hasDisplay({ platform: "linux", env: { DISPLAY: "" } })).toBe(false);
  expect(hasDisplay({ platform: "linux", env: { WAYLAND_DISPLAY: "wayland-0" } })).toBe(true);
  expect(hasDisplay({ platform: "darwin", env: {} })).toBe(true);
  for (const platform of ["linux", "darwin", "win32"] as const) {
    const [program, ...rest] = openerOf(platform, "http://127.0.0.1:1/launch/x");
    expect(rest.at(-1)).toBe("http://127.0.0.1:1/launch/x");
    expect(program).not.toMatch(/sh$|cmd/u);
  }
});
