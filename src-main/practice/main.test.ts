/** The command line of `npm run practice`: the ready line, usage errors, a port in use, shutting down in order. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function practice(...flags: string[]) {
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  return child;
}

async function outcome(...flags: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = practice(...flags);
  const [[code], out, err] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

async function ready(child: ReturnType<typeof practice>): Promise<Record<string, unknown>> {
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return JSON.parse(line) as Record<string, unknown>;
}

describe("npm run practice", () => {
  it("says on one line where it is and who may log in, and ends in order on SIGTERM", async () => {
    const child = practice("--seed", "3");
    const line = await ready(child);
    expect(Object.keys(line)).toEqual(["event", "http", "ws", "md", "users"]);
    expect(line).toMatchObject({
      event: "ready",
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v1$/u),
      ws: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/websocket$/u),
      md: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/websocket$/u),
    });
    const [first, ...others] = line["users"] as { name: string; accounts: { id: number; name: string }[] }[];
    expect(first?.accounts.length).toBeGreaterThanOrEqual(6);
    expect(first?.accounts[0]).toEqual({ id: expect.any(Number), name: "PRAC0001" });
    expect(others).toHaveLength(2);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it.each([
    ["an unknown flag", ["--bogus"], "--bogus"],
    ["a scenario that is not there", ["--scenario", "nowhere.json"], "nowhere.json"],
    ["a scenario that is none", ["--scenario", fileURLToPath(import.meta.url)], "--scenario"],
    ["a port that is no number", ["--port", "abc"], "--port"],
    ["a stray word", ["hello"], "hello"],
  ])("refuses %s by name as a usage error", async (_what, flags, named) => {
    const { code, out, err } = await outcome(...flags);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(named);
    expect(err).toContain("Usage:");
  });

  it("plays a scenario with its own clock and seed, and tells how it went", async () => {
    const file = fileURLToPath(new URL("scenarios/late-and-twice.json", import.meta.url));
    const line = await ready(practice("--scenario", file));
    const progress = String(line["http"]).replace("/v1", "/practice/scenario");
    await vi.waitFor(
      async () => {
        const answer = (await (await fetch(progress)).json()) as { state: string };
        expect(answer).toMatchObject({ state: "passed", seed: 7, stepsDone: 7 });
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  it("says in one sentence that the port is in use and exits with 5", async () => {
    const line = await ready(practice());
    const { port } = new URL(String(line["http"]));
    const { code, out, err } = await outcome("--port", port);
    expect(code).toBe(5);
    expect(out).toBe("");
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain("already in use");
  });
});
