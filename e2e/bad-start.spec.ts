/** A start that can not be: one clear sentence, its own exit code, and nothing on the disk is changed by it. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "./support/fixtures.ts";
import { expectOneSentence, failedServe, startServe } from "./support/program.ts";
import { ONE, setupOf } from "./support/setup.ts";

/** Names and contents of a profile, but for what a log may add. */
async function contentsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder);
  const files = names.filter((name) => name !== "logs" && name !== "profile.lock").toSorted();
  const pairs = files.map(
    async (name) => [name, (await readFile(join(folder, name))).toString("base64")] as const,
  );
  return Object.fromEntries(await Promise.all(pairs));
}

/** A profile that was used and closed in order. */
async function usedProfile(folder: string): Promise<string> {
  const profile = join(folder, "profile");
  const app = await startServe(["--profile", profile, "--port", "0"], {});
  expect(await app.end("SIGTERM")).toEqual({ code: 0, signal: null });
  return profile;
}

const FAULTY = {
  version: 1,
  connections: [
    { name: "Desk", environment: "custom", username: "leader", httpUrl: "http://127.0.0.1:1/v1" },
    { name: "Desk", environment: "practise", username: "leader" },
  ],
  groups: [
    {
      name: "A",
      leader: { connection: "Desk", account: "PRAC0001" },
      sessions: [{ days: ["mon"], from: "08:30", to: "15:00", zone: "Mars/One" }],
      followers: [
        { connection: "Nowhere", account: "PRAC0002", sizing: { mode: "multiplier", multiplier: 1.5 } },
        { connection: "Desk", account: "PRAC0001" },
        { connection: "Desk", account: "PRAC0003", multiplyer: "2.00" },
        {
          connection: "Desk",
          account: "PRAC0004",
          risk: { dailyLossLimit: { armed: true, amount: "500.00" } },
        },
      ],
    },
  ],
};
/** Every fault of it, by its JSON path. */
const PATHS = [
  "connections[0].wsUrl",
  "connections[0].mdUrl",
  "connections[1].name",
  "connections[1].environment",
  "groups[0].sessions[0].zone",
  "groups[0].followers[0].connection",
  "groups[0].followers[0].sizing.multiplier",
  "groups[0].followers[1]",
  "groups[0].followers[2].multiplyer",
  "groups[0].followers[3].risk.dailyLossLimit.armed",
];

test("a setup file with errors lists them all, each with its path, and changes nothing", async ({
  folder,
}) => {
  const file = join(folder, "mimik-setup.json");
  await writeFile(file, JSON.stringify(FAULTY));

  const fresh = join(folder, "fresh");
  const first = await failedServe(["--profile", fresh, "--import", file]);
  expect(first).toMatchObject({ code: 2, stdout: "" });
  for (const path of PATHS) expect(first.stderr).toContain(`  ${path}: `);
  expect(first.stderr.trimEnd().split("\n")).toHaveLength(PATHS.length + 1);
  expect(await readdir(folder)).toEqual(["mimik-setup.json"]);

  const profile = await usedProfile(folder);
  const before = await contentsOf(profile);
  const second = await failedServe(["--profile", profile, "--import", file]);
  expect(second).toMatchObject({ code: 2, stdout: "" });
  for (const path of PATHS) expect(second.stderr).toContain(`  ${path}: `);
  expect(await contentsOf(profile)).toEqual(before);
});

for (const { name, content, says } of [
  { name: "is no JSON", content: '{"version": 1,', says: "it is not JSON" },
  { name: "is of a later version", content: '{"version": 2}', says: "this version of Mimik reads version 1" },
] as const) {
  test(`a setup file that ${name} is refused and changes nothing`, async ({ folder }) => {
    const file = join(folder, "mimik-setup.json");
    await writeFile(file, content);
    const outcome = await failedServe(["--profile", join(folder, "profile"), "--import", file]);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toContain(says);
    expect(await readdir(folder)).toEqual(["mimik-setup.json"]);
  });
}

