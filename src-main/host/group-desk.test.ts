/** Groups as they are edited, activated, imported and explained while the whole application runs. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FollowerRow } from "../../src-shared/cockpit/model.ts";
import type { FollowerId, GroupId } from "../../src-shared/ids.ts";
import { events } from "../../src-shared/ipc/contract.ts";
import type { GroupDraft } from "../../src-shared/ipc/groups.ts";
import { startExchange, type RunningExchange } from "../practice/server.ts";
import type { Host } from "./host-port.ts";
import { openHost } from "./host.ts";
import { passwordVault } from "./password-vault.ts";
import { RefusedError } from "./refused.ts";

const WAIT = { timeout: 10_000, interval: 20 };
const password = "password-of-the-desk";

let folder: string;
let exchange: RunningExchange;
let host: Host;
let hosts: Host[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-groups-"));
  hosts = [];
  const users = ["leader", "other"].map((name) => ({ name, password, accounts: 4 }));
  exchange = await startExchange({ seed: 1, users, log: () => {} });
  host = await openDesk(setup());
});
afterEach(async () => {
  for (const each of hosts) await each.stop();
  await exchange.close();
  rmSync(folder, { recursive: true });
});

const account = (index: number, user = 0): string => exchange.users[user]?.accounts[index]?.name ?? "";

function connection(name: string, username: string) {
  const { httpUrl, wsUrl, mdUrl } = exchange;
  return { name, environment: "custom", username, passwordEnv: "DESK", httpUrl, wsUrl, mdUrl };
}

const follower = (index: number, more: object = {}) => ({
  connection: "Desk",
  account: account(index),
  ...more,
});

function setup(more: object = {}) {
  return {
    version: 1,
    connections: [connection("Desk", "leader")],
    groups: [
      {
        name: "Scalps",
        leader: { connection: "Desk", account: account(0) },
        followers: [follower(1)],
        ...more,
      },
    ],
  };
}

async function openDesk(file: object | null): Promise<Host> {
  const made = await openHost({
    folder,
    setup: file === null ? null : { file: "setup.json", text: JSON.stringify(file) },
    arm: [],
    version: "0.0.0",
    vault: passwordVault,
    env: { DESK: password },
    echo: () => {},
  });
  hosts.push(made);
  made.start();
  await expect.poll(() => made.snapshot().connections.map(({ state }) => state), WAIT).toEqual(["connected"]);
  await expect.poll(() => made.snapshot().followers[0]?.state, WAIT).toBe("in-sync");
  return made;
}

const nq = (): string =>
  exchange.trader.quotes().find(({ symbol }) => /^NQ[A-Z]\d$/u.test(symbol))?.symbol ?? "";

function trade(index: number, action: "Buy" | "Sell", qty = 1): void {
  const accountId = exchange.users[0]?.accounts[index]?.id ?? 0;
  exchange.trader.place({ accountId, symbol: nq(), action, qty, orderType: "Market" });
}

const rowOf = (index: number): FollowerRow | undefined =>
  host.snapshot().followers.find((row) => row.account === account(index));
const heldBy = (index: number): number =>
  rowOf(index)?.lines.reduce((total, { confirmed }) => total + confirmed, 0) ?? 0;

function viewOf(name = "Scalps") {
  const view = host.groups.settings().groups.find(({ draft }) => draft["name"] === name);
  if (!view) throw new Error(`no group ${name}`);
  return view;
}

function save(group: string | null, draft: GroupDraft): readonly string[] {
  const reply = host.groups.save({ group, draft });
  return reply.kind === "problems" ? reply.problems.map(({ path, words }) => `${path}: ${words}`) : [];
}

const activityWords = (): readonly string[] =>
  host.activity.activity({ before: null, limit: 100 }).map(({ words }) => words);

describe("saving", () => {
  test("a new group is closing only until it is activated, and its accounts are taken from then on", async () => {
    const accounts = () =>
      host.groups.settings().accounts.map(({ account: name, usedBy }) => [name, usedBy?.role]);
    expect(accounts()).toEqual([
      [account(0), "leader"],
      [account(1), "follower"],
      [account(2), undefined],
      [account(3), undefined],
    ]);
    const draft = {
      name: "Two",
      leader: { connection: "Desk", account: account(2) },
      followers: [follower(3)],
    };
    expect(save(null, draft)).toEqual([]);
    expect(viewOf("Two")).toMatchObject({ status: "closing-only", activated: false, open: [], warnings: [] });
    expect(accounts().at(-1)).toEqual([account(3), "follower"]);
    await expect.poll(() => host.snapshot().groups.map(({ name }) => name), WAIT).toEqual(["Scalps", "Two"]);
    expect(readFileSync(join(folder, "settings.json"), "utf8")).toContain('"name": "Two"');
    expect(activityWords()).toContain("Two: added.");
    // The first group's own status came with the file, and so did its activation.
    expect(viewOf()).toMatchObject({ status: "active", activated: true });
  });

  test("says every problem at once and changes nothing", () => {
    const before = readFileSync(join(folder, "settings.json"), "utf8");
    const draft = {
      name: "Scalps",
      leader: { connection: "Desk", account: account(1) },
      followers: [follower(0)],
    };
    expect(save(null, draft)).toEqual([
      'name: there already is a group "Scalps": choose another name',
      expect.stringMatching(/^leader: account .* already is a follower of group "Scalps"/u),
      expect.stringMatching(/^followers\[0\]: account .* already is the leader of group "Scalps"/u),
    ]);
    expect(() => save("gone", draft)).toThrow(RefusedError);
    expect(readFileSync(join(folder, "settings.json"), "utf8")).toBe(before);
  });

  test("tells whoever listens that there is something new to read", () => {
    const newest: number[] = [];
    const stop = host.subscribe((frame) => {
      if (frame.event === "activity.added") newest.push(events["activity.added"].parse(frame.payload).newest);
    });
    const { id, draft } = viewOf();
    expect(save(id, { ...draft, graceSeconds: 9 })).toEqual([]);
    expect(newest).toEqual([host.activity.activityCount()]);
    expect(save(id, { ...draft, graceSeconds: 9 })).toEqual([]);
    expect(newest).toHaveLength(1);
    stop();
    expect(host.groups.history(id, 1).rows).toMatchObject([
      { field: "grace time", before: "5 s", after: "9 s" },
    ]);
  });
});

test(
  "what is open keeps its follower and its leader; other edits act from the next fill",
  { timeout: 30_000 },
  async () => {
    const { id, draft } = viewOf();
    trade(0, "Buy", 2);
    await expect.poll(() => heldBy(1), WAIT).toBe(2);
    const open = `${account(1)} (+2 ${nq()})`;
    await expect.poll(() => viewOf().open, WAIT).toEqual([open]);
    expect(save(id, { ...draft, followers: [follower(2)] })).toEqual([
      `followers: This would take the exits away from what is still open: ${open}. Flatten it first, or keep the follower as it was.`,
    ]);
    expect(save(id, { ...draft, leader: { connection: "Desk", account: account(3) } })[0]).toMatch(
      /^leader: /u,
    );
    expect(() => host.groups.delete(id)).toThrow(open);
    const triple = { sizing: { mode: "multiplier", multiplier: "3.00" } };
    expect(save(id, { ...draft, followers: [follower(1, triple), follower(2)] })).toEqual([]);
    expect(heldBy(1)).toBe(2);
    trade(0, "Buy", 1);
    await expect.poll(() => heldBy(1), WAIT).toBe(5);
    trade(0, "Sell", 3);
    await expect.poll(() => heldBy(1), WAIT).toBe(0);
    await expect.poll(() => host.isOpen(), WAIT).toBe(false);
    await expect.poll(() => viewOf().open, WAIT).toEqual([]);
    host.groups.delete(id);
    expect(host.groups.settings().groups).toEqual([]);
    expect(() => host.groups.delete(id)).toThrow("no such group");
  },
);

test(
  "a fill is explained with the settings of its time, after a restart as before",
  { timeout: 30_000 },
  async () => {
    const { id, draft } = viewOf();
    trade(0, "Buy");
    await expect.poll(() => heldBy(1), WAIT).toBe(1);
    await expect.poll(() => host.snapshot().tape[0]?.followers[0]?.outcome, WAIT).toBe("filled");
    const eventId = host.snapshot().tape[0]?.eventId ?? "";
    const live = host.groups.explain(eventId);
    expect(live.settings).toMatchObject({ name: "Scalps", graceSeconds: 5 });
    expect(save(id, { ...draft, name: "Renamed", graceSeconds: 60 })).toEqual([]);
    const later = host.snapshot().atMs + 60_000;
    expect(host.groups.settingsAt(id, later).settings).toMatchObject({ graceSeconds: 60 });
    expect(host.groups.settingsAt(id, 1)).toEqual({ sinceMs: null, settings: null });
    await host.stop();
    host = await openDesk(null);
    const stored = host.groups.explain(eventId);
    expect(stored.settings).toEqual(live.settings);
    expect(stored.entry).toMatchObject({ price: live.entry.price, l0: 0, l1: 1, groupName: "Renamed" });
    const [now] = stored.entry.followers;
    const [then] = live.entry.followers;
    expect(now).toMatchObject({
      outcome: "filled",
      words: "filled",
      price: then?.price,
      checks: then?.checks,
      arithmetic: then?.arithmetic,
    });
    expect(() => host.groups.explain("never")).toThrow(RefusedError);
  },
);

describe("the first activation", () => {
  const two = () => ({
    name: "Two",
    leader: { connection: "Desk", account: account(2) },
    followers: [follower(3)],
  });

  test(
    "lists what stands there; what was chosen is done, and the group has been active",
    { timeout: 30_000 },
    async () => {
      expect(save(null, two())).toEqual([]);
      const { id } = viewOf("Two");
      expect(host.groups.activation(id)).toMatchObject({ needed: false, environment: "custom", rows: [] });
      trade(3, "Sell", 2);
      await expect.poll(() => heldBy(3), WAIT).toBe(-2);
      const found = host.groups.activation(id);
      expect(found).toMatchObject({
        needed: true,
        rows: [{ contract: nq(), position: -2, leaderContract: null }],
      });
      const row = { follower: rowOf(3)?.id ?? "", contract: nq(), position: -2 };
      const choose = (choice: "adopt" | "close" | "leave", position = -2): void =>
        host.groups.activate({ group: id, choices: [{ ...row, position, choice }] });
      expect(() => choose("close", -1)).toThrow("has changed since it was shown");
      expect(() => choose("adopt")).toThrow("can not be adopted");
      expect(viewOf("Two")).toMatchObject({ status: "closing-only", activated: false });
      choose("close");
      await expect.poll(() => heldBy(3), WAIT).toBe(0);
      expect(viewOf("Two")).toMatchObject({ status: "active", activated: true });
      expect(host.groups.activation(id).needed).toBe(false);
      expect(() => choose("close")).toThrow("has been active before");
    },
  );

  test("without a screen leaves everything, and is not asked for again", { timeout: 30_000 }, async () => {
    expect(save(null, two())).toEqual([]);
    const { id } = viewOf("Two");
    trade(3, "Buy", 1);
    await expect.poll(() => heldBy(3), WAIT).toBe(1);
    host.setGroupStatus(id as GroupId, "active");
    expect(viewOf("Two")).toMatchObject({ status: "active", activated: true });
    host.setGroupStatus(id as GroupId, "closing-only");
    expect(host.groups.activation(id)).toMatchObject({ needed: false, rows: [] });
    expect(heldBy(3)).toBe(1);
  });
});

test("a resync is shown before it is sent, once", { timeout: 30_000 }, async () => {
  const id = rowOf(1)?.id ?? "";
  host.setFollowerEnabled(id as FollowerId, { enabled: false, whenOff: "copy-exits" });
  trade(0, "Buy", 2);
  await expect.poll(() => host.snapshot().groups[0]?.leader.lines[0]?.confirmed, WAIT).toBe(2);
  host.setFollowerEnabled(id as FollowerId, { enabled: true, whenOff: "copy-exits" });
  const ask = () => host.groups.previewResync({ follower: id, toward: "implied" });
  await expect.poll(() => ask().lines[0]?.orders.length, WAIT).toBe(1);
  const preview = ask();
  const { version, atMs } = preview;
  const confirm = (changed: string) =>
    host.groups.confirmResync({ follower: id, toward: "implied", id: preview.id, version: changed, atMs });
  expect(confirm("another")).toMatchObject({ kind: "changed", preview: { toward: "implied" } });
  expect(confirm(version)).toEqual({ kind: "sent", words: `${account(1)}: 1 order sent.` });
  await expect.poll(() => heldBy(1), WAIT).toBe(2);
  expect(confirm(version).kind).toBe("changed");
  expect(heldBy(1)).toBe(2);
  expect(() => host.groups.previewResync({ follower: "gone", toward: "flat" })).toThrow(RefusedError);
});

describe("export and import", () => {
  test("what is exported changes nothing when it is imported", () => {
    const text = host.groups.exportText();
    expect(text).not.toContain(password);
    expect(host.groups.previewImport(text)).toMatchObject({ kind: "changes", changes: [] });
  });

  test(
    "changes are shown first, and applied to the settings that they were shown for",
    { timeout: 30_000 },
    async () => {
      const file = {
        version: 1,
        connections: [connection("Second", "other")],
        groups: [
          ...setup({ graceSeconds: 30 }).groups,
          {
            name: "Far",
            leader: { connection: "Second", account: account(0, 1) },
            followers: [{ connection: "Second", account: account(1, 1) }],
          },
        ],
      };
      const text = JSON.stringify(file);
      const preview = host.groups.previewImport(text);
      if (preview.kind !== "changes") throw new Error(JSON.stringify(preview));
      expect(preview.changes.map(({ what, name, kind }) => [what, name, kind])).toEqual([
        ["connection", "Second", "added"],
        ["group", "Scalps", "changed"],
        ["group", "Far", "added"],
        ["follower", `Far / ${account(1, 1)}`, "added"],
      ]);
      expect(preview.changes[1]?.details).toEqual([{ field: "grace time", before: "5 s", after: "30 s" }]);
      expect(preview.changes[2]?.notes[0]).toContain("copies as soon as its accounts are live");
      const { id, draft } = viewOf();
      expect(save(id, { ...draft, symbols: ["NQ"] })).toEqual([]);
      await expect(host.groups.importText(text, preview.basis)).rejects.toThrow("have changed since");
      expect(host.snapshot().groups).toHaveLength(1);
      const again = host.groups.previewImport(text);
      await host.groups.importText(text, again.kind === "changes" ? again.basis : "");
      await expect
        .poll(() => host.snapshot().followers.map(({ state }) => state), WAIT)
        .toEqual(["in-sync", "in-sync"]);
      expect(viewOf("Far")).toMatchObject({ status: "active", activated: true });
      expect(viewOf().draft).toMatchObject({ graceSeconds: 30, symbols: [] });
    },
  );

  test(
    "is refused whole, with the file's own places, where something stands against it",
    { timeout: 30_000 },
    async () => {
      const problems = (file: unknown): readonly string[] => {
        const reply = host.groups.previewImport(typeof file === "string" ? file : JSON.stringify(file));
        return reply.kind === "problems" ? reply.problems.map(({ path, words }) => `${path}: ${words}`) : [];
      };
      expect(problems("{")[0]).toContain("This is not JSON");
      expect(problems({ version: 2 })[0]).toContain("version: ");
      const practice = { name: "P", environment: "practice", username: "trader" };
      expect(problems({ version: 1, connections: [practice] })[0]).toMatch(
        /^connections\[0\]\.environment: /u,
      );
      trade(0, "Buy");
      await expect.poll(() => viewOf().open.length, WAIT).toBe(1);
      expect(problems(setup({ followers: [follower(2)] }))[0]).toMatch(
        /^groups\[0\]\.followers: .*still open/u,
      );
      const moved = { ...setup(), connections: [connection("Desk", "other")] };
      expect(problems(moved)[0]).toMatch(/^connections\[0\]\.username: /u);
      await expect(host.groups.importText("{", "")).rejects.toThrow(RefusedError);
    },
  );
});
