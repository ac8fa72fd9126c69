/**
 * Distinct secrets are planted wherever there are any, everything goes wrong that can, and then each file of the profile,
 * each export, each answer to the page and each echoed line is searched for them.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { profileSettingsSchema } from "../../src-shared/group.ts";
import { setupFileOf } from "../../src-shared/setup-file.ts";
import { startExchange, type RunningExchange } from "../practice/server.ts";
import { systemClock } from "../runtime/clock.ts";
import { systemTimers } from "../runtime/timers.ts";
import type { Host } from "./host-port.ts";
import { openHost } from "./host.ts";
import { keepRunning } from "./keep-running.ts";
import { passwordVault } from "./password-vault.ts";

const WAIT = { timeout: 15_000, interval: 20 };
const planted = {
  password: `pass"word\\with&odd=characters`,
  sec: "planted-api-key-secret",
  oauthSecret: "planted-oauth-client-secret",
  wrong: "planted-wrong-password",
};

let folder: string;
let exchange: RunningExchange;
let host: Host;
let echoed: string[];
/** Every token that the exchange gave out. */
let tokens: Map<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-leaks-"));
  echoed = [];
  tokens = new Map();
  const send = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (...call: Parameters<typeof fetch>) => {
    const response = await send(...call);
    for (const [, key, value] of (await response.clone().text()).matchAll(/"(\w*token)":"([^"]+)"/giu)) {
      if (key !== undefined && value !== undefined) tokens.set(value, key);
    }
    return response;
  });
  exchange = await startExchange({
    seed: 1,
    users: [
      { name: "leader", password: planted.password, accounts: 2, api: { cid: "8", sec: planted.sec } },
      { name: "other", password: "never-typed-into-mimik", accounts: 1 },
    ],
    log: () => {},
  });
});
afterEach(async () => {
  await host.stop();
  await exchange.close();
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

function connection(name: string, username: string, more: object) {
  const { httpUrl, wsUrl, mdUrl } = exchange;
  return { name, environment: "custom", username, httpUrl, wsUrl, mdUrl, ...more };
}

function setup() {
  return {
    version: 1,
    connections: [
      connection("Desk", "leader", { passwordEnv: "DESK", apiKey: { cid: "8", secEnv: "DESK_SEC" } }),
      connection("Browser", "other", { login: "oauth", oauthClientId: "client-1" }),
    ],
    groups: [
      {
        name: "Scalps",
        leader: { connection: "Desk", account: exchange.users[0]?.accounts[0]?.name ?? "" },
        followers: [{ connection: "Desk", account: exchange.users[0]?.accounts[1]?.name ?? "" }],
      },
    ],
  };
}

/** The trader's browser: consents at once. */
async function consent(url: string): Promise<boolean> {
  const page = await fetch(`${url}&user=other`, { redirect: "manual" });
  await fetch(page.headers.get("location") ?? "");
  return true;
}

async function open(): Promise<void> {
  host = await openHost({
    folder,
    setup: { file: "setup.json", text: JSON.stringify(setup()) },
    arm: [],
    version: "0.0.0",
    vault: passwordVault,
    env: { DESK: planted.password, DESK_SEC: planted.sec },
    echo: (line) => echoed.push(line),
    openBrowser: consent,
  });
  host.start();
}

const faults = (change: object): Promise<Response> =>
  fetch(`${exchange.httpUrl}/practice/faults`, { method: "POST", body: JSON.stringify(change) });
const states = () => host.snapshot().connections.map(({ id, state }) => `${id} ${state}`);

async function logInByBrowser(): Promise<void> {
  const found = host.connections.settings().connections.find(({ settings }) => settings.id === "Browser");
  if (!found) throw new Error("no such connection");
  const { limits: _limits, apiKey: _apiKey, ...rest } = found.settings;
  const text = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value ?? ""]));
  await host.connections.save({
    previous: "Browser",
    draft: { ...text, apiKey: null, limits: null } as never,
    secrets: { password: null, apiSecret: null, oauthSecret: planted.oauthSecret },
  });
  await host.connections.oauth("Browser");
  await expect.poll(states, WAIT).toEqual(["Desk connected", "Browser connected"]);
}