test("an import merges by name: it adds what is new and keeps what it does not name", async ({
  folder,
  exchange,
  mimik,
}) => {
  await mimik.start({ followers: [{ account: ONE }] });
  await mimik.stop();
  const { connections = [], groups: [group] = [] } = setupOf(exchange, { followers: [{ account: ONE }] });
  const second = {
    ...group,
    name: "Second",
    tag: "S2",
    leader: { connection: "leader", account: "PRAC0005" },
    followers: [{ connection: "leader", account: "PRAC0006" }],
  };
  const file = join(folder, "second.json");
  await writeFile(file, JSON.stringify({ version: 1, connections, groups: [second] }));
  await mimik.launch("--import", file);
  await mimik.cockpit.isLive("PRAC0001", [ONE]);
  await mimik.cockpit.isLive("PRAC0005", ["PRAC0006"]);
});

test("a port in use is one sentence and exit 5", async ({ folder }) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const outcome = await failedServe(["--profile", join(folder, "profile"), "--port", String(port)]);
  expectOneSentence(outcome, 5);
  expect(outcome.stderr).toContain(String(port));
  await new Promise((resolve) => server.close(resolve));
});

test("a profile that can not be written is one sentence and exit 4", async ({ folder }) => {
  // Below a file there can be no folder, for whoever asks.
  const file = join(folder, "file");
  await writeFile(file, "");
  const outcome = await failedServe(["--profile", join(file, "profile")]);
  expectOneSentence(outcome, 4);
  expect(outcome.stderr).toContain(join(file, "profile"));
});

test("a ledger that can not be written is one sentence and exit 4", async ({ folder }) => {
  const profile = join(folder, "profile");
  await mkdir(join(profile, "ledger.sqlite"), { recursive: true });
  expectOneSentence(await failedServe(["--profile", profile]), 4);
});

test("a second instance on a profile is one sentence and exit 3, and the first goes on", async ({
  folder,
}) => {
  const profile = join(folder, "profile");
  const first = await startServe(["--profile", profile, "--port", "0"], {});
  const outcome = await failedServe(["--profile", profile]);
  expectOneSentence(outcome, 3);
  expect(outcome.stderr).toContain(profile);
  const { url } = first.ready as { url: string };
  expect((await fetch(url)).status).toBe(200);
  // A killed process leaves nothing behind that would keep the next one out.
  await first.end("SIGKILL");
  const next = await startServe(["--profile", profile, "--port", "0"], {});
  await next.end("SIGTERM");
});

test("a ledger of a newer version is one sentence and exit 6, and stays as it is", async ({ folder }) => {
  const profile = await usedProfile(folder);
  const ledger = new DatabaseSync(join(profile, "ledger.sqlite"));
  ledger.exec("PRAGMA user_version = 999990");
  ledger.close();
  const before = await contentsOf(profile);
  const outcome = await failedServe(["--profile", profile]);
  expectOneSentence(outcome, 6);
  expect(outcome.stderr).toContain("newer version");
  const after = await contentsOf(profile);
  expect(after["ledger.sqlite"]).toBe(before["ledger.sqlite"]);
  expect(after["settings.json"]).toBe(before["settings.json"]);
});

test("unknown flags and stray words are one sentence and exit 2, all at once", async ({ folder }) => {
  const profile = join(folder, "profile");
  const outcome = await failedServe(["--profile", profile, "--bogus", "--port", "high", "stray"]);
  expect(outcome).toMatchObject({ code: 2, stdout: "" });
  expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
  for (const word of ["--bogus", '"high"', '"stray"', "Usage:"]) expect(outcome.stderr).toContain(word);
  expect(await readdir(folder)).toEqual([]);
});

test("a start prints exactly one line of JSON on stdout, with the address and its own process id", async ({
  folder,
}) => {
  const app = await startServe(["--profile", join(folder, "profile"), "--port", "0"], {});
  const { event, url, pid, ...more } = app.ready as Record<string, unknown>;
  expect({ event, pid, more }).toEqual({ event: "ready", pid: app.pid, more: {} });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/u);
  expect(await app.end("SIGINT")).toEqual({ code: 0, signal: null });
});
