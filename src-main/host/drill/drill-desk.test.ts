/** Drills as the page runs them: the whole application in one process, on its embedded exchange. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DrillRow } from "../../../src-shared/ipc/drill.ts";
import type { Host, PracticeDesk } from "../host-port.ts";
import { openHost } from "../host.ts";
import { passwordVault } from "../password-vault.ts";
import { RefusedError } from "../refused.ts";
import { drillSheetCsv } from "./sheet-csv.ts";

const WAIT = { timeout: 40_000, interval: 25 };
let folder: string;
let host: Host;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "mimik-drill-"));
  host = await openHost({
    folder,
    setup: null,
    arm: [],
    version: "0.0.0",
    vault: passwordVault,
    env: {},
    echo: () => {},
  });
  host.start();
  await vi.waitUntil(() => desk().drills.state().obstacle === "", WAIT);
});
afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true });
});

function desk(): PracticeDesk {
  if (!host.practice) throw new Error("no practice exchange");
  return host.practice;
}

function rowOf(id: string): DrillRow | undefined {
  return desk()
    .drills.rows()
    .find((row) => row.id === id);
}

async function ended(): Promise<void> {
  await expect.poll(() => desk().drills.state().running, WAIT).toBeNull();
}

function openAccounts(): readonly string[] {
  return desk()
    .state()
    .accounts.filter(({ positions }) => positions.length > 0)
    .map(({ name }) => name);
}

function buyWithLeader(): void {
  const { accounts, contracts } = desk().state();
  const account = accounts.find(({ leader }) => leader)?.id ?? "";
  const contract = contracts.find((row) => row.contract.startsWith("NQ"))?.contract ?? "";
  expect(
    desk().order({ account, contract, side: "buy", quantity: 1, type: { kind: "market" } }),
  ).toMatchObject({ kind: "accepted" });
}

describe("a run", { timeout: 90_000 }, () => {
  test("judges each drill from the books, keeps what happened when, and leaves nothing open and no fault on", async () => {
    const ids = ["fills-twice", "reject-next", "reject-later"];
    desk().drills.run(ids, false);
    expect(desk().drills.state().running).toMatchObject({ number: 1, of: 3 });
    expect(() => desk().drills.run(ids, false)).toThrow(RefusedError);
    await ended();
    expect(ids.map((id) => [rowOf(id)?.verdict, rowOf(id)?.evidence])).toEqual([
      ["passed", expect.stringContaining("3 of 3 followers in place.")],
      ["passed", expect.stringContaining("2 of 3 followers in place, 1 short and told why.")],
      ["passed", expect.stringContaining("2 of 3 followers in place, 1 short and told why.")],
    ]);
    const words = desk()
      .drills.timeline("reject-later")
      .map(({ words: each }) => each);
    expect(words).toContainEqual(expect.stringMatching(/^PRAC000\d: buy \d+ \w+ rejected$/u));
    expect(openAccounts()).toEqual([]);
    expect((await desk().faults.view()).controls.filter(({ on }) => on)).toEqual([]);
    let csv = "";
    for await (const piece of drillSheetCsv(desk().drills.rows())) csv += piece;
    expect(csv).toMatch(/^drill,started,seconds,result,check,words\r\nThe connection drops/u);
    expect(csv).toContain("The next order is rejected,");
  });

  test("closes what is held only with the trader's consent", async () => {
    buyWithLeader();
    await expect.poll(() => openAccounts().length, WAIT).toBe(4);
    expect(desk().drills.state().open).toHaveLength(4);
    expect(() => desk().drills.run(["fills-first"], false)).toThrow(/agree to that first/u);
    expect(openAccounts()).toHaveLength(4);
    desk().drills.run(["fills-first"], true);
    await ended();
    expect(rowOf("fills-first")).toMatchObject({ verdict: "passed" });
    expect(openAccounts()).toEqual([]);
  });

  test("can be stopped, cleans up, and judges nothing", async () => {
    desk().drills.run(["silence", "fills-twice"], false);
    await expect.poll(() => rowOf("silence")?.step?.number ?? 0, WAIT).toBeGreaterThanOrEqual(5);
    desk().drills.stop();
    await ended();
    expect(rowOf("silence")).toMatchObject({ verdict: "not-judged", evidence: "Stopped by you." });
    expect(rowOf("fills-twice")).toMatchObject({ verdict: "not-run" });
    expect(openAccounts()).toEqual([]);
    expect((await desk().faults.view()).controls.filter(({ on }) => on)).toEqual([]);
  });

  test("is refused while the group does not copy", () => {
    const [group] = host.snapshot().groups;
    host.setGroupStatus(group?.id as Parameters<Host["setGroupStatus"]>[0], "paused");
    expect(desk().drills.state().obstacle).toBe("Practice is not copying: set it to Copying first.");
    expect(() => desk().drills.run(["fills-twice"], false)).toThrow("is not copying");
  });

  test("ends with the app at once", async () => {
    desk().drills.run(["silence"], false);
    await expect.poll(() => rowOf("silence")?.step?.number ?? 0, WAIT).toBeGreaterThanOrEqual(2);
    await host.stop();
    expect(desk().drills.state().running).toBeNull();
  });
});
