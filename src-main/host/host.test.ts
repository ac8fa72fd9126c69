/** The whole application in one process, as both shells build it, on the embedded exchange. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import { profileSettingsSchema } from "../../src-shared/group.ts";
import type {
  AccountKey,
  BrokerOrderId,
  ContractName,
  FillId,
  FollowerId,
  GroupId,
} from "../../src-shared/ids.ts";
import type { Ticks } from "../../src-shared/money.ts";
import { tradeDateAt } from "../../src-shared/trading-day.ts";
import type { BrokerFill } from "../core/input.ts";
import { startExchange, type RunningExchange } from "../practice/server.ts";
import type { Host, PracticeDesk } from "./host-port.ts";
import { openHost, type HostOptions } from "./host.ts";
import { passwordVault } from "./password-vault.ts";
import { RefusedError } from "./refused.ts";
import { forgetEngines, isKnown, newestEngine } from "./testing/watched-engine.ts";

vi.mock("../runtime/engine.ts", async (original) => {
  const { watched } = await import("./testing/watched-engine.ts");
  return watched(await original());
});

const WAIT = { timeout: 10_000, interval: 20 };
let folder: string;
let hosts: Host[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-host-"));
  hosts = [];
  forgetEngines();
});
afterEach(async () => {
  for (const host of hosts) await host.stop();
  rmSync(folder, { recursive: true });
});

function optionsOf(): HostOptions {
  return {
    folder,
    setup: null,
    arm: [],
    version: "0.0.0",
    vault: passwordVault,
    env: {},
    echo: () => {},
  };
}

async function start(more: Partial<HostOptions> = {}): Promise<Host> {
  const host = await openHost({ ...optionsOf(), ...more });
  hosts.push(host);
  host.start();
  return host;
}

const settingsOnDisk = () =>
  profileSettingsSchema.parse(JSON.parse(readFileSync(join(folder, "settings.json"), "utf8")));

/** What the ledger recorded of one setting. */
function changesIn(path: string): unknown[] {
  const ledger = new Database(join(folder, "ledger.sqlite"), { readonly: true });
  try {
    return ledger.prepare("SELECT before, after FROM setting_change WHERE path = ? ORDER BY rowid").all(path);
  } finally {
    ledger.close();
  }
}

function deskOf(host: Host): PracticeDesk {
  if (!host.practice) throw new Error("no practice exchange");
  return host.practice;
}
async function inSync(host: Host): Promise<readonly FollowerRow[]> {
  await expect
    .poll(() => host.snapshot().followers.map(({ state }) => state), WAIT)
    .toEqual(["in-sync", "in-sync", "in-sync"]);
  return host.snapshot().followers;
}
/** `PRAC0002 NQ 2`, for accounts that hold anything. */
const positionsOf = (host: Host): readonly string[] =>
  deskOf(host)
    .state()
    .accounts.flatMap(({ name, positions }) =>
      positions.map(({ contract, net }) => `${name} ${contract.slice(0, -2)} ${net}`),
    );
const frontNq = (host: Host): string =>
  deskOf(host)
    .state()
    .contracts.find(({ contract }) => /^NQ[A-Z]\d$/u.test(contract))?.contract ?? "";

test(
  "a newcomer's buy on the leader is copied by all three followers, and its close as well",
  { timeout: 30_000 },
  async () => {
    const host = await start();
    await inSync(host);
    const contract = frontNq(host);
    await expect.poll(() => isKnown(contract) && isKnown(`M${contract}`), WAIT).toBe(true);
    const desk = deskOf(host);
    const leader = desk.state().accounts.find(({ leader: leads }) => leads);
    const at = { account: leader?.id ?? "", contract };
    expect(desk.order({ ...at, side: "buy", quantity: 2, type: { kind: "market" } })).toMatchObject({
      kind: "accepted",
    });
    await expect
      .poll(() => positionsOf(host), WAIT)
      .toEqual(["PRAC0001 NQ 2", "PRAC0002 NQ 2", "PRAC0003 NQ 1", "PRAC0004 MNQ 20"]);
    expect(desk.flatten(at)).toMatchObject({ kind: "accepted" });
    await expect.poll(() => positionsOf(host), WAIT).toEqual([]);
    expect(host.activity.activityCount()).toBeGreaterThanOrEqual(2);
  },
);

