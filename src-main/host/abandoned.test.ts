/** A setup file that would leave an open follower to itself, against a real profile. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Host, PracticeDesk } from "./host-port.ts";
import { openHost } from "./host.ts";
import { passwordVault } from "./password-vault.ts";
import { forgetEngines, isKnown } from "./testing/watched-engine.ts";

const WAIT = { timeout: 10_000, interval: 20 };
vi.mock("../runtime/engine.ts", async (original) => {
  const { watched } = await import("./testing/watched-engine.ts");
  return watched(await original());
});

const settled = new Set<string>(["in-sync", "closing-only"]);
let folder: string;
let hosts: Host[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mimik-abandoned-"));
  hosts = [];
  forgetEngines();
});
afterEach(async () => {
  for (const host of hosts) await host.stop();
  rmSync(folder, { recursive: true });
});

async function start(setup: unknown = null): Promise<Host> {
  const host = await openHost({
    folder,
    setup: setup === null ? null : { file: "new.json", text: JSON.stringify(setup) },
    arm: [],
    version: "0.0.0",
    vault: passwordVault,
    env: {},
    echo: () => {},
  });
  hosts.push(host);
  host.start();
  await expect
    .poll(() => host.snapshot().followers.every(({ state }) => settled.has(state)), WAIT)
    .toBe(true);
  return host;
}
function deskOf(host: Host): PracticeDesk {
  if (!host.practice) throw new Error("no practice exchange");
  return host.practice;
}
const frontNq = (host: Host): string =>
  deskOf(host)
    .state()
    .contracts.find(({ contract }) => /^NQ[A-Z]\d$/u.test(contract))?.contract ?? "";
const fileText = (): string => readFileSync(join(folder, "settings.json"), "utf8");

function rows(sql: string): unknown[] {
  const ledger = new Database(join(folder, "ledger.sqlite"), { readonly: true });
  try {
    return ledger.prepare(sql).all();
  } finally {
    ledger.close();
  }
}

/** The group of a first start with one follower of its three. */
const oneFollower = {
  version: 1,
  connections: [{ name: "New", environment: "practice", username: "newcomer" }],
  groups: [
    {
      name: "Practice",
      leader: { connection: "Practice", account: "PRAC0001" },
      followers: [{ connection: "Practice", account: "PRAC0002" }],
    },
  ],
};

test(
  "a file that drops open followers is refused by name and changes nothing; flat ones may go",
  { timeout: 60_000 },
  async () => {
    const host = await start();
    const contract = frontNq(host);
    await expect.poll(() => isKnown(contract) && isKnown(`M${contract}`), WAIT).toBe(true);
    const at = { account: "PRAC0001", contract };
    deskOf(host).order({ ...at, side: "buy", quantity: 2, type: { kind: "market" } });
    await expect
      .poll(
        () =>
          deskOf(host)
            .state()
            .accounts.map(({ positions }) => positions[0]?.net),
        WAIT,
      )
      .toEqual([2, 2, 1, 20]);
    // The exchange's books come first: Mimik has to have heard of the fills, too.
    const held = (): (number | undefined)[] =>
      host.snapshot().followers.map(({ lines }) => lines[0]?.confirmed);
    await expect.poll(held, WAIT).toEqual([2, 1, 20]);
    // The same groups, paused: a file is not asked what of the open positions' exits.
    const pausing: unknown = JSON.parse(
      host.groups.exportText().replace('"status": "active"', '"status": "paused"'),
    );
    await host.stop();
    const before = { settings: fileText(), changes: rows("SELECT * FROM setting_change") };
    await expect(start(oneFollower)).rejects.toMatchObject({
      name: "StartFailure",
      exitCode: 2,
      message: expect.stringMatching(
        new RegExp(`new\\.json.*PRAC0003 \\(\\+1 ${contract}\\); PRAC0004 \\(\\+20 M${contract}\\)`, "u"),
      ),
    });
    expect({ settings: fileText(), changes: rows("SELECT * FROM setting_change") }).toEqual(before);

    const again = await start(pausing);
    expect(again.snapshot().groups.map(({ status }) => status)).toEqual(["closing-only"]);
    expect(deskOf(again).state().accounts).toHaveLength(4);
    again.flatten({ kind: "everything" });
    await expect.poll(() => again.isOpen(), WAIT).toBe(false);
    await again.stop();
    // The leader still holds: the trades of the two are not over, and would wake up under the same ids.
    expect(rows("SELECT follower FROM trade")).toHaveLength(3);
    const fewer = await start(oneFollower);
    expect(fewer.snapshot().followers.map(({ account }) => account)).toHaveLength(1);
    expect(rows("SELECT follower FROM trade")).toHaveLength(1);
  },
);
