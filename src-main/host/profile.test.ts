import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ProfileSettings } from "../../src-shared/group.ts";
import { defaultProfileFolder, isEmptyProfile, prepareProfileFolder } from "./profile-folder.ts";
import { holdProfileLock } from "./profile-lock.ts";
import { settingsStore } from "./settings-store.ts";
import { StartFailure, type StartFailureKind } from "./start-failure.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-profile-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function failureOf(act: () => unknown): { kind: StartFailureKind; exitCode: number; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof StartFailure) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("the profile folder", () => {
  test("is the system's folder for application data", () => {
    const home = "/users/t";
    expect(defaultProfileFolder({ platform: "linux", env: {}, home })).toBe(join(home, ".config", "Mimik"));
    expect(defaultProfileFolder({ platform: "linux", env: { XDG_CONFIG_HOME: "/conf" }, home })).toBe(
      join("/conf", "Mimik"),
    );
    expect(defaultProfileFolder({ platform: "darwin", env: {}, home })).toContain("Application Support");
    expect(defaultProfileFolder({ platform: "win32", env: { APPDATA: "/roaming" }, home })).toBe(
      join("/roaming", "Mimik"),
    );
  });

  test("is made for its owner only, and counts as empty until there is a ledger", () => {
    const made = prepareProfileFolder(join(folder, "a", "b"));
    expect(statSync(made).mode & 0o077).toBe(0);
    expect(isEmptyProfile(made)).toBe(true);
    writeFileSync(join(made, "ledger.sqlite"), "");
    expect(isEmptyProfile(made)).toBe(false);
  });

  test("a common folder given by mistake keeps its permissions", () => {
    const common = join(folder, "common");
    mkdirSync(common);
    chmodSync(common, 0o755);
    writeFileSync(join(common, "note.txt"), "");
    prepareProfileFolder(common);
    expect(statSync(common).mode & 0o777).toBe(0o755);
  });

  test("that can not be made or written is exit code 4", () => {
    writeFileSync(join(folder, "file"), "");
    const failure = failureOf(() => prepareProfileFolder(join(folder, "file", "profile")));
    expect(failure).toMatchObject({ kind: "unwritable", exitCode: 4 });
    expect(failure.message).toContain("can not be written");
  });
});

const holder = `
  import { holdProfileLock } from ${JSON.stringify(join(import.meta.dirname, "profile-lock.ts"))};
  holdProfileLock(process.argv[1]);
  // The lock must not hang on whether its holder keeps what it was given.
  globalThis.gc();
  process.stdout.write("held\\n");
  setInterval(() => {}, 1000);
`;

describe("the profile lock", () => {
  test("refuses a second process with exit code 3, and kill -9 frees it at once", async () => {
    const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "--eval", holder, folder], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exited = once(child, "exit");
    try {
      await once(createInterface(child.stdout), "line");
      const failure = failureOf(() => holdProfileLock(folder));
      expect(failure).toMatchObject({ kind: "profile-in-use", exitCode: 3 });
    } finally {
      child.kill("SIGKILL");
    }
    await exited;
    holdProfileLock(folder).release();
  });

  test("can be taken again after its release", () => {
    holdProfileLock(folder).release();
    const lock = holdProfileLock(folder);
    expect(failureOf(() => holdProfileLock(folder))).toMatchObject({ kind: "profile-in-use" });
    lock.release();
  });

  test("a lock file that is no lock is said as such", () => {
    writeFileSync(
      join(folder, "profile.lock"),
      "something else entirely, long enough to be read as a header".repeat(40),
    );
    expect(failureOf(() => holdProfileLock(folder))).toMatchObject({ kind: "unwritable" });
  });
});

describe("the settings file", () => {
  const settings: ProfileSettings = { version: 1, deviceId: "device-0001", connections: [], groups: [] };

  test("comes back as it was written, for its owner only", () => {
    const store = settingsStore(folder);
    expect(store.read()).toBeNull();
    store.write(settings);
    expect(store.read()).toEqual(settings);
    expect(statSync(join(folder, "settings.json")).mode & 0o077).toBe(0);
    expect(existsSync(join(folder, "settings.json.new"))).toBe(false);
  });

  test.each([
    ["no JSON", "{"],
    ["a wrong type", JSON.stringify({ ...settings, groups: 3 })],
    ["an unknown key", JSON.stringify({ ...settings, extra: 1 })],
    ["a group without its connection", JSON.stringify({ ...settings, groups: [groupOf("A")] })],
  ])("with %s is an error and stays as it is", (_name, text) => {
    const file = join(folder, "settings.json");
    writeFileSync(file, text);
    const failure = failureOf(() => settingsStore(folder).read());
    expect(failure).toMatchObject({ kind: "usage", exitCode: 2 });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("a write that fails leaves the old one", () => {
    const store = settingsStore(folder);
    store.write(settings);
    mkdirSync(join(folder, "settings.json.new"));
    expect(() => store.write({ ...settings, deviceId: "device-0002" })).toThrow("EISDIR");
    rmSync(join(folder, "settings.json.new"), { recursive: true, force: true });
    expect(store.read()).toEqual(settings);
  });
});

function groupOf(name: string) {
  return {
    id: name,
    name,
    tag: name,
    status: "active",
    leader: { connection: "Nowhere", account: "L" },
    copyOn: "each-fill",
    onReversal: "reverse",
    symbols: [],
    followers: [],
  };
}