describe("settings", () => {
  test("a change is on disk, in force, and there after a restart", async () => {
    const host = await start();
    const [group] = host.snapshot().groups;
    const [first] = await inSync(host);
    host.setGroupStatus(group?.id as GroupId, "closing-only");
    host.setFollowerEnabled(first?.id as FollowerId, { enabled: false, whenOff: "leave-alone" });
    await expect.poll(() => host.snapshot().groups[0]?.status, WAIT).toBe("closing-only");
    await host.stop();
    expect(changesIn(`groups[${group?.id}].status`)).toEqual([
      { before: null, after: '"active"' },
      { before: '"active"', after: '"closing-only"' },
    ]);
    const [saved] = settingsOnDisk().groups;
    expect(saved).toMatchObject({
      status: "closing-only",
      followers: [{ enabled: false, whenOff: "leave-alone" }, {}, {}],
    });
    const again = await start();
    expect(again.snapshot().groups[0]?.status).toBe("closing-only");
    expect(again.snapshot().followers[0]?.enabled).toBe(false);
  });

  test("a change that takes exposure away is in force even when it can not be saved; one that adds is not", async () => {
    const host = await start();
    const group = host.snapshot().groups[0]?.id as GroupId;
    mkdirSync(join(folder, "settings.json.new"));
    expect(() => host.setGroupStatus(group, "paused")).toThrow("in force until the next start");
    await expect.poll(() => host.snapshot().groups[0]?.status, WAIT).toBe("paused");
    expect(settingsOnDisk().groups[0]?.status).toBe("active");
    const history = (from: Host) =>
      from.groups.history(group, 10).rows.map(({ field, after }) => [field, after]);
    // In force, so it is in the history; what is not in force is not.
    expect(history(host)[0]).toEqual(["status", "paused"]);
    const words = host.activity.activity({ before: null, limit: 100 }).map((entry) => entry.words);
    expect(words.filter((each) => each.includes("paused"))).toHaveLength(1);
    expect(() => host.setGroupStatus(group, "active")).toThrow("Nothing was changed");
    expect(host.snapshot().groups[0]?.status).toBe("paused");
    expect(history(host)[0]).toEqual(["status", "paused"]);
    await host.stop();
    rmSync(join(folder, "settings.json.new"), { recursive: true });
    const again = await start();
    expect(again.snapshot().groups[0]?.status).toBe("active");
    expect(history(again).slice(0, 2)).toEqual([
      ["status", "active"],
      ["status", "paused"],
    ]);
  });

  test("what does not exist is refused", async () => {
    const host = await start();
    const before = settingsOnDisk();
    expect(() => host.setGroupStatus("none" as GroupId, "paused")).toThrow(RefusedError);
    expect(() =>
      host.setFollowerEnabled("none" as FollowerId, { enabled: false, whenOff: "copy-exits" }),
    ).toThrow(RefusedError);
    expect(() => host.flatten({ kind: "group", group: "none" as GroupId })).toThrow(RefusedError);
    expect(() => host.flatten({ kind: "follower", follower: "none" as FollowerId })).toThrow(RefusedError);
    expect(() => host.releaseEntries("none" as FollowerId)).toThrow(RefusedError);
    await expect(host.connections.givePassword("none", "p")).rejects.toThrow(RefusedError);
    await expect(host.connections.givePassword("Practice", "p")).rejects.toThrow("needs no password");
    expect(settingsOnDisk()).toEqual(before);
  });
});

test(
  "a group that the core closes by itself is closing only in the settings file as well",
  { timeout: 30_000 },
  async () => {
    const host = await start();
    await inSync(host);
    const engine = newestEngine();
    const leader = host
      .snapshot()
      .connections.flatMap(({ accounts }) => accounts)
      .find(({ name }) => name === "PRAC0001");
    const fill: BrokerFill = {
      account: leader?.key as AccountKey,
      contract: frontNq(host) as ContractName,
      fillId: "900001" as FillId,
      orderId: "900002" as BrokerOrderId,
      side: 1,
      quantity: 1,
      priceTicks: 80_000 as Ticks,
      tradeDate: tradeDateAt(host.snapshot().atMs),
      filledAtMs: host.snapshot().atMs,
      active: true,
      receivedNs: 0,
    };
    engine.sink.events([{ kind: "fill", fill }], 0);
    expect(settingsOnDisk().groups[0]?.status).toBe("active");
    engine.sink.events([{ kind: "fill", fill: { ...fill, quantity: 3 } }], 0);
    await expect.poll(() => settingsOnDisk().groups[0]?.status, WAIT).toBe("closing-only");
    const group = host.snapshot().groups[0]?.id as GroupId;
    expect(changesIn(`groups[${group}].status`).at(-1)).toEqual({
      before: '"active"',
      after: '"closing-only"',
    });
    expect(host.snapshot().groups[0]?.status).toBe("closing-only");
    // A change that comes later starts from the closed group.
    const [row] = host.snapshot().followers;
    if (row) host.setFollowerEnabled(row.id as FollowerId, { enabled: false, whenOff: "copy-exits" });
    expect(settingsOnDisk().groups[0]).toMatchObject({
      status: "closing-only",
      followers: [{ enabled: false }, {}, {}],
    });
  },
);