async function goWrong(): Promise<void> {
  await faults({ errorBodies: "quoted", revokeTokens: { closeSockets: true } });
  await faults({ penalty: { on: "all", seconds: 1, count: 2 } });
  await faults({ dropConnections: true });
  const troubled = () => host.snapshot().connections.every(({ problems }) => problems.length > 0);
  await expect.poll(troubled, WAIT).toBe(true);
  await faults({ reset: true });
  await host.connections.givePassword("Desk", planted.wrong);
  await host.connections.reauthenticate("Desk", planted.wrong);
  await expect.poll(() => states().includes("Desk needs-you"), WAIT).toBe(true);
  await faults({ rateLimit: { status: 429, on: "all", count: 3 } });
  await host.connections.reauthenticate("Desk", planted.password);
  await expect
    .poll(() => host.snapshot().connections.some(({ budget }) => budget.pausedUntilMs !== null), WAIT)
    .toBe(true);
}

/** An error of ours that carries everything, as an error of a library may. */
function crash(): void {
  const clock = systemClock();
  const timers = systemTimers(clock);
  const end = (): void => undefined;
  const take = keepRunning({ host, clock, timers, echo: (line) => echoed.push(line), end });
  const [token = ""] = tokens.keys();
  take(new Error(`POST failed: ${JSON.stringify(planted)} Authorization: Bearer ${token}`));
  take(
    new Error(`grant_type=x&client_secret=${encodeURIComponent(planted.oauthSecret)}&refresh_token=${token}`),
  );
  for (const each of tokens.keys()) host.log.error("planted", { why: each, list: [{ deep: each }] });
}

async function exported(): Promise<string> {
  const csv: string[] = [];
  for await (const part of host.activity.exportActivityCsv()) csv.push(part);
  for await (const part of host.activity.exportActivityJson(host)) csv.push(part);
  const settings = profileSettingsSchema.parse(
    JSON.parse(readFileSync(join(folder, "settings.json"), "utf8")),
  );
  return [...csv, host.groups.exportText(), JSON.stringify(setupFileOf(settings))].join("\n");
}

function filesOf(): readonly (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "latin1")] as const);
}

function leaksIn(texts: readonly (readonly [string, string])[]): readonly string[] {
  const secrets = [...Object.values(planted), ...tokens.keys()];
  return texts.flatMap(([name, text]) =>
    secrets
      .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
      .filter((secret) => text.includes(secret))
      .map((secret) => `${name} holds ${tokens.get(secret) ?? secret}`),
  );
}

test(
  "no planted secret is found in any file, export, answer or echoed line, whatever went wrong",
  { timeout: 60_000 },
  async () => {
    await open();
    await expect.poll(() => states().includes("Desk connected"), WAIT).toBe(true);
    await logInByBrowser();
    await goWrong();
    crash();
    const kinds = new Set(tokens.values());
    for (const kind of ["accessToken", "mdAccessToken", "access_token", "refresh_token"]) {
      expect([...kinds]).toContain(kind);
    }
    const answers = JSON.stringify([host.snapshot(), host.connections.settings()]);
    const exports = await exported();
    // While it runs, so that the write-ahead log is searched too.
    const running = filesOf();
    expect(running.map(([name]) => name)).toEqual(
      expect.arrayContaining(["ledger.sqlite", "ledger.sqlite-wal", "intents.log", "settings.json"]),
    );
    const outside = [
      ["answers", answers],
      ["exports", exports],
      ["echo", echoed.join("\n")],
    ] as const;
    expect(leaksIn([...running, ...outside])).toEqual([]);
    await host.stop();
    const after = filesOf();
    expect(after.map(([name]) => name)).toEqual(expect.arrayContaining(["budgets.json", "secrets.json"]));
    expect(leaksIn(after)).toEqual([]);
    expect(after.find(([name]) => name.endsWith(".log") && name !== "intents.log")?.[1]).toContain(
      "[redacted]",
    );
  },
);

test("the search finds what is there", () => {
  tokens.set("a-token", "accessToken");
  expect(
    leaksIn([
      ["file", `x ${planted.sec} y`],
      ["other", "a-token"],
      ["clean", "nothing"],
    ]),
  ).toEqual([
    `file holds ${planted.sec}`,
    `file holds ${planted.sec}`,
    `file holds ${planted.sec}`,
    "other holds accessToken",
    "other holds accessToken",
    "other holds accessToken",
  ]);
  host = { stop: () => Promise.resolve() } as never;
});
