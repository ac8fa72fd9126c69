/** Connections as they are added, edited, tested and removed while the whole application runs. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cockpitSnapshotSchema } from "../../src-shared/cockpit/model.ts";
import type { ConnectionDraft, ConnectionSecrets } from "../../src-shared/ipc/connection-form.ts";
import { startExchange, type RunningExchange } from "../practice/server.ts";
import type { Host } from "./host-port.ts";
import { openHost } from "./host.ts";
import { passwordVault } from "./password-vault.ts";
import { RefusedError } from "./refused.ts";

const WAIT = { timeout: 10_000, interval: 20 };
const password = "password-of-the-desk";
const nothing: ConnectionSecrets = { password: null, apiSecret: null, oauthSecret: null };

let folder: string;
let exchange: RunningExchange;
let host: Host;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-desk-"));
  const users = ["leader", "other"].map((name) => ({ name, password, accounts: 2 }));
  exchange = await startExchange({ seed: 1, users, log: () => {} });
  host = await open();
});
afterEach(async () => {
  await host.stop();
  await exchange.close();
  rmSync(folder, { recursive: true });
});

const account = (user: number, index: number): string => exchange.users[user]?.accounts[index]?.name ?? "";

function custom(name: string, username: string, more: object = {}) {
  const { httpUrl, wsUrl, mdUrl } = exchange;
  return { name, environment: "custom", username, passwordEnv: "DESK", httpUrl, wsUrl, mdUrl, ...more };
}

async function open(): Promise<Host> {
  const setup = {
    version: 1,
    connections: [custom("Desk", "leader")],
    groups: [
      {
        name: "Scalps",
        leader: { connection: "Desk", account: account(0, 0) },
        followers: [{ connection: "Desk", account: account(0, 1) }],
      },
    ],
  };
  const made = await openHost({
    folder,
    setup: { file: "setup.json", text: JSON.stringify(setup) },
    arm: [],
    version: "0.0.0",
    vault: passwordVault,
    env: { DESK: password },
    echo: () => {},
  });
  made.start();
  await expect.poll(() => stateOf(made, "Desk"), WAIT).toBe("connected");
  return made;
}

function stateOf(of: Host, id: string): string | undefined {
  return of.snapshot().connections.find((connection) => connection.id === id)?.state;
}

function draft(change: Partial<ConnectionDraft> = {}): ConnectionDraft {
  const { httpUrl, wsUrl, mdUrl } = exchange;
  return {
    id: "Desk 2",
    environment: "custom",
    username: "other",
    passwordEnv: "",
    httpUrl,
    wsUrl,
    mdUrl,
    login: "password",
    apiKey: null,
    oauthClientId: "",
    appId: "",
    appVersion: "",
    limits: null,
    ...change,
  };
}

const deskDraft = (change: Partial<ConnectionDraft> = {}): ConnectionDraft =>
  draft({ id: "Desk", username: "leader", passwordEnv: "DESK", ...change });

function save(previous: string | null, change: ConnectionDraft, secrets: Partial<ConnectionSecrets> = {}) {
  return host.connections.save({ previous, draft: change, secrets: { ...nothing, ...secrets } });
}

async function problemsOf(previous: string | null, change: ConnectionDraft): Promise<readonly string[]> {
  const reply = await save(previous, change);
  return reply.kind === "problems" ? reply.problems.map(({ path, words }) => `${path}: ${words}`) : [];
}

const changesOf = (path: string): unknown[] => {
  const ledger = new Database(join(folder, "ledger.sqlite"), { readonly: true });
  try {
    return ledger.prepare("SELECT before, after FROM setting_change WHERE path = ? ORDER BY rowid").all(path);
  } finally {
    ledger.close();
  }
};

test("a connection that is added runs, is on disk and in the record; removed, it is gone with its secrets", async () => {
  expect(await save(null, draft(), { password })).toEqual({ kind: "saved" });
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("connected");
  expect(changesOf("connections[Desk 2].username")).toEqual([{ before: null, after: '"other"' }]);
  const listed = host.connections.settings().connections;
  expect(listed.map(({ settings, secrets, groups }) => [settings.id, secrets.password, groups])).toEqual([
    ["Desk", "environment", ["Scalps"]],
    ["Desk 2", "memory", []],
  ]);
  expect(JSON.stringify(host.connections.settings())).not.toContain(password);
  await expect.poll(() => readFileSync(join(folder, "secrets.json"), "utf8"), WAIT).toContain("|other");
  await host.connections.remove("Desk 2");
  expect(stateOf(host, "Desk 2")).toBeUndefined();
  expect(readFileSync(join(folder, "secrets.json"), "utf8")).not.toContain("|other");
  expect(changesOf("connections[Desk 2].username").at(-1)).toEqual({ before: '"other"', after: null });
});

test("everything that is wrong is said at once, each at its field, and nothing is changed", async () => {
  const before = readFileSync(join(folder, "settings.json"), "utf8");
  expect(
    await problemsOf(
      null,
      draft({
        id: " ",
        username: "",
        wsUrl: "http://127.0.0.1:1/",
        mdUrl: "",
        apiKey: { cid: "", secEnv: "1x" },
        limits: { perSecond: 100, perMinute: null, perHour: 0.5 },
      }),
    ),
  ).toEqual([
    "id: Give it a name of 1 to 120 characters.",
    "username: Enter the user name, at most 64 characters.",
    "apiKey.cid: Enter the key's client id (cid), at most 64 characters.",
    "apiKey.secEnv: The name of an environment variable, such as MIMIK_SECRET_DESK.",
    "limits.perMinute: A whole number from 1 to 100,000.",
    "limits.perHour: A whole number from 1 to 1,000,000.",
    "wsUrl: An address such as ws://127.0.0.1:4001/v1/websocket.",
    "mdUrl: A custom connection needs it.",
  ]);
  expect(await problemsOf(null, draft({ id: "Desk" }))).toEqual([
    'id: There already is a connection "Desk".',
  ]);
  expect(await problemsOf("Desk", deskDraft({ id: "Other" }))).toEqual([
    "id: The name of a connection stays: groups and the ledger name it.",
  ]);
  expect(
    (await problemsOf(null, draft({ environment: "practice", httpUrl: "", wsUrl: "", mdUrl: "" })))[0],
  ).toContain("without the practice exchange");
  expect(readFileSync(join(folder, "settings.json"), "utf8")).toBe(before);
  await expect(save("None", draft())).rejects.toThrow(RefusedError);
});

test("the arithmetic of F5 holds on edits, and limits that are set are in force at once", async () => {
  await save(null, draft(), { password });
  expect(
    (await problemsOf("Desk", deskDraft({ limits: { perSecond: 9, perMinute: 1, perHour: 9 } })))[0],
  ).toBe(
    'limits.perMinute: 1 followers on "Desk" need 1 × 2 = 2 requests for one entry and one exit each, and its budget is 1 a minute: spread them over more logins, or raise perMinute if the broker allows this login more.',
  );
  const limits = { perSecond: 9, perMinute: 2, perHour: 9 };
  expect(await save("Desk", deskDraft({ limits }))).toEqual({ kind: "saved" });
  await expect
    .poll(
      () => host.snapshot().connections.find(({ id }) => id === "Desk")?.budget.windows?.minute.limit,
      WAIT,
    )
    .toBe(2);
});

test("an edit restarts its own connection only, and what the login has spent stays spent", async () => {
  await save(null, draft(), { password });
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("connected");
  const rowOf = (id: string) => host.snapshot().connections.find((connection) => connection.id === id);
  const since = rowOf("Desk")?.sinceMs;
  const limits = { perSecond: 100, perMinute: 80, perHour: 5000 };
  await save("Desk 2", draft({ limits }));
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("connected");
  const used = rowOf("Desk 2")?.budget.windows?.hour.used ?? 0;
  expect(used).toBeGreaterThan(0);
  await save("Desk 2", draft({ limits, appId: "Mine" }));
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("connected");
  expect(rowOf("Desk 2")?.budget.windows?.hour.used).toBeGreaterThan(used);
  expect(rowOf("Desk")?.sinceMs).toBe(since);
});

test("another login is refused while a group of the connection has something open, and allowed when it is flat", async () => {
  await expect.poll(() => host.snapshot().followers.map(({ state }) => state), WAIT).toEqual(["in-sync"]);
  const contract = exchange.trader.quotes().find(({ symbol }) => /^NQ[A-Z]\d$/u.test(symbol))?.symbol ?? "";
  const trader = (action: "Buy" | "Sell"): void => {
    exchange.trader.place({
      accountId: exchange.users[0]?.accounts[0]?.id ?? 0,
      symbol: contract,
      action,
      qty: 1,
      orderType: "Market",
    });
  };
  const held = () => host.snapshot().followers[0]?.lines.map(({ confirmed }) => confirmed);
  trader("Buy");
  await expect.poll(held, WAIT).toEqual([1]);
  const other = deskDraft({ username: "other" });
  expect((await problemsOf("Desk", other))[0]).toContain(`${account(0, 1)} (+1 ${contract})`);
  await expect(host.connections.remove("Desk")).rejects.toThrow(/needed by the group "Scalps".*Open there/u);
  trader("Sell");
  await expect.poll(() => held()?.every((confirmed) => confirmed === 0), WAIT).toBe(true);
  await expect.poll(() => host.isOpen(), WAIT).toBe(false);
  expect(await save("Desk", other)).toEqual({ kind: "saved" });
});

test("a test of what runs makes no login; a dry one says what fails, and its session is gone on with", async () => {
  const running = await host.connections.test({ previous: "Desk", draft: deskDraft(), secrets: nothing });
  expect(running).toMatchObject({
    kind: "tested",
    steps: [{ outcome: "ok" }, { outcome: "ok" }, { outcome: "ok" }, { step: "market-data" }],
    cost: expect.stringContaining("no further login"),
  });
  const tested = (typed: string | null, change: Partial<ConnectionDraft> = {}) =>
    host.connections.test({
      previous: null,
      draft: draft(change),
      secrets: { ...nothing, password: typed },
    });
  expect(await tested("wrong-password")).toMatchObject({
    steps: [{ outcome: "ok" }, { step: "login", outcome: "failed" }, { outcome: "skipped" }, {}],
  });
  const nobody = {
    httpUrl: "http://127.0.0.1:9/v1",
    wsUrl: "ws://127.0.0.1:9/v1",
    mdUrl: "ws://127.0.0.1:9/v1",
  };
  expect(await tested(password, nobody)).toMatchObject({
    steps: [{ step: "host", outcome: "failed" }, { outcome: "skipped" }, {}, {}],
  });
  expect(stateOf(host, "Desk 2")).toBeUndefined();
  const good = await tested(password);
  expect(good).toMatchObject({
    steps: [{}, { outcome: "ok" }, { words: `${account(1, 0)}, ${account(1, 1)}` }, {}],
  });
  // From here on no login gets a session: the one of the test has to do.
  await fetch(`${exchange.httpUrl}/practice/faults`, { method: "POST", body: '{"mfaReplies":10}' });
  await save(null, draft(), { password });
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("connected");
});

test("a test of stricter limits spends the budget of the connection there is, whose lock-outs stay known", async () => {
  const limits = { perSecond: 50, perMinute: 500, perHour: 5000 };
  await save(null, draft({ limits }));
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("needs-you");
  const used = (): number | undefined => host.snapshot().connections[1]?.budget.windows?.hour.used;
  expect(used()).toBe(0);
  const stricter = draft({ limits: { ...limits, perMinute: 400 } });
  await host.connections.test({ previous: "Desk 2", draft: stricter, secrets: { ...nothing, password } });
  // Login, socket, authorisation, accounts, snapshot.
  await expect.poll(used, WAIT).toBeGreaterThanOrEqual(5);
});

test("what can not be done is refused in words", async () => {
  const { connections } = host;
  expect(() => connections.reconnect("None")).toThrow(RefusedError);
  await expect(connections.reauthenticate("None", null)).rejects.toThrow("There is no connection None.");
  expect(() => connections.force("None")).toThrow(RefusedError);
  await expect(connections.remove("None")).rejects.toThrow(RefusedError);
  expect(() => connections.oauth("Desk")).toThrow("logs in with a password");
  await save(null, draft());
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("needs-you");
  // What a page can not read would leave the whole cockpit empty.
  expect(cockpitSnapshotSchema.safeParse(host.snapshot()).error).toBeUndefined();
  await expect(connections.reauthenticate("Desk 2", null)).rejects.toThrow("not stored: enter it");
  await connections.reauthenticate("Desk 2", password);
  await expect.poll(() => stateOf(host, "Desk 2"), WAIT).toBe("connected");
});