describe("a connection with a password", () => {
  const password = "s3cret-of-the-desk";
  let exchange: RunningExchange;
  beforeEach(async () => {
    const users = [{ name: "leader", password, accounts: 1 }];
    exchange = await startExchange({ seed: 1, users, log: () => {} });
  });
  afterEach(() => exchange.close());

  function setup(passwordEnv?: string) {
    const { httpUrl, wsUrl, mdUrl } = exchange;
    const connection = { name: "Desk", environment: "custom", username: "leader", httpUrl, wsUrl, mdUrl };
    const text = JSON.stringify({ version: 1, connections: [{ ...connection, passwordEnv }] });
    return { file: "setup.json", text };
  }
  const stateOf = (host: Host) => host.snapshot().connections.map(({ state }) => state);
  /** Everything that the profile's files say. */
  const onDisk = (): string =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
      .join("\n");

  test("asks for it, logs in when it is given, and keeps it out of every file", async () => {
    const host = await start({ setup: setup() });
    await expect.poll(() => stateOf(host), WAIT).toEqual(["needs-you"]);
    expect(host.practice).toBeNull();
    await host.connections.givePassword("Desk", password);
    await expect.poll(() => stateOf(host), WAIT).toEqual(["connected"]);
    await expect.poll(() => existsSync(join(folder, "secrets.json")), WAIT).toBe(true);
    await host.stop();
    expect(onDisk()).not.toContain(password);
    expect(onDisk()).toContain("scrypt");
  });

  test("logs in at once when its environment variable holds it", async () => {
    const host = await start({ setup: setup("DESK_PASSWORD"), env: { DESK_PASSWORD: password } });
    await expect.poll(() => stateOf(host), WAIT).toEqual(["connected"]);
    const same = await openHost({ ...optionsOf(), folder: `${folder}-2`, setup: setup("DESK_PASSWORD") });
    same.start();
    await expect.poll(() => stateOf(same), WAIT).toEqual(["needs-you"]);
    await same.stop();
    rmSync(`${folder}-2`, { recursive: true });
  });
});

describe("the Practice page's desk", () => {
  test("names accounts, prices and contracts as text, and takes an account by id or name", async () => {
    const host = await start();
    const desk = deskOf(host);
    const { accounts, contracts, available } = desk.state();
    expect(available).toBe(true);
    expect(accounts.map(({ name, leader }) => [name, leader])).toEqual([
      ["PRAC0001", true],
      ["PRAC0002", false],
      ["PRAC0003", false],
      ["PRAC0004", false],
    ]);
    expect(accounts[0]?.netLiquidation).toBe(50_000_000_000);
    for (const { bid, offer, last, tickSize } of contracts) {
      for (const text of [bid, offer, last]) expect(text).toMatch(/^\d+(\.\d+)?$/u);
      expect(Number(offer) - Number(bid)).toBeCloseTo(Number(tickSize), 6);
    }
    const order = { contract: frontNq(host), side: "buy", quantity: 1, type: { kind: "market" } } as const;
    expect(desk.order({ ...order, account: "PRAC0002" })).toMatchObject({ kind: "accepted" });
    expect(desk.order({ ...order, account: accounts[2]?.id ?? "" })).toMatchObject({ kind: "accepted" });
    const held = desk.state().accounts.map(({ positions }) => positions.length);
    expect(held).toEqual([0, 1, 1, 0]);
    expect(desk.state().accounts[1]?.netLiquidation).toBeLessThan(50_000_000_000);
  });

  test("rejects in the exchange's words, refuses what it can not read", async () => {
    const host = await start();
    const desk = deskOf(host);
    const order = { account: "PRAC0001", contract: frontNq(host), side: "sell", quantity: 1 } as const;
    const limit = (price: string) => ({ ...order, type: { kind: "limit" as const, price } });
    expect(desk.order(limit("1.13"))).toMatchObject({ kind: "rejected" });
    expect(desk.order({ ...order, contract: "ZZZ9", type: { kind: "market" } })).toMatchObject({
      kind: "rejected",
      words: expect.stringContaining("ZZZ9"),
    });
    expect(() => desk.order(limit("1e3"))).toThrow(RefusedError);
    expect(() => desk.order({ ...limit("1"), account: "PRAC9999" })).toThrow(RefusedError);
    expect(desk.order(limit("90000.00"))).toMatchObject({ kind: "accepted" });
    expect(desk.state().accounts[0]?.positions).toEqual([]);
  });
});

test("every listener hears of the engine and of the exchange until it stops listening", async () => {
  const host = await start();
  const seen = new Set<string>();
  const stop = host.subscribe(({ event }) => seen.add(event));
  await expect.poll(() => seen.has("practice.changed") && seen.has("cockpit.event"), WAIT).toBe(true);
  stop();
  seen.clear();
  await host.stop();
  expect([...seen]).toEqual([]);
});

test("the books of the exchange go on after a restart", async () => {
  const host = await start();
  deskOf(host).order({
    account: "PRAC0004",
    contract: frontNq(host),
    side: "buy",
    quantity: 3,
    type: { kind: "market" },
  });
  const before = positionsOf(host);
  await host.stop();
  const again = await start();
  expect(positionsOf(again)).toEqual(before);
  expect(before).toEqual(["PRAC0004 NQ 3"]);
});
