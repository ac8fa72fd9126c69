/** The program outlives an error that nothing caught for as long as a follower is open, and not longer. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { CockpitSnapshot } from "../../src-shared/cockpit/model.ts";
import { profileSettingsSchema } from "../../src-shared/group.ts";
import type { PracticeState } from "../../src-shared/ipc/contract.ts";

const main = join(import.meta.dirname, "main.ts");
const WAIT = { timeout: 20_000, interval: 50 };

const setup = {
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
/** Loaded into the program before its own code: what breaks when the test says so, in a timer and in a promise. */
const planted = `
process.on("SIGUSR2", () => {
  setTimeout(() => { throw new Error("planted in a timer"); });
  void Promise.reject(new Error("planted in a promise"));
});`;

let folder: string;
let child: ChildProcess | undefined;
let page: WebSocket | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-uncaught-"));
});
afterEach(() => {
  page?.terminate();
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Program {
  readonly child: ChildProcess;
  readonly err: () => string;
  readonly ended: Promise<number>;
  readonly ask: <Value>(command: string, input?: unknown) => Promise<Value>;
}

/** The cockpit's page, as far as these tests need it. */
async function enter(url: string): Promise<Program["ask"]> {
  const { origin, host, hash } = new URL(url);
  const socket = new WebSocket(`ws://${host}/ipc`, { headers: { origin } });
  page = socket;
  await once(socket, "open");
  const answers = new Map<number, (reply: { ok: boolean; value?: unknown }) => void>();
  socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString("utf8")) as { id?: number; reply?: { ok: boolean } };
    if (frame.id !== undefined && frame.reply) answers.get(frame.id)?.(frame.reply);
  });
  socket.send(JSON.stringify({ token: hash.replace("#token=", "") }));
  let asked = 0;
  return async <Value>(command: string, input: unknown = {}): Promise<Value> => {
    asked += 1;
    const id = asked;
    const answered = new Promise<{ ok: boolean; value?: unknown }>((resolve) => answers.set(id, resolve));
    socket.send(JSON.stringify({ id, command, input }));
    const reply = await answered;
    expect(reply).toMatchObject({ ok: true });
    return reply.value as Value;
  };
}

async function serve(): Promise<Program> {
  const trap = join(folder, "planted.mjs");
  const file = join(folder, "setup.json");
  writeFileSync(trap, planted);
  writeFileSync(file, JSON.stringify(setup));
  const flags = ["--profile", join(folder, "profile"), "--no-open", "--import", file];
  const started = spawn(process.execPath, ["--import", trap, main, ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  let err = "";
  started.stderr.setEncoding("utf8").on("data", (part: string) => (err += part));
  const ended = once(started, "close").then(([code]) => code as number);
  const [line] = (await once(createInterface(started.stdout), "line")) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { child: started, err: () => err, ended, ask: await enter(url) };
}

const snapshotOf = ({ ask }: Program): Promise<CockpitSnapshot> => {
  return ask<CockpitSnapshot>("cockpit.snapshot");
};
const heldBy = async ({ ask }: Program): Promise<readonly number[]> => {
  const { accounts } = await ask<PracticeState>("practice.state");
  return accounts.slice(0, 2).map(({ positions }) => positions[0]?.net ?? 0);
};
async function ready(program: Program): Promise<{ account: string; contract: string }> {
  await expect
    .poll(async () => (await snapshotOf(program)).followers.map(({ state }) => state), WAIT)
    .toEqual(["in-sync"]);
  const { contracts } = await program.ask<PracticeState>("practice.state");
  const contract = contracts.find((each) => /^NQ[A-Z]\d$/u.test(each.contract))?.contract ?? "";
  return { account: "PRAC0001", contract };
}

test(
  "with a follower open, entries go off and are told, exits are still copied, and then it ends with exit code 1",
  { timeout: 60_000 },
  async () => {
    const program = await serve();
    const { ask } = program;
    const at = await ready(program);
    const buy = { ...at, side: "buy", quantity: 2, type: { kind: "market" } };
    await ask("practice.order", buy);
    await expect.poll(() => heldBy(program), WAIT).toEqual([2, 2]);

    program.child.kill("SIGUSR2");
    const statuses = async () => (await snapshotOf(program)).groups.map(({ status }) => status);
    await expect.poll(statuses, WAIT).toEqual(["closing-only"]);
    const { alarms } = await snapshotOf(program);
    for (const where of ["planted in a timer", "planted in a promise"]) {
      expect(alarms.filter(({ words }) => words.includes(where))).toHaveLength(1);
    }
    const settings = readFileSync(join(folder, "profile", "settings.json"), "utf8");
    expect(profileSettingsSchema.parse(JSON.parse(settings)).groups[0]?.status).toBe("closing-only");

    // Longer than it takes to notice that nothing is open: it stays, copies no entry, and copies the exits.
    await ask("practice.order", { ...buy, quantity: 1 });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(program.child.exitCode).toBeNull();
    expect(await heldBy(program)).toEqual([3, 2]);
    await ask("practice.flatten", at);
    expect(await program.ended).toBe(1);
    expect(program.err()).toContain("an error that nothing caught");

    const again = await serve();
    expect(await heldBy(again)).toEqual([0, 0]);
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  },
);

test("with nothing open it ends in order with exit code 1", { timeout: 60_000 }, async () => {
  const program = await serve();
  await ready(program);
  program.child.kill("SIGUSR2");
  expect(await program.ended).toBe(1);
  expect(program.err()).not.toContain("did not shut down");
});
