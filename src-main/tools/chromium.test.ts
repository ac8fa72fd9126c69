/** Where the end-to-end tests look for a Chromium, on machines described by hand. */
import { describe, expect, it } from "vitest";
import { ensureChromium, findChromium } from "../../e2e/support/chromium.ts";
import type { Machine } from "../../e2e/support/chromium.ts";

const OWN = "/cache/playwright/chrome";
const SYSTEM = "/usr/bin/chromium";

function machine(files: readonly string[], rest: Partial<Machine> = {}): Machine {
  return {
    named: undefined,
    exists: (path) => files.includes(path),
    playwrightOwn: () => OWN,
    isRoot: false,
    run: () => {
      throw new Error("nothing may be run here");
    },
    ...rest,
  };
}

describe("the browser is", () => {
  it("what MIMIK_CHROMIUM names, before any other", () => {
    expect(findChromium(machine(["/opt/chrome", SYSTEM, OWN], { named: "/opt/chrome" }))).toBe("/opt/chrome");
  });

  it("never silently another one than the named", () => {
    expect(() => findChromium(machine([SYSTEM], { named: "/opt/chrome" }))).toThrow("does not exist");
  });

  it("the system's, then Playwright's own", () => {
    expect(findChromium(machine([SYSTEM, OWN]))).toBe(SYSTEM);
    expect(findChromium(machine([OWN]))).toBe(OWN);
    expect(findChromium(machine([]))).toBeUndefined();
  });
});

describe("where there is none", () => {
  it("Debian's package is installed as root, even when the update of the lists failed", () => {
    const files = ["/usr/bin/apt-get"];
    const commands: string[] = [];
    const run: Machine["run"] = (_command, args) => {
      commands.push(args.join(" "));
      if (args[0] === "install") files.push(SYSTEM);
      return args[0] === "install";
    };
    expect(ensureChromium(machine(files, { isRoot: true, run }))).toBe(SYSTEM);
    expect(commands.at(-1)).toMatch(/^install .*chromium$/);
  });

  it("nothing is run without root or without apt, and the message says what to do", () => {
    expect(() => ensureChromium(machine(["/usr/bin/apt-get"]))).toThrow("MIMIK_CHROMIUM");
    expect(() => ensureChromium(machine([], { isRoot: true }))).toThrow("install the package");
  });

  it("a failed installation ends in the same message", () => {
    const failing = machine(["/usr/bin/apt-get"], { isRoot: true, run: () => false });
    expect(() => ensureChromium(failing)).toThrow("need Chromium");
  });
});
