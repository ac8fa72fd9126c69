/** The program as a script sees it: what it prints, how it ends, and what it leaves behind. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { profileSettingsSchema } from "../../src-shared/group.ts";

const main = join(import.meta.dirname, "main.ts");
const TEST_MS = 60_000;

let folder: string;
let profile: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-main-"));
  profile = join(folder, "profile");
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number>;
  readonly ready: Promise<{ event: string; url: string; pid: number }>;
}

function serve(...flags: string[]): Started {
  const child = spawn(process.execPath, [main, "--profile", profile, "--no-open", ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const text = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text.out += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (text.err += part));
  return {
    child,
    out: () => text.out,
    err: () => text.err,
    ended: once(child, "close").then(([code]) => code as number),
    ready: once(createInterface(child.stdout), "line").then(([line]) => JSON.parse(line as string) as never),
  };
}

/** One clear sentence on stderr, nothing on stdout. */
async function failure(...flags: string[]): Promise<{ code: number; err: string }> {
  const { ended, out, err } = serve(...flags);
  const code = await ended;
  expect(out()).toBe("");
  expect(err()).not.toMatch(/\n\s+at /u);
  return { code, err: err().trim() };
}

function setup(content: unknown): string {
  const file = join(folder, "setup.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const oneGroup = {
  version: 1,
  connections: [{ name: "P", environment: "practice", username: "trader" }],
  groups: [
    {
      name: "Mine",
      leader: { connection: "P", account: "PRAC0001" },
      followers: [{ connection: "P", account: "PRAC0002" }],
    },
  ],
};

describe("a start that fails", { timeout: TEST_MS }, () => {
  test("for a usage error is exit code 2 and leaves nothing behind", async () => {
    expect(await failure("--wat")).toMatchObject({
      code: 2,
      err: expect.stringContaining("unknown flag --wat"),
    });
    expect(await failure("--import", join(folder, "none.json"))).toMatchObject({ code: 2 });
    expect(existsSync(profile)).toBe(false);
  });

  test("for a setup file with errors is exit code 2, lists all of them and changes nothing", async () => {
    const [group] = oneGroup.groups;
    const file = setup({ ...oneGroup, extra: 1, groups: [{ ...group, sessions: [{}], copyOn: "never" }] });
    const { code, err } = await failure("--import", file);
    expect(code).toBe(2);
    for (const path of ["extra:", "groups[0].sessions[0].", "groups[0].copyOn:"]) expect(err).toContain(path);
    expect(existsSync(profile)).toBe(false);
  });

  test("for an unknown group to arm is exit code 2, and no ledger is made", async () => {
    const { code, err } = await failure("--import", setup(oneGroup), "--arm", "Yours");
    expect({ code, names: err.includes('"Yours"') }).toEqual({ code: 2, names: true });
    expect(existsSync(join(profile, "settings.json"))).toBe(false);
  });

  test("for a folder that can not be written is exit code 4", async () => {
    writeFileSync(profile, "a file, not a folder");
    expect(await failure()).toMatchObject({ code: 4, err: expect.stringContaining("can not be written") });
  });

  test("for a port in use is exit code 5, and the profile is free again", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const { code, err } = await failure("--port", String(port));
    expect({ code, names: err.includes(`Port ${port}`) }).toEqual({ code: 5, names: true });
    taken.close();
    const again = serve();
    expect((await again.ready).event).toBe("ready");
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  });

  test("for a ledger of a newer version is exit code 6, and the ledger is not touched", async () => {
    const older = serve();
    await older.ready;
    older.child.kill("SIGTERM");
    await older.ended;
    const file = join(profile, "ledger.sqlite");
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 1000000");
    database.close();
    const before = readFileSync(file);
    expect(await failure()).toMatchObject({ code: 6, err: expect.stringContaining("newer version") });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("for a damaged ledger is exit code 2, says so, and changes neither it nor the settings", async () => {
    const older = serve();
    await older.ready;
    older.child.kill("SIGTERM");
    await older.ended;
    const file = join(profile, "ledger.sqlite");
    const whole = readFileSync(file);
    const broken = [Buffer.from("no ledger at all ".repeat(400)), Buffer.from(whole).fill(0x5a, 100, 4096)];
    const settings = readFileSync(join(profile, "settings.json"), "utf8");
    for (const content of broken) {
      writeFileSync(file, content);
      expect(await failure()).toMatchObject({ code: 2, err: expect.stringContaining("can not be trusted") });
      expect(readFileSync(file).equals(content)).toBe(true);
    }
    expect(readFileSync(join(profile, "settings.json"), "utf8")).toBe(settings);
  });

  test("for a broken settings file is exit code 2, and the file stays as it is", async () => {
    mkdirSync(profile);
    writeFileSync(join(profile, "settings.json"), "{");
    expect(await failure()).toMatchObject({ code: 2 });
    expect(readFileSync(join(profile, "settings.json"), "utf8")).toBe("{");
  });
});

describe("a start", { timeout: TEST_MS }, () => {
  test("prints one line, keeps a second instance out with exit code 3, and ends in order", async () => {
    const first = serve();
    const { event, url, pid } = await first.ready;
    expect({ event, pid }).toEqual({ event: "ready", pid: first.child.pid });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/u);
    expect(await failure()).toMatchObject({ code: 3, err: expect.stringContaining("in use") });
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect(first.out().trim().split("\n")).toHaveLength(1);
    for (const name of readdirSync(profile)) expect(statSync(join(profile, name)).mode & 0o077).toBe(0);
  });

  test("after kill -9 is not kept out by a lock, and finds the same profile", async () => {
    const first = serve();
    await first.ready;
    const settings = readFileSync(join(profile, "settings.json"), "utf8");
    first.child.kill("SIGKILL");
    await once(first.child, "close");
    const second = serve();
    expect((await second.ready).pid).toBe(second.child.pid);
    expect(readFileSync(join(profile, "settings.json"), "utf8")).toBe(settings);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  });

  test("with a setup file on an empty profile holds only what the file holds", async () => {
    const started = serve("--import", setup(oneGroup));
    await started.ready;
    const settings = profileSettingsSchema.parse(
      JSON.parse(readFileSync(join(profile, "settings.json"), "utf8")),
    );
    expect(settings.connections.map(({ id }) => id)).toEqual(["P"]);
    expect(settings.groups.map(({ name }) => name)).toEqual(["Mine"]);
    started.child.kill("SIGTERM");
    expect(await started.ended).toBe(0);
  });
});
